"""The weekly histogram: the last quarter as bars, every week as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from index.query import Query
from web.forms import Asked

BARS = 14
"""The running week and the thirteen before it."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """One ISO week (UTC): its first day, how many posts, the height of its bar in percent, and where it leads.

    `partial` says why the count is not of a whole week, and is empty where it is.
    """

    start: datetime
    count: int
    height: int
    partial: str
    href: str

    @property
    def name(self) -> str:
        """As in `2026-W48`."""
        year, week, _ = self.start.isocalendar()
        return f"{year}-W{week:02}"


@dataclass(frozen=True, slots=True)
class Weeks:
    """`bars` are consecutive weeks, empty ones too; `all` are the weeks that have posts, newest first."""

    bars: tuple[Week, ...]
    all: tuple[Week, ...]

    @property
    def outside(self) -> int:
        """Posts in weeks that have no bar."""
        return sum(week.count for week in self.all) - sum(week.count for week in self.bars)


def weeks_of(histogram: Sequence[tuple[datetime, int]], asked: Asked, query: Query, now: datetime) -> Weeks:
    """A Page's histogram as bars that end with the running week and do not leave the query's period."""
    last = min(now, query.until - timedelta(microseconds=1)) if query.until else now
    starts = [_monday(last) - _WEEK * back for back in reversed(range(BARS))]
    starts = [start for start in starts if not query.since or start + _WEEK > query.since]
    counts = dict(histogram)
    top = max((counts.get(start, 0) for start in starts), default=0)

    def week(start: datetime) -> Week:
        number = counts.get(start, 0)
        sunday = start + timedelta(days=6)
        href = asked.href(since=start.date().isoformat(), until=sunday.date().isoformat(), period="all")
        return Week(start, number, _height(number, top), _partial(start, query, now), href)

    return Weeks(tuple(map(week, starts)), tuple(week(start) for start, _ in reversed(histogram)))


def _partial(start: datetime, query: Query, now: datetime) -> str:
    """The running week counts to now; the period's first and last may begin or end on any day."""
    if start <= now < start + _WEEK:
        return "so far"
    cut = (query.since and query.since > start) or (query.until and query.until < start + _WEEK)
    return "part" if cut else ""


def _height(number: int, top: int) -> int:
    """Percent of the highest bar; whatever is not nothing can be seen."""
    return max(3, min(100, round(100 * number / top))) if number and top else 0


def _monday(moment: datetime) -> datetime:
    day = moment.date() - timedelta(days=moment.weekday())
    return datetime.combine(day, time(), moment.tzinfo)
