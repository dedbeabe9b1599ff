"""How runs are named, and found by their names."""

from datetime import UTC, datetime, timedelta

from index.run import Run
from index.store import RunStore

_STARTED = "%Y%m%dT%H%M%S%fZ"


def run_id(source: str, started: datetime) -> str:
    """The id of the run of a source that began then."""
    return f"{source}-{started:{_STARTED}}"


def find_run(runs: RunStore, wanted: str) -> Run | None:
    """The record with this id. Raises StoreError."""
    try:
        started = datetime.strptime(wanted.rpartition("-")[2], _STARTED).replace(tzinfo=UTC)
    except ValueError:
        return None
    found = runs.runs(since=started, until=started + timedelta(microseconds=1))
    return next((run for run in found if run.id == wanted), None)
