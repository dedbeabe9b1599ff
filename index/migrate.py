"""Moving listings from one store to another until both hold the same."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from index.access import EVERYTHING
from index.listing import Listing
from index.merge import merge
from index.query import Query
from index.records import listing_to_json
from index.store import Refused, SearchStore, StoreError

SLICE = 1000
"""Listings that are written together and then noted as done."""

SHOWN = 10
"""Listings that could not be brought over and are named."""

Watch = Callable[[str, int], None]
"""Is told what is being done (`copying`, `comparing`) and how many listings are behind it."""


@dataclass(slots=True)
class Progress:
    """How far a migration is, kept in a file: what lies at or before the id `after` was brought over.

    After a kill, listings of the slice that was being written count as `already`.
    """

    after: str = ""
    copied: int = 0
    already: int = 0
    newer: int = 0

    @classmethod
    def load(cls, file: Path) -> "Progress":
        """What the file says; the beginning where there is none. Raises StoreError for a damaged file, OSError."""
        try:
            return cls(**orjson.loads(file.read_bytes()))
        except FileNotFoundError:
            return cls()
        except (TypeError, ValueError):
            raise StoreError(
                f"{file}: the note of how far this migration is cannot be read: remove it and run again; "
                "nothing is copied twice"
            ) from None

    def save(self, file: Path) -> None:
        """Whole or not at all, durable when it returns. Raises OSError."""
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
        with fresh.open("wb") as written:
            written.write(orjson.dumps(asdict(self), option=orjson.OPT_APPEND_NEWLINE))
            written.flush()
            os.fsync(written.fileno())
        fresh.replace(file)


@dataclass(slots=True)
class Migration:
    """How a migration ended.

    `copied` and `already` count what was written and what was there, `equal` the listings that are the same in
    both afterwards, `newer` those whose post was looked at later in the target (they stay), `extra` those that only
    the target has (they stay). `different` counts the rest, `refused` those of them that the target will not take;
    `first` names some, with the reason.
    """

    copied: int = 0
    already: int = 0
    equal: int = 0
    newer: int = 0
    extra: int = 0
    refused: int = 0
    different: int = 0
    first: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Slice:
    """What became of some listings."""

    copied: int = 0
    already: int = 0
    newer: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def migrate(source: SearchStore, target: SearchStore, file: Path, *, watch: Watch) -> Migration:
    """Bring every listing of `source` into `target`, then compare all of them; run again, it continues.

    `file` keeps how far it is, until all is equal. What differs is replaced unless its `checked` is later in the
    target. The comparison also brings what came into the source meanwhile, so that afterwards the target has every
    listing as the source had it when the comparison began. Raises StoreError, OSError.
    """
    progress = Progress.load(file)
    for listings in _slices(source.scan(Query(access=EVERYTHING), after=progress.after)):
        done = _bring(listings, target)
        progress.after = listings[-1].id
        progress.copied += done.copied
        progress.already += done.already
        progress.newer += done.newer
        progress.save(file)
        watch("copying", progress.copied + progress.already + progress.newer + len(done.refused))
    ended = _compare(source, target, watch)
    ended.copied += progress.copied
    ended.already = progress.already
    if not ended.different:
        file.unlink(missing_ok=True)
    return ended


def store_exactly(store: SearchStore, listings: Sequence[Listing], there: Mapping[str, Listing]) -> dict[str, str]:
    """Make the store hold these listings as they are, and not merged with those that are `there`.

    Returns the reasons of the refused by id. Raises StoreError.
    """
    missing = [listing for listing in listings if listing.id not in there]
    outcomes = store.upsert(missing)
    refused = {
        one.id: outcome.reason for one, outcome in zip(missing, outcomes, strict=True) if isinstance(outcome, Refused)
    }
    unlike = [one for one in listings if one.id in there or (one.id not in refused and merge(None, one)[0] != one)]
    store.update({one.id: _fields(one) for one in unlike})
    return refused


def _bring(listings: Sequence[Listing], target: SearchStore) -> _Slice:
    """Write those that the target lacks or has in an older or equally old, different state."""
    there = target.get([listing.id for listing in listings], access=EVERYTHING)
    done, wanted = _Slice(), []
    for listing in listings:
        other = there.get(listing.id)
        if other is not None and _same(listing, other):
            done.already += 1
        elif other is not None and other.checked > listing.checked:
            done.newer += 1
        else:
            wanted.append(listing)
    done.refused = store_exactly(target, wanted, there)
    done.copied = len(wanted) - len(done.refused)
    return done


def _compare(source: SearchStore, target: SearchStore, watch: Watch) -> Migration:
    """Look at every listing of both; what is not the same is brought once more and looked at again."""
    ended = Migration()
    waiting: list[Listing] = []
    seen = 0
    for ours, theirs in _side_by_side(source.scan(Query(access=EVERYTHING)), target.scan(Query(access=EVERYTHING))):
        if ours is None:
            ended.extra += 1
            continue
        seen += 1
        if theirs is not None and _same(ours, theirs):
            ended.equal += 1
        else:
            waiting.append(ours)
        if len(waiting) >= SLICE:
            _settle(waiting, target, ended)
            waiting = []
        if seen % SLICE == 0:
            watch("comparing", seen)
    _settle(waiting, target, ended)
    watch("comparing", seen)
    return ended


def _settle(listings: Sequence[Listing], target: SearchStore, ended: Migration) -> None:
    done = _bring(listings, target)
    ended.copied += done.copied
    ended.refused += len(done.refused)
    there = target.get([listing.id for listing in listings], access=EVERYTHING)
    for listing in listings:
        other = there.get(listing.id)
        if other is not None and _same(listing, other):
            ended.equal += 1
        elif other is not None and other.checked > listing.checked:
            ended.newer += 1
        else:
            ended.different += 1
            if len(ended.first) < SHOWN:
                ended.first.append((listing.id, done.refused.get(listing.id, "not as it was written")))


def _side_by_side(
    ours: Iterator[Listing], theirs: Iterator[Listing]
) -> Iterator[tuple[Listing | None, Listing | None]]:
    """Both in one walk by id; None on the side that lacks it."""
    left, right = next(ours, None), next(theirs, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left.id < right.id):
            yield left, None
            left = next(ours, None)
        elif left is None or right.id < left.id:
            yield None, right
            right = next(theirs, None)
        else:
            yield left, right
            left, right = next(ours, None), next(theirs, None)


def _slices(listings: Iterator[Listing]) -> Iterator[list[Listing]]:
    while some := list(islice(listings, SLICE)):
        yield some


def _same(one: Listing, other: Listing) -> bool:
    return listing_to_json(one) == listing_to_json(other)


def _fields(listing: Listing) -> dict[str, Any]:
    return {name: getattr(listing, name) for name in Listing.__slots__ if name != "id"}
