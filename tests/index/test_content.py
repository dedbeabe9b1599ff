"""What is left of a listing whose content was dropped, and what later captures make of it."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given

from index.content import DROPPED, evidence_of, is_dropped
from index.listing import Author, Evidence, Listing, Price, Version
from index.merge import merge
from tests.index.sample import NOON, listing, listings

LATER = NOON + timedelta(hours=6)
FIRST, SECOND = Evidence("aa", "evidence/aa"), Evidence("bb", "evidence/bb")


def test_a_stored_post_is_not_dropped() -> None:
    assert not is_dropped(listing())
    assert is_dropped(replace(listing(author=Author("ann"), evidence=FIRST), **DROPPED))


@given(listings, listings)
def test_only_a_post_that_is_there_again_brings_content_back(old: Listing, new: Listing) -> None:
    dropped = replace(old, **DROPPED)
    merged, outcome = merge(dropped, new)
    if new.deleted or new.checked < old.checked:
        assert is_dropped(merged)
        assert outcome == "seen"
    else:
        assert (merged.text, merged.versions, merged.first_seen) == (new.text, (), old.first_seen)
    assert merge(merged, new)[0] == merged


def test_a_notice_of_deletion_marks_what_was_only_counted() -> None:
    dropped = replace(listing(), **DROPPED)
    merged, _ = merge(dropped, listing(text="", deleted=True, at=LATER))
    assert merged == replace(dropped, deleted=True, gone=LATER, checked=LATER)


def test_no_evidence_is_lost_when_a_change_brings_its_own() -> None:
    old = listing(price=Price("5"), evidence=FIRST)
    dearer = listing(price=Price("6"), evidence=SECOND, at=LATER)
    merged, outcome = merge(old, dearer)
    assert outcome == "changed"
    assert (merged.evidence, merged.versions) == (SECOND, (Version(None, "blue pills", LATER, FIRST),))
    assert evidence_of(merged) == (SECOND, FIRST)
    assert merge(merged, dearer) == (merged, "seen")
