"""Copies get the same key, whatever comes first, and nothing else does."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

from index.listing import Listing
from index.near.assign import assign, bands_of
from tests.index.sample import NOON, listing, mention

AD = "Fresh {} just landed, same press as always, {} each. Meet in {} after dark, no time wasters please. Write {}"
BLUES = AD.format("blues", "$20", "Phoenix", "@blue_door_x")
COPY = AD.format("blues", "$35", "Tucson", "@kai_example")
EXTENDED = COPY + " and say who sent you"
OTHER = "Lost my grey cat near the river on Monday evening, she is shy and wears a red collar, please call me"


def nothing(_: Sequence[str]) -> list[Listing]:
    return []


class Stored:
    """A store of few listings that counts how often it is asked."""

    def __init__(self, listings: Iterable[Listing]) -> None:
        self.listings = list(listings)
        self.asked = 0

    def __call__(self, bands: Sequence[str]) -> list[Listing]:
        self.asked += 1
        return [one for one in self.listings if {*bands_of(one)} & {*bands}]


def test_copies_in_one_batch() -> None:
    keys = [one.near_key for one in assign([listing("a", BLUES), listing("b", OTHER), listing("c", COPY)], nothing)]
    assert keys[0] == keys[2] != keys[1]
    assert None not in keys


def test_a_copy_of_a_stored_post_by_one_lookup() -> None:
    stored = Stored(assign([listing("a", BLUES), listing("b", OTHER)], nothing))
    found = assign([listing("c", EXTENDED), listing("d", EXTENDED.upper())], stored)
    assert {one.near_key for one in found} == {stored.listings[0].near_key}
    assert stored.asked == 1


def test_the_most_similar_wins() -> None:
    stored = Stored([listing("a", BLUES, near_key="far"), listing("b", EXTENDED, near_key="near")])
    assert assign([listing("c", EXTENDED)], stored)[0].near_key == "near"


def test_the_order_in_a_batch_does_not_matter() -> None:
    posts = [listing(str(n), text, at=NOON + timedelta(hours=n)) for n, text in enumerate((BLUES, EXTENDED, OTHER))]
    told = [{one.id: one.near_key for one in assign(list(order), nothing)} for order in permutations(posts)]
    assert told.count(told[0]) == len(told)
    assert told[0]["0"] == told[0]["1"]


def test_unchanged_copies_agree_without_knowing_each_other() -> None:
    assert assign([listing("a", BLUES)], nothing)[0].near_key == assign([listing("b", COPY)], nothing)[0].near_key


def test_an_edited_post_keeps_its_key_and_its_copies_find_it() -> None:
    edited = listing("a", OTHER, near_key="first")
    assert [one.near_key for one in assign([edited, listing("b", OTHER)], nothing)] == ["first", "first"]


def test_the_same_words_for_another_drug_are_another_offer() -> None:
    def named(listing_id: str, *drugs: str) -> Listing:
        text = AD.format("ones", "$20", "Phoenix", "@blue_door_x")
        return listing(listing_id, text, mentions=tuple(mention("drug", drug) for drug in drugs))

    batch = [named("a", "oxycodone"), named("b", "alprazolam"), named("c", "oxycodone", "fentanyl"), named("d")]
    oxycodone, alprazolam, both, unread = (one.near_key for one in assign(batch, nothing))
    assert oxycodone == both != alprazolam
    assert unread in (oxycodone, alprazolam)


def test_the_title_counts() -> None:
    one, other = assign([listing("a", "dm", title=BLUES), listing("b", "dm", title=OTHER)], nothing)
    assert one.near_key != other.near_key


def test_no_words_no_key_and_nothing_to_find_it_by() -> None:
    empty = assign([listing("a", "")], nothing)[0]
    assert empty.near_key is None
    assert bands_of(empty) == ()


def test_nothing_else_of_a_listing_changes() -> None:
    post = listing("a", BLUES)
    assert replace(assign([post], nothing)[0], near_key=None) == post


def test_many_different_short_posts_stay_apart() -> None:
    posts = [listing(str(n), f"blues {n}") for n in range(50)]
    assert len({one.near_key for one in assign(posts, nothing)}) == 50
