"""The store on a cluster."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from math import inf
from time import monotonic
from typing import Any

from elasticsearch import ApiError, AuthorizationException, Elasticsearch, TransportError

from index.access import Access
from index.credentials import Credentials
from index.elastic.catalog import Catalog
from index.elastic.connection import Connection
from index.elastic.location import parse_location
from index.elastic.names import Names
from index.elastic.reading import every, like_bands, names_of, numbers, page, stored
from index.elastic.recent import Recent
from index.elastic.schema import VERSION
from index.elastic.trouble import Complaint, ComplaintError, told
from index.elastic.writing import Writer
from index.limits import check_limit
from index.listing import Listing
from index.query import Node, Query
from index.store import Outcome, Page, Refused, StoreDownError, StoreError, Suggestion
from index.suggest import suggestions

_TRUSTED = 1.0
"""Seconds for which indices that were found to be of this version are read without another look, which takes as long
as a small search."""


class ElasticStore:
    """A `SearchStore` on an Elasticsearch cluster, whose templates and indices the first write makes.

    Nothing is asked of the cluster before the first call. Processes and threads may write the same listings at once:
    each writes over what it has read only, and merges again where another one was faster. Reading sees what this
    object wrote at once, and what others wrote within seconds (the indices' `refresh_interval`). What the cluster is
    too busy for is sent again for `patience` seconds. Raises StoreError for a location that is none.
    """

    def __init__(
        self, location: str, credentials: Credentials, *, patience: float = 60.0, version: int = VERSION
    ) -> None:
        self._place = parse_location(location)
        self._connection = Connection(self._place, credentials)
        self._names = Names(self._place.prefix, version)
        self._catalog = Catalog(self._connection, self._names)
        self._recent = Recent()
        self._has_read = False
        self._looked = -inf
        self._writer = Writer(self._connection, self._names, self._catalog, self._recent, patience)

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        """See `SearchStore.upsert`. Batches of hundreds or thousands: every call is three or four requests."""
        with told(self._place):
            if not listings:
                return []
            if self._recent.is_full:
                self._refresh()
            return self._writer.upsert(listings)

    def update(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        """See `SearchStore.update`; finds what anybody has written."""
        unknown = {name for fields in changes.values() for name in fields} - (set(Listing.__slots__) - {"id"})
        if unknown:
            raise ValueError(f"not a field of a listing that can be replaced: {', '.join(sorted(unknown))}")
        with told(self._place):
            if not changes:
                return 0
            self._refresh()
            return self._writer.update(changes)

    def delete(self, ids: Sequence[str]) -> int:
        """See `SearchStore.delete`; finds what anybody has written."""
        with told(self._place):
            if not ids:
                return 0
            self._refresh()
            return self._writer.delete(ids)

    def get(self, ids: Sequence[str], *, access: Access) -> dict[str, Listing]:
        """See `SearchStore.get`."""
        with told(self._place):
            if not ids:
                return {}
            self._ready_to_read()
            return stored(self._connection.client, self._names.alias, ids, access)

    def search(self, query: Query) -> Page:
        """See `SearchStore.search`."""
        check_limit(query)
        with told(self._place):
            self._ready_to_read()
            return page(self._connection.client, self._names.alias, query)

    def scan(self, query: Query, *, after: str = "") -> Iterator[Listing]:
        """See `SearchStore.scan`: the matches at the time of the first step, unless it lasts so long or so many nodes
        go that the cluster loses that state: then those of a later time from there on."""
        with told(self._place):
            self._ready_to_read()
            yield from every(self._connection.client, self._names.alias, query, after)

    def suggest(self, typed: str, *, access: Access) -> list[Suggestion]:
        """See `SearchStore.suggest`."""
        with told(self._place):
            self._ready_to_read()
            return suggestions(typed, access, _Counter(self._connection.client, self._names.alias))

    def copies_of(self, bands: Sequence[str]) -> list[Listing]:
        """See `SearchStore.copies_of`; what others wrote within seconds may be missed."""
        with told(self._place):
            if not bands:
                return []
            self._ready_to_read()
            return like_bands(self._connection.client, self._names.alias, bands)

    def describe(self) -> str:
        """See `SearchStore.describe`. Raises StoreDownError for indices of which a part is missing (red)."""
        with told(self._place):
            self._ready_to_read()
            client = self._connection.client
            indices = len(self._catalog.indices())
            health = client.cluster.health(index=self._names.alias + "*")
            if health["status"] == "red":
                raise StoreDownError(
                    f"{self._place}: cluster {health['cluster_name']} is red: part of the listings cannot be reached: "
                    "look at its nodes and logs, then run again"
                )
            count = client.count(index=self._names.alias, ignore_unavailable=True)["count"]
            return (
                f"Elasticsearch {self._connection.version}, cluster {health['cluster_name']}, {health['status']}, "
                f"{_several(health['number_of_nodes'], 'node')}, {_several(count, 'listing')} in "
                f"{_several(indices, 'index', 'indices')}"
            )

    def close(self) -> None:
        """See `SearchStore.close`; what this object wrote is for all to see."""
        if self._recent.is_unseen:
            with suppress(ApiError, TransportError, ComplaintError, StoreError):  # if not now, then within seconds
                self._refresh()
        self._connection.close()

    def _ready_to_read(self) -> None:
        """Raises StoreError for indices of another version."""
        if monotonic() > self._looked + _TRUSTED:
            self._catalog.indices()
            self._looked = monotonic()
        if self._recent.is_unseen:
            self._refresh()
        elif not self._has_read:
            with suppress(AuthorizationException):  # who may only read sees the rest within seconds
                self._refresh()
        self._has_read = True

    def _refresh(self) -> None:
        mark = self._recent.mark()
        # An index that is red keeps the answer until the client gives up: once is enough.
        client = self._connection.client.options(retry_on_timeout=False)
        answer = client.indices.refresh(index=self._names.alias, ignore_unavailable=True)
        if answer["_shards"]["failed"]:
            raise ComplaintError(Complaint(503, "refresh", "failed on a part of the indices"))
        self._recent.refreshed(mark)


class _Counter:
    """See `index.suggest.Counter`."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self._client = client
        self._alias = alias

    def numbers(self, nodes: Sequence[Node], access: Access) -> list[int]:
        return numbers(self._client, self._alias, nodes, access)

    def names(self, beginning: str, count: int) -> list[str]:
        return names_of(self._client, self._alias, beginning, count)


def _several(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
