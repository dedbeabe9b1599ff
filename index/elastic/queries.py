"""Queries in the engine's own terms."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from index.elastic.documents import document_id
from index.fields import facet_key, microseconds
from index.limits import FACET_VALUES
from index.query import FACETS, Clause, Query

Body = dict[str, Any]

EVERY_VALUE = 100_000
"""Values that each shard reports: counts are exact while no month has more different values among the matches."""


def compiled(query: Query) -> Body:
    """Clauses score by BM25, filters do not score."""
    return {"bool": {"must": [_clause(clause) for clause in query.clauses], "filter": _filters(query)}}


def beyond(query: Query, after: str) -> Body:
    """The matches whose id is greater; nothing is weighed."""
    rest = [{"range": {"id": {"gt": after}}}] if after else []
    return {"bool": {"filter": [*(_clause(clause) for clause in query.clauses), *_filters(query), *rest]}}


def by_ids(ids: Sequence[str]) -> Body:
    """The documents of these listings."""
    return {"ids": {"values": [document_id(listing_id) for listing_id in ids]}}


def order(query: Query) -> list[Body]:
    """By time or by relevance, the greater id first among equals."""
    first = "dated" if by_time(query) else "_score"
    return [{first: "desc"}, {"id": "desc"}]


def by_time(query: Query) -> bool:
    """Whether nothing is weighed: asked for, or no words to weigh."""
    return query.order == "newest" or not query.clauses


def aggregations(query: Query) -> Body:
    """The facets and the histogram that the query asks for."""
    wanted: Body = {
        field: {"terms": {"field": field, "size": FACET_VALUES, "shard_size": EVERY_VALUE}} for field in query.facets
    }
    if query.histogram:
        wanted["week"] = {"histogram": {"field": "week", "interval": 1, "min_doc_count": 1}}
    return wanted


def _clause(clause: Clause) -> Body:
    *whole, last = clause.tokens
    if not clause.prefix:
        return _phrase(clause.tokens) if whole else {"term": {"words": {"value": last}}}
    if not whole:
        return {"prefix": {"words": {"value": last}}}
    # match_phrase_prefix looks at the first 50 words with the beginning only: totals would lie.
    row = [{"match": {"query": token}} for token in whole]
    return {
        "intervals": {
            "words": {"all_of": {"ordered": True, "max_gaps": 0, "intervals": [*row, {"prefix": {"prefix": last}}]}}
        }
    }


def _phrase(tokens: Sequence[str]) -> Body:
    return {"match_phrase": {"words": {"query": " ".join(tokens)}}}


def _filters(query: Query) -> list[Body]:
    filters: list[Body] = []
    for field in FACETS:
        if values := getattr(query, field):
            filters.append({"terms": {field: [facet_key(field, value) for value in values]}})
    if query.hits is not None:
        filters.append({"term": {"is_hit": query.hits}})
    if query.gone is not None:
        filters.append({"term": {"is_gone": query.gone}})
    for name, since, until in (
        ("dated", query.since, query.until),
        ("stored", query.stored_since, query.stored_until),
    ):
        if since is not None or until is not None:
            filters.append({"range": {name: _between(since, until)}})
    return filters


def _between(since: datetime | None, until: datetime | None) -> Body:
    bounds = {"gte": since, "lt": until}
    return {name: microseconds(moment) for name, moment in bounds.items() if moment is not None}
