"""The file where objects wait that should have been posts."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import orjson

from crawlers.page import Malformed
from index.lines import rewrite


@dataclass(frozen=True, slots=True)
class Quarantine:
    """One JSON-lines file a source below `root/quarantine`: when, which run, where from, why, and the object."""

    root: Path

    def keep(self, source: str, run: str, url: str, malformed: Malformed, now: datetime) -> None:
        """Append one object, durable when it returns. Raises OSError when the folder cannot be written."""
        line = orjson.dumps(
            {
                "time": now,
                "run": run,
                "url": url,
                "reason": malformed.reason,
                "object": malformed.raw.decode(errors="backslashreplace"),
            },
            option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE,
        )
        with self._alone(source) as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def path(self, source: str) -> Path:
        """The file of one source."""
        return self.root / "quarantine" / f"{source}.jsonl"

    def sources(self) -> list[str]:
        """The sources that have a file, sorted."""
        return sorted(path.stem for path in self.path("*").parent.glob("*.jsonl"))

    def older(self, source: str, before: datetime) -> int:
        """How many objects were set aside at or before that time. Raises OSError."""
        with self.path(source).open("rb") as file:
            return sum(_is_older(line, before) for line in file)

    def purge(self, source: str, before: datetime) -> int:
        """Remove those, durable when it returns; returns how many. Raises OSError.

        A line that cannot be read goes too: nobody can tell how old it is.
        """
        with self._alone(source):
            return rewrite(self.path(source), lambda line, _: None if _is_older(line, before) else line)

    @contextmanager
    def _alone(self, source: str) -> Iterator[BinaryIO]:
        """The source's file, made if need be, to append to while nobody else writes."""
        path = self.path(source)
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            with path.open("ab") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if os.path.samestat(os.fstat(file.fileno()), path.stat()):  # no purge has replaced it meanwhile
                    yield file
                    return


def _is_older(line: bytes, before: datetime) -> bool:
    try:
        return datetime.fromisoformat(orjson.loads(line)["time"]) <= before
    except (ValueError, KeyError, TypeError):
        return True
