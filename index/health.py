"""Which sources cannot be trusted for a period: a count that lacks them must say so."""

from index.query import Query
from index.run import Run
from index.store import RunStore


def failed_runs(runs: RunStore, query: Query) -> list[Run]:
    """The last run in the query's period of every source whose last run did not end `ok`, by source name.

    Where the query names sources, only those count. Raises StoreError.
    """
    last: dict[str, Run] = {}
    for run in runs.runs(since=query.since, until=query.until):
        if not query.source or run.source in query.source:
            last.setdefault(run.source, run)
    return sorted((run for run in last.values() if run.verdict != "ok"), key=lambda run: run.source)
