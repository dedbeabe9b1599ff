"""A store around another, to be given faults by the tests."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.access import Access
from index.listing import Listing
from index.query import Query
from index.store import Outcome, Page, Refused, SearchStore, StoreDownError, Suggestion


@dataclass
class Wrapped:
    """Passes every call on."""

    store: SearchStore

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        return self.store.upsert(listings)

    def update(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        return self.store.update(changes)

    def delete(self, ids: Sequence[str]) -> int:
        return self.store.delete(ids)

    def get(self, ids: Sequence[str], *, access: Access) -> dict[str, Listing]:
        return self.store.get(ids, access=access)

    def search(self, query: Query) -> Page:
        return self.store.search(query)

    def scan(self, query: Query, *, after: str = "") -> Iterator[Listing]:
        return self.store.scan(query, after=after)

    def suggest(self, typed: str, *, access: Access) -> list[Suggestion]:
        return self.store.suggest(typed, access=access)

    def copies_of(self, bands: Sequence[str]) -> list[Listing]:
        return self.store.copies_of(bands)

    def describe(self) -> str:
        return self.store.describe()

    def close(self) -> None:
        self.store.close()


@dataclass
class GoingDown(Wrapped):
    """Down from the writing call of that number on, counted from 1."""

    call: int
    calls: int = 0

    def _count(self) -> None:
        self.calls += 1
        if self.calls >= self.call:
            raise StoreDownError("down for a test")

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        self._count()
        return super().upsert(listings)

    def update(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        self._count()
        return super().update(changes)


@dataclass
class Refusing(Wrapped):
    """Will not take these ids."""

    ids: frozenset[str]

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        taken = iter(self.store.upsert([one for one in listings if one.id not in self.ids]))
        return [Refused(f"{one.id} is poison") if one.id in self.ids else next(taken) for one in listings]


@dataclass
class Spoiling(Wrapped):
    """Loses a word of this listing's text on the way to the disk."""

    listing_id: str

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        outcomes = super().upsert(listings)
        if any(one.id == self.listing_id for one in listings):
            super().update({self.listing_id: {"text": "spoilt"}})
        return outcomes

    def update(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        return super().update({key: fields for key, fields in changes.items() if key != self.listing_id})


@dataclass
class Interrupted(Wrapped):
    """Calls `between` once, after the `call`th `get` and before what follows it."""

    call: int
    between: Callable[[], object]
    calls: int = 0

    def get(self, ids: Sequence[str], *, access: Access) -> dict[str, Listing]:
        found = super().get(ids, access=access)
        self.calls += 1
        if self.calls == self.call:
            self.between()
        return found
