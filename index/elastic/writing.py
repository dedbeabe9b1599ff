"""Upsert, update and delete: what is stored is found, changed and written if nobody else changed it meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from index.elastic.bulk import Operation, send
from index.elastic.catalog import Catalog
from index.elastic.connection import Connection
from index.elastic.documents import document_id, to_document
from index.elastic.finding import Stored, fresh, settled
from index.elastic.names import Names
from index.elastic.recent import Recent
from index.elastic.rounds import Draft, Drafting, Rounds
from index.listing import Listing
from index.merge import merge
from index.records import RecordError
from index.store import Outcome, Refused, StoreError


class Writer:
    """All calls raise what `index.elastic.trouble.told` turns into StoreError; what was written before stays."""

    def __init__(self, connection: Connection, names: Names, catalog: Catalog, recent: Recent, patience: float) -> None:
        self._connection = connection
        self._names = names
        self._catalog = catalog
        self._recent = recent
        self._patience = patience

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        """See `SearchStore.upsert`."""
        captures: dict[str, list[tuple[int, Listing]]] = {}
        for at, listing in enumerate(listings):
            captures.setdefault(listing.id, []).append((at, listing))
        existing = self._catalog.indices()
        known = self._known(captures, existing)
        states = {listing_id: known.get(listing_id, ()) for listing_id in captures}
        drafts = self._run(states, lambda listing_id, old: _merged(captures[listing_id], old), existing)
        outcomes = {at: outcome for draft in drafts.values() for at, outcome in draft.outcomes.items()}
        return [outcomes[at] for at in range(len(listings))]

    def update(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        """See `SearchStore.update`; the indices are to be refreshed before. Raises StoreError for a refused one."""

        def changed(listing_id: str, old: Listing | None) -> Draft | None:
            if old is None:
                return None
            listing = replace(old, **changes[listing_id])
            return Draft(listing, to_document(listing), {0: "changed"})

        existing = self._catalog.indices()
        known = settled(self._connection.client, self._names.alias, list(changes))
        for listing_id, states in known.items():
            changed(listing_id, states[0].listing)  # nothing is written if one of them has no JSON form
        drafts = self._run(known, changed, existing)
        for listing_id, draft in drafts.items():
            if isinstance(refused := draft.outcomes[0], Refused):
                raise StoreError(f"{self._connection.location}: {listing_id} cannot be changed: {refused.reason}")
        return len(drafts)

    def delete(self, ids: Sequence[str]) -> int:
        """See `SearchStore.delete`; the indices are to be refreshed before."""
        self._catalog.indices()
        known = settled(self._connection.client, self._names.alias, list(dict.fromkeys(ids)))
        targets = [(listing_id, state.index) for listing_id, states in known.items() for state in states]
        operations = [Operation("delete", index, document_id(listing_id)) for listing_id, index in targets]
        results = send(self._connection.client, operations, self._patience)
        self._recent.note(targets)
        return len({key for (key, _), result in zip(targets, results, strict=True) if result.state == "done"})

    def _known(
        self, captures: Mapping[str, Sequence[tuple[int, Listing]]], existing: frozenset[str]
    ) -> dict[str, list[Stored]]:
        asked = {
            listing_id: self._likely(listing_id, (one for _, one in mine)) & existing
            for listing_id, mine in captures.items()
        }
        known = fresh(self._connection.client, asked, self._patience)
        elsewhere = [listing_id for listing_id in captures if listing_id not in known and existing - asked[listing_id]]
        for listing_id, states in settled(self._connection.client, self._names.alias, elsewhere).items():
            # Where the answer of this moment said no, an older one that says yes is out of date.
            known[listing_id] = [state for state in states if state.index not in asked[listing_id]]
        return known

    def _likely(self, listing_id: str, captures: Iterable[Listing]) -> set[str]:
        places = {self._names.home(one) for one in captures} | {self._names.undated}
        written = self._recent.place(listing_id)
        return places | {written} if written else places

    def _run(
        self, states: Mapping[str, Sequence[Stored]], drafting: Drafting, existing: frozenset[str]
    ) -> dict[str, Draft]:
        rounds = Rounds(self._connection, self._names, self._catalog, self._recent, self._patience, set(existing))
        return rounds.run(states, drafting)


def _merged(captures: Sequence[tuple[int, Listing]], old: Listing | None) -> Draft:
    """All captures of one post brought to its stored state, one after the other; those without JSON form refused."""
    draft = Draft(None)
    for at, capture in captures:
        merged, outcome = merge(old, capture)
        try:
            draft.document = to_document(merged)
        except RecordError as error:
            draft.outcomes[at] = Refused(str(error))
        else:
            draft.listing = old = merged
            draft.outcomes[at] = outcome
    return draft
