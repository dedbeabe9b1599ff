"""Crawls of the replica by the real spiders, in processes that can be held and killed like imports."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from index.run import Run
from replica import Running
from tests.faults.examining import Calm, runs_of
from tests.faults.nursery import Child, Nursery
from tests.faults.places import Place
from tests.pillwatch.conftest import declare

SOURCES = ("test_social", "test_shop", "test_tienda")
RATE = "1200/min"
EARLY, LATE = 6, 8
"""Pages before which a crawl is held: some batches are stored by then, and something is still to come."""

REMARK = "the store was down, so that nobody looked for deleted posts"


@dataclass(slots=True)
class Crawls:
    """Begins crawls of one replica, and knows what they leave when nothing happens."""

    nursery: Nursery
    running: Running
    folder: Path
    known: dict[object, Calm] = field(default_factory=dict)

    def begin(self, data: Path, store: str, clock: datetime, **order: Any) -> Child:
        """A crawl of all sources."""
        declare(data, self.running, RATE)
        return self.nursery.begin(data, store, clock, sources=SOURCES, **order)

    def undisturbed(self, *clocks: datetime) -> Calm:
        """What crawls at these times leave in the embedded store."""
        if clocks not in self.known:
            data = self.folder / f"calm-{len(self.known)}"
            place = Place("embedded", str(data / "store"))
            for clock in clocks:
                self.begin(data, place.location, clock).wait()
            self.known[clocks] = Calm({one.id: one for _, one in place.documents()}, runs_of(data))
        return self.known[clocks]


def by_id(runs: Sequence[Run]) -> dict[str, Run]:
    """Records by id, without what may differ: the number of requests, of which a busy machine makes one again, and
    the remark that deleted posts were not looked for, where a source came to that while the store was down."""
    return {run.id: replace(run, requests=0, note=run.note.replace(REMARK, "").strip("; ")) for run in runs}
