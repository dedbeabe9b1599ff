"""What a process under attack does: an import or a crawl with an injected clock, held between two pages if need be."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crawlers.job import Job
from crawlers.page import Page
from index.store import StoreError
from index.tantivy import TantivyStore
from nlp.reader import Reader
from pillwatch.context import Context
from pillwatch.errors import FailedError
from pillwatch.jobs import crawl, find_sources, import_pages
from tests.faults.posts import Export
from tests.index.spool.stores import DOWN, FailingStore

FAILED = 1
"""Exit status when the run ended with an error for the user, which is in the log."""

PATIENCE = 300.0
"""Seconds that a held process waits for its sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`sources` are crawled, or without them `export` is imported under the name `name`.

    `room` is a folder for the signs between this process and the test. Before page `n` in `holds` the process waits;
    `kill_after` so many seconds it kills itself; `patience` is that of the embedded store; `down` makes the store
    refuse to be reached.
    """

    data: Path
    store: str
    clock: datetime
    room: Path
    export: Export | None = None
    name: str = "export"
    sources: tuple[str, ...] = ()
    holds: tuple[int, ...] = ()
    kill_after: float | None = None
    patience: float | None = None
    down: bool = False
    flags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Gate:
    """Counts pages, and holds before some of them until the test gives a sign."""

    order: Order
    page: int = 0

    def pass_one(self) -> None:
        """Say that a page comes, and wait where that was ordered."""
        self.page += 1
        (self.order.room / f"came-{self.page}").touch()
        until = time.monotonic() + PATIENCE
        while self.page in self.order.holds and not (self.order.room / f"go-{self.page}").exists():
            if time.monotonic() > until:
                raise TimeoutError(f"no sign to go on before page {self.page}")
            time.sleep(0.01)


def run(order: Order, reader: Reader) -> int:
    """Do it; the exit status."""
    context = Context({"data": order.data, "store": order.store, **order.flags})
    context.reader = reader
    if order.patience is not None:
        context.store = TantivyStore(Path(order.store), patience=order.patience)
    if order.down:
        context.store = FailingStore(context.store, DOWN)
    if order.kill_after is not None:
        threading.Timer(order.kill_after, os.kill, (os.getpid(), signal.SIGKILL)).start()
    gate = Gate(order)
    try:
        _take(context, order, gate)
    except (StoreError, FailedError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    finally:
        context.store.close()
    return 0


def _take(context: Context, order: Order, gate: Gate) -> None:
    def pages(export: Export) -> Iterator[Page]:
        for page in export.pages(order.clock):
            gate.pass_one()
            yield page

    def watch(job: Job) -> None:
        job.intake.listeners.append(gate.pass_one)

    if order.export:
        import_pages(context, order.name, pages(order.export), clock=lambda: order.clock)
    else:
        crawl(context, find_sources(context, order.sources), clock=lambda: order.clock, watch=watch)
