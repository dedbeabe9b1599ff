"""Looking at what waits, without touching it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.records import RecordError
from index.spool.entries import Entry, from_line
from index.spool.home import homes, is_alive, segment_path, segments
from index.spool.mark import read_mark
from index.spool.segment import measure, read_batch


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of a run waits, and whether that run is at work and sends it itself."""

    run: str
    entries: int
    bytes: int
    running: bool


def waiting(folder: Path) -> list[Waiting]:
    """The runs of which something waits in this spool, oldest segment first. Raises OSError."""
    found = []
    for home in homes(folder):
        entries = size = 0
        with suppress(FileNotFoundError):  # delivered meanwhile
            for path, offset in _rest(home):
                count, length = measure(path, offset)
                entries, size = entries + count, size + length
        if entries:
            found.append(Waiting(home.name, entries, size, is_alive(home)))
    return found


def waiting_entries(folder: Path) -> Iterator[tuple[str, Entry]]:
    """Every entry that waits, with its run; damaged lines are left to the delivery. Raises OSError."""
    for home in homes(folder):
        with suppress(FileNotFoundError):  # delivered meanwhile
            for path, offset in _rest(home):
                for line in _lines(path, offset):
                    with suppress(RecordError):
                        yield home.name, from_line(line)


def _lines(path: Path, offset: int) -> Iterator[bytes]:
    while (batch := read_batch(path, offset)).lines:
        offset = batch.end
        yield from (line for _, line in batch.lines)


def _rest(home: Path) -> Iterator[tuple[Path, int]]:
    """The segments that are not delivered whole, and where the rest of each begins."""
    mark = read_mark(home)
    for number in segments(home):
        if number >= mark.segment:
            yield segment_path(home, number), mark.offset if number == mark.segment else 0
