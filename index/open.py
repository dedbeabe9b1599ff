"""Opening the stores of a data folder or a server by where they are."""

from pathlib import Path

from index.runs import SqliteRunStore
from index.store import RunStore, SearchStore, StoreError
from index.tantivy import TantivyStore


def open_store(location: str | Path) -> SearchStore:
    """The search store in a folder, made by the first write; raises StoreError for a location of another kind."""
    if str(location).startswith(("http://", "https://")):
        raise StoreError(f"{location}: Elasticsearch comes with a later release: give a folder for the embedded store")
    return TantivyStore(Path(location))


def open_runs(folder: Path) -> RunStore:
    """The store of runs in a folder, as its file `runs.sqlite`, made by the first write."""
    return SqliteRunStore(folder / "runs.sqlite")
