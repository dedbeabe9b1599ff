"""Stored states by id: in the indices that are known without delay, elsewhere as of the last refresh."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch

from index.elastic.documents import document_id, to_listing
from index.elastic.queries import by_ids
from index.elastic.trouble import Complaint, ComplaintError
from index.listing import Listing

_PAUSE = 0.1
_AT_ONCE = 500
"""Documents that one request reads: a few megabytes at most times."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored listing, where it lies, and the sequence number and primary term of this state."""

    listing: Listing
    index: str
    seen: tuple[int, int]


def fresh(client: Elasticsearch, wanted: Mapping[str, Collection[str]], patience: float) -> dict[str, list[Stored]]:
    """For each id its states in the indices named for it: those of this moment. An id without any is left out.

    An index that somebody made just now is waited for, `patience` seconds at most.
    """
    places = [(listing_id, index) for listing_id, indices in wanted.items() for index in sorted(indices)]
    found: dict[str, list[Stored]] = {}
    until = time.monotonic() + patience
    for part in parts(places):
        for (listing_id, _), hit in zip(part, _documents(client, part, until), strict=True):
            if hit.get("found"):
                found.setdefault(listing_id, []).append(_stored(hit))
    return found


def settled(client: Elasticsearch, alias: str, ids: Sequence[str]) -> dict[str, list[Stored]]:
    """For each id its states as of the last refresh, wherever they lie, in the order of the ids."""
    found: dict[str, list[Stored]] = {}
    for part in parts(ids):
        hits = client.search(
            index=alias,
            query={"bool": {"filter": by_ids(part)}},
            size=10 * len(part),  # one post may lie in several indices after a race
            seq_no_primary_term=True,
            ignore_unavailable=True,
            allow_partial_search_results=False,
        ).body["hits"]["hits"]
        for hit in hits:
            stored = _stored(hit)
            found.setdefault(stored.listing.id, []).append(stored)
    return {listing_id: found[listing_id] for listing_id in ids if listing_id in found}


def parts(items: Iterable[Any]) -> Iterator[list[Any]]:
    """The items in slices that one request can read."""
    rest = iter(items)
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def _documents(client: Elasticsearch, places: Sequence[tuple[str, str]], until: float) -> list[dict[str, Any]]:
    asked = [{"_index": index, "_id": document_id(listing_id)} for listing_id, index in places]
    while True:
        answer: list[dict[str, Any]] = client.mget(docs=asked).body["docs"]
        errors = [hit["error"] for hit in answer if hit.get("error")]
        waiting = [error for error in errors if error.get("type") != "index_not_found_exception"]
        if not waiting:
            return answer
        if time.monotonic() > until:
            raise ComplaintError(Complaint(503, str(waiting[0].get("type")), str(waiting[0].get("reason"))))
        time.sleep(_PAUSE)


def _stored(hit: Mapping[str, Any]) -> Stored:
    return Stored(to_listing(hit), hit["_index"], (hit["_seq_no"], hit["_primary_term"]))
