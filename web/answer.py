"""What the search page says about one question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from index.access import Access
from index.health import Lacking, lacking
from index.like import like
from index.paging import passed_before
from index.query import FacetField, Node, Query, QueryError
from index.store import RunStore, SearchStore, Suggestion
from web.cards import Card, card_of
from web.facets import Facet, facets_of
from web.forms import Asked, to_query
from web.weeks import Weeks, weeks_of
from web.words import FACET_WORDS

TEXT_LIMIT = 600
"""Code points of a text that a result shows; the listing's own page shows more."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """A restriction that could be lifted, how many posts match without it, and the address without it."""

    words: str
    total: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`hits` and `candidates` count what matches apart from the choice between the two; `total` is the chosen one.

    `first` is the number of the first card, `next` where the next page begins, empty on the last. `suggestions`
    complete the last word. `ways_out` and `words_unknown` (no stored post has the words) speak of an empty answer only.
    """

    total: int
    hits: int
    candidates: int
    cards: Sequence[Card]
    facets: Sequence[Facet]
    weeks: Weeks
    first: int
    next: str
    suggestions: Sequence[Suggestion]
    lacks: Lacking
    ways_out: Sequence[WayOut]
    words_unknown: bool


def answer(
    asked: Asked, *, store: SearchStore, place: str, runs: RunStore, spool: Path, now: datetime, access: Access
) -> Answer:
    """Ask the stores. Raises QueryError for what cannot be understood and StoreError."""
    query = to_query(asked, now, access)
    if asked.like:
        query = replace(query, clauses=(*query.clauses, *_like(store, asked.like, access)))
    page = store.search(query)
    other = _total(store, query, hits=None if query.hits else True)
    return Answer(
        total=page.total,
        hits=page.total if query.hits else other,
        candidates=other if query.hits else page.total,
        cards=[card_of(found.listing, query.clauses, TEXT_LIMIT, found.copies) for found in page.found],
        facets=facets_of(asked, query, page, store.search),
        weeks=weeks_of(page.histogram, asked, query, now),
        first=passed_before(query) + 1,
        next=page.next,
        suggestions=_suggestions(store, asked, access),
        lacks=lacking(page, query, store=store, place=place, runs=runs, spool=spool),
        ways_out=() if page.total else _ways_out(asked, query, store),
        words_unknown=not page.total and not _words_alone(store, query),
    )


def _like(store: SearchStore, listing_id: str, access: Access) -> tuple[Node, ...]:
    listing = store.get([listing_id], access=access).get(listing_id)
    if listing is None:
        raise QueryError(f"like: no listing has the id {listing_id[:64]}: expected that of a stored one")
    return like(listing)


def _suggestions(store: SearchStore, asked: Asked, access: Access) -> list[Suggestion]:
    last = asked.q.split()[-1:]
    found = store.suggest(last[0], access=access) if last else []
    return [one for one in found if one.typed != last[0]]


def _ways_out(asked: Asked, query: Query, store: SearchStore) -> list[WayOut]:
    """The restrictions whose removal alone gives something, else the removal of all but the words."""
    lifted: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
    if query.hits:
        lifted.append(("see all candidates, not hits only", {"hits": None}, {"show": "all"}))
    if query.since or query.until:
        lifted.append(("search all time", {"since": None, "until": None}, {"period": "all", "since": "", "until": ""}))
    if query.gone is not None:
        lifted.append(("allow any state at the source", {"gone": None}, {"gone": "any"}))
    for name in asked.filters:
        lifted.append((f"allow any {FACET_WORDS[name].lower()}", {name: ()}, {"filters": _others(asked, name)}))
    if asked.q and query.clauses:
        lifted.append(("leave out the words", {"clauses": ()}, {"q": ""}))
    alone = ("search for the words alone, without any filter", _words_alone(store, query), _alone(asked).href())
    ways = [WayOut(words, _total(store, query, **change), asked.href(**new)) for words, change, new in lifted]
    return [way for way in ways if way.total] or [way for way in [WayOut(*alone)] if way.total]


def _words_alone(store: SearchStore, query: Query) -> int:
    return store.search(Query(access=query.access, clauses=query.clauses, limit=0)).total


def _alone(asked: Asked) -> Asked:
    return Asked(q=asked.q, show="all")


def _others(asked: Asked, name: FacetField) -> dict[FacetField, tuple[str, ...]]:
    return {other: values for other, values in asked.filters.items() if other != name}


def _total(store: SearchStore, query: Query, **changes: Any) -> int:
    return store.search(replace(query, **{**changes, "facets": (), "histogram": False, "after": "", "limit": 0})).total
