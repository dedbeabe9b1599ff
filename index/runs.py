"""Runs in one SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from index.fields import microseconds
from index.records import RecordError, run_from_json, run_to_json
from index.run import Run
from index.store import StoreError

_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, started INTEGER NOT NULL, record BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS runs_by_start ON runs (started, id);
CREATE INDEX IF NOT EXISTS runs_by_source ON runs (source, started, id);
"""
_FIND = """
SELECT record FROM runs
WHERE (:source IS NULL OR source = :source) AND started >= :since AND started < :until
ORDER BY started DESC, id DESC LIMIT :limit
"""
_END_OF_TIME = 2**62


class SqliteRunStore:
    """Keeps runs in `file`, which the first `save` makes; several processes may use it at once.

    `patience` is how many seconds a busy file is waited for.
    """

    def __init__(self, file: Path, *, patience: float = 60.0) -> None:
        self._file = file
        self._patience = patience
        self._closed = False

    def save(self, run: Run) -> None:
        """Store by id, replacing an earlier state of the same run; durable when it returns."""
        with self._connection(make=True) as connection, connection:
            connection.execute(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)",
                (run.id, run.source, microseconds(run.started), run_to_json(run)),
            )

    def runs(
        self,
        *,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> list[Run]:
        """Runs by start, newest first, ties by id; none while there is no file."""
        wanted = {
            "source": source,
            "since": microseconds(since) if since else 0,
            "until": microseconds(until) if until else _END_OF_TIME,
            "limit": -1 if limit is None else limit,
        }
        if not self._closed and not self._file.exists():
            return []
        with self._connection(make=False) as connection:
            if not connection.execute("PRAGMA user_version").fetchone()[0]:
                return []  # another process is just making it
            return [run_from_json(record) for (record,) in connection.execute(_FIND, wanted)]

    def close(self) -> None:
        """The store cannot be used afterwards."""
        self._closed = True

    @contextmanager
    def _connection(self, *, make: bool) -> Iterator[sqlite3.Connection]:
        """A connection for one call, so that threads and forked processes never share one."""
        if self._closed:
            raise StoreError(f"{self._file}: the store of runs was closed: open it again")
        try:
            if make:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file, timeout=self._patience)) as connection:
                self._prepare(connection, make)
                yield connection
        except (sqlite3.Error, OSError, RecordError) as error:
            raise StoreError(f"{self._file}: runs cannot be read or written: {error}: {_advice(error)}") from error

    def _prepare(self, connection: sqlite3.Connection, make: bool) -> None:
        connection.execute("PRAGMA synchronous = FULL")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0 and make:
            connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
        elif version not in (0, _VERSION):
            raise StoreError(
                f"{self._file}: written by version {version} of the store of runs, this Pillwatch reads {_VERSION}: "
                "use the Pillwatch that wrote it, or another data folder"
            )


def _advice(error: Exception) -> str:
    text = str(error)
    if isinstance(error, PermissionError) or "readonly" in text or "unable to open" in text:
        return "give this user write permission on the file and its folder (reading needs it too)"
    if "locked" in text:
        return "another process keeps it busy: wait for that to end, then run again"
    if "full" in text:
        return "free space on the disk, then run again"
    return "restore the file from a backup, or move it away to begin a new one"
