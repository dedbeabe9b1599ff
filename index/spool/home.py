"""The folder of one owner in the spool: its lock, its numbered segments, its mark."""

import errno
import fcntl
import os
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from index.lines import make_entries_durable

LOCK = "lock"
MARK = "mark"
_SEGMENT = re.compile(r"(\d{8})\.segment", re.ASCII)
_TRIES = 10
_PAUSE = 0.1
"""Seconds between two tries: whoever looks whether an owner lives keeps the lock for a moment."""


def homes(folder: Path) -> list[Path]:
    """The folders of owners, in the order of their first segments' numbers: clocks may jump, numbers do not."""
    with suppress(FileNotFoundError):
        found = [home for home in folder.iterdir() if home.is_dir() and ((home / LOCK).exists() or segments(home))]
        return sorted(found, key=lambda home: (next(iter(segments(home)), 0), home.name))
    return []


def remove_empty(folder: Path) -> None:
    """Remove what owners left who died right after making their folder or right before removing it.

    An owner that lives makes its folder anew when it finds it gone (`made`).
    """
    with suppress(FileNotFoundError):
        for home in folder.iterdir():
            with suppress(OSError):  # not empty, or no folder
                home.rmdir()


def segments(home: Path) -> list[int]:
    """The numbers of the segments here, in order."""
    with suppress(FileNotFoundError):
        return sorted(int(match[1]) for path in home.iterdir() if (match := _SEGMENT.fullmatch(path.name)))
    return []


def segment_path(home: Path, number: int) -> Path:
    """Where a segment lies."""
    return home / f"{number:08d}.segment"


def next_number(folder: Path) -> int:
    """A number beyond all those of the spool."""
    return 1 + max((number for home in homes(folder) for number in segments(home)), default=0)


def made(home: Path) -> BinaryIO:
    """Make the folder and take its lock, which a killed process has let go of.

    Raises OSError, of which BlockingIOError says that another process has it.
    """
    for left in reversed(range(_TRIES)):
        home.mkdir(parents=True, exist_ok=True)
        try:
            if lock := _locked(home):
                make_entries_durable(home.parent)
                return lock
        except BlockingIOError as error:
            if not left:
                raise BlockingIOError(error.errno, "another process has this part of the spool", str(home)) from None
            time.sleep(_PAUSE)
    raise FileNotFoundError(errno.ENOENT, "this folder is removed again and again", str(home))


def adopted(home: Path) -> BinaryIO | None:
    """The lock of a folder whose owner is dead; None while it lives and where nothing is left. Raises OSError."""
    try:
        return _locked(home)
    except BlockingIOError:
        return None


def is_alive(home: Path) -> bool:
    """Whether the owner of this folder is at work. Raises OSError."""
    try:
        lock = (home / LOCK).open("rb")
    except FileNotFoundError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def clear(home: Path) -> None:
    """Remove what is ours; a file that is not stays, and so does the folder then. Raises OSError."""
    for path in (*(segment_path(home, number) for number in segments(home)), home / MARK, home / LOCK):
        path.unlink(missing_ok=True)
    with suppress(OSError):
        home.rmdir()


def _locked(home: Path) -> BinaryIO | None:
    """The open, locked file; None where it was cleared away meanwhile. Raises BlockingIOError."""
    try:
        lock = (home / LOCK).open("ab")
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise
    if os.fstat(lock.fileno()).st_nlink:
        return lock
    lock.close()
    return None
