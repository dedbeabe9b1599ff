"""Every example of the how-to is understood, and means what it says."""

import re
from pathlib import Path

import pytest

from index.access import EVERYTHING
from index.listing import Author, Price
from index.matching import matches
from index.parse import parse_query
from index.query import Query
from tests.index.sample import NOON, listing, mention

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "search.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
EXAMPLES = [example for row in ROWS for example in re.findall(r"`([^`]+)`", row)]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 30


@pytest.mark.parametrize("typed", EXAMPLES)
def test_every_example_is_understood(typed: str) -> None:
    assert parse_query(typed, NOON)


SELLER = listing(
    "a",
    "Fresh x@nax and fetty, m-30 stamps, blue pills 10 for 150",
    kind="shop",
    platform="mastodon",
    site="forum.example.com",
    source="my_forum",
    lang="es",
    goods=("pill_press", "precursor"),
    score=0.95,
    author=Author("Blue_Door@social.example"),
    price=Price("15"),
    created=NOON,
    mentions=(
        mention("contact", "telegram:blue_door"),
        mention("contact", "phone:+12135550142"),
        mention("place", "Tijuana, Baja California, Mexico"),
        mention("place", "New York, New York, United States"),
        mention("price", "10 for 150"),
    ),
)
NOT_SELLER = ("oxy*", "blues OR percs", "blues -news", "blues NOT (news OR police)", "(pressed OR fake) bars")
OTHER = ("seller:telegram/blue_door", "until:2026-11-01")


@pytest.mark.parametrize("typed", [one for one in EXAMPLES if one not in (*NOT_SELLER, *OTHER, "xanaks~1")])
def test_every_example_finds_what_it_is_for(typed: str) -> None:
    assert matches(SELLER, Query(access=EVERYTHING, clauses=parse_query(typed, NOON)))


@pytest.mark.parametrize("typed", NOT_SELLER)
def test_and_not_what_it_is_not_for(typed: str) -> None:
    assert not matches(SELLER, Query(access=EVERYTHING, clauses=parse_query(typed, NOON)))
