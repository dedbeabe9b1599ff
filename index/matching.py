"""Whether one listing matches a query, without a store: what a store that held it would say."""

from index.fields import facet_key, facet_values, searched_texts
from index.highlight import highlight
from index.listing import Listing
from index.query import FACETS, FacetField, Query


def matches(listing: Listing, query: Query) -> bool:
    """Whether the listing is among the query's answers, its page and order aside."""
    texts = tuple(searched_texts(listing))
    return (
        all(any(highlight(text, (clause,)) for text in texts) for clause in query.clauses)
        and all(_has_one(listing, field, getattr(query, field)) for field in FACETS)
        and (query.since is None or query.since <= listing.dated)
        and (query.until is None or listing.dated < query.until)
        and (query.stored_since is None or query.stored_since <= listing.first_seen)
        and (query.stored_until is None or listing.first_seen < query.stored_until)
        and query.hits in (None, listing.hit)
        and query.gone in (None, listing.gone is not None)
    )


def _has_one(listing: Listing, field: FacetField, wanted: tuple[str, ...]) -> bool:
    keys = {facet_key(field, value) for value in wanted}
    return not wanted or not keys.isdisjoint(facet_values(listing, field))
