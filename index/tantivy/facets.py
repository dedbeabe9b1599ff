"""Counts by value, by week and of copies."""

from collections.abc import Collection, Mapping
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


def copied(searcher: tantivy.Searcher, matches: tantivy.Query, keys: Collection[str] | None = None) -> dict[str, int]:
    """How many matches share a `near_key`: of all keys that two share or more, or of these."""
    terms: dict[str, Any] = {"field": "near", "size": _EVERY_VALUE, "segment_size": _EVERY_VALUE}
    terms |= {"min_doc_count": 2} if keys is None else {"include": list(keys)}
    buckets = searcher.aggregate(matches, {"near": {"terms": terms}})["near"]["buckets"]
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


def _by_value(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": FACET_VALUES, "segment_size": _EVERY_VALUE}}


def _values(buckets: list[dict[str, Any]]) -> Counts:
    return tuple(sorted(((b["key"], b["doc_count"]) for b in buckets), key=lambda pair: (-pair[1], pair[0])))
