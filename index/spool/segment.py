"""Segments: files of lines, appended to by their owner and read in batches."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.lines import make_entries_durable
from index.spool.durable import append

LONGEST = 8_000_000
"""Bytes after which the next segment is begun."""

_ENTRIES = 500
_BYTES = 4_000_000
"""A batch ends after so many entries or bytes, whichever comes first."""


class Tail:
    """The segment that is appended to; made new, so that nothing is ever written behind a torn line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.is_sound = True
        self._file = path.open("xb", buffering=0)
        make_entries_durable(path.parent)

    def append(self, lines: bytes) -> None:
        """Durable when it returns. Raises OSError; then nothing of these lines stays, and no more may be appended."""
        self.is_sound = False  # lines that cannot be cut off after all are delivered once more than anybody asked for
        append(self._file, self.size, lines)
        self.is_sound = True
        self.size += len(lines)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines with the offsets at which they begin, without their ends; `end` is the offset behind the last."""

    lines: tuple[tuple[int, bytes], ...]
    end: int


def read_batch(path: Path, offset: int) -> Batch:
    """The whole lines from `offset` on. What follows the last line break was never acknowledged. Raises OSError."""
    lines, end = [], offset
    for at, line in _lines(path, offset):
        lines.append((at, line[:-1]))
        end = at + len(line)
        if len(lines) >= _ENTRIES or end - offset >= _BYTES:
            break
    return Batch(tuple(lines), end)


def measure(path: Path, offset: int) -> tuple[int, int]:
    """How many whole lines there are from `offset` on, and their bytes. Raises OSError."""
    count = size = 0
    for _, line in _lines(path, offset):
        count += 1
        size += len(line)
    return count, size


def _lines(path: Path, offset: int) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        file.seek(offset)
        for line in file:
            if not line.endswith(b"\n"):
                return
            yield offset, line
            offset += len(line)
