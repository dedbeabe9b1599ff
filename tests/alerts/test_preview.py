"""How many a week a search would have brought."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from alerts.preview import preview
from alerts.weeks import Week
from index.access import EVERYTHING
from index.parse import parse_query
from index.query import Query
from tests.alerts.samples import brought, saved, store_of
from tests.index.sample import listing

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
"""A Wednesday."""


@pytest.mark.parametrize("words", ["blue", "", '"blue pills"', "nothing"])
def test_counts_are_those_of_the_deliveries(tmp_path: Path, words: str) -> None:
    random = Random(5)
    listings = [
        listing(
            f"{number:03d}",
            random.choice(("blue pills", "pills blue", "green")),
            at=NOW - timedelta(minutes=random.randrange(100 * 7 * 24 * 60 // 7)),
            created=random.choice((None, NOW - timedelta(weeks=random.randrange(50)))),
            hit=random.random() < 0.7,
        )
        for number in range(400)
    ]
    edges = [listing(f"e{back}", "blue pills", at=Week.of(NOW).minus(back).start) for back in range(14)]
    store = store_of(tmp_path / "s", *listings, *edges)
    counts = preview(store, Query(access=EVERYTHING, clauses=parse_query(words, NOW), hits=True, stored_since=NOW), NOW)
    search = saved(tmp_path, words=words, since=NOW - timedelta(weeks=200))
    weeks = [Week.of(one.captured) for one in brought(search, store, tmp_path)]
    assert [one.count for one in counts] == [weeks.count(one.week) for one in counts]
    assert [str(one.week) for one in counts] == [f"2026-W{number}" for number in range(36, 49)]
    assert [one.partial for one in counts] == [False] * 12 + [True]
    assert sum(one.count for one in counts) > 0 or words == "nothing"
