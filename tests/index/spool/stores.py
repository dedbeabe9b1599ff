"""Stores that fail on purpose, around one that works."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.access import Access
from index.listing import Listing
from index.query import Query
from index.store import Outcome, Page, Refused, SearchStore, StoreDownError, StoreError, Suggestion
from index.tantivy import TantivyStore

DOWN = StoreDownError("https://store.example: no answer: is it up?")
LOCKED_OUT = StoreError("https://store.example: the password is refused: set PILLWATCH_STORE_PASSWORD")


class FailingStore:
    """Raises `trouble`, while there is one, from every call; counts the calls."""

    def __init__(self, inner: SearchStore, trouble: StoreError | None = None) -> None:
        self.inner = inner
        self.trouble = trouble
        self.calls = 0

    def _try(self) -> SearchStore:
        self.calls += 1
        if self.trouble:
            raise self.trouble
        return self.inner

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        return self._try().upsert(listings)

    def update(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        return self._try().update(changes)

    def delete(self, ids: Sequence[str]) -> int:
        return self._try().delete(ids)

    def get(self, ids: Sequence[str], *, access: Access) -> dict[str, Listing]:
        return self._try().get(ids, access=access)

    def search(self, query: Query) -> Page:
        return self._try().search(query)

    def scan(self, query: Query, *, after: str = "") -> Iterator[Listing]:
        return self._try().scan(query, after=after)

    def suggest(self, typed: str, *, access: Access) -> list[Suggestion]:
        return self._try().suggest(typed, access=access)

    def copies_of(self, bands: Sequence[str]) -> list[Listing]:
        return self._try().copies_of(bands)

    def describe(self) -> str:
        return self._try().describe()

    def close(self) -> None:
        self.inner.close()


class RefusingStore(FailingStore):
    """Refuses the listings with these ids."""

    def __init__(self, inner: SearchStore, refused: Collection[str]) -> None:
        super().__init__(inner)
        self.refused = refused

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        taken = iter(self.inner.upsert([one for one in listings if one.id not in self.refused]))
        return [
            Refused("failed to parse field [price] of type [long]") if one.id in self.refused else next(taken)
            for one in listings
        ]


class AnswerlessStore(FailingStore):
    """Does what it is asked `failures` times without ever answering, then works."""

    def __init__(self, inner: SearchStore, failures: int) -> None:
        super().__init__(inner)
        self.failures = failures

    def _answer(self) -> None:
        if self.failures:
            self.failures -= 1
            raise DOWN

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        outcomes = self.inner.upsert(listings)
        self._answer()
        return outcomes

    def update(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        count = self.inner.update(changes)
        if changes:
            self._answer()
        return count


class FailingAfter(FailingStore):
    """Takes so many upserts, then is down."""

    def __init__(self, inner: SearchStore, upserts: int) -> None:
        super().__init__(inner)
        self.upserts = upserts

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        if not self.upserts:
            raise DOWN
        self.upserts -= 1
        return self.inner.upsert(listings)


class ForgettingStore(FailingStore):
    """Takes everything and keeps nothing."""

    def __init__(self) -> None:
        super().__init__(TantivyStore(Path(os.devnull)))

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        return ["new"] * len(listings)

    def get(self, ids: Sequence[str], *, access: Access) -> dict[str, Listing]:
        return {}

    def copies_of(self, bands: Sequence[str]) -> list[Listing]:
        return []
