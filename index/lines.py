"""Files of lines that are appended to, and now and then written anew without some of them."""

import os
from collections.abc import Callable
from pathlib import Path


def rewrite(path: Path, change: Callable[[bytes, int], bytes | None]) -> int:
    """Put the lines that `change` gives back (None leaves one out) in place of the file, whole or not at all.

    `change` gets each line with its end, and its number from 1. A last line without an end was never finished
    and is left out. Returns how many lines are different now, durable when it returns. The caller keeps other
    writers away. Raises OSError and what `change` raises; the file is then as it was.
    """
    fresh = path.with_name(f".{path.name}.new")
    different = 0
    try:
        with path.open("rb") as old, fresh.open("wb") as new:
            for number, line in enumerate(old, 1):
                kept = change(line, number) if line.endswith(b"\n") else None
                different += kept != line
                new.write(kept or b"")
            new.flush()
            os.fsync(new.fileno())
        if different:
            fresh.replace(path)
            make_entries_durable(path.parent)
    finally:
        fresh.unlink(missing_ok=True)
    return different


def append_line(path: Path, line: bytes) -> None:
    """Write a line with its end behind the last whole one of a file that is there, durable when it returns.

    What a kill tore off is cut. The caller keeps other writers away. Raises OSError.
    """
    with path.open("r+b", buffering=0) as file:
        file.truncate(file.read().rfind(b"\n") + 1)
        file.seek(0, os.SEEK_END)
        file.write(line)
        os.fsync(file.fileno())
    make_entries_durable(path.parent)


def make_entries_durable(folder: Path) -> None:
    """Files made, renamed or removed in the folder stay so after a power cut. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
