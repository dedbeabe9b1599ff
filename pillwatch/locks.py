"""One crawl of a source at a time, whoever starts it."""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from pillwatch.errors import FailedError

TRIES = 10
PAUSE = 0.1
"""Seconds between two tries: `is_crawled` keeps the lock for a moment, which must not refuse a crawl."""


@contextmanager
def crawling(data: Path, sources: Sequence[str]) -> Iterator[None]:
    """Be the only crawl of these sources below this data folder; the lock of a killed process is free.

    Raises FailedError, one line, when another process crawls one of them, OSError.
    """
    with ExitStack() as held:
        for name in sources:
            held.enter_context(_taken(_file(data, name), name))
        yield


def is_crawled(data: Path, source: str) -> bool:
    """Whether a process crawls this source now. Raises OSError."""
    try:
        lock = _file(data, source).open("rb")
    except FileNotFoundError:
        return False
    with lock:
        return not _try(lock)


def _file(data: Path, source: str) -> Path:
    return data / "state" / f"{source}.lock"


def _taken(path: Path, source: str) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a+b")
    for _ in range(TRIES):
        if _try(lock):
            lock.truncate(0)
            lock.write(str(os.getpid()).encode())
            lock.flush()
            return lock
        time.sleep(PAUSE)
    with lock:
        lock.seek(0)
        holder = lock.read(20).decode("ascii", errors="replace")
    raise FailedError(f"source {source} is being crawled already, by process {holder}: wait for it to end, or stop it")


def _try(lock: BinaryIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
