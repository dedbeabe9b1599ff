"""Opening the stores of a data folder or a server by where they are."""

import re
from pathlib import Path

from index.credentials import ANYBODY, Credentials
from index.runs import SqliteRunStore
from index.store import RunStore, SearchStore, StoreSettingsError
from index.tantivy import TantivyStore

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:/+", re.IGNORECASE)


def open_store(location: str | Path, credentials: Credentials = ANYBODY) -> SearchStore:
    """The search store in a folder, made by the first write, or on the servers of a comma-separated list of URLs.

    A path in the last URL is the beginning of the names of its indices. Raises StoreSettingsError for a location of
    another kind.
    """
    if str(location).startswith(("http://", "https://")):
        from index.elastic import ElasticStore  # its client takes half a second to import

        return ElasticStore(str(location), credentials)
    if scheme := _SCHEME.match(str(location)):
        # The rest is not shown: it may hold a password.
        raise StoreSettingsError(
            f"a search store cannot be at {scheme[0]}...: expected a folder, or URLs that begin with http:// or https://"
        )
    return TantivyStore(Path(location))


def open_runs(folder: Path) -> RunStore:
    """The store of runs in a folder, as its file `runs.sqlite`, made by the first write."""
    return SqliteRunStore(folder / "runs.sqlite")
