"""What every store can do: the protocols that the adapters keep and the contract tests check."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from index.access import Access
from index.listing import Listing
from index.query import Query
from index.run import Run

Outcome = Literal["new", "changed", "seen"]


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says where and what to do."""


class StoreSettingsError(StoreError):
    """What a person set cannot be a store: its place, or what its server is told of us."""


class StoreDownError(StoreError):
    """The store cannot be reached, or cannot write now; the same call may succeed later."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A listing that the store will not take as it is, and why, in the store's words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """One search result; `score` is the engine's relevance, comparable within one answer only, and 0 in other orders.

    `copies` is how many matches share its `near_key`, itself included, where the query collapses them; 1 otherwise.
    """

    listing: Listing
    score: float
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody who began to type may mean: `typed` completes it, `number` listings have it."""

    kind: Literal["drug", "term", "handle", "contact"]
    typed: str
    number: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer.

    `total` counts all matches, exactly, copies too; `facets` maps a field to (value, count) pairs, most
    frequent first, ties by value. A field that the query filters is counted without its own filter, so that the
    alternatives to what was chosen are seen. `histogram` holds (start of ISO week in UTC, count), oldest first,
    by `Listing.dated`, weeks without matches left out. `next` is the `Query.after` of the next page, empty on the last.
    """

    total: int
    found: tuple[Found, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    histogram: tuple[tuple[datetime, int], ...] = ()
    next: str = ""


class SearchStore(Protocol):
    """Keeps listings and finds them. Each writing call is durable when it returns.

    All methods raise StoreError when the store cannot do its work, StoreDownError where waiting may mend it.
    Reading calls see everything that this object wrote, and give nobody what `Access` does not let see.

    The same query finds the same listings in every store, and in the same order but by relevance: how much a word
    weighs is the engine's. Orders: `newest` by `dated`, `score` by score in millionths and then as `newest`, greater
    ids first among equals; `copied` by how many matches share a `near_key`, ties by key, then what has no copy as
    `newest`. A walk by `Page.next` through `newest` or `score` shows every listing that was there when it began and
    still matches once, whatever is stored meanwhile; where copies are collapsed, a set that gets a newer copy has
    moved to the front. Relevance goes by rank, because every new post changes all weights: a walk may then repeat or
    miss some, and ends at `index.limits.WINDOW`. Counts by value are exact for up to a million different values in the
    embedded store and 100,000 a month in Elasticsearch.
    """

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        """Store by id; a listing already there is merged by `index.merge.merge`. One outcome each, in order:
        a listing that is refused keeps none of the others from being stored."""

    def update(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        """Replace the named fields of the listings with these ids (values of the Listing field's own
        type); unknown ids are left out. Returns how many were there. Raises ValueError for an unknown field."""

    def delete(self, ids: Sequence[str]) -> int:
        """Remove for good; returns how many were there."""

    def get(self, ids: Sequence[str], *, access: Access) -> dict[str, Listing]:
        """The listings with these ids; an id that is not stored or may not be seen is left out."""

    def search(self, query: Query) -> Page:
        """One page of answers. Raises QueryError for a page that no store can give and for an unknown `after`."""

    def suggest(self, typed: str, *, access: Access) -> list[Suggestion]:
        """What begins like this and somebody has: names of drugs, terms of the lexicons, handles, contacts; of each
        kind the most frequent first, ties by name, `index.limits.SUGGESTIONS` in all. Nothing for less than two
        characters. Of very many handles with that beginning some of the less frequent may be passed over."""

    def copies_of(self, bands: Sequence[str]) -> list[Listing]:
        """Listings with a `near_key` that have one of these bands (`index.near`), a few for each, whoever may see
        them: what is stored anew is compared with them."""

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
