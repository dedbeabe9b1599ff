"""Bringing an embedded store of another version to this one: built anew from its stored listings, then swapped."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from index.access import EVERYTHING
from index.lines import make_entries_durable
from index.listing import Listing
from index.migrate import store_exactly
from index.store import StoreDownError, StoreError
from index.tantivy.documents import to_listing
from index.tantivy.folder import VERSION_FILE, make_index, place_of
from index.tantivy.schema import VERSION
from index.tantivy.store import TantivyStore
from index.tantivy.trouble import told

_SLICE = 2000
_HEAP = 15_000_000
"""The least that the engine takes for a writer, which here only keeps others from writing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The version that wrote a store, the one that this program reads, and how many listings there are."""

    found: str
    wanted: str
    listings: int

    @property
    def is_current(self) -> bool:
        """Whether there is nothing to do."""
        return self.found == self.wanted


def standing(folder: Path) -> Standing | None:
    """How the store in this folder stands; None where nothing is stored. Raises StoreError."""
    with told(folder):
        place = place_of(folder)
        if _is_cut_off(folder):
            return Standing(f"{VERSION}, half in place", VERSION, _count(place_of(_done(folder))))
        if not place.exists():
            return None
        return Standing(_version(place), VERSION, _count(place))


def upgrade(folder: Path, *, watch: Callable[[int], None]) -> Standing:
    """Bring the store to this program's version; killed at any point, it is run again and nothing is lost.

    Every listing is read from the old index and written to a new one beside it, which takes the old one's place when
    it is whole. Nobody can write meanwhile. `watch` is told how many listings are done. Returns how it stood before.
    Raises StoreError for a store of a later version, for one that another process writes to, and for a damaged one,
    which stays as it is.
    """
    before = standing(folder)
    if before is None:
        raise StoreError(f"{folder}: there is no search store to bring to another version")
    with told(folder):
        if _is_cut_off(folder):
            _put_in_place(folder)
        elif not before.is_current:
            _refuse_a_later_version(folder, before)
            with _kept_from_writing(place_of(folder)) as old:
                _build(old, folder, before.listings, watch)
                _take_apart(folder)
                _put_in_place(folder)
        _tidy(folder)
    return before


def _build(old: tantivy.Index, folder: Path, expected: int, watch: Callable[[int], None]) -> None:
    _tidy(folder)
    fresh = _unfinished(folder)
    make_index(fresh)
    store, count = TantivyStore(fresh), 0
    for listings in _listings(old):
        refused = store_exactly(store, listings, {})
        if refused:
            name, reason = next(iter(refused.items()))
            raise StoreError(f"{folder}: listing {name} cannot be written again: {reason}; the store stays as it is")
        written = store.get([one.id for one in listings], access=EVERYTHING)
        if written != {one.id: one for one in listings}:
            raise StoreError(f"{folder}: what was written differs from what was read; the store stays as it is")
        count += len(listings)
        watch(count)
    store.close()
    if count != expected:
        raise StoreError(f"{folder}: {count} of {expected} listings were read; the store stays as it is: run again")
    fresh.rename(_done(folder))
    make_entries_durable(folder)


def _listings(index: tantivy.Index) -> Iterator[list[Listing]]:
    searcher = index.searcher()
    hits = searcher.search(tantivy.Query.all_query(), limit=max(searcher.num_docs, 1), count=False).hits
    for start in range(0, len(hits), _SLICE):
        yield [to_listing(searcher.doc(address)) for _, address in hits[start : start + _SLICE]]


def _take_apart(folder: Path) -> None:
    """Empty the old index's folder, its version first: from then on it is no store that could be taken for empty."""
    place, aside = place_of(folder), _aside(folder)
    aside.mkdir()
    (place / VERSION_FILE).rename(aside / VERSION_FILE)
    make_entries_durable(place)


def _put_in_place(folder: Path) -> None:
    place, aside = place_of(folder), _aside(folder)
    for path in list(place.iterdir()):
        path.rename(aside / path.name)
    place_of(_done(folder)).rename(place)  # over the folder that is empty now: at no time is there none
    make_entries_durable(folder)


def _tidy(folder: Path) -> None:
    """Remove what upgrades left behind, this one or one that was killed."""
    for rest in (_unfinished(folder), _done(folder), _aside(folder)):
        if rest.exists():
            shutil.rmtree(rest)


def _is_cut_off(folder: Path) -> bool:
    """Whether an upgrade was killed after the old index lost its version and before the new one took its place."""
    return place_of(_done(folder)).exists() and not (place_of(folder) / VERSION_FILE).exists()


def _refuse_a_later_version(folder: Path, before: Standing) -> None:
    if not before.found.isdecimal() or int(before.found) > int(VERSION):
        raise StoreError(
            f"{folder}: written by version {before.found[:20]!r} of the search store, this Pillwatch writes version "
            f"{VERSION}: use the Pillwatch that wrote it"
        )


@contextmanager
def _kept_from_writing(place: Path) -> Iterator[tantivy.Index]:
    index = tantivy.Index.open(str(place))
    try:
        writer = index.writer(_HEAP, num_threads=1)
    except ValueError as error:
        if "LockBusy" not in str(error):
            raise
        raise StoreDownError(f"{place}: another process is writing to it: stop it, then run again") from error
    try:
        yield index
    finally:
        del writer


def _version(place: Path) -> str:
    try:
        return (place / VERSION_FILE).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        raise StoreError(f"{place}: this is not a search store (no {VERSION_FILE} in it)") from None


def _count(place: Path) -> int:
    return int(tantivy.Index.open(str(place)).searcher().num_docs)


def _unfinished(folder: Path) -> Path:
    return folder / ".upgrading"


def _done(folder: Path) -> Path:
    return folder / ".upgraded"


def _aside(folder: Path) -> Path:
    return folder / ".before-upgrade"
