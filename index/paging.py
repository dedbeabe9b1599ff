"""One page of results out of what an engine gives in order: copies collapsed, and where the next page begins."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from index.cursor import Best, Copied, Cursor, Newest, Position, Rank, read, written
from index.fields import microseconds, millionths
from index.limits import WINDOW, beyond
from index.listing import Listing
from index.query import Query, is_weighed
from index.records import listing_from_fields
from index.store import Found

_MORE, _MOST = 4, 500
"""Results read beyond those that are needed, because some will be copies; and the most that are read at once."""


@dataclass(frozen=True, slots=True)
class Copies:
    """How many matches share a key, and the id of the first of them in the query's order."""

    number: int
    first: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A match that may turn out to be another copy, so that its listing is made only where it is needed."""

    fields: Mapping[str, Any]
    score: float = 0.0

    @property
    def id(self) -> str:
        """The listing's id."""
        return str(self.fields["id"])

    @property
    def near_key(self) -> str | None:
        """What it shares with its copies."""
        key: str | None = self.fields["near_key"] or None
        return key

    def listing(self) -> Listing:
        """Raises RecordError for what is no listing."""
        return listing_from_fields(self.fields)


class Engine(Protocol):
    """The matches of one query in an engine. The order by copies counts as that of time here."""

    def ordered(self, after: Position | None, count: int, without: Collection[str]) -> list[Hit]:
        """The next `count` matches; by time and score without those that have one of these `near_key`s."""

    def copies(self, keys: Collection[str]) -> Mapping[str, Copies]:
        """Of each of these `near_key`s that matches have."""

    def largest(self, count: int) -> list[tuple[str, int]]:
        """The `near_key`s that most matches share, two at least, with their number; ties by key."""

    def listings(self, ids: Sequence[str]) -> dict[str, Listing]:
        """The listings with these ids."""


def one_page(engine: Engine, query: Query) -> tuple[tuple[Found, ...], str]:
    """The page's results, and the cursor of the next page, empty where this is the last."""
    cursor = read(query)
    if not query.limit:
        return (), ""
    if isinstance(cursor and cursor.position, Rank) and cursor and cursor.passed >= WINDOW:
        raise beyond()
    results = islice(_results(engine, query, cursor.position if cursor else None), query.limit + 1)
    shown = list(results)
    passed = (cursor.passed if cursor else 0) + query.limit
    if len(shown) <= query.limit:
        return tuple(found for found, _ in shown), ""
    last = shown[query.limit - 1][1]
    return tuple(found for found, _ in shown[: query.limit]), written(Cursor(last, passed), query.order)


def passed_before(query: Query) -> int:
    """How many results lie before the page. Raises QueryError."""
    cursor = read(query)
    return cursor.passed if cursor else 0


def position_of(listing: Listing, query: Query) -> Position:
    """Where the listing stands in the order of time or of scores."""
    dated = microseconds(listing.dated)
    return Best(millionths(listing.score), dated, listing.id) if query.order == "score" else Newest(dated, listing.id)


def _results(engine: Engine, query: Query, after: Position | None) -> Iterator[tuple[Found, Position]]:
    if query.order == "copied":
        if not isinstance(after, Newest):
            yield from _most_copied(engine, after if isinstance(after, Copied) else None, query.limit + 1)
            after = None
        yield from (result for result in _collapsed(engine, query, after) if result[0].copies == 1)
    elif query.collapse:
        yield from _collapsed(engine, query, after)
    else:
        yield from _plain(engine, query, after)


def _plain(engine: Engine, query: Query, after: Position | None) -> Iterator[tuple[Found, Position]]:
    passed = after.passed if isinstance(after, Rank) else 0
    hits = engine.ordered(after, query.limit + 1, ())
    for number, hit in enumerate(hits, 1):
        listing = hit.listing()
        position = Rank(passed + number) if is_weighed(query) else position_of(listing, query)
        yield Found(listing, hit.score), position


def _collapsed(engine: Engine, query: Query, after: Position | None) -> Iterator[tuple[Found, Position]]:
    """Of copies the first in the order of all matches, those before `after` too: each set of copies is shown once."""
    done: set[str] = set()
    count = min(2 * query.limit + _MORE, _MOST)
    passed = after.passed if isinstance(after, Rank) else 0
    while True:
        hits = engine.ordered(after, count, done)
        new = {hit.near_key for hit in hits if hit.near_key} - done
        copies = engine.copies(new) if new else {}
        for number, hit in enumerate(hits, 1):
            alone = Copies(1, hit.id)
            mine = copies.get(hit.near_key, alone) if hit.near_key else alone
            is_shown = hit.id == mine.first or mine.number == 1
            if (is_shown and hit.near_key not in done) or number == len(hits):
                listing = hit.listing()
                after = Rank(passed + number) if is_weighed(query) else position_of(listing, query)
                if is_shown and hit.near_key not in done:
                    yield Found(listing, hit.score, mine.number), after
        if len(hits) < count:
            return
        done |= new
        passed += len(hits)
        count = min(2 * count, _MOST)


def _most_copied(engine: Engine, after: Copied | None, count: int) -> Iterator[tuple[Found, Position]]:
    largest = engine.largest(WINDOW + 1)
    passed = (-after.copies, after.near) if after else (-WINDOW * WINDOW, "")
    rest = [(key, number) for key, number in largest[:WINDOW] if (-number, key) > passed]
    page = rest[:count]
    copies = engine.copies([key for key, _ in page]) if page else {}
    first = {key: one.first for key, one in copies.items()}
    listings = engine.listings(list(first.values()))
    for key, number in page:
        if listing := listings.get(first.get(key, "")):
            yield Found(listing, 0.0, number), Copied(number, key)
    if len(page) < count and len(largest) > WINDOW:
        raise beyond()
