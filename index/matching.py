"""Whether one listing matches a query, without a store: what a store that held it would say."""

from index.fields import (
    facet_key,
    facet_values,
    keys,
    microseconds,
    millionths,
    place_texts,
    prices,
    searched_texts,
)
from index.highlight import occurs
from index.listing import Listing
from index.query import FACETS, AllOf, Between, Clause, FacetField, Keyed, Node, Not, Query
from index.words import words_of


def matches(listing: Listing, query: Query) -> bool:
    """Whether the listing is among the query's answers, its page and order aside."""
    return (
        query.access.allows(listing)
        and all(_has_one(listing, field, getattr(query, field)) for field in FACETS)
        and (query.since is None or query.since <= listing.dated)
        and (query.until is None or listing.dated < query.until)
        and (query.stored_since is None or query.stored_since <= listing.first_seen)
        and (query.stored_until is None or listing.first_seen < query.stored_until)
        and query.hits in (None, listing.hit)
        and query.gone in (None, listing.gone is not None)
        and (not query.clauses or _Looked(listing).matches(AllOf(query.clauses)))
    )


def _has_one(listing: Listing, field: FacetField, wanted: tuple[str, ...]) -> bool:
    return not wanted or not {facet_key(field, value) for value in wanted}.isdisjoint(facet_values(listing, field))


class _Looked:
    """A listing whose texts are cut into words once for all clauses."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._texts: dict[str, list[list[str]]] = {}

    def matches(self, node: Node) -> bool:
        if isinstance(node, Clause):
            return any(occurs(words, node) for words in self._words(node.within))
        if isinstance(node, Keyed):
            return self._has_value(node)
        if isinstance(node, Between):
            return any(
                (node.low is None or node.low <= number) and (node.high is None or number <= node.high)
                for number in self._numbers(node)
            )
        if isinstance(node, Not):
            return not self.matches(node.node)
        if isinstance(node, AllOf):
            return all(self.matches(one) for one in node.nodes)
        return sum(self.matches(one) for one in node.nodes) >= node.at_least

    def _words(self, within: str) -> list[list[str]]:
        if within not in self._texts:
            texts = place_texts(self._listing) if within == "places" else searched_texts(self._listing)
            self._texts[within] = [[token.text for token in words_of(text)] for text in texts]
        return self._texts[within]

    def _has_value(self, node: Keyed) -> bool:
        mine = keys(self._listing) if node.field == "keys" else facet_values(self._listing, node.field)
        if node.prefix:
            return any(one.startswith(node.values) for one in mine)
        return not set(mine).isdisjoint(node.values)

    def _numbers(self, node: Between) -> tuple[int, ...]:
        if node.field == "price":
            return prices(self._listing)
        return (microseconds(self._listing.dated) if node.field == "dated" else millionths(self._listing.score),)
