"""A person's word wins, survives, and is kept."""

from datetime import timedelta
from pathlib import Path

import pytest

from index.sellers import DecisionError, decision_file
from tests.index.sample import NOON
from tests.index.sellers.people import decided, found, offer, together

A, B, C = "mastodon/ka", "mastodon/lu", "mastodon/mi"
PHONE, OTHER = "phone:+12135550101", "phone:+12135550102"


def test_accept_joins_what_shares_nothing() -> None:
    sellers = found([offer(1, A), offer(2, B)], [decided("accept", A, B)])
    (seller,) = sellers
    (link,) = seller.links
    assert (link.kind, link.value, link.a, link.b) == ("accepted", "seen at the stall", A, B)


def test_reject_parts_what_shares_everything() -> None:
    listings = [offer(1, A, PHONE, OTHER), offer(2, B, PHONE, OTHER)]
    sellers = found(listings, [decided("reject", B, A)])
    assert together(sellers) == set()
    first = sellers.find(A)
    assert first is not None
    assert "a person wants two of the accounts apart" in sellers.unjoined(first)[0].why


def test_reject_holds_through_third_parties_and_cuts_the_weakest_link() -> None:
    strong = [PHONE, "bitcoin:1FakeFakeFake"]
    listings = [offer(1, A, *strong), offer(2, C, *strong, OTHER), offer(3, B, OTHER)]
    assert together(found(listings)) == {frozenset({A, B, C})}
    assert together(found(listings, [decided("reject", A, B)])) == {frozenset({A, C})}
    assert together(found(reversed(listings), [decided("reject", A, B)])) == {frozenset({A, C})}


def test_reject_holds_against_chains_of_accepts() -> None:
    decisions = [decided("accept", A, C), decided("accept", C, B), decided("reject", A, B)]
    assert together(found([offer(1, A), offer(2, B), offer(3, C)], decisions)) == {frozenset({B, C})}


def test_the_latest_word_on_a_pair_counts() -> None:
    listings = [offer(1, A, PHONE), offer(2, B, PHONE)]
    decisions = [decided("reject", A, B), decided("accept", B, A)]
    assert together(found(listings, decisions)) == {frozenset({A, B})}
    assert together(found(listings, decisions[::-1])) == set()


def test_decisions_survive_new_posts_and_unknown_accounts() -> None:
    decisions = [decided("reject", A, B), decided("reject", A, "mastodon/gone")]
    listings = [offer(n, name, PHONE) for n, name in enumerate((A, B, A, B, C))]
    (cluster,) = together(found(listings, decisions))
    assert cluster in ({A, C}, {B, C})


def test_the_file_keeps_them(tmp_path: Path) -> None:
    file = decision_file(tmp_path / "data")
    decisions = [decided("accept", A, B), decided("reject", A, B, at=NOON + timedelta(days=1))]
    for decision in decisions:
        file.append(decision)
    assert file.read() == decisions
    with file.path.open("ab") as torn:
        torn.write(b'{"time": "2026-')
    assert file.read() == decisions, "what a kill tore counts for nothing"
    file.append(decisions[0])
    assert file.read() == [*decisions, decisions[0]]


def test_a_broken_line_is_an_error_with_its_number(tmp_path: Path) -> None:
    file = decision_file(tmp_path)
    file.append(decided("accept", A, B))
    file.path.write_bytes(file.path.read_bytes() + b'{"action": "maybe"}\n')
    with pytest.raises(DecisionError, match=r"seller-decisions\.jsonl, line 2"):
        file.read()
