"""How far an answer reaches: the same in every store."""

from index.query import Query, QueryError

WINDOW = 10_000
"""Results that paging can reach (Elasticsearch's `index.max_result_window`); `scan` has no such end."""

FACET_VALUES = 100
"""Values that a facet lists at most, the most frequent."""


def check_window(query: Query) -> None:
    """Raises QueryError for a page that no store can give."""
    if query.offset < 0 or query.limit < 0:
        raise QueryError(f"offset {query.offset} and limit {query.limit} must not be negative")
    if query.offset + query.limit > WINDOW:
        raise QueryError(
            f"results {query.offset + 1} to {query.offset + query.limit} lie beyond the first {WINDOW:,}: "
            "narrow the search or its dates, or export it"
        )
