"""Counts by value, by week and of copies."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import tantivy

from index.fields import week_start
from index.limits import FACET_VALUES
from index.query import Query
from index.tantivy.queries import compiled

_EVERY_VALUE = 1_000_000
"""Values that each segment reports, so that counts are exact with as many different handles."""

Counts = tuple[tuple[str, int], ...]


def counted(
    searcher: tantivy.Searcher, schema: tantivy.Schema, matches: tantivy.Query, query: Query
) -> tuple[Mapping[str, Counts], tuple[tuple[datetime, int], ...]]:
    """The facets and the histogram that the query asks for; a field that is filtered is counted without its filter."""
    free = [field for field in query.facets if not getattr(query, field)]
    wanted: dict[str, dict[str, Any]] = {field: _by_value(field) for field in free}
    if query.histogram:
        wanted["week"] = {"histogram": {"field": "week", "interval": 1, "min_doc_count": 1}}
    answer = searcher.aggregate(matches, wanted) if wanted else {}
    for field in query.facets:
        if field not in free:
            answer.update(searcher.aggregate(compiled(schema, query, without=field), {field: _by_value(field)}))
    facets: dict[str, Counts] = {field: _values(answer[field]["buckets"]) for field in query.facets}
    weeks = answer["week"]["buckets"] if query.histogram else ()
    return facets, tuple(sorted((week_start(int(bucket["key"])), bucket["doc_count"]) for bucket in weeks))


def copied(searcher: tantivy.Searcher, matches: tantivy.Query) -> dict[str, int]:
    """How many matches share a `near_key`, of all keys that two share or more."""
    terms = {"field": "near", "size": _EVERY_VALUE, "segment_size": _EVERY_VALUE, "min_doc_count": 2}
    buckets = searcher.aggregate(matches, {"near": {"terms": terms}})["near"]["buckets"]
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


def firsts(
    searcher: tantivy.Searcher, matches: tantivy.Query, keys: Collection[str], order: Sequence[str]
) -> dict[str, tuple[int, str]]:
    """Of each of these `near_key`s how many matches share it, and the id of the one with the greatest numbers in the
    fields of `order`; empty where two are equal."""
    fields = [*order, "id"]
    best = {"size": 2, "sort": [{field: "desc"} for field in order], "docvalue_fields": fields}
    terms = {"field": "near", "size": len(keys), "segment_size": _EVERY_VALUE, "include": list(keys)}
    asked = {"near": {"terms": terms, "aggs": {"best": {"top_hits": best}}}}
    found: dict[str, tuple[int, str]] = {}
    for bucket in searcher.aggregate(matches, asked)["near"]["buckets"]:
        first, *others = (hit["docvalue_fields"] for hit in bucket["best"]["hits"])
        is_equal = any(all(other[field] == first[field] for field in order) for other in others)
        found[bucket["key"]] = (bucket["doc_count"], "" if is_equal else first["id"][0])
    return found


def _by_value(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": FACET_VALUES, "segment_size": _EVERY_VALUE}}


def _values(buckets: list[dict[str, Any]]) -> Counts:
    return tuple(sorted(((b["key"], b["doc_count"]) for b in buckets), key=lambda pair: (-pair[1], pair[0])))
