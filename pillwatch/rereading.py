"""Reading anew what is stored, with the model of today."""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from index.access import EVERYTHING
from index.content import DROPPED, is_dropped
from index.listing import Listing
from index.query import Query
from index.readable import fields_of, text_of
from index.store import SearchStore
from nlp.reader import Reader
from pillwatch.errors import FailedError

SLICE = 500
"""Listings that are read and stored together."""


@dataclass(frozen=True, slots=True)
class Reread:
    """A listing as it was and as it is after it was read anew."""

    before: Listing
    after: Listing


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of `seen` listings: `current` were of this model already, `empty` have lost their content."""

    seen: int
    reread: tuple[Reread, ...]
    current: int
    empty: int


class InFlight:
    """The ids of the listings that are being stored, in a file, so that a kill leaves none half read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def left(self) -> list[str]:
        """The ids of the process before that was killed; none of a line that it had not finished, for then it had
        not begun to store."""
        self._file.seek(0)
        line = self._file.read()
        return list(orjson.loads(line)) if line.endswith(b"\n") else []

    def note(self, ids: Iterable[str]) -> None:
        """Durable when it returns. Raises OSError."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(orjson.dumps(list(ids), option=orjson.OPT_APPEND_NEWLINE))
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def alone(path: Path) -> Iterator[InFlight]:
    """Be the only process that reads anew below this data folder. Raises FailedError when another does, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FailedError("another process is reading this store anew: wait for it to end, or stop it") from None
        yield InFlight(file)


@dataclass(frozen=True, slots=True)
class Rereader:
    """Reads listings of a store with a reader and stores the new readings.

    `everything` reads also what this very model has read. `announce` is told of listings, before and after, that
    are about to be stored: here saved searches learn what is no news. Crawls and retention may run meanwhile: a
    reading is kept only with the text that it was made of.
    """

    store: SearchStore
    reader: Reader
    announce: Callable[[Sequence[tuple[Listing, Listing]]], None]
    everything: bool = False

    def preview(self, query: Query) -> Iterator[Looked]:
        """Slice by slice what would become of the listings of the query; nothing is stored. Raises StoreError."""
        for listings in self._slices(query):
            wanted = {one.id: one for one in listings if self._is_wanted(one)}
            read = self._read(wanted)
            yield self._looked(listings, [Reread(wanted[key], replace(wanted[key], **read[key])) for key in read])

    def run(self, query: Query, flight: InFlight) -> Iterator[Looked]:
        """Slice by slice what became of the listings of the query, stored when it is yielded.

        Stopped at any point and run again, it goes on: what is done has the new model's name. Raises StoreError,
        OSError and what `announce` raises.
        """
        if left := flight.left():
            yield self._looked((), self._settled(self.store.get(left, access=EVERYTHING), flight))
        for listings in self._slices(query):
            now = self.store.get([one.id for one in listings], access=EVERYTHING)
            wanted = {key: one for key, one in now.items() if self._is_wanted(one)}
            yield self._looked(listings, self._settled(wanted, flight) if wanted else ())

    def _settled(self, listings: Mapping[str, Listing], flight: InFlight) -> list[Reread]:
        """Read and store until every reading is of the text that is stored with it.

        A capture may come between our look at a text and our writing of its reading, so we look again afterwards.
        """
        flight.note(listings)
        done: dict[str, Listing] = {}
        waiting = listings
        while waiting:
            read = self._read({key: one for key, one in waiting.items() if not _is_emptied(one)})
            now = self.store.get(list(waiting), access=EVERYTHING)
            fresh = {key: read[key] for key, one in now.items() if key in read and _is_same(one, waiting[key])}
            self.announce([(now[key], replace(now[key], **fields)) for key, fields in fresh.items()])
            self.store.update(fresh)
            stored = self.store.get(list(waiting), access=EVERYTHING)
            self.store.update({key: _EMPTY for key, one in stored.items() if _is_emptied(one) and not is_dropped(one)})
            done |= {key: one for key, one in stored.items() if key in fresh and _is_same(one, waiting[key])}
            waiting = {key: one for key, one in stored.items() if key not in done and not _is_emptied(one)}
        flight.note(())
        return [Reread(listings[key], after) for key, after in done.items()]

    def _slices(self, query: Query) -> Iterator[list[Listing]]:
        found = self.store.scan(query)
        while some := list(islice(found, SLICE)):
            yield some

    def _read(self, listings: Mapping[str, Listing]) -> dict[str, dict[str, Any]]:
        readings = self.reader.read(text_of(one) for one in listings.values())
        return {key: fields_of(reading) for key, reading in zip(listings, readings, strict=True)}

    def _is_wanted(self, listing: Listing) -> bool:
        return not is_dropped(listing) and (self.everything or listing.model != self.reader.name)

    def _looked(self, listings: Sequence[Listing], reread: Sequence[Reread]) -> Looked:
        empty = sum(map(is_dropped, listings))
        current = sum(not self._is_wanted(one) for one in listings) - empty
        return Looked(len(listings), tuple(reread), current, empty)


_EMPTY: Mapping[str, Any] = {name: DROPPED[name] for name in ("mentions", "reasons")}
"""What a reading says of a text's words."""


def _is_emptied(listing: Listing) -> bool:
    """Whether the content was dropped, be it that a reading made before came to lie on it."""
    return is_dropped(replace(listing, **_EMPTY))


def _is_same(one: Listing, other: Listing) -> bool:
    """Whether a reading of the one is a reading of the other."""
    return text_of(one) == text_of(other)
