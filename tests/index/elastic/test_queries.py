"""What is asked of the engine."""

from index.access import EVERYTHING, Access
from index.elastic.queries import compiled, counts, narrowed, order
from index.query import Clause, FacetField, Not, Query
from tests.index.sample import NOON


def test_clauses_weigh_and_filters_do_not() -> None:
    query = Query(access=EVERYTHING, clauses=(Clause(("blue",)),), handle=("Ann",), hits=True, since=NOON, until=NOON)
    moment = 63_929_217_600_000_000  # 739,921 days and a half after the year 1 began
    assert compiled(query) == {
        "bool": {
            "must": [{"term": {"words": {"value": "blue"}}}],
            "filter": [
                {"terms": {"handle": ["ann"]}},
                {"term": {"is_hit": True}},
                {"range": {"dated": {"gte": moment, "lte": moment - 1}}},
            ],
        }
    }


def test_no_kind_of_clause_is_cut_off_or_understood_as_a_language() -> None:
    kinds = [Clause(("a", "b")), Clause(("a",), True), Clause(("a", "b", "c"), True)]
    phrase, prefix, both = compiled(Query(access=EVERYTHING, clauses=tuple(kinds)))["bool"]["must"]
    assert phrase == {"match_phrase": {"words": {"query": "a b"}}}
    assert prefix == {"prefix": {"words": {"value": "a"}}}
    row = [{"match": {"query": "a"}}, {"match": {"query": "b"}}, {"prefix": {"prefix": "c"}}]
    assert both == {"intervals": {"words": {"all_of": {"ordered": True, "max_gaps": 0, "intervals": row}}}}


def test_order() -> None:
    words = (Clause(("a",)),)
    time = [{"dated": "desc"}, {"id": "desc"}]
    assert order(Query(access=EVERYTHING, clauses=words)) == time
    assert order(Query(access=EVERYTHING, order="relevance")) == time
    assert order(Query(access=EVERYTHING, clauses=(Not(words[0]),), order="relevance")) == time
    assert order(Query(access=EVERYTHING, clauses=words, order="relevance")) == [{"_score": "desc"}, {"id": "desc"}]
    assert order(Query(access=EVERYTHING, order="score")) == [{"scored": "desc"}, *time]


def test_scanning_weighs_nothing() -> None:
    asked = narrowed(Query(access=EVERYTHING, clauses=(Clause(("a",)),), gone=False), {"range": {"id": {"gt": "id7"}}})
    assert asked["bool"]["filter"] == [
        {"term": {"words": {"value": "a"}}},
        {"term": {"is_gone": False}},
        {"range": {"id": {"gt": "id7"}}},
    ]


def test_who_may_see_what_is_part_of_every_question() -> None:
    few = Access(sources=("s1", "s2"), policies=("p",))
    seen = [{"terms": {"source": ["s1", "s2"]}}, {"terms": {"policy": ["p"]}}]
    fields: tuple[FacetField, ...] = ("source",)
    query = Query(access=few, facets=fields, source=("s3",))
    assert compiled(query)["bool"]["filter"][:2] == seen
    assert compiled(query, later=fields)["bool"]["filter"] == seen
    assert narrowed(query)["bool"]["filter"][:2] == seen


def test_counts() -> None:
    assert counts(Query(access=EVERYTHING)) == {}
    asked = counts(Query(access=EVERYTHING, facets=("label",), histogram=True))
    assert asked["label"]["terms"]["size"] < asked["label"]["terms"]["shard_size"]
    assert asked["week"] == {"histogram": {"field": "week", "interval": 1, "min_doc_count": 1}}


def test_a_field_is_counted_without_its_own_filter() -> None:
    asked = counts(Query(access=EVERYTHING, facets=("label", "lang"), label=("offer",), histogram=True))
    assert "terms" in asked["label"]
    assert asked["lang"]["filter"] == asked["week"]["filter"] == {"bool": {"filter": [{"terms": {"label": ["offer"]}}]}}
