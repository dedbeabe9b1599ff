"""The embedded store."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

import tantivy

from index.access import EVERYTHING, Access
from index.limits import check_limit
from index.listing import Listing
from index.merge import merge
from index.query import Node, Query
from index.records import RecordError
from index.store import Outcome, Page, Refused, StoreError, Suggestion
from index.suggest import suggestions
from index.tantivy.documents import to_document
from index.tantivy.folder import make_index, open_index
from index.tantivy.names import Names
from index.tantivy.reading import every, like_bands, numbers, page, stored
from index.tantivy.trouble import told
from index.tantivy.writing import Session, session


class TantivyStore:
    """A `SearchStore` in a folder, which the first write makes; until then it is empty.

    Processes and threads may share the folder: writers wait for each other, for at most `patience`
    seconds, and every reading call sees all that was written before. Reading needs write permission
    on the folder too, because Tantivy locks it while it opens files.
    """

    def __init__(self, folder: Path, *, patience: float = 60.0) -> None:
        self._folder = folder
        self._patience = patience
        self._index: tantivy.Index | None = None
        self._opening = Lock()
        self._names = Names()
        self._closed = False

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        """See `SearchStore.upsert`. Batches of hundreds: every call is a commit to disk."""
        if not listings:
            return []
        outcomes: list[Outcome | Refused] = []
        with self._session() as batch:
            known = batch.get([listing.id for listing in listings])
            for listing in listings:
                merged, outcome = merge(known.get(listing.id), listing)
                try:
                    document = to_document(merged)
                except RecordError as error:
                    outcomes.append(Refused(str(error)))
                else:
                    # One by one: the engine's thread indexes this one while the next is made.
                    batch.put(listing.id, document)
                    known[listing.id] = merged
                    outcomes.append(outcome)
        return outcomes

    def update(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        """See `SearchStore.update`."""
        unknown = {name for fields in changes.values() for name in fields} - (set(Listing.__slots__) - {"id"})
        if unknown:
            raise ValueError(f"not a field of a listing that can be replaced: {', '.join(sorted(unknown))}")
        if not changes:
            return 0
        with self._session() as batch:
            known = batch.get(list(changes))
            for listing_id, listing in known.items():
                batch.put(listing_id, to_document(replace(listing, **changes[listing_id])))
        return len(known)

    def delete(self, ids: Sequence[str]) -> int:
        """See `SearchStore.delete`."""
        if not ids:
            return 0
        with self._session() as batch:
            known = batch.get(ids)
            for listing_id in known:
                batch.remove(listing_id)
        return len(known)

    def get(self, ids: Sequence[str], *, access: Access) -> dict[str, Listing]:
        """See `SearchStore.get`."""
        with told(self._folder):
            index = self._open()
            return stored(index.searcher(), index.schema, ids, access) if index else {}

    def search(self, query: Query) -> Page:
        """See `SearchStore.search`."""
        check_limit(query)
        with told(self._folder):
            index = self._open()
            if index is None:
                return Page(0, (), dict.fromkeys(query.facets, ()))
            return page(index.searcher(), index.schema, query)

    def scan(self, query: Query, *, after: str = "") -> Iterator[Listing]:
        """See `SearchStore.scan`: the matches at the time of the first step."""
        with told(self._folder):
            index = self._open()
            if index:
                yield from every(index.searcher(), index.schema, query, after)

    def suggest(self, typed: str, *, access: Access) -> list[Suggestion]:
        """See `SearchStore.suggest`. New handles and contacts of a store with very many show within a minute."""
        with told(self._folder):
            index = self._open()
            return suggestions(typed, access, _Counter(index, self._names)) if index else []

    def copies_of(self, bands: Sequence[str]) -> list[Listing]:
        """See `SearchStore.copies_of`."""
        with told(self._folder):
            index = self._open()
            return like_bands(index.searcher(), index.schema, bands) if index else []

    def describe(self) -> str:
        """See `SearchStore.describe`."""
        return f"embedded (Tantivy), {self.search(Query(access=EVERYTHING, limit=0)).total:,} listings"

    def close(self) -> None:
        """See `SearchStore.close`."""
        self._closed = True
        self._index = None

    def _open(self) -> tantivy.Index | None:
        """The index in its latest state; None while nobody has written."""
        with self._opening:
            if self._closed:
                raise StoreError(f"{self._folder}: the search store was closed: open it again")
            if self._index is None:
                self._index = open_index(self._folder)
            if self._index is not None:
                self._index.reload()
            return self._index

    def _open_or_made(self) -> tantivy.Index:
        if index := self._open():
            return index
        make_index(self._folder)
        if index := self._open():
            return index
        raise StoreError(f"{self._folder}: the search store vanished while it was made: run again")

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with told(self._folder):
            index = self._open_or_made()
            with session(index, self._folder, self._patience) as batch:
                yield batch


class _Counter:
    """See `index.suggest.Counter`."""

    def __init__(self, index: tantivy.Index, names: Names) -> None:
        self._searcher = index.searcher()
        self._schema = index.schema
        self._names = names

    def numbers(self, nodes: Sequence[Node], access: Access) -> list[int]:
        return numbers(self._searcher, self._schema, nodes, access)

    def names(self, beginning: str, count: int) -> list[str]:
        return self._names.beginning(self._searcher, beginning, count)
