"""A post captured again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.listing import Author, Evidence, Listing, Media, Price, Version
from index.merge import merge
from tests.index.sample import NOON, listing, listings

LATER = NOON + timedelta(hours=6)
FIRST, SECOND = Evidence("aa", "evidence/aa"), Evidence("bb", "evidence/bb")


def test_first_capture() -> None:
    assert merge(None, listing()) == (listing(), "new")
    assert merge(None, listing(deleted=True))[0].gone == NOON


def test_seen_again_moves_only_the_times_and_the_reading() -> None:
    old = listing(evidence=FIRST)
    merged, outcome = merge(old, listing(at=LATER, label="seek", model="m2", evidence=SECOND))
    assert outcome == "seen"
    assert merged == replace(old, last_seen=LATER, checked=LATER, label="seek", model="m2")


@pytest.mark.parametrize(
    "change",
    [
        {"title": "new"},
        {"text": "new"},
        {"edited": LATER},
        {"is_edited": True},
        {"deleted": True},
        {"price": Price("5")},
        {"media": (Media("https://example.com/p", "image"),)},
        {"place": "Springfield"},
        {"url": "https://example.com/other"},
    ],
    ids=lambda change: str(next(iter(change))),
)
def test_changed(change: dict[str, Any]) -> None:
    merged, outcome = merge(listing(), listing(at=LATER, **change))
    assert outcome == "changed"
    assert all(getattr(merged, name) == value for name, value in change.items())


def test_new_name_of_the_author_is_kept_without_a_change() -> None:
    merged, outcome = merge(listing(author=Author("ann", "Ann")), listing(at=LATER, author=Author("ann", "Anna")))
    assert (outcome, merged.author) == ("seen", Author("ann", "Anna"))


def test_earlier_texts_stay_with_their_evidence() -> None:
    once, _ = merge(listing(title="t", evidence=FIRST), listing(text="red pills", at=LATER, evidence=SECOND))
    assert once.versions == (Version("t", "blue pills", LATER, FIRST),)
    assert (once.text, once.title, once.evidence) == ("red pills", None, SECOND)
    twice, _ = merge(once, listing(text="green", at=LATER + timedelta(hours=1)))
    assert [version.text for version in twice.versions] == ["blue pills", "red pills"]
    assert twice.evidence is None, "no evidence of an earlier text may stand for this one"


def test_notice_of_deletion_keeps_what_was_said() -> None:
    old = listing(title="t", price=Price("5"), evidence=FIRST)
    notice = listing(text="", url=None, at=LATER, deleted=True, label="none", hit=False, evidence=SECOND)
    merged, outcome = merge(old, notice)
    assert outcome == "changed"
    assert merged == replace(old, deleted=True, gone=LATER, checked=LATER)
    again, outcome = merge(merged, replace(notice, checked=LATER + timedelta(days=1)))
    assert (outcome, again.gone, again.last_seen) == ("seen", LATER, NOON)


def test_deleted_but_still_shown_takes_the_text_shown() -> None:
    merged, _ = merge(listing(), listing(text="[removed by author]", deleted=True, at=LATER))
    assert (merged.text, merged.gone) == ("[removed by author]", LATER)
    assert [version.text for version in merged.versions] == ["blue pills"]


def test_comes_back() -> None:
    gone = listing(deleted=True, gone=NOON)
    merged, outcome = merge(gone, listing(at=LATER))
    assert (outcome, merged.deleted, merged.gone, merged.last_seen) == ("changed", False, None, LATER)


def test_what_people_and_jobs_decided_stays() -> None:
    old = listing(held=True, seller_keys=("s",), near_key="n", created=NOON, source="first", policy="p1")
    merged, _ = merge(old, listing(text="other", at=LATER, source="second", policy="p2"))
    kept = ("held", "seller_keys", "near_key", "created", "source", "policy", "first_seen")
    assert [getattr(merged, name) for name in kept] == [getattr(old, name) for name in kept]
    assert merge(listing(), listing(at=LATER, near_key="n"))[0].near_key == "n"


def test_late_spool_changes_nothing() -> None:
    stored = listing(text="newer", at=LATER)
    assert merge(stored, listing(text="older")) == (stored, "seen")


@given(listings, listings, st.booleans())
def test_twice_is_once(old: Listing, new: Listing, same_text: bool) -> None:
    if same_text:
        new = replace(new, title=old.title, text=old.text)
    once, outcome = merge(old, new)
    assert merge(once, new) == (once, "seen")
    assert once.first_seen == old.first_seen
    assert once.versions[: len(old.versions)] == old.versions
    if outcome == "changed" and (once.title, once.text) != (old.title, old.text):
        assert once.versions[-1].text == old.text
