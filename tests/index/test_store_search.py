"""What every store must find: the same as looking at each listing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.limits import FACET_VALUES, WINDOW
from index.listing import Author, Listing, Media
from index.parse import parse_query
from index.query import FACETS, Clause, Query, QueryError
from index.store import SearchStore
from tests.index import naive
from tests.index.conftest import NewStore
from tests.index.sample import NOON, corpora, listing, mention

few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

words = st.sampled_from(
    ("blue", "bluest", "pill", "Pills", "x@nax", "p.e.r.c", "💊", "azúl", "555-0142", "a_b", "don't", "(.*")
)
texts = st.lists(words, max_size=7).map(" ".join)
token = st.sampled_from(
    ("blue", "bl", "pill", "xanax", "perc", "💊", "azul", "555", "0142", "a_b", "dont", "ann_1", ".")
)
clause = st.builds(Clause, tokens=st.lists(token, min_size=1, max_size=3).map(tuple), prefix=st.booleans())


def some(*values: object) -> st.SearchStrategy[tuple[object, ...]]:
    return st.one_of(st.just(()), st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple))


moment = st.one_of(st.none(), st.integers(-5 * 10080, 5 * 10080).map(lambda m: NOON + timedelta(minutes=m)))
queries = st.builds(
    Query,
    clauses=st.lists(clause, max_size=2).map(tuple),
    since=moment,
    until=moment,
    stored_since=moment,
    stored_until=moment,
    goods=some("pill_press", "other_drug"),
    label=some("offer", "seek"),
    platform=some("one"),
    site=some("a.example"),
    source=some("s1", "s2"),
    kind=some("shop"),
    lang=some("en", "es"),
    handle=some("ann_1"),
    drug=some("mdma"),
    hits=st.sampled_from((None, True, False)),
    gone=st.sampled_from((None, True, False)),
    order=st.sampled_from(("newest", "relevance")),
    facets=st.just(FACETS),
    histogram=st.just(True),
)


@few
@given(corpora(texts), st.lists(queries, min_size=5, max_size=5), st.lists(clause, min_size=5, max_size=5))
def test_finds_what_is_there(
    new_store: NewStore, corpus: list[Listing], filtered: list[Query], clauses: list[Clause]
) -> None:
    store = new_store()
    store.upsert(corpus)
    narrow = [replace(Query(facets=FACETS, histogram=True), clauses=(one,)) for one in clauses]
    for query in (Query(facets=FACETS, histogram=True), *filtered, *narrow):
        expected = naive.matching(corpus, query)
        page = store.search(query)
        found = [one.listing for one in page.found]
        assert page.total == len(expected)
        if query.order == "relevance" and query.clauses:
            assert sorted(one.id for one in found) == sorted(one.id for one in expected)
        else:
            assert found == expected
        assert page.facets == {field: naive.facet(expected, field) for field in FACETS}
        assert page.histogram == naive.weeks(expected)
        assert list(store.scan(query)) == sorted(expected, key=lambda one: one.id)


def ids(store: SearchStore, typed: str, **filters: object) -> list[str]:
    query = replace(Query(clauses=parse_query(typed), limit=100), **filters)  # type: ignore[arg-type]
    return sorted(one.listing.id for one in store.search(query).found)


def test_words_of_every_kind_find_a_post(store: SearchStore) -> None:
    seller = Author("Blue_Door@social.example", "Señor Door 🚪")
    store.upsert(
        [
            listing("a", "x@nax bars", author=seller, mentions=(mention("contact", "+12135550142"),)),
            listing("b", "nothing", title="Pastillas azules", place="Springfield", media=(Media("u", "image", "M30"),)),
        ]
    )
    asked = ("xanax", "XANAX", "@Blue_Door", "blue_door@social.example", "senor", "🚪", "+12135550142", "1213555*")
    assert [ids(store, typed) for typed in asked] == [["a"]] * len(asked)
    assert [ids(store, typed) for typed in ("azul*", "springfield", "m30", "pastillas AZULES")] == [["b"]] * 4
    assert ids(store, "xanax azules") == [], "words of two posts are not one post"
    assert ids(store, '"azules nothing"') == [], "a phrase does not run from the title into the text"


def test_a_beginning_with_very_many_endings_finds_them_all(store: SearchStore) -> None:
    store.upsert([listing(f"id{n}", f"blue pill{n} end") for n in range(300)])
    assert store.search(Query(clauses=parse_query("pill*"))).total == 300
    assert store.search(Query(clauses=parse_query('"blue pill*"'))).total == 300
    assert store.search(Query(clauses=parse_query('"blue pill1*"'))).total == 111


@pytest.mark.parametrize("sign", [".", ".*", "[a-z]", "b|x", "(", "\\", "bl\\w", "{2}", "^"])
def test_signs_of_the_engine_mean_nothing(store: SearchStore, sign: str) -> None:
    store.upsert([listing("a", "blue pills")])
    for clause in (Clause((sign,), True), Clause((sign,)), Clause((sign, "pill"), True), Clause(("blue", sign), True)):
        assert store.search(Query(clauses=(clause,))).total == 0


def test_pages_join_without_gap_where_all_times_are_the_same(store: SearchStore) -> None:
    for part in range(0, 60, 20):
        store.upsert([listing(f"{n * 37 % 60:02d}") for n in range(part, part + 20)])
    pages = [store.search(Query(offset=at, limit=7)) for at in range(0, 63, 7)]
    joined = [one.listing.id for page in pages for one in page.found]
    assert joined == [f"{n:02d}" for n in range(59, -1, -1)]
    assert {page.total for page in pages} == {60}


def test_relevance_puts_the_rarer_and_more_frequent_word_first(store: SearchStore) -> None:
    store.upsert([listing(f"z{n}", "blue and other words that fill a post") for n in range(5)])
    store.upsert([listing("a", "blue blue")])
    answer = store.search(Query(clauses=parse_query("blue"), order="relevance"))
    assert answer.found[0].listing.id == "a"
    scores = [one.score for one in answer.found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1] > 0
    filtered = store.search(Query(clauses=parse_query("blue"), order="relevance", label=("offer",), hits=True))
    assert [one.score for one in filtered.found] == scores, "filters do not weigh"


def test_to_the_microsecond(store: SearchStore) -> None:
    tick = timedelta(microseconds=1)
    store.upsert([listing("a", created=NOON), listing("b", created=NOON + tick), listing("c", created=NOON - tick)])
    assert [one.listing.id for one in store.search(Query()).found] == ["b", "a", "c"]
    assert ids(store, "", since=NOON, until=NOON + tick) == ["a"]


def test_time_of_storing_is_another_time(store: SearchStore) -> None:
    tick = timedelta(microseconds=1)
    old = NOON - timedelta(days=90)
    store.upsert([listing("a", created=old, at=NOON), listing("b", created=NOON, at=NOON + tick), listing("c", at=old)])
    assert ids(store, "", stored_since=NOON, stored_until=NOON + tick) == ["a"]
    assert ids(store, "", stored_since=NOON) == ["a", "b"]
    assert ids(store, "", stored_until=NOON, until=NOON) == ["c"]


def test_any_year(store: SearchStore) -> None:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    store.upsert(
        [
            listing("a", created=first),
            listing("b", created=last),
            listing("c", created=datetime(1969, 12, 31, tzinfo=UTC)),
        ]
    )
    page = store.search(Query(histogram=True))
    assert [one.listing.id for one in page.found] == ["b", "c", "a"]
    assert [week for week, _ in page.histogram] == [
        first,
        datetime(1969, 12, 29, tzinfo=UTC),
        datetime(9999, 12, 27, tzinfo=UTC),
    ]


def test_facet_lists_the_most_frequent_of_many(store: SearchStore) -> None:
    seldom_first = ["zz", *(f"H{n:03d}" for n in range(150) for _ in range(2))]
    many = [listing(f"{n}", author=Author(handle)) for n, handle in enumerate([*seldom_first, "ZZ", "zz"])]
    store.upsert(many[: len(seldom_first)])
    store.upsert(many[len(seldom_first) :])
    values = store.search(Query(facets=("handle",), limit=0)).facets["handle"]
    assert values[0] == ("zz", 3)
    assert values == naive.facet(many, "handle")[:FACET_VALUES]


def test_a_drug_named_twice_counts_once(store: SearchStore) -> None:
    store.upsert([listing("a", mentions=(mention("drug", "mdma"), mention("drug", "mdma"), mention("price", "5")))])
    assert store.search(Query(facets=("drug",))).facets["drug"] == (("mdma", 1),)


def test_counting_without_results(store: SearchStore) -> None:
    store.upsert([listing("a"), listing("b")])
    page = store.search(Query(limit=0))
    assert (page.total, page.found) == (2, ())
    beyond = store.search(Query(offset=50))
    assert (beyond.total, beyond.found) == (2, ())


@pytest.mark.parametrize(
    ("offset", "limit", "said"),
    [(WINDOW, 1, "beyond the first 10,000"), (0, WINDOW + 1, "beyond"), (-1, 5, "negative"), (0, -5, "negative")],
)
def test_pages_that_no_store_gives(store: SearchStore, offset: int, limit: int, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        store.search(Query(offset=offset, limit=limit))


def test_store_that_nobody_wrote_to_is_empty(store: SearchStore) -> None:
    page = store.search(Query(clauses=parse_query("blue"), facets=("label",), histogram=True))
    assert (page.total, page.found, page.facets, page.histogram) == (0, (), {"label": ()}, ())
    assert list(store.scan(Query())) == []
    assert store.get(["a"]) == {}


def test_store_whose_listings_are_all_deleted_is_empty(store: SearchStore) -> None:
    store.upsert([listing("a")])
    store.delete(["a"])
    page = store.search(Query(facets=("label",), histogram=True))
    assert (page.total, page.found, page.facets, page.histogram) == (0, (), {"label": ()}, ())
    assert list(store.scan(Query())) == []


def test_a_very_long_handle_is_counted_and_found_by_its_beginning(store: SearchStore) -> None:
    handle = "Ñ" * 40_000
    store.upsert([listing("a", author=Author(handle))])
    ((value, count),) = store.search(Query(facets=("handle",))).facets["handle"]
    assert (value, count) == ("ñ" * 8_000, 1)
    assert ids(store, "", handle=(handle,)) == ids(store, "", handle=(value,)) == ["a"]
