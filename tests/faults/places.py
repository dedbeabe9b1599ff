"""The two kinds of store as the tests look into them: past the code under test where that can be done."""

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import orjson
from elasticsearch import Elasticsearch

from index.access import EVERYTHING
from index.listing import Listing
from index.open import open_store
from index.query import Query
from index.records import listing_from_json
from index.spool import Upsert, waiting_entries
from tests.servers.indices import drop_indices

Kind = Literal["embedded", "Elasticsearch"]
_MOST = 10_000
"""Documents that one answer may hold; no test stores as many in one index."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is. `flags` are the settings that it takes to come in, `ca` who signed the server."""

    kind: Kind
    location: str

    @property
    def prefix(self) -> str:
        """How the names of its indices begin."""
        return urlsplit(self.location.rpartition(",")[2]).path.strip("/")

    @contextmanager
    def client(self) -> Iterator[Elasticsearch]:
        """The server itself."""
        hosts = [f"{url.scheme}://{url.netloc}" for url in map(urlsplit, self.location.split(","))]
        with Elasticsearch(hosts, max_retries=10, retry_on_timeout=True, request_timeout=60) as client:
            yield client

    def indices(self) -> list[str]:
        """The names of its indices."""
        with self.client() as client:
            return sorted(client.indices.get(index=f"{self.prefix}-listings-*", features="settings"))

    def documents(self) -> list[tuple[str, Listing]]:
        """Every document with the name of its index, doubles included."""
        if self.kind == "embedded":
            return [("", listing) for listing in self._scan()]
        with self.client() as client:
            client.indices.refresh(index=f"{self.prefix}-*", ignore_unavailable=True)
            found = [
                (hit["_index"], listing_from_json(orjson.dumps(hit["_source"]["listing"])))
                for index in self.indices()
                for hit in client.search(index=index, size=_MOST, sort="id")["hits"]["hits"]
            ]
            assert len(found) == client.count(index=f"{self.prefix}-listings-*", allow_no_indices=True)["count"]
            return found

    def stored_now(self, among: Collection[str]) -> set[str]:
        """Which of these ids are stored, found without making anything visible that was not."""
        if self.kind == "embedded":
            return {listing.id for listing in self._scan()} & set(among)
        indices = self.indices()
        wanted = [{"_index": index, "_id": one} for index in indices for one in among]
        if not wanted:
            return set()
        with self.client() as client:
            answer = client.mget(docs=wanted, source=False)["docs"]
        return {one["_id"] for one in answer if one.get("found")}

    def beside(self, data: Path, number: int) -> "Place":
        """Another place of the same kind, for a data folder of its own."""
        where = f"{self.location}-{number}" if self.kind == "Elasticsearch" else str(data / "store")
        return Place(self.kind, where)

    def drop(self) -> None:
        """Delete its indices."""
        if self.kind == "Elasticsearch":
            drop_indices(self.location)

    def _scan(self) -> list[Listing]:
        store = open_store(self.location)
        try:
            return list(store.scan(Query(access=EVERYTHING)))
        finally:
            store.close()


def safe_now(place: Place, data: Path, among: Collection[str]) -> set[str]:
    """Which of these ids nobody can lose any more: they are stored, or wait in the spool."""
    waiting = {
        entry.id for _, entry in waiting_entries(data / "spool") if isinstance(entry, Upsert) and not entry.known_only
    }
    return place.stored_now(among) | (waiting & set(among))


def new_name(url: str) -> str:
    """A location on this server under a name that nobody has."""
    return f"{url}/fault-{secrets.token_hex(6)}"
