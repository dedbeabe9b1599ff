"""The file where objects wait that should have been posts."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from crawlers.page import Malformed


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
        path = self.path(source)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def path(self, source: str) -> Path:
        """The file of one source."""
        return self.root / "quarantine" / f"{source}.jsonl"
