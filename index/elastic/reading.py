"""Reading answers."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from index.elastic.documents import to_listing
from index.elastic.queries import aggregations, beyond, by_time, compiled, order
from index.fields import week_start
from index.listing import Listing
from index.query import Query
from index.store import Found, Page

_AT_ONCE = 500
_KEEP_ALIVE = "5m"
"""How long the engine keeps a state for a reader that takes its time with one part."""


def page(client: Elasticsearch, alias: str, query: Query) -> Page:
    """One page. `Found.score` is 0 in the order of time."""
    timely = by_time(query)
    answer = client.search(
        index=alias,
        query=compiled(query),
        sort=order(query),
        from_=query.offset,
        size=query.limit,
        aggs=aggregations(query) or None,
        track_total_hits=True,
        ignore_unavailable=True,
        allow_partial_search_results=False,
        # Else each month would weigh words by itself.
        search_type="query_then_fetch" if timely else "dfs_query_then_fetch",
    ).body
    found = tuple(Found(to_listing(hit), 0.0 if timely else hit["_score"]) for hit in answer["hits"]["hits"])
    counts = answer.get("aggregations", {})
    facets: dict[str, tuple[tuple[str, int], ...]] = {field: _values(counts.get(field, {})) for field in query.facets}
    return Page(answer["hits"]["total"]["value"], found, facets, _weeks(counts.get("week", {})))


def every(client: Elasticsearch, alias: str, query: Query, after: str) -> Iterator[Listing]:
    """Every match by id, beyond `after`: those of one moment, unless the engine loses that moment meanwhile."""
    moment = _moment(client, alias)
    try:
        while True:
            try:
                hits = _part(client, moment, query, after)
            except NotFoundError:  # kept too long, or its node is gone; the next part tells what is wrong if it is more
                moment = _moment(client, alias)
                hits = _part(client, moment, query, after)
            for hit in hits:
                listing = to_listing(hit)
                after = listing.id
                yield listing
            if len(hits) < _AT_ONCE:
                return
    finally:
        with suppress(ApiError, TransportError):
            client.close_point_in_time(id=moment)


def _moment(client: Elasticsearch, alias: str) -> str:
    answer = client.open_point_in_time(index=alias, keep_alive=_KEEP_ALIVE, ignore_unavailable=True)
    return str(answer["id"])


def _part(client: Elasticsearch, moment: str, query: Query, after: str) -> list[Mapping[str, Any]]:
    hits: list[Mapping[str, Any]] = client.search(
        pit={"id": moment, "keep_alive": _KEEP_ALIVE},
        query=beyond(query, after),
        sort=[{"id": "asc"}],
        size=_AT_ONCE,
        track_total_hits=False,
        allow_partial_search_results=False,
    ).body["hits"]["hits"]
    return hits


def _values(answer: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    pairs = ((bucket["key"], bucket["doc_count"]) for bucket in answer.get("buckets", ()))
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _weeks(answer: Mapping[str, Any]) -> tuple[tuple[datetime, int], ...]:
    return tuple((week_start(int(bucket["key"])), bucket["doc_count"]) for bucket in answer.get("buckets", ()))
