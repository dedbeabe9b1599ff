"""What an answer lacks: a count that may be too low, or is 0 for another reason than the question, must say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.access import EVERYTHING
from index.query import Query
from index.run import Run
from index.spool import waiting
from index.store import Page, RunStore, SearchStore, StoreError


@dataclass(frozen=True, slots=True)
class Lacking:
    """`failed` are the last runs of the period's failed sources, `waiting` listings wait for the store.

    `nothing_at` is the store's place where nothing at all is stored, and empty where something is.
    """

    failed: Sequence[Run]
    waiting: int
    nothing_at: str


def lacking(page: Page, query: Query, *, store: SearchStore, place: str, runs: RunStore, spool: Path) -> Lacking:
    """What this answer lacks; `place` is where the store is, as people write it. Raises StoreError."""
    try:
        waits = sum(run.entries for run in waiting(spool))
    except OSError as error:
        raise StoreError(
            f"{spool}: what waits for the store cannot be counted: {error.strerror}: give this user read permission"
        ) from error
    empty = not page.total and not store.search(Query(access=EVERYTHING, limit=0)).total
    return Lacking(failed_runs(runs, query), waits, place if empty else "")


def failed_runs(runs: RunStore, query: Query) -> list[Run]:
    """The last run in the query's period of every source whose last run did not end `ok`, by source name.

    Where the query names sources, only those count. Raises StoreError.
    """
    last: dict[str, Run] = {}
    for run in runs.runs(since=query.since, until=query.until):
        if not query.source or run.source in query.source:
            last.setdefault(run.source, run)
    return sorted((run for run in last.values() if run.verdict != "ok"), key=lambda run: run.source)
