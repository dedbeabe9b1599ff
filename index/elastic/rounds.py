"""Write if unchanged, or read again: rounds until every id has found its end."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from index.elastic.bulk import Operation, Sent, send
from index.elastic.catalog import Catalog
from index.elastic.connection import Connection
from index.elastic.documents import document_id
from index.elastic.finding import Stored, fresh
from index.elastic.names import Names
from index.elastic.recent import Recent
from index.elastic.strays import gathered
from index.listing import Listing
from index.store import Outcome, Refused, StoreDownError

_ROUNDS = 50
_LONGEST_PAUSE = 0.2


@dataclass(slots=True)
class Draft:
    """What shall become of one id: `listing` (None: nothing to store) as `document`, and the outcomes by their place
    in the batch."""

    listing: Listing | None
    document: bytes = b""
    outcomes: dict[int, Outcome | Refused] = field(default_factory=dict)


Drafting = Callable[[str, Listing | None], Draft | None]
"""The draft for an id and its stored state; None leaves it alone."""


@dataclass(slots=True)
class Rounds:
    """One call's work on some ids. `states` are their known states, `existing` the indices that there are."""

    connection: Connection
    names: Names
    catalog: Catalog
    recent: Recent
    patience: float
    existing: set[str]

    def run(self, states: Mapping[str, Sequence[Stored]], drafting: Drafting) -> dict[str, Draft]:
        """The drafts that became true, or were refused, by id.

        Raises StoreDownError when others change the same listings all the time, ComplaintError, and the client's
        errors; what was written before stays.
        """
        ended: dict[str, Draft] = {}
        tried: dict[str, Draft] = {}
        for number in range(_ROUNDS):
            operations: dict[str, Operation] = {}
            for listing_id, stored in states.items():
                if stored and listing_id in tried and tried[listing_id].listing == stored[0].listing:
                    ended[listing_id] = tried[listing_id]  # our own write, whose answer was lost on the way
                    continue
                draft = drafting(listing_id, gathered(stored))
                if draft is None:
                    continue
                tried[listing_id] = draft
                if draft.listing is None or (len(stored) == 1 and stored[0].listing == draft.listing):
                    ended[listing_id] = draft
                else:
                    operations[listing_id] = self._operation(listing_id, draft.listing, draft.document, stored)
            lost = self._write(operations, states, tried, ended)
            if not lost:
                return ended
            time.sleep(random.uniform(0, min(0.01 * 2**number, _LONGEST_PAUSE)))  # noqa: S311  # no secret
            states = self._read_again(lost, states)
        raise StoreDownError(f"{self.connection.location}: others keep changing the same listings: run again")

    def _operation(self, listing_id: str, listing: Listing, document: bytes, stored: Sequence[Stored]) -> Operation:
        key = document_id(listing_id)
        if stored:
            return Operation("index", stored[0].index, key, document, stored[0].seen)
        return Operation("create", self.names.home(listing), key, document)

    def _write(
        self,
        operations: Mapping[str, Operation],
        states: Mapping[str, Sequence[Stored]],
        tried: Mapping[str, Draft],
        ended: dict[str, Draft],
    ) -> dict[str, str]:
        """Ids that somebody else changed meanwhile, and the index where that was."""
        for index in sorted({one.index for one in operations.values()} - self.existing):
            self.catalog.make(index)
            self.existing.add(index)
        results = send(self.connection.client, list(operations.values()), self.patience)
        lost: dict[str, str] = {}
        done: list[tuple[str, str]] = []
        for (listing_id, operation), result in zip(operations.items(), results, strict=True):
            if result.state == "conflict":
                lost[listing_id] = operation.index
                continue
            ended[listing_id] = tried[listing_id]
            if result.state == "done":
                done.append((listing_id, operation.index))
            else:
                _refuse(ended[listing_id], result)
        self.recent.note(done)
        strays = [
            Operation("delete", state.index, document_id(listing_id), seen=state.seen)
            for listing_id, _ in done
            for state in states[listing_id][1:]
        ]
        send(self.connection.client, strays, self.patience)
        return lost

    def _read_again(
        self, lost: Mapping[str, str], states: Mapping[str, Sequence[Stored]]
    ) -> dict[str, Sequence[Stored]]:
        wanted = {
            listing_id: {index, *(state.index for state in states[listing_id])} for listing_id, index in lost.items()
        }
        found = fresh(self.connection.client, wanted, self.patience)
        return {listing_id: found.get(listing_id, ()) for listing_id in lost}


def _refuse(draft: Draft, result: Sent) -> None:
    draft.outcomes = {at: Refused(result.reason) for at in draft.outcomes}
