"""A spool in a folder of its own; `store`, to deliver to, is each of those that keep the contract."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from index.listing import Evidence
from index.spool import Delivered, RefusedEntry, RefusedFile, Spool, replay
from index.store import SearchStore
from tests.index.sample import NOON


@dataclass
class Place:
    """A spool's folder; `discarded` are the digests given to `discard`, `settled` what `replay` told of each owner."""

    folder: Path
    discarded: list[str] = field(default_factory=list)
    settled: list[tuple[Delivered, int]] = field(default_factory=list)

    def spool(self, owner: str = "run-1") -> Spool:
        return Spool(self.folder, owner, clock=self.clock, discard=self.discard)

    def replay(self, store: SearchStore) -> list[Delivered]:
        return replay(
            self.folder,
            store,
            clock=self.clock,
            discard=self.discard,
            settle=lambda total, waiting: self.settled.append((total, waiting)),
        )

    def discard(self, evidence: Evidence) -> None:
        self.discarded.append(evidence.sha256)

    def clock(self) -> datetime:
        return NOON

    def refused(self) -> list[RefusedEntry]:
        return list(RefusedFile(self.folder))

    def files(self) -> list[str]:
        """Every file of the spool, without locks."""
        found = (path for path in self.folder.rglob("*") if path.is_file() and "lock" not in path.name)
        return sorted(str(path.relative_to(self.folder)) for path in found)

    def segments(self) -> list[Path]:
        return sorted(self.folder.rglob("*.segment"), key=lambda path: path.name)


def left_by_the_dead(spool: Spool) -> None:
    """What a killed process leaves: its files, and no lock."""
    spool._lock.close()  # type: ignore[union-attr]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "spool")
