"""Reading answers out of one state of the index."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice

import tantivy

from index.listing import Listing
from index.query import Query
from index.store import Found, Page
from index.tantivy.documents import to_listing
from index.tantivy.facets import counted
from index.tantivy.queries import compiled


def stored(searcher: tantivy.Searcher, schema: tantivy.Schema, ids: Sequence[str]) -> dict[str, Listing]:
    """The listings with these ids, in the order of the ids."""
    if not ids:
        return {}
    answer = searcher.search(tantivy.Query.term_set_query(schema, "id", ids), limit=len(ids), count=False)
    found = {listing.id: listing for listing in (to_listing(searcher.doc(address)) for _, address in answer.hits)}
    return {listing_id: found[listing_id] for listing_id in ids if listing_id in found}


def page(searcher: tantivy.Searcher, schema: tantivy.Schema, query: Query) -> Page:
    """One page; by relevance only where words can be weighed. `Found.score` is 0 in the order of time."""
    wanted = compiled(schema, query)
    by_time = query.order == "newest" or not query.clauses
    answer = searcher.search(
        wanted, limit=max(query.limit, 1), offset=query.offset, order_by_field="newest" if by_time else None
    )
    found = tuple(
        Found(to_listing(searcher.doc(address)), 0.0 if by_time else score)
        for score, address in answer.hits[: query.limit]
    )
    facets, histogram = counted(searcher, wanted, query)
    total: int = answer.count  # type: ignore[attr-defined]  # missing in Tantivy's stub
    return Page(total, found, facets, histogram)


def every(searcher: tantivy.Searcher, schema: tantivy.Schema, query: Query, after: str) -> Iterator[Listing]:
    """Every match of this state of the index by id, beyond `after`; about 100 bytes of memory for each."""
    hits = searcher.search(
        compiled(schema, query),
        limit=max(searcher.num_docs, 1),
        count=False,
        order_by_field="id",
        order=tantivy.Order.Asc,
    ).hits
    # Tantivy has no ranges of text.
    first = bisect_right(hits, after, key=lambda hit: to_listing(searcher.doc(hit[1])).id) if after else 0
    for _, address in islice(hits, first, None):
        yield to_listing(searcher.doc(address))
