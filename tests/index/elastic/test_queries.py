"""What is asked of the engine."""

from index.elastic.queries import aggregations, beyond, compiled, order
from index.query import Clause, Query
from tests.index.sample import NOON


def test_clauses_weigh_and_filters_do_not() -> None:
    query = Query(clauses=(Clause(("blue",)),), handle=("Ann",), hits=True, since=NOON, until=NOON)
    moment = 63_929_217_600_000_000  # 739,921 days and a half after the year 1 began
    assert compiled(query) == {
        "bool": {
            "must": [{"term": {"words": {"value": "blue"}}}],
            "filter": [
                {"terms": {"handle": ["ann"]}},
                {"term": {"is_hit": True}},
                {"range": {"dated": {"gte": moment, "lt": moment}}},
            ],
        }
    }


def test_no_kind_of_clause_is_cut_off_or_understood_as_a_language() -> None:
    kinds = [Clause(("a", "b")), Clause(("a",), True), Clause(("a", "b", "c"), True)]
    phrase, prefix, both = compiled(Query(clauses=tuple(kinds)))["bool"]["must"]
    assert phrase == {"match_phrase": {"words": {"query": "a b"}}}
    assert prefix == {"prefix": {"words": {"value": "a"}}}
    row = [{"match": {"query": "a"}}, {"match": {"query": "b"}}, {"prefix": {"prefix": "c"}}]
    assert both == {"intervals": {"words": {"all_of": {"ordered": True, "max_gaps": 0, "intervals": row}}}}


def test_order() -> None:
    words = (Clause(("a",)),)
    assert order(Query(clauses=words)) == [{"dated": "desc"}, {"id": "desc"}]
    assert order(Query(order="relevance")) == [{"dated": "desc"}, {"id": "desc"}]
    assert order(Query(clauses=words, order="relevance")) == [{"_score": "desc"}, {"id": "desc"}]


def test_scanning_weighs_nothing() -> None:
    asked = beyond(Query(clauses=(Clause(("a",)),), gone=False), "id7")
    assert asked["bool"]["filter"] == [
        {"term": {"words": {"value": "a"}}},
        {"term": {"is_gone": False}},
        {"range": {"id": {"gt": "id7"}}},
    ]


def test_counts() -> None:
    assert aggregations(Query()) == {}
    counts = aggregations(Query(facets=("label",), histogram=True))
    assert counts["label"]["terms"]["size"] < counts["label"]["terms"]["shard_size"]
    assert counts["week"] == {"histogram": {"field": "week", "interval": 1, "min_doc_count": 1}}
