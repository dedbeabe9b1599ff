"""Processes by the dozen: one that has read the model forks them, which takes milliseconds instead of seconds.

`python -m tests.faults.nursery` takes pickled requests on its standard input: an `Order` is answered with the pid of
the process that does it, an `Export` is read so that the readings are known, a pid is answered with how that process
ended (None while it runs).
"""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from crawlers.post import Post
from nlp.reader import Reader, Text
from nlp.reading import Reading
from pillwatch.settings import ROOT
from tests.faults.child import Order, run
from tests.faults.posts import Export

PATIENCE = 240.0
"""Seconds until a test gives up what does not come; a busy machine takes its time."""

CRASHED = 70
"""Exit status of a process that ended with a traceback."""


class KnowingReader(Reader):
    """Reads a text once, for all processes that come after: the reader is not what is under attack."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.known: dict[Text, Reading] = {}

    def read(self, texts: Iterable[Text], *, screened: bool = True) -> Iterator[Reading]:
        """See `Reader.read`; what is screened out is so for all."""
        wanted = list(texts)
        new = [text for text in dict.fromkeys(wanted) if text not in self.known]
        self.known.update(zip(new, super().read(new), strict=True))
        return (self.known[text] for text in wanted)


def until(condition: Callable[[], object], what: str) -> None:
    """Return when the condition holds; fails the test when it never does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.02)


@dataclass(slots=True)
class Child:
    """A process that does an order."""

    nursery: "Nursery"
    order: Order
    pid: int
    status: int | None = None

    def ended(self) -> bool:
        """Whether it has ended; `status` says how, negative for a signal."""
        if self.status is None:
            self.status = self.nursery.ask(self.pid)
        return self.status is not None

    def wait(self, status: int | None = 0) -> int:
        """Wait for its end, which must be that one unless None."""
        until(self.ended, f"the end of process {self.pid}")
        log = self.log()
        assert self.status != CRASHED, log
        assert status is None or self.status == status, f"ended with {self.status}: {log}"
        assert self.status is not None
        return self.status

    def log(self) -> str:
        """What it said."""
        return (self.order.room / "log").read_text(encoding="utf-8")

    def comes_to(self, page: int) -> None:
        """Wait until it has come to that page; where it was ordered to, it is held there."""
        came = self.order.room / f"came-{page}"
        until(lambda: came.exists() or self.ended(), f"page {page}")
        assert came.exists(), f"ended with {self.status} before page {page}: {self.log()}"

    def go(self, page: int) -> None:
        """Let it go on from that page."""
        (self.order.room / f"go-{page}").touch()

    def kill(self) -> None:
        """End it without warning."""
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            until(self.ended, f"the end of process {self.pid}")


@dataclass(slots=True)
class Nursery:
    """Begins processes; at the end it ends those that still run."""

    folder: Path
    children: list[Child] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("PILLWATCH_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=env,
        )

    def ask(self, request: object) -> Any:
        """The answer to one request."""
        assert self._process.stdin
        assert self._process.stdout
        pickle.dump(request, self._process.stdin)
        self._process.stdin.flush()
        return pickle.load(self._process.stdout)

    def begin(self, data: Path, store: str, clock: datetime, **order: Any) -> Child:
        """Begin what the order says (see `Order`)."""
        room = self.folder / f"process-{next(self._numbers)}"
        room.mkdir(parents=True)
        whole = Order(data=data, store=store, clock=clock, room=room, **order)
        self.children.append(Child(self, whole, self.ask(whole)))
        return self.children[-1]

    def close(self) -> None:
        """End what still runs."""
        for child in self.children:
            child.kill()
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(PATIENCE)


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    reader = KnowingReader.load()
    assert isinstance(reader, KnowingReader)
    with suppress(EOFError):
        while True:
            request = pickle.load(requests)
            if isinstance(request, Export):
                now = datetime(2026, 1, 1, tzinfo=UTC)
                posts = [collected.post for page in request.pages(now) for collected in page.extract.posts]
                answer: object = len(list(reader.read(_as_read(post) for post in posts)))
            elif isinstance(request, Order):
                answer = _forked(request, reader)
            else:
                pid, status = os.waitpid(request, os.WNOHANG)
                answer = os.waitstatus_to_exitcode(status) if pid else None
            pickle.dump(answer, answers)
            answers.flush()


def _as_read(post: Post) -> Text:
    """As the intake gives it to the reader."""
    handle = post.author.handle if post.author else None
    return Text(text=post.text, title=post.title, lang=post.lang, author=handle, kind=post.kind)


def _forked(order: Order, reader: Reader) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = CRASHED
    try:
        log = os.open(order.room / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for here, there in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(here, there)
        status = run(order, reader)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
