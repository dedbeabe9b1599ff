"""The order of listings and the size of batches make no difference."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from index.listing import Listing
from index.sellers import Decision, Ledger, Seller, find_sellers, load_weights
from tests.index.sellers.people import decided, found, offer

HANDLES = ("zelkorba", "zelkorba2", "Zelkorba", "anna", "lumipasor", "lumipasro", "telegram_x")
VALUES = (
    "phone:+12135550101",
    "phone:+12135550102",
    "telegram:zelkorba",
    "signal:lumipasor",
    "$zelkorba",
    "bitcoin:1Fake",
)


@st.composite
def worlds(draw: st.DrawFn) -> list[Listing]:
    return [
        offer(
            number,
            f"{draw(st.sampled_from(('telegram', 'mastodon', 'forum')))}/{draw(st.sampled_from(HANDLES))}",
            *draw(st.lists(st.sampled_from(VALUES), max_size=2)),
            near_key=draw(st.sampled_from((None, "n1", "n2"))),
            text="word " * draw(st.sampled_from((5, 30, 70))),
            label=draw(st.sampled_from(("offer", "offer", "offer", "discuss"))),
        )
        for number in range(draw(st.integers(1, 14)))
    ]


pairs = st.tuples(st.sampled_from(("accept", "reject")), st.sampled_from(HANDLES), st.sampled_from(HANDLES))


def told(decisions: list[tuple[Any, str, str]]) -> list[Decision]:
    return [decided(action, f"mastodon/{a.lower()}", f"telegram/{b.lower()}") for action, a, b in decisions]


@settings(max_examples=80, deadline=None)
@given(st.data(), worlds(), st.lists(pairs, max_size=3))
def test_batches_in_any_order(data: st.DataObject, world: list[Listing], pairs: list[tuple[Any, str, str]]) -> None:
    decisions = told(pairs)
    whole = list(found(world, decisions))
    ledger = Ledger(load_weights())
    rest = data.draw(st.permutations(world))
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        ledger.add(rest[:size])
        find_sellers(ledger, decisions)
        rest = rest[size:]
    ledger.add(world[:3])
    assert list(find_sellers(ledger, decisions)) == whole


@settings(max_examples=50, deadline=None)
@given(worlds(), worlds())
def test_edits_and_removals_leave_no_trace(before: list[Listing], after: list[Listing]) -> None:
    ledger = Ledger(load_weights())
    ledger.add(replace(one, author=None if n % 5 == 4 else one.author) for n, one in enumerate(before))
    ledger.remove([one.id for one in before[len(after) :]])
    ledger.add(after)
    assert _shape(find_sellers(ledger)) == _shape(found(after))


@settings(max_examples=60, deadline=None)
@given(worlds(), st.lists(pairs, min_size=1, max_size=4))
def test_a_rejected_pair_is_never_together(world: list[Listing], pairs: list[tuple[Any, str, str]]) -> None:
    decisions = told(pairs)
    last = {frozenset((one.a, one.b)): one for one in decisions}
    for seller in found(world, decisions):
        accounts = {member.account for member in seller.members}
        assert not any(one.action == "reject" and {one.a, one.b} <= accounts for one in last.values() if one.a != one.b)


def _shape(sellers: Any) -> list[Any]:
    """All but how a handle is spelt: the ledger remembers the spelling of an offer that is gone."""

    def lower(seller: Seller) -> Any:
        links = {(link.a.lower(), link.b.lower(), link.kind, link.value) for link in seller.links}
        return {member.name.lower() for member in seller.members}, links

    return [lower(seller) for seller in sellers]
