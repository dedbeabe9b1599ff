"""How far an answer reaches: the same in every store."""

from index.query import Query, QueryError

WINDOW = 10_000
"""Results that one page can have, that paging by relevance can reach, and sets of copies that the order by their number
can tell; the other orders page to the end, and `scan` gives everything."""

FACET_VALUES = 100
"""Values that a facet lists at most, the most frequent."""

SUGGESTIONS = 10


def check_limit(query: Query) -> None:
    """Raises QueryError for a page that no store can give."""
    if not 0 <= query.limit <= WINDOW:
        raise QueryError(f"a page of {query.limit:,} results: expected 0 to {WINDOW:,}")


def beyond() -> QueryError:
    """For what lies behind the window."""
    return QueryError(
        f"results beyond the first {WINDOW:,} in this order: narrow the search, or order it by newest or score"
    )
