"""What the search page says about one question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from index.health import failed_runs
from index.query import FacetField, Query
from index.run import Run
from index.store import RunStore, SearchStore
from web.cards import Card, card_of
from web.facets import Facet, facets_of
from web.forms import LAST_PAGE, PAGE_SIZE, Asked, to_query
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

    `failed` are runs that may have left the counts too low; `ways_out` and `words_unknown` (no stored
    post has the words) speak of an empty answer only.
    """

    total: int
    hits: int
    candidates: int
    cards: Sequence[Card]
    facets: Sequence[Facet]
    weeks: Weeks
    page: int
    pages: int
    failed: Sequence[Run]
    ways_out: Sequence[WayOut]
    words_unknown: bool
    store_is_empty: bool


def answer(asked: Asked, *, store: SearchStore, runs: RunStore, now: datetime) -> Answer:
    """Ask the stores. Raises QueryError for what cannot be understood and StoreError."""
    query = to_query(asked, now)
    page = store.search(query)
    other = _total(store, query, hits=None if query.hits else True)
    return Answer(
        total=page.total,
        hits=page.total if query.hits else other,
        candidates=other if query.hits else page.total,
        cards=[card_of(found.listing, query.clauses, TEXT_LIMIT) for found in page.found],
        facets=facets_of(asked, query, page, store.search),
        weeks=weeks_of(page.histogram, asked, query, now),
        page=query.offset // PAGE_SIZE + 1,
        pages=min(LAST_PAGE, -(-page.total // PAGE_SIZE)),
        failed=failed_runs(runs, query),
        ways_out=() if page.total else _ways_out(asked, query, store),
        words_unknown=not page.total and not _words_alone(store, query),
        store_is_empty=not page.total and not store.search(Query(limit=0)).total,
    )


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
    if query.clauses:
        lifted.append(("leave out the words", {"clauses": ()}, {"q": ""}))
    alone = ("search for the words alone, without any filter", _words_alone(store, query), _alone(asked).href())
    ways = [WayOut(words, _total(store, query, **change), asked.href(**new)) for words, change, new in lifted]
    return [way for way in ways if way.total] or [way for way in [WayOut(*alone)] if way.total]


def _words_alone(store: SearchStore, query: Query) -> int:
    return store.search(Query(clauses=query.clauses, limit=0)).total


def _alone(asked: Asked) -> Asked:
    return Asked(q=asked.q, show="all")


def _others(asked: Asked, name: FacetField) -> dict[FacetField, tuple[str, ...]]:
    return {other: values for other, values in asked.filters.items() if other != name}


def _total(store: SearchStore, query: Query, **changes: Any) -> int:
    return store.search(replace(query, **{**changes, "facets": (), "histogram": False, "offset": 0, "limit": 0})).total
