"""Queries in the engine's own terms."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from index.access import Access
from index.cursor import Best, Newest, Position
from index.elastic.documents import document_id
from index.fields import LONGEST_VALUE, facet_key, microseconds
from index.limits import FACET_VALUES
from index.query import FACETS, AllOf, AnyOf, Between, Clause, FacetField, Keyed, Node, Query, is_weighed
from index.query import Not as Without

Body = dict[str, Any]

EVERY_VALUE = 100_000
"""Values that each shard reports: counts are exact while no month has more different values among the matches."""

_FEW = 8
"""Alternative words that are weighed each by itself; more are the spellings of one thing, and weigh alike."""


def compiled(query: Query, *, later: Collection[FacetField] = ()) -> Body:
    """Clauses score by BM25, filters do not score; `later` are the fields whose own filters are left out."""
    return {"bool": {"must": [_node(node) for node in query.clauses], "filter": _filters(query, later)}}


def narrowed(query: Query, *more: Body) -> Body:
    """The matches that these filters hold for too; nothing is weighed."""
    return {"bool": {"filter": [*(_node(node) for node in query.clauses), *_filters(query), *more]}}


def chosen(query: Query, field: FacetField) -> Body:
    """The filter of one field."""
    return {"terms": {field: [facet_key(field, value) for value in getattr(query, field)]}}


def one_of(field: str, values: Collection[str]) -> Body:
    """What has one of these values."""
    return {"terms": {field: list(values)}}


def by_ids(ids: Sequence[str]) -> Body:
    """The documents of these listings."""
    return {"ids": {"values": [document_id(listing_id) for listing_id in ids]}}


def visible(access: Access) -> list[Body]:
    """What keeps to who may see what."""
    return [
        one_of(field, [value[:LONGEST_VALUE] for value in values])
        for field, values in (("source", access.sources), ("policy", access.policies))
        if values is not None
    ]


def order(query: Query) -> list[Body]:
    """The greater id first among equals."""
    if is_weighed(query):
        return [{"_score": "desc"}, {"id": "desc"}]
    first = [{"scored": "desc"}] if query.order == "score" else []
    return [*first, {"dated": "desc"}, {"id": "desc"}]


def search_after(position: Position | None) -> list[Any] | None:
    """A place in the order of time or of scores as sort values."""
    if isinstance(position, Best):
        return [position.scored, position.dated, position.id]
    return [position.dated, position.id] if isinstance(position, Newest) else None


def counts(query: Query) -> Body:
    """The facets and the histogram that the query asks for: a field that is filtered is counted without its own filter.

    They are to be asked beside `compiled(query, later=later(query))`.
    """
    free = later(query)
    wanted: Body = {}
    for field in query.facets:
        others = [chosen(query, other) for other in free if other != field]
        terms = {"terms": {"field": field, "size": FACET_VALUES, "shard_size": EVERY_VALUE}}
        wanted[field] = {"filter": {"bool": {"filter": others}}, "aggs": {"of": terms}} if others else terms
    if query.histogram:
        weeks = {"histogram": {"field": "week", "interval": 1, "min_doc_count": 1}}
        others = [chosen(query, other) for other in free]
        wanted["week"] = {"filter": {"bool": {"filter": others}}, "aggs": {"of": weeks}} if others else weeks
    return wanted


def later(query: Query) -> list[FacetField]:
    """The fields whose filters must hold for the results, but not for the counts of their own values."""
    return [field for field in query.facets if getattr(query, field)]


def copies(count: int, keys: Collection[str] | None = None) -> Body:
    """How many matches share a key: the most, two at least, or of these keys."""
    terms: Body = {"field": "near", "size": count, "shard_size": max(count, EVERY_VALUE)}
    terms |= {"min_doc_count": 2} if keys is None else {"include": list(keys)}
    return {"terms": terms}


def names(beginning: str, count: int) -> Body:
    """The most frequent keys with this beginning."""
    pattern = "".join(char if char.isalnum() else f"\\{char}" for char in beginning) + ".*"
    return {"terms": {"field": "keys", "include": pattern, "size": count, "shard_size": EVERY_VALUE}}


def _node(node: Node) -> Body:
    if isinstance(node, Clause):
        return _clause(node)
    if isinstance(node, Keyed):
        return _unweighed(_keyed(node))
    if isinstance(node, Between):
        return _unweighed(_between(node.field, node.low, node.high))
    if isinstance(node, Without):
        return _unweighed({"bool": {"must_not": [_node(node.node)]}})
    if isinstance(node, AllOf):
        return {"bool": {"must": [_node(one) for one in node.nodes]}}
    return _any(node)


def _any(node: AnyOf) -> Body:
    nodes = list(node.nodes)
    words = [one.tokens[0] for one in nodes if isinstance(one, Clause) and _is_plain(one)]
    parts = []
    if len(words) > _FEW and node.at_least == 1:
        nodes = [one for one in nodes if not _is_plain(one)]
        parts = [one_of("words", words)]
    parts += [_node(one) for one in nodes]
    return {"bool": {"should": parts, "minimum_should_match": node.at_least}}


def _is_plain(node: Node) -> bool:
    """Whether it is a whole word anywhere."""
    return isinstance(node, Clause) and node == Clause(node.tokens[:1])


def _clause(clause: Clause) -> Body:
    *whole, last = clause.tokens
    field = clause.within
    if clause.fuzzy:
        # The usual rewriting looks at 50 words only: totals would lie.
        spelled = {"value": last, "fuzziness": clause.fuzzy, "prefix_length": 0, "rewrite": "constant_score"}
        return {"fuzzy": {field: spelled}}
    if not clause.prefix:
        return _phrase(field, clause.tokens) if whole else {"term": {field: {"value": last}}}
    if not whole:
        return {"prefix": {field: {"value": last}}}
    # match_phrase_prefix looks at the first 50 words with the beginning only: totals would lie.
    row = [{"match": {"query": token}} for token in whole]
    return {
        "intervals": {
            field: {"all_of": {"ordered": True, "max_gaps": 0, "intervals": [*row, {"prefix": {"prefix": last}}]}}
        }
    }


def _phrase(field: str, tokens: Sequence[str]) -> Body:
    return {"match_phrase": {field: {"query": " ".join(tokens)}}}


def _keyed(node: Keyed) -> Body:
    if not node.prefix:
        return one_of(node.field, node.values)
    begun = [{"prefix": {node.field: {"value": value}}} for value in node.values]
    return begun[0] if len(begun) == 1 else {"bool": {"should": begun, "minimum_should_match": 1}}


def _unweighed(part: Body) -> Body:
    return {"bool": {"filter": [part]}}


def _filters(query: Query, later: Collection[FacetField] = ()) -> list[Body]:
    filters = [
        *visible(query.access),
        *(chosen(query, field) for field in FACETS if field not in later and getattr(query, field)),
    ]
    if query.hits is not None:
        filters.append({"term": {"is_hit": query.hits}})
    if query.gone is not None:
        filters.append({"term": {"is_gone": query.gone}})
    for name, since, until in (
        ("dated", query.since, query.until),
        ("stored", query.stored_since, query.stored_until),
    ):
        if since is not None or until is not None:
            filters.append(_between(name, _number(since), _number(until, before=True)))
    return filters


def _between(field: str, low: int | None, high: int | None) -> Body:
    bounds = {"gte": low, "lte": high}
    given = {name: number for name, number in bounds.items() if number is not None}
    return {"range": {field: given}} if given else {"exists": {"field": field}}


def _number(moment: datetime | None, *, before: bool = False) -> int | None:
    return None if moment is None else microseconds(moment) - before
