"""What a search would have brought, week by week."""

from dataclasses import dataclass, replace
from datetime import datetime

from alerts.weeks import Week
from index.query import Query
from index.store import SearchStore

WEEKS = 12


@dataclass(frozen=True, slots=True)
class WeekCount:
    """How many listings a search would have delivered in a week; `partial` while the week runs."""

    week: Week
    count: int
    partial: bool


def preview(store: SearchStore, query: Query, now: datetime) -> list[WeekCount]:
    """The last twelve complete weeks, oldest first, then the running one.

    A listing counts in the week in which it was first stored, because that is when it would have been
    delivered; the query's own bounds of storing are left aside. Raises StoreError.
    """
    running = Week.of(now)
    weeks = [running.minus(back) for back in range(WEEKS, -1, -1)]
    return [WeekCount(week, _count(store, query, week), week == running) for week in weeks]


def _count(store: SearchStore, query: Query, week: Week) -> int:
    return store.search(replace(query, stored_since=week.start, stored_until=week.end, limit=0)).total
