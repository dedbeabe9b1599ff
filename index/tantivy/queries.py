"""Queries in the engine's own terms."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import tantivy
from tantivy import Occur
from tantivy import Query as Engine

from index.access import Access
from index.fields import LONGEST_VALUE, facet_key, microseconds
from index.query import FACETS, AllOf, AnyOf, Between, Clause, FacetField, Keyed, Node, Not, Query

_FEW = 8
"""Alternative words that are weighed each by itself; more are the spellings of one thing, and weigh alike."""


def compiled(schema: tantivy.Schema, query: Query, *, without: FacetField | None = None) -> Engine:
    """Clauses score by BM25, filters do not score; `without` leaves out the filter of one field."""
    wanted = [_node(schema, node) for node in query.clauses]
    wanted += [_unweighed(part) for part in _filters(schema, query, without)]
    return all_of(wanted)


def all_of(wanted: Sequence[Engine], *, but: Sequence[Engine] = ()) -> Engine:
    """What matches all of these and none of those."""
    parts = [(Occur.Must, part) for part in (wanted or [Engine.all_query()])]
    if len(parts) == 1 and not but:
        return parts[0][1]
    return Engine.boolean_query([*parts, *((Occur.MustNot, part) for part in but)])


def one_of(schema: tantivy.Schema, field: str, values: Iterable[str]) -> Engine:
    """What has one of these values, without weight."""
    return _unweighed(Engine.term_set_query(schema, field, list(values)))


def visible(schema: tantivy.Schema, access: Access) -> list[Engine]:
    """What keeps to who may see what."""
    return [
        Engine.term_set_query(schema, field, [value[:LONGEST_VALUE] for value in values])
        for field, values in (("source", access.sources), ("policy", access.policies))
        if values is not None
    ]


def _node(schema: tantivy.Schema, node: Node) -> Engine:
    if isinstance(node, Clause):
        return _clause(schema, node)
    if isinstance(node, Keyed):
        return _unweighed(_keyed(schema, node))
    if isinstance(node, Between):
        return _unweighed(number_between(schema, node.field, node.low, node.high))
    if isinstance(node, Not):
        return _unweighed(all_of([Engine.all_query()], but=[_node(schema, node.node)]))
    if isinstance(node, AllOf):
        return all_of([_node(schema, one) for one in node.nodes])
    return _any(schema, node)


def _any(schema: tantivy.Schema, node: AnyOf) -> Engine:
    nodes = list(node.nodes)
    words = [one for one in nodes if _is_plain(one)]
    parts = []
    if len(words) > _FEW and node.at_least == 1:
        nodes = [one for one in nodes if not _is_plain(one)]
        parts = [Engine.term_set_query(schema, "words", [one.tokens[0] for one in words if isinstance(one, Clause)])]
    parts += [_node(schema, one) for one in nodes]
    return Engine.boolean_query([(Occur.Should, part) for part in parts], minimum_number_should_match=node.at_least)


def _is_plain(node: Node) -> bool:
    """Whether it is a whole word anywhere."""
    return isinstance(node, Clause) and node == Clause(node.tokens[:1])


def _clause(schema: tantivy.Schema, clause: Clause) -> Engine:
    *whole, last = clause.tokens
    field = clause.within
    if clause.fuzzy:
        return Engine.fuzzy_term_query(schema, field, last, clause.fuzzy, transposition_cost_one=True)
    if clause.prefix:
        # Tantivy's phrase_prefix_query looks at the first 50 words with the beginning only: totals would lie.
        patterns = [*(_literal(token) for token in whole), _literal(last) + ".*"]
        if whole:
            return Engine.regex_phrase_query(schema, field, list(patterns))
        return Engine.regex_query(schema, field, patterns[0])
    if whole:
        return Engine.phrase_query(schema, field, list(clause.tokens))
    return Engine.term_query(schema, field, last)


def _keyed(schema: tantivy.Schema, node: Keyed) -> Engine:
    if not node.prefix:
        return Engine.term_set_query(schema, node.field, list(node.values))
    begun = [Engine.regex_query(schema, node.field, _literal(value) + "(?s:.*)") for value in node.values]
    return Engine.boolean_query([(Occur.Should, part) for part in begun])


def _literal(token: str) -> str:
    return "".join(rf"\x{{{ord(char):x}}}" for char in token)


def _filters(schema: tantivy.Schema, query: Query, without: FacetField | None) -> list[Engine]:
    filters = [
        *visible(schema, query.access),
        *(
            Engine.term_set_query(schema, field, [facet_key(field, value) for value in values])
            for field in FACETS
            if field != without and (values := getattr(query, field))
        ),
    ]
    if query.hits is not None:
        filters.append(Engine.term_query(schema, "is_hit", query.hits))
    if query.gone is not None:
        filters.append(Engine.term_query(schema, "is_gone", query.gone))
    for field, since, until in (
        ("dated", query.since, query.until),
        ("stored", query.stored_since, query.stored_until),
    ):
        if since is not None or until is not None:
            filters.append(number_between(schema, field, _number(since), _number(until, before=True)))
    return filters


def number_between(schema: tantivy.Schema, field: str, low: int | None, high: int | None) -> Engine:
    """What has a number from `low` to `high`, both included; None: no bound, but some number."""
    if low is not None and high is not None and low > high:
        return Engine.empty_query()
    bounds = (low, _LARGEST if high is None else high)
    return Engine.range_query(schema, field, tantivy.FieldType.Integer, *bounds)


_LARGEST = 2**63 - 1


def _number(moment: datetime | None, *, before: bool = False) -> int | None:
    return None if moment is None else microseconds(moment) - before


def _unweighed(part: Engine) -> Engine:
    return Engine.const_score_query(part, 0.0)
