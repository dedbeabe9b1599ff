"""Looking through the store once: what has to go, and which evidence stays because something refers to it."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import orjson

from index.access import EVERYTHING
from index.content import evidence_of
from index.listing import Listing
from index.query import Query
from index.spool import RefusedEntry, Upsert, waiting_entries
from pillwatch.retention.places import Places, slices
from pillwatch.retention.receipt import Entry, entry_from_json
from pillwatch.retention.rules import Reason, Rules

GRACE = timedelta(days=1)
"""How long evidence that nothing refers to is left alone: a crawl writes it before the listing."""


class Digests:
    """A set of SHA-256 in eight bytes each: of a million, it takes one file in 10^13 for one of its own."""

    def __init__(self) -> None:
        self._keys = array("Q")
        self._is_sorted = True

    def add(self, listing: Listing) -> None:
        """All evidence of the listing and its versions."""
        self._keys.extend(_key(one.sha256) for one in evidence_of(listing))
        self._is_sorted = False

    def __contains__(self, digest: str) -> bool:
        if not self._is_sorted:
            self._keys = array("Q", sorted(self._keys))
            self._is_sorted = True
        key = _key(digest)
        place = bisect_left(self._keys, key)
        return place < len(self._keys) and self._keys[place] == key


@dataclass(slots=True)
class Survey:
    """What was found. `kept` is the evidence of what stays, `going` that of what goes.

    `waiting` are the ids of which something waits in the spool, `captured` those of which the store refused a
    capture that is not past its time; `waits` counts what is due but for those. `counts` are listings by
    (source, reason), `quarantine` objects by source; `refused` gives the source of each refused entry that is
    past its time, by the key of its line.
    """

    staged: IO[bytes]
    kept: Digests = field(default_factory=Digests)
    going: Digests = field(default_factory=Digests)
    waiting: set[str] = field(default_factory=set)
    captured: set[str] = field(default_factory=set)
    waits: int = 0
    counts: Counter[tuple[str, Reason]] = field(default_factory=Counter)
    quarantine: dict[str, int] = field(default_factory=dict)
    refused: dict[bytes, str] = field(default_factory=dict)

    def entries(self) -> Iterator[Entry]:
        """The listings that have to go, in the order of ids, from a file: there may be a million."""
        self.staged.seek(0)
        yield from map(entry_from_json, self.staged)

    def unreferenced(self, places: Places, now: datetime) -> Iterator[Path]:
        """Files of evidence, older than `GRACE`, that nothing refers to and so nobody finds. Raises OSError."""
        for file in places.evidence.files():
            if not self.refers_to(file) and _written(file) <= now - GRACE:
                yield file

    def awaits(self, listing_id: str, reason: Reason) -> bool:
        """Whether the store does not know yet what it has to know before that is done to the listing: that the post
        was seen again or, for dropping its content, anything that waits."""
        return listing_id in self.waiting or (reason == "expired" and listing_id in self.captured)

    def refers_to(self, file: Path) -> bool:
        """Whether something that stays or goes names this file of evidence."""
        return file.stem in self.kept or file.stem in self.going


@contextmanager
def survey(places: Places, rules: Rules) -> Iterator[Survey]:
    """Look through the store, the spool and the quarantine; changes nothing. Raises FailedError, StoreError, OSError.

    Takes memory for the digests of evidence, for what waits and was refused, whatever is due.
    """
    with TemporaryFile(dir=places.data if places.data.is_dir() else None) as staged:
        found = Survey(staged)
        _look(places, rules, found)
        yield found


def _look(places: Places, rules: Rules, found: Survey) -> None:
    held = places.holds.held()
    for _, entry in waiting_entries(places.spool):
        found.waiting.add(entry.id)
        if isinstance(entry, Upsert):
            found.kept.add(entry.listing)
    captures = _refused(places, rules, held, found)
    found.captured |= captures.keys()
    for listing in places.store.scan(Query(access=EVERYTHING)):
        reason = rules.due(listing, held)
        if reason is None or found.awaits(listing.id, reason):
            found.waits += reason is not None
            found.kept.add(listing)
            continue
        refused = captures.pop(listing.id, ())
        line = Entry.of(listing, reason, refused)
        found.staged.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        found.counts[listing.source, reason] += 1
        for one in (listing, *refused):
            found.going.add(one)
    for one in chain.from_iterable(captures.values()):
        found.kept.add(one)
    for source in places.quarantine.sources():
        if count := places.quarantine.older(source, rules.limit(source)):
            found.quarantine[source] = count


def _refused(places: Places, rules: Rules, held: Container[str], found: Survey) -> dict[str, list[Listing]]:
    """Note the refused entries that are past their time; of the others the captures, by id."""
    captures: dict[str, list[Listing]] = {}
    for part in slices(places.refused):
        stored = places.store.get([one.id for one in part], access=EVERYTHING)
        for one in part:
            is_held = one.id in held or (one.id in stored and stored[one.id].held)
            if not is_held and _is_past(one, rules):
                found.refused[one.key] = _source(one)
            elif isinstance(one.entry, Upsert):
                captures.setdefault(one.id, []).append(one.entry.listing)
    return captures


def _is_past(one: RefusedEntry, rules: Rules) -> bool:
    """Whether it is past the time of its source; what cannot be read is when the period of undeclared sources is
    over, and when nobody can tell how old it is."""
    if isinstance(one.entry, Upsert):
        return one.entry.listing.last_seen <= rules.limit(one.entry.listing.source)
    return one.time is None or one.time <= rules.now - timedelta(days=rules.default_days)


def _source(one: RefusedEntry) -> str:
    return one.entry.listing.source if isinstance(one.entry, Upsert) else "unreadable"


def _key(digest: str) -> int:
    return int.from_bytes(blake2b(digest.encode(), digest_size=8).digest())


def _written(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
