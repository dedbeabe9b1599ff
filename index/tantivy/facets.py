"""Counts by value and by week."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import tantivy

from index.fields import week_start
from index.limits import FACET_VALUES
from index.query import Query

_EVERY_VALUE = 1_000_000
"""Values that each segment reports, so that counts are exact with as many different handles."""


def counted(
    searcher: tantivy.Searcher, engine_query: tantivy.Query, query: Query
) -> tuple[Mapping[str, tuple[tuple[str, int], ...]], tuple[tuple[datetime, int], ...]]:
    """The facets and the histogram that the query asks for."""
    wanted: dict[str, dict[str, Any]] = {
        field: {"terms": {"field": field, "size": FACET_VALUES, "segment_size": _EVERY_VALUE}} for field in query.facets
    }
    if query.histogram:
        wanted["week"] = {"histogram": {"field": "week", "interval": 1, "min_doc_count": 1}}
    answer = searcher.aggregate(engine_query, wanted) if wanted else {}
    facets: dict[str, tuple[tuple[str, int], ...]] = {
        field: _values(answer[field]["buckets"]) for field in query.facets
    }
    weeks = answer["week"]["buckets"] if query.histogram else ()
    return facets, tuple(sorted((week_start(int(bucket["key"])), bucket["doc_count"]) for bucket in weeks))


def _values(buckets: list[dict[str, Any]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(((b["key"], b["doc_count"]) for b in buckets), key=lambda pair: (-pair[1], pair[0])))
