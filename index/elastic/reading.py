"""Reading answers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from index.access import Access
from index.cursor import Position, Rank
from index.elastic.documents import to_fields, to_listing
from index.elastic.queries import (
    Body,
    by_ids,
    chosen,
    compiled,
    copies,
    counts,
    later,
    names,
    narrowed,
    one_of,
    order,
    search_after,
    visible,
)
from index.fields import week_start
from index.limits import WINDOW
from index.listing import Listing
from index.paging import Copies, Hit, one_page
from index.query import Node, Query, is_weighed
from index.store import Page

_AT_ONCE = 500
_KEEP_ALIVE = "5m"
"""How long the engine keeps a state for a reader that takes its time with one part."""

_OF_A_BAND = 3
"""Listings of one band that are compared with a new one."""


def page(client: Elasticsearch, alias: str, query: Query) -> Page:
    """One page. `Found.score` is 0 in every order but by relevance."""
    matches = _Matches(client, alias, query)
    found, following = one_page(matches, query)
    total, facets, weeks = matches.counted()
    return Page(total, found, facets, weeks, following)


def stored(client: Elasticsearch, alias: str, ids: Sequence[str], access: Access) -> dict[str, Listing]:
    """The listings with these ids that may be seen, in the order of the ids."""
    found: dict[str, Listing] = {}
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        wanted = {"bool": {"filter": [by_ids(part), *visible(access)]}}
        # One post may lie in several indices after a race.
        for hit in _asked(client, alias, query=wanted, size=10 * len(part))["hits"]["hits"]:
            listing = to_listing(hit)
            found.setdefault(listing.id, listing)
    return {listing_id: found[listing_id] for listing_id in ids if listing_id in found}


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


def numbers(client: Elasticsearch, alias: str, nodes: Sequence[Node], access: Access) -> list[int]:
    """How many listings that may be seen match each node."""
    if not nodes:
        return []
    filters = {str(at): {"filter": narrowed(Query(access=access, clauses=(node,)))} for at, node in enumerate(nodes)}
    answer = _asked(client, alias, size=0, aggs=filters, track_total_hits=False).get("aggregations", {})
    return [answer.get(str(at), {}).get("doc_count", 0) for at in range(len(nodes))]


def names_of(client: Elasticsearch, alias: str, beginning: str, count: int) -> list[str]:
    """The most frequent keys with this beginning, ties by name."""
    answer = _asked(
        client,
        alias,
        query={"bool": {"filter": [{"prefix": {"keys": {"value": beginning}}}]}},
        size=0,
        aggs={"names": names(beginning, count)},
        track_total_hits=False,
    )
    return [bucket["key"] for bucket in answer.get("aggregations", {}).get("names", {}).get("buckets", ())]


def like_bands(client: Elasticsearch, alias: str, bands: Sequence[str]) -> list[Listing]:
    """The oldest few listings of each band, each once."""
    found: dict[str, Listing] = {}
    oldest = {"top_hits": {"size": _OF_A_BAND, "sort": [{"dated": "asc"}, {"id": "asc"}], "_source": "listing"}}
    for start in range(0, len(bands), _AT_ONCE):
        part = list(bands[start : start + _AT_ONCE])
        terms = {"field": "bands", "include": part, "size": len(part)}
        answer = _asked(
            client,
            alias,
            query={"bool": {"filter": [one_of("bands", part)]}},
            size=0,
            aggs={"bands": {"terms": terms, "aggs": {"oldest": oldest}}},
            track_total_hits=False,
        )
        for bucket in answer.get("aggregations", {}).get("bands", {}).get("buckets", ()):
            for hit in bucket["oldest"]["hits"]["hits"]:
                listing = to_listing(hit)
                found[listing.id] = listing
    return list(found.values())


class _Matches:
    """See `index.paging.Engine`. The counts come with the first page of results, in one request."""

    def __init__(self, client: Elasticsearch, alias: str, query: Query) -> None:
        self._client = client
        self._alias = alias
        self._query = query
        self._answer: Body = {}

    def counted(self) -> tuple[int, Mapping[str, tuple[tuple[str, int], ...]], tuple[tuple[datetime, int], ...]]:
        """The total, the facets and the weeks."""
        if not self._answer:
            self._answer = self._search(0, with_counts=True)
        found = self._answer.get("aggregations", {})
        facets: dict[str, tuple[tuple[str, int], ...]] = {
            field: _values(found.get(field, {})) for field in self._query.facets
        }
        return self._answer["hits"]["total"]["value"], facets, _weeks(found.get("week", {}))

    def ordered(self, after: Position | None, count: int, without: Collection[str]) -> list[Hit]:
        """See `index.paging.Engine`."""
        weighed = is_weighed(self._query)
        passed = after.passed if isinstance(after, Rank) else 0
        if weighed:
            count = max(0, min(count, WINDOW + 1 - passed))
        more: Body = {"search_after": search_after(after)} if after and not weighed else {}
        if without and not weighed:
            more["query"] = {
                "bool": {"filter": [compiled(self._query)], "must_not": [one_of("near", without)]},
            }
        first = not self._answer and not more and not passed
        answer = self._search(count, with_counts=first, from_=passed or None, **more)
        if first:
            self._answer = answer
        return [Hit(to_fields(hit), hit["_score"] if weighed else 0.0) for hit in answer["hits"]["hits"]]

    def copies(self, keys: Collection[str]) -> Mapping[str, Copies]:
        """See `index.paging.Engine`."""
        top = {"top_hits": {"size": 1, "sort": order(self._query), "_source": "listing.id"}}
        weighed = {"must": [compiled(self._query)], "filter": [one_of("near", keys)]}
        answer = _asked(
            self._client,
            self._alias,
            query={"bool": weighed},
            size=0,
            aggs={"near": {**copies(len(keys), keys), "aggs": {"first": top}}},
            track_total_hits=False,
            search_type=self._type(),
        )
        return {
            bucket["key"]: Copies(bucket["doc_count"], bucket["first"]["hits"]["hits"][0]["_source"]["listing"]["id"])
            for bucket in answer.get("aggregations", {}).get("near", {}).get("buckets", ())
        }

    def largest(self, count: int) -> list[tuple[str, int]]:
        """See `index.paging.Engine`."""
        asked = {"near": copies(count)}
        answer = _asked(self._client, self._alias, query=narrowed(self._query), size=0, aggs=asked)
        return list(_values(answer.get("aggregations", {}).get("near", {})))

    def listings(self, ids: Sequence[str]) -> dict[str, Listing]:
        """See `index.paging.Engine`."""
        return stored(self._client, self._alias, ids, self._query.access)

    def _search(self, count: int, *, with_counts: bool, **more: Any) -> Body:
        query = self._query
        fields = later(query) if with_counts else []
        asked: Body = {"query": compiled(query, later=fields), "sort": order(query), **more}
        if with_counts:
            asked["aggs"] = counts(query) or None
            if fields:
                asked["post_filter"] = {"bool": {"filter": [chosen(query, field) for field in fields]}}
        return _asked(
            self._client, self._alias, size=count, track_total_hits=with_counts, search_type=self._type(), **asked
        )

    def _type(self) -> str:
        """By relevance each month would weigh words by itself without the second phase."""
        return "dfs_query_then_fetch" if is_weighed(self._query) else "query_then_fetch"


def _asked(client: Elasticsearch, alias: str, **asked: Any) -> Body:
    answer: Body = client.search(
        index=alias,
        ignore_unavailable=True,
        allow_partial_search_results=False,
        **{name: value for name, value in asked.items() if value is not None},
    ).body
    return answer


def _moment(client: Elasticsearch, alias: str) -> str:
    answer = client.open_point_in_time(index=alias, keep_alive=_KEEP_ALIVE, ignore_unavailable=True)
    return str(answer["id"])


def _part(client: Elasticsearch, moment: str, query: Query, after: str) -> list[Mapping[str, Any]]:
    hits: list[Mapping[str, Any]] = client.search(
        pit={"id": moment, "keep_alive": _KEEP_ALIVE},
        query=narrowed(query, *([{"range": {"id": {"gt": after}}}] if after else [])),
        sort=[{"id": "asc"}],
        size=_AT_ONCE,
        track_total_hits=False,
        allow_partial_search_results=False,
    ).body["hits"]["hits"]
    return hits


def _values(answer: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    pairs = ((bucket["key"], bucket["doc_count"]) for bucket in answer.get("of", answer).get("buckets", ()))
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _weeks(answer: Mapping[str, Any]) -> tuple[tuple[datetime, int], ...]:
    buckets = answer.get("of", answer).get("buckets", ())
    return tuple((week_start(int(bucket["key"])), bucket["doc_count"]) for bucket in buckets)
