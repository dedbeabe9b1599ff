"""What a fault left: every post once, as an undisturbed run has it, nothing waiting, the refused ones set aside."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from crawlers.evidence import EvidenceFolder
from index.content import evidence_of
from index.listing import Listing
from index.open import open_runs
from index.run import Run
from index.spool import RefusedFile, waiting
from tests.faults.nursery import Nursery
from tests.faults.places import Kind, Place
from tests.faults.posts import Export
from tests.faults.table import PROPERTY, Row, told

Listings = Mapping[str, Listing]


@dataclass(frozen=True, slots=True)
class Calm:
    """What undisturbed runs leave: listings by id, and the records of the runs, oldest first."""

    listings: Listings
    runs: Sequence[Run]


@dataclass(slots=True)
class Undisturbed:
    """Gives what undisturbed imports at some times, one after the other, leave in the embedded store."""

    nursery: Nursery
    folder: Path
    known: dict[object, Calm] = field(default_factory=dict)

    def __call__(self, *imports: tuple[Export, datetime], name: str = "export") -> Calm:
        """Of these exports at these times under this name."""
        key = (imports, name)
        if key not in self.known:
            data = self.folder / f"calm-{len(self.known)}"
            place = Place("embedded", str(data / "store"))
            for export, clock in imports:
                self.nursery.begin(data, place.location, clock, export=export, name=name).wait()
            self.known[key] = Calm({one.id: one for _, one in place.documents()}, runs_of(data))
        return self.known[key]


@dataclass(slots=True)
class Ledger:
    """Adds up what is found after one kind of fault; `settle` puts it into the table and fails the test if need be."""

    record: Callable[[str, object], None]
    at_fault: list[int] = field(default_factory=list)
    stored: int = 0
    refused: int = 0
    lost: int = 0
    twice: int = 0
    differing: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def struck(self, stored: int) -> None:
        """A fault struck when so many were stored."""
        self.at_fault.append(stored)

    def examine(
        self,
        place: Place,
        data: Path,
        expected: Listings,
        *,
        refused: Collection[str] = (),
        orphans: bool = False,
        same: Callable[[Listing], Listing] = lambda listing: listing,
    ) -> None:
        """Look at the store and the data folder; `refused` are the ids that must be in the refused file.

        With `orphans` there may be evidence of which no listing knows: a killed process could not remove it.
        `same` takes away what two undisturbed runs do not have in common.
        """
        listings = [one for _, one in place.documents()]
        self.compare([same(one) for one in listings], expected, refused)
        self._look_into(data, listings, refused, orphans)

    def compare(self, listings: Collection[Listing], expected: Listings, refused: Collection[str] = ()) -> None:
        """Look at all documents of a store."""
        count = Counter(one.id for one in listings)
        self.stored += len(count)
        self.twice += count.total() - len(count)
        self.lost += len(expected.keys() - count.keys() - set(refused))
        for one in listings:
            self._compare(one, expected)

    def _compare(self, one: Listing, expected: Listings) -> None:
        wanted = expected.get(one.id)
        if wanted is None:
            self.problems.append(f"{one.id} is stored, but no undisturbed run stores it")
            return
        for name in Listing.__slots__:
            if getattr(one, name) != getattr(wanted, name):
                self.differing[name] += 1
                self.problems.append(f"{one.id}.{name}: {getattr(one, name)!r} is not {getattr(wanted, name)!r}")

    def _look_into(self, data: Path, listings: Sequence[Listing], refused: Collection[str], orphans: bool) -> None:
        found = sorted(one.id for one in RefusedFile(data / "spool"))
        self.refused += len(found)
        if found != sorted(refused):
            self.problems.append(f"the refused file has {found}, expected {sorted(refused)}")
        if left := waiting(data / "spool"):
            self.problems.append(f"the spool is not empty: {left}")
        folder = EvidenceFolder(data)
        needed = {evidence.sha256 for listing in listings for evidence in evidence_of(listing)}
        there = {path.stem for path in folder.files()}
        if needed - there or not all(one.evidence for one in listings):
            self.problems.append("evidence of listings is missing")
        if not orphans and len(there - needed) > len(refused):
            self.problems.append(f"{len(there - needed)} files of evidence belong to no listing")

    def must(self, holds: bool, problem: str) -> None:
        """Note a problem unless this holds."""
        if not holds:
            self.problems.append(problem)

    def settle(self, fault: str, store: Kind, posts: int, note: str = "") -> None:
        """The row of the table, then the verdict."""
        low, high = min(self.at_fault, default=0), max(self.at_fault, default=0)
        row = Row(
            fault=fault,
            store=store,
            posts=posts,
            times=len(self.at_fault),
            at_fault=str(low) if low == high else f"{low} to {high}",
            stored=self.stored,
            refused=self.refused,
            twice=self.twice,
            lost=self.lost,
            differing=self.differing.total(),
            note=note,
        )
        self.record(PROPERTY, told(row))
        assert not self.problems, self.problems[:10]
        assert (self.twice, self.lost, self.differing.total()) == (0, 0, 0), row


def runs_of(data: Path) -> list[Run]:
    """The records of runs, oldest first."""
    store = open_runs(data / "runs")
    try:
        return store.runs()[::-1]
    finally:
        store.close()


def sums_of(runs: Sequence[Run]) -> dict[str, int]:
    """What all these runs together did to the store."""
    return {name: sum(getattr(run, name) for run in runs) for name in ("new", "changed", "seen")}


def without_evidence(one: Listing) -> Listing:
    """A crawled listing without the digests of evidence, which holds the headers of answers with their dates."""
    versions = tuple(replace(version, evidence=None) for version in one.versions)
    return replace(one, evidence=one.evidence and replace(one.evidence, sha256="", uri=""), versions=versions)
