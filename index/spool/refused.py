"""The file where entries wait that the store refused, or that cannot be sent: `refused.jsonl` in the spool's folder."""

import fcntl
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from io import FileIO
from pathlib import Path
from typing import Any

import orjson

from index.lines import make_entries_durable, rewrite
from index.records import RecordError
from index.spool.durable import append
from index.spool.entries import Entry, entry_from_json, entry_to_json, kind_of

Clock = Callable[[], datetime]
_SHOWN = 100_000
"""Characters kept of what cannot be read as an entry."""


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """`reason` is in the store's words. Without `entry` it can only be looked at: `raw` is what there is.

    `id` is the listing's, or `damaged-` with a digest. `key` names its line in the file.
    """

    id: str
    run: str
    time: datetime | None
    reason: str
    entry: Entry | None
    raw: str = ""
    key: bytes = field(default=b"", compare=False)


def unwritable(entry: Entry, run: str, now: datetime, error: RecordError) -> RefusedEntry:
    """An entry that has no JSON form, as text."""
    return RefusedEntry(_printable(entry.id), run, now, str(error), None, ascii(entry)[:_SHOWN])


def damaged(line: bytes, run: str, now: datetime | None, reason: str) -> RefusedEntry:
    """Bytes that are no entry any more."""
    name = "damaged-" + blake2b(line, digest_size=6).hexdigest()
    return RefusedEntry(name, run, now, reason, None, line.decode(errors="backslashreplace")[:_SHOWN])


class RefusedFile:
    """The file in this folder; several processes may use it at once. All methods raise OSError."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "refused.jsonl"

    def add(self, entries: Sequence[RefusedEntry], *, once: bool = False) -> None:
        """Append; durable when it returns. With `once` nothing that an earlier, interrupted attempt added."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            there = {(one.id, one.run) for one in self} if once else set()
            lines = b"".join(_line(one) for one in entries if (one.id, one.run) not in there)
            with self.path.open("a+b", buffering=0) as file:
                append(file, _whole(file), lines)
            make_entries_durable(self.path.parent)

    def __iter__(self) -> Iterator[RefusedEntry]:
        """In the order of refusal; a line that cannot be read comes as a damaged entry."""
        try:
            with self.path.open("rb") as file:
                yield from map(_read, (line for line in file if line.endswith(b"\n")))
        except FileNotFoundError:
            return

    def remove(self, keys: Collection[bytes]) -> None:
        """Take the lines of these keys out for good."""
        if keys:
            with self._locked():
                rewrite(self.path, lambda line, _: None if _key(line) in keys else line)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self.path.with_name("refused.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _whole(file: FileIO) -> int:
    """Cut what an interrupted writer left of a last line, which nobody was told of; the size of the rest."""
    size = file.seek(0, os.SEEK_END)
    if size and os.pread(file.fileno(), 1, size - 1) != b"\n":
        file.seek(0)
        size = sum(len(line) for line in file if line.endswith(b"\n"))
        file.truncate(size)
    return size


def _line(one: RefusedEntry) -> bytes:
    record: dict[str, Any] = {"id": one.id, "run": one.run, "time": one.time, "reason": _printable(one.reason)}
    if one.entry is not None:
        record |= {"kind": kind_of(one.entry), "record": orjson.Fragment(entry_to_json(one.entry))}
    else:
        record |= {"raw": one.raw}
    return orjson.dumps(record, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


def _read(line: bytes) -> RefusedEntry:
    try:
        record = orjson.loads(line)
        kind = record.get("kind")
        return RefusedEntry(
            id=record["id"],
            run=record["run"],
            time=datetime.fromisoformat(record["time"]) if record["time"] else None,
            reason=record["reason"],
            entry=entry_from_json(kind, orjson.dumps(record["record"])) if kind else None,
            raw=record.get("raw", ""),
            key=_key(line),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        one = damaged(line.strip(), "", None, f"this line of refused.jsonl cannot be read: {error}")
        return RefusedEntry(one.id, one.run, one.time, one.reason, None, one.raw, _key(line))


def _key(line: bytes) -> bytes:
    return blake2b(line.strip(), digest_size=8).digest()


def _printable(text: str) -> str:
    """Text that has a JSON form: half characters are spelled out."""
    return text.encode(errors="backslashreplace").decode()
