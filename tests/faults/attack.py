"""The usual course of a test: an import held in the middle, a fault, the rest of the import, what waits sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index.listing import Listing
from index.run import Run
from pillwatch.context import Context
from pillwatch.spooling import send_refused, send_waiting
from tests.faults.examining import Calm, Ledger, Undisturbed, runs_of
from tests.faults.nursery import Child, Nursery
from tests.faults.places import Place
from tests.faults.posts import EPOCH, Export

FIRST, SECOND = 3, 7
"""Pages before which an import is held: something is stored by then, and something is still to come."""


@dataclass(slots=True)
class Attack:
    """One data folder, one store, one import at EPOCH, and what it would leave undisturbed."""

    nursery: Nursery
    data: Path
    place: Place
    export: Export
    ledger: Ledger
    undisturbed: Undisturbed

    @property
    def calm(self) -> Calm:
        """What the import at EPOCH leaves when nothing happens."""
        return self.undisturbed((self.export, EPOCH))

    def begin(self, *holds: int, clock: datetime = EPOCH, **order: object) -> Child:
        """Begin an import."""
        return self.nursery.begin(self.data, self.place.location, clock, export=self.export, holds=holds, **order)

    def struck(self) -> None:
        """Write down how many are stored now."""
        self.ledger.struck(len(self.place.stored_now(self.calm.listings.keys())))

    def retry(self, **flags: str) -> None:
        """`pillwatch spool retry` at the time of the import."""
        context = Context({"data": self.data, "store": self.place.location, **flags})
        try:
            send_waiting(context, lambda: EPOCH)
            send_refused(context)
        finally:
            context.store.close()

    def check_one_run(self, *, calm: Callable[[Run], Run] = lambda run: run) -> None:
        """There is one record, that of the undisturbed run, or what `calm` makes of it."""
        (wanted,) = self.calm.runs
        self.ledger.must(runs_of(self.data) == [calm(wanted)], f"{runs_of(self.data)} is not [{calm(wanted)}]")

    def again(self, safe: set[str], clock: datetime) -> dict[str, Listing]:
        """The listings after a broken import of which these were safe, and a whole one at that later time."""
        both = self.undisturbed((self.export, EPOCH), (self.export, clock)).listings
        late = self.undisturbed((self.export, clock)).listings
        return {one: both[one] if one in safe else late[one] for one in both}
