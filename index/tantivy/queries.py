"""Queries in the engine's own terms."""

from datetime import datetime

import tantivy
from tantivy import Occur
from tantivy import Query as Engine

from index.fields import facet_key, microseconds
from index.query import FACETS, Clause, Query


def compiled(schema: tantivy.Schema, query: Query) -> Engine:
    """Clauses score by BM25, filters do not score."""
    wanted = [_clause(schema, clause) for clause in query.clauses]
    wanted += [Engine.const_score_query(part, 0.0) for part in _filters(schema, query)]
    if not wanted:
        return Engine.all_query()
    return Engine.boolean_query([(Occur.Must, part) for part in wanted])


def _clause(schema: tantivy.Schema, clause: Clause) -> Engine:
    *whole, last = clause.tokens
    if clause.prefix:
        # Tantivy's phrase_prefix_query looks at the first 50 words with the beginning only: totals would lie.
        patterns = [*(_literal(token) for token in whole), _literal(last) + ".*"]
        if whole:
            return Engine.regex_phrase_query(schema, "words", list(patterns))
        return Engine.regex_query(schema, "words", patterns[0])
    if whole:
        return Engine.phrase_query(schema, "words", list(clause.tokens))
    return Engine.term_query(schema, "words", last)


def _literal(token: str) -> str:
    return "".join(rf"\x{{{ord(char):x}}}" for char in token)


def _filters(schema: tantivy.Schema, query: Query) -> list[Engine]:
    filters = [
        Engine.term_set_query(schema, field, [facet_key(field, value) for value in values])
        for field in FACETS
        if (values := getattr(query, field))
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
            filters.append(_between(schema, field, since, until))
    return filters


def _between(schema: tantivy.Schema, field: str, since: datetime | None, until: datetime | None) -> Engine:
    return Engine.range_query(
        schema,
        field,
        tantivy.FieldType.Integer,
        None if since is None else microseconds(since),
        None if until is None else microseconds(until),
        include_upper=until is None,
    )
