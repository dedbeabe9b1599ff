"""How far the entries of an owner are delivered, and what became of them so far."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from index.spool.delivered import Delivered
from index.spool.home import MARK

_WIDTH = 256
"""Bytes that every mark takes, so that writing a new one over the old needs no space on a full disk."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything before this byte of this segment is delivered; `total` counts all of it, earlier segments too."""

    segment: int
    offset: int
    total: Delivered

    def write(self, home: Path) -> None:
        """Without fsync: an older mark after a loss of power sends again what `merge` then knows. Raises OSError."""
        content = orjson.dumps({"segment": self.segment, "offset": self.offset, **asdict(self.total)})
        handle = os.open(home / MARK, os.O_WRONLY | os.O_CREAT, 0o666)
        try:
            os.pwrite(handle, content.ljust(_WIDTH - 1) + b"\n", 0)
        finally:
            os.close(handle)


def read_mark(home: Path) -> Mark:
    """The mark of an owner; one before everything where there is none or it cannot be understood. Raises OSError."""
    try:
        record = orjson.loads((home / MARK).read_bytes())
        return Mark(record.pop("segment"), record.pop("offset"), Delivered(**record))
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return Mark(0, 0, Delivered(home.name))
