"""Delivering what a saved search finds: each listing once, into a file that is its own memory."""

import os
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

import orjson

from alerts.passed import key_of, passed_of
from alerts.saved import SavedSearch, SearchFolder, held
from index.access import Access
from index.content import is_dropped
from index.fields import searched_texts
from index.highlight import highlight
from index.lines import make_entries_durable, rewrite
from index.listing import Listing
from index.query import Node
from index.store import SearchStore

BATCH = 100
"""Listings that are written and made durable together."""

EXCERPT = 240
BEFORE_MATCH = 80
"""Code points of the text in a delivery, and of them those shown before the first match."""

MOST_WORDS = 20
LONGEST_WORD = 100


class DeliveryError(Exception):
    """The file of deliveries is damaged; the message says where and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One listing told to one saved search's readers.

    `id` is blake2b-128(search \\0 listing) in hex, `words` the places of the original text that matched;
    `time` is when it was delivered, `posted` and `captured` when it was written and first stored.
    """

    id: str
    time: datetime
    search: str
    listing: str
    url: str | None
    handle: str | None
    excerpt: str
    words: tuple[str, ...]
    goods: tuple[str, ...]
    score: float
    reasons: tuple[str, ...]
    posted: datetime | None
    captured: datetime


@dataclass(frozen=True, slots=True)
class DeliveryFile:
    """JSON lines, a `Delivery` each; only whoever holds the search's lock writes."""

    path: Path

    def delivered(self) -> set[str]:
        """The ids of the listings in the file, after cutting off a last line that was never finished.

        Raises DeliveryError for any other line that is no delivery, OSError.
        """
        try:
            file = self.path.open("r+b")
        except FileNotFoundError:
            return set()
        known: set[str] = set()
        with file:
            whole = 0
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    break
                known.add(self._listing_of(line, number))
                whole += len(line)
            file.truncate(whole)
            os.fsync(file.fileno())
        return known

    def append(self, deliveries: Iterator[Delivery]) -> list[Delivery]:
        """Write them, durable when it returns; gives back what was written. Raises OSError."""
        is_new = not self.path.exists()
        written = []
        with self.path.open("ab") as file:
            for delivery in deliveries:
                file.write(orjson.dumps(delivery, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))
                written.append(delivery)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            make_entries_durable(self.path.parent)
        return written

    def summary(self) -> tuple[int, datetime | None]:
        """How many deliveries there are, and the time of the last one. Raises DeliveryError, OSError."""
        count, last = 0, b""
        if self.path.exists():
            with self.path.open("rb") as file:
                for line in file:
                    if line.endswith(b"\n"):
                        count, last = count + 1, line
        return count, datetime.fromisoformat(self._field(last, count, "time")) if last else None

    def forget(self, removed: Set[str], dropped: Set[str]) -> int:
        """Leave out the lines of the listings `removed`; of those `dropped` keep that and when they were delivered.

        Returns how many lines are different now, durable when it returns. Raises DeliveryError, OSError.
        """

        def change(line: bytes, number: int) -> bytes | None:
            listing_id = self._listing_of(line, number)
            if listing_id in removed:
                return None
            return _bare(line) if listing_id in dropped else line

        return rewrite(self.path, change) if self.path.exists() else 0

    def tells(self, listings: Set[str]) -> set[str]:
        """Those of these listings of which a line says what was written or by whom. Raises DeliveryError, OSError."""
        told: set[str] = set()
        if self.path.exists():
            with self.path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    if line.endswith(b"\n") and (listing := self._listing_of(line, number)) in listings:
                        told |= {listing} if _bare(line) != line else set()
        return told

    def _listing_of(self, line: bytes, number: int) -> str:
        return self._field(line, number, "listing")

    def _field(self, line: bytes, number: int, name: str) -> str:
        try:
            return str(orjson.loads(line)[name])
        except (ValueError, KeyError, TypeError):
            raise DeliveryError(
                f"{self.path}, line {number}: not a delivery; restore or delete that line, then run again"
            ) from None


def deliveries_of(folder: SearchFolder, name: str) -> DeliveryFile:
    """Where the deliveries of the search of that name lie, also after it was removed. Raises SavedSearchError."""
    return DeliveryFile(folder.place(name) / "delivered.jsonl")


def deliver(
    search: SavedSearch, store: SearchStore, folder: SearchFolder, now: datetime, access: Access
) -> Iterator[Delivery]:
    """Deliver what was stored since `search.since`, matches, and is not in the file yet; oldest capture first.

    There is no mark of the last run that could be passed by a listing that was captured earlier and stored
    later: the file alone says what was delivered. A delivery is durable when it is yielded; two that deliver
    at once wait for each other. Raises QueryError, DeliveryError, StoreError, OSError, all when iterated.
    """
    query = search.query(now, access)
    file = deliveries_of(folder, search.name)
    with held(folder.place(search.name)):
        known, passed = file.delivered(), passed_of(folder, search.name).keys()
        matching = (one for one in store.scan(query) if one.id not in known and key_of(one) not in passed)
        fresh = sorted((one.first_seen, one.id) for one in matching if not is_dropped(one))
        for start in range(0, len(fresh), BATCH):
            found = store.get([listing_id for _, listing_id in fresh[start : start + BATCH]], access=access)
            yield from file.append(_delivery(search, one, query.clauses, now) for one in found.values())


def _bare(line: bytes) -> bytes:
    """The line of a delivery without what was written and by whom."""
    said: dict[str, object] = {"url": None, "handle": None, "excerpt": "", "words": [], "reasons": []}
    return orjson.dumps({**orjson.loads(line), **said}, option=orjson.OPT_APPEND_NEWLINE)


def _delivery(search: SavedSearch, listing: Listing, clauses: Sequence[Node], now: datetime) -> Delivery:
    return Delivery(
        id=blake2b(f"{search.name}\0{listing.id}".encode(), digest_size=16).hexdigest(),
        time=now,
        search=search.name,
        listing=listing.id,
        url=listing.url,
        handle=listing.author.handle if listing.author else None,
        excerpt=_excerpt(listing, clauses),
        words=_words(listing, clauses),
        goods=listing.goods,
        score=listing.score,
        reasons=tuple(reason.text for reason in listing.reasons),
        posted=listing.created,
        captured=listing.first_seen,
    )


def _words(listing: Listing, clauses: Sequence[Node]) -> tuple[str, ...]:
    found = (text[start:end] for text in searched_texts(listing) for start, end in highlight(text, clauses))
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in found))[:MOST_WORDS]


def _excerpt(listing: Listing, clauses: Sequence[Node]) -> str:
    whole = f"{listing.title}\n{listing.text}" if listing.title else listing.text
    spans = highlight(whole, clauses)
    start = max(0, spans[0][0] - BEFORE_MATCH) if spans and spans[0][1] > EXCERPT else 0
    end = start + EXCERPT
    return ("…" if start else "") + whole[start:end] + ("…" if end < len(whole) else "")
