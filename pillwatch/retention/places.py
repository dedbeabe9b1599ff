"""Every place where something of a listing can lie."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self, TypeVar

from alerts.saved import SearchFolder
from crawlers.evidence import EvidenceFolder
from crawlers.quarantine import Quarantine
from index.spool import RefusedFile
from index.store import RunStore, SearchStore
from pillwatch.context import Context
from pillwatch.holds import HoldLog, hold_log

SLICE = 1000
"""Listings that are looked up and deleted together."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Places:
    """The stores, and what lies in the data folder."""

    data: Path
    store: SearchStore
    runs: RunStore

    @classmethod
    def of(cls, context: Context) -> Self:
        """Those of the settings. Raises SettingsError, StoreError."""
        return cls(context.settings.data, context.store, context.runs)

    @property
    def holds(self) -> HoldLog:
        """The log of holds."""
        return hold_log(self.data)

    @property
    def evidence(self) -> EvidenceFolder:
        """Files of evidence."""
        return EvidenceFolder(self.data)

    @property
    def quarantine(self) -> Quarantine:
        """Objects that were no posts."""
        return Quarantine(self.data)

    @property
    def searches(self) -> SearchFolder:
        """What saved searches delivered."""
        return SearchFolder(self.data / "alerts")

    @property
    def spool(self) -> Path:
        """What waits for the store."""
        return self.data / "spool"

    @property
    def refused(self) -> RefusedFile:
        """What the store refused."""
        return RefusedFile(self.spool)

    @property
    def receipts(self) -> Path:
        """The folder of receipts."""
        return self.data / "receipts"


def slices(items: Iterable[T], size: int = SLICE) -> Iterator[tuple[T, ...]]:
    """The items in order, so many at a time."""
    iterator = iter(items)
    while part := tuple(islice(iterator, size)):
        yield part
