"""The times people type."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import QueryError
from index.when import parse_since
from tests.index.sample import NOON


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("24h", NOON - timedelta(hours=24)),
        (" 7d ", NOON - timedelta(days=7)),
        ("2w", NOON - timedelta(weeks=2)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T08:30", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        ("2026-11-01T08:30Z", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        ("2026-11-01T08:30-07:00", datetime(2026, 11, 1, 15, 30, tzinfo=UTC)),
    ],
)
def test_times(typed: str, moment: datetime) -> None:
    parsed = parse_since(typed, NOON)
    assert (parsed, parsed.tzinfo) == (moment, UTC)


@pytest.mark.parametrize("typed", ["", "7", "d", "7 days", "-7d", "999999w", "2026-13-01", "0001-01-01T00:00+10:00"])
def test_no_times(typed: str) -> None:
    with pytest.raises(QueryError, match="expected a span such as 24h"):
        parse_since(typed, NOON)


@given(st.text(max_size=20))
def test_anything_is_a_time_or_a_query_error(typed: str) -> None:
    try:
        parsed = parse_since(typed, NOON)
    except QueryError:
        return
    assert parsed.tzinfo is UTC
