"""Bringing the indices of another version to this one: each is written anew from its listings, then takes over."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from elasticsearch import ApiError, TransportError

from index.access import EVERYTHING
from index.credentials import Credentials
from index.elastic.bulk import Operation, send
from index.elastic.catalog import Catalog
from index.elastic.connection import Connection
from index.elastic.documents import document_id, to_document
from index.elastic.finding import Stored, fresh, parts
from index.elastic.location import parse_location
from index.elastic.names import Names, version_in
from index.elastic.reading import every
from index.elastic.schema import VERSION
from index.elastic.strays import gathered
from index.elastic.trouble import told
from index.listing import Listing
from index.query import Query
from index.store import StoreDownError, StoreError

_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """An index of an older version, the index that takes its place, and how many listings go there."""

    index: str
    version: int
    target: str
    listings: int


def upgrade(
    location: str,
    credentials: Credentials,
    *,
    dry_run: bool = False,
    watch: Callable[[int], None] = lambda done: None,
    version: int = VERSION,
) -> list[Step]:
    """Bring all indices of older versions to this one and say what was done; nothing on a dry run but saying it.

    One index after the other: it takes no more writes (they fail with StoreDownError and may be sent again), its
    listings are written to a new index and read back, the alias goes from one to the other in a single step, and only
    then the old index is deleted. Killed at any point, it is run again: what is done stays done, a half-written index
    is begun anew. `watch` is told how many listings are done. Raises StoreError; the index in work then takes
    writes again.
    """
    place = parse_location(location)
    connection = Connection(place, credentials)
    try:
        with told(place):
            return _Upgrade(connection, Names(place.prefix, version), watch).run(dry_run=dry_run)
    finally:
        connection.close()


class _Upgrade:
    def __init__(self, connection: Connection, names: Names, watch: Callable[[int], None]) -> None:
        self._connection = connection
        self._names = names
        self._catalog = Catalog(connection, names)
        self._watch = watch
        self._done = 0

    def run(self, *, dry_run: bool) -> list[Step]:
        steps = list(self._steps())
        if not dry_run:
            for step in steps:
                with self._without_writes(step.index):
                    self._copy(step)
                    self._hand_over(step)
            self._remove_replaced()
        return steps

    def _steps(self) -> Iterator[Step]:
        for index, version in sorted(self._catalog.versions().items()):
            if version is None or version >= self._names.version:
                self._catalog.check(index, version)
                continue
            self._connection.client.indices.refresh(index=index)
            count = self._connection.client.count(index=index)["count"]
            yield Step(index, version, self._names.successor(index), count)

    @contextmanager
    def _without_writes(self, index: str) -> Iterator[None]:
        client = self._connection.client
        client.indices.add_block(index=index, block="write")
        client.indices.refresh(index=index)
        try:
            yield
        except BaseException:
            with suppress(ApiError, TransportError):
                client.indices.put_settings(index=index, settings={"index.blocks.write": None})
            raise

    def _copy(self, step: Step) -> None:
        client = self._connection.client
        if not self._is_aliased(step.target):
            client.indices.delete(index=step.target, ignore_unavailable=True)
            self._catalog.make(step.target)
            # The template put it behind the alias, where it would show listings twice.
            client.indices.delete_alias(index=step.target, name=self._names.alias)
        count = 0
        for listings in parts(every(client, step.index, Query(access=EVERYTHING), "")):
            self._write(step.target, listings)
            count += len(listings)
            self._done += len(listings)
            self._watch(self._done)
        expected = client.count(index=step.index)["count"]
        if count != expected:
            raise StoreError(
                f"{self._connection.location}: {count:,} of the {expected:,} listings in {step.index} could be read; "
                "it stays as it is: run again"
            )

    def _write(self, target: str, listings: Sequence[Listing]) -> None:
        """Write and read back. Where the target has a listing already (it took writes before), both are merged."""
        client = self._connection.client
        there = fresh(client, {listing.id: {target} for listing in listings}, _PATIENCE)
        wanted: dict[str, Listing] = {}
        operations = []
        for listing in listings:
            states = there.get(listing.id, [])
            merged = gathered([Stored(listing, "", (0, 0)), *states]) or listing
            wanted[listing.id] = merged
            key, document = document_id(listing.id), to_document(merged)
            if states:
                operations.append(Operation("index", target, key, document, states[0].seen))
            else:
                operations.append(Operation("create", target, key, document))
        for listing, sent in zip(listings, send(client, operations, _PATIENCE), strict=True):
            if sent.state == "refused":
                raise StoreError(
                    f"{self._connection.location}: listing {listing.id} cannot be written again: {sent.reason}; "
                    "its index stays as it is"
                )
        found = {
            listing_id: states[0].listing
            for listing_id, states in fresh(client, {key: {target} for key in wanted}, _PATIENCE).items()
        }
        if found != wanted:
            raise StoreDownError(
                f"{self._connection.location}: what {target} holds is not what was written to it: "
                "stop what else writes to it, then run again"
            )

    def _hand_over(self, step: Step) -> None:
        client, alias = self._connection.client, self._names.alias
        client.indices.refresh(index=step.target)
        client.indices.update_aliases(
            actions=[
                {"add": {"index": step.target, "alias": alias}},
                {"remove": {"index": step.index, "alias": alias}},
            ]
        )
        client.indices.delete(index=step.index, ignore_unavailable=True)

    def _remove_replaced(self) -> None:
        """Delete what a killed upgrade left behind: old indices whose successors have taken their place."""
        client = self._connection.client
        current = self._catalog.indices()
        every_name = client.indices.get(
            index=f"{self._names.alias}-*", features="settings", filter_path="*.settings.index.uuid"
        ).body
        for index in sorted(set(every_name) - current):
            if version_in(index) < self._names.version and self._names.successor(index) in current:
                client.indices.delete(index=index, ignore_unavailable=True)

    def _is_aliased(self, index: str) -> bool:
        return index in self._catalog.versions()
