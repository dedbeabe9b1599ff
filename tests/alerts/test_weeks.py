"""ISO weeks: names, bounds and the years' ends."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from alerts.weeks import Week


def test_a_week_runs_from_monday_to_monday() -> None:
    week = Week.parse("2026-W47")
    assert (str(week), week.start, week.end) == (
        "2026-W47",
        datetime(2026, 11, 16, tzinfo=UTC),
        datetime(2026, 11, 23, tzinfo=UTC),
    )
    assert Week.of(week.start) == week
    assert Week.of(week.end) == Week(2026, 48)
    assert Week.of(week.end - timedelta(microseconds=1)) == week


def test_a_week_is_of_the_time_in_utc() -> None:
    still_sunday_in_mexico = datetime(2026, 11, 22, 20, tzinfo=timezone(timedelta(hours=-6)))
    assert Week.of(still_sunday_in_mexico) == Week(2026, 48)


@pytest.mark.parametrize(
    ("week", "back", "earlier"),
    [
        ("2026-W47", 12, "2026-W35"),
        ("2027-W01", 1, "2026-W53"),
        ("2026-W01", 1, "2025-W52"),
        ("2026-W47", 0, "2026-W47"),
    ],
)
def test_weeks_are_counted_across_years(week: str, back: int, earlier: str) -> None:
    assert str(Week.parse(week).minus(back)) == earlier


def test_weeks_are_ordered_by_time() -> None:
    assert Week(2026, 53) < Week(2027, 1) < Week(2027, 2)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "is not a week: expected year and ISO week, such as 2026-W47"),
        ("last week", '"last week" is not a week'),
        ("2026-47", "is not a week"),
        ("٢٠٢٦-W47", "is not a week"),
        ("2026-W00", "the year 2026 has the weeks W01 to W53"),
        ("2025-W53", "the year 2025 has the weeks W01 to W52"),
        ("0001-W01", "expected a year from 1970 to 9998"),
        ("9999-W52", "expected a year from 1970 to 9998"),
    ],
)
def test_what_is_no_week_is_refused_in_words(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Week.parse(typed)


def test_a_week_may_be_typed_carelessly() -> None:
    assert Week.parse(" 2026-w7 ") == Week(2026, 7)
