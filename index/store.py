"""What every store can do: the protocols that the adapters keep and the contract tests check."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from index.listing import Listing
from index.query import Query
from index.run import Run

Outcome = Literal["new", "changed", "seen"]


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says where and what to do."""


class StoreDownError(StoreError):
    """The store cannot be reached, or cannot write now; the same call may succeed later."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A listing that the store will not take as it is, and why, in the store's words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """One search result; `score` is the engine's relevance, comparable within one answer only."""

    listing: Listing
    score: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer.

    `total` counts all matches, exactly; `facets` maps a field to (value, count) pairs, most
    frequent first, ties by value; `histogram` holds (start of ISO week in UTC, count), oldest first,
    by `Listing.dated`, weeks without matches left out.
    """

    total: int
    found: tuple[Found, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    histogram: tuple[tuple[datetime, int], ...] = ()


class SearchStore(Protocol):
    """Keeps listings and finds them. Each writing call is durable when it returns.

    All methods raise StoreError when the store cannot do its work, StoreDownError where waiting may mend it.
    Reading calls see everything that this object wrote.
    """

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        """Store by id; a listing already there is merged by `index.merge.merge`. One outcome each, in order:
        a listing that is refused keeps none of the others from being stored."""

    def update(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        """Replace the named fields of the listings with these ids (values of the Listing field's own
        type); unknown ids are left out. Returns how many were there. Raises ValueError for an unknown field."""

    def delete(self, ids: Sequence[str]) -> int:
        """Remove for good; returns how many were there."""

    def get(self, ids: Sequence[str]) -> dict[str, Listing]:
        """The listings with these ids; an id that is not stored is left out."""

    def search(self, query: Query) -> Page:
        """One page of answers."""

    def scan(self, query: Query, *, after: str = "") -> Iterator[Listing]:
        """Every match whose id is greater than `after`, in the order of ids, whatever the query's `limit`,
        `offset` and `order`; writing meanwhile is allowed."""

    def describe(self) -> str:
        """One line on the engine, its version, its state and how many listings it holds."""

    def close(self) -> None:
        """Let go of files and connections; the store cannot be used afterwards."""


class RunStore(Protocol):
    """Keeps runs. All methods raise StoreError when the store cannot do its work."""

    def save(self, run: Run) -> None:
        """Store by id, replacing an earlier state of the same run; durable when it returns."""

    def runs(
        self,
        *,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> list[Run]:
        """Runs by start, newest first; `since` and `until` bound `started` (inclusive, exclusive)."""

    def close(self) -> None:
        """Let go of files and connections."""
