"""What every store must find: the same as looking at each listing."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.posts import batches, posts
from index.access import EVERYTHING, Access
from index.fields import microseconds
from index.limits import FACET_VALUES, WINDOW
from index.listing import Author, Listing, Media
from index.parse import parse_query
from index.query import (
    FACETS,
    AllOf,
    AnyOf,
    Between,
    Clause,
    Keyed,
    Node,
    Not,
    Order,
    Query,
    QueryError,
    is_weighed,
)
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
clause = st.builds(
    Clause,
    tokens=st.lists(token, min_size=1, max_size=3).map(tuple),
    prefix=st.booleans(),
)
fuzzy = st.builds(Clause, tokens=st.tuples(st.sampled_from(("blue", "bleu", "xanaz", "pil", "azul"))), fuzzy=st.just(1))
place = st.builds(
    Clause,
    tokens=st.sampled_from((("phoenix",), ("phoenix", "arizona"), ("arizona",), ("united", "arizona"))),
    prefix=st.booleans(),
    within=st.just("places"),
)
key = st.sampled_from(
    (
        *("phone:12135550142", "phone:5550142", "phone:0142", "phone:21355501", "handle:ann_1", "handle:an"),
        *("contact:blue_door", "contact:telegram:blue_door", "contact:telegram:", "contact:$bluedoor", "imprint:m30"),
        *("seller:one/bo", "seller:k1", "seller:"),
    )
)
keyed = st.one_of(
    st.builds(
        Keyed, field=st.just("keys"), values=st.lists(key, min_size=1, max_size=2).map(tuple), prefix=st.booleans()
    ),
    st.builds(Keyed, field=st.just("site"), values=st.sampled_from((("a.",), ("b.example",))), prefix=st.booleans()),
    st.builds(Keyed, field=st.just("drug"), values=st.just(("mdma", "oxycodone"))),
)
price = st.one_of(st.none(), st.sampled_from((0, 500, 501, 1250, 15_000, 200_000)))
between = st.one_of(
    st.builds(Between, field=st.just("price"), low=price, high=price),
    st.builds(Between, field=st.just("scored"), low=st.sampled_from((None, 500_000, 500_001))),
    st.builds(Between, field=st.just("dated"), high=st.just(microseconds(NOON))),
)
nodes = st.recursive(
    st.one_of(clause, fuzzy, place, keyed, between),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=2, max_size=3).map(tuple), st.sampled_from((1, 1, 2))),
    ),
    max_leaves=5,
)


def some(*values: object) -> st.SearchStrategy[tuple[object, ...]]:
    return st.one_of(st.just(()), st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple))


moment = st.one_of(st.none(), st.integers(-5 * 10080, 5 * 10080).map(lambda m: NOON + timedelta(minutes=m)))
accesses = st.sampled_from(
    (
        EVERYTHING,
        EVERYTHING,
        Access(sources=("s1",)),
        Access(policies=("p1",)),
        Access(("s1", "s2"), ("p2",)),
        Access(()),
    )
)
queries = st.builds(
    Query,
    access=accesses,
    clauses=st.lists(nodes, max_size=2).map(tuple),
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
    order=st.sampled_from(("newest", "relevance", "score", "copied")),
    collapse=st.booleans(),
    limit=st.sampled_from((1, 2, 3, 20)),
    facets=st.just(FACETS),
    histogram=st.just(True),
)
wide = st.builds(
    Query,
    access=accesses,
    clauses=st.lists(nodes, max_size=1).map(tuple),
    order=st.sampled_from(("newest", "relevance", "score", "copied")),
    collapse=st.booleans(),
    limit=st.sampled_from((1, 2, 3, 20)),
    label=some("offer", "seek"),
    facets=st.just(FACETS),
    histogram=st.just(True),
)


def walk(store: SearchStore, query: Query) -> list[tuple[Listing, int]]:
    """The results of all pages, and the number of copies of each."""
    results: list[tuple[Listing, int]] = []
    while True:
        page = store.search(query)
        results += [(one.listing, one.copies) for one in page.found]
        if not page.next:
            return results
        assert len(page.found) == query.limit
        query = replace(query, after=page.next)


def same_results(found: list[tuple[Listing, int]], corpus: list[Listing], query: Query) -> bool:
    """Whether a walk gave what looking at each listing gives; by relevance in any order."""
    expected = naive.shown(corpus, query)
    if not is_weighed(query):
        return found == expected
    if not query.collapse:
        return sorted(one.id for one, _ in found) == sorted(one.id for one, _ in expected)
    return Counter((one.near_key or one.id, n) for one, n in found) == Counter(
        (one.near_key or one.id, n) for one, n in expected
    )


@few
@given(
    corpora(texts),
    st.lists(queries, min_size=3, max_size=3),
    st.lists(wide, min_size=5, max_size=5),
    st.lists(nodes, min_size=5, max_size=5),
)
def test_finds_what_is_there(
    new_store: NewStore, corpus: list[Listing], filtered: list[Query], many: list[Query], one_node: list[Node]
) -> None:
    store = new_store()
    store.upsert(corpus)
    base = Query(access=EVERYTHING, facets=FACETS, histogram=True)
    for query in (base, *filtered, *many, *(replace(base, clauses=(one,)) for one in one_node)):
        expected = naive.matching(corpus, query)
        page = store.search(query)
        assert page.total == len(expected)
        assert page.facets == {field: naive.facet(corpus, field, query) for field in FACETS}
        assert page.histogram == naive.weeks(expected)
        assert same_results(walk(store, query), corpus, query)
        assert list(store.scan(query)) == sorted(expected, key=lambda one: one.id)
        seen = {one.id: one for one in corpus if naive.matches(one, Query(access=query.access))}
        assert store.get([one.id for one in corpus], access=query.access) == seen


def typed(text: str) -> tuple[Node, ...]:
    return parse_query(text, NOON)


def ids(store: SearchStore, text: str, **filters: object) -> list[str]:
    query = replace(Query(access=EVERYTHING, clauses=typed(text), limit=100), **filters)  # type: ignore[arg-type]
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
    assert [ids(store, one) for one in asked] == [["a"]] * len(asked)
    assert [ids(store, one) for one in ("azul*", "springfield", "m30", "pastillas AZULES")] == [["b"]] * 4
    assert ids(store, "xanax azules") == [], "words of two posts are not one post"
    assert ids(store, '"azules nothing"') == [], "a phrase does not run from the title into the text"


def test_a_beginning_with_very_many_endings_finds_them_all(store: SearchStore) -> None:
    store.upsert([listing(f"id{n}", f"blue pill{n} end") for n in range(300)])
    assert store.search(Query(access=EVERYTHING, clauses=typed("pill*"))).total == 300
    assert store.search(Query(access=EVERYTHING, clauses=typed('"blue pill*"'))).total == 300
    assert store.search(Query(access=EVERYTHING, clauses=typed('"blue pill1*"'))).total == 111


@pytest.mark.parametrize("sign", [".", ".*", "[a-z]", "b|x", "(", "\\", "bl\\w", "{2}", "^"])
def test_signs_of_the_engine_mean_nothing(store: SearchStore, sign: str) -> None:
    store.upsert([listing("a", "blue pills")])
    for clause in (Clause((sign,), True), Clause((sign,)), Clause((sign, "pill"), True), Clause(("blue", sign), True)):
        assert store.search(Query(access=EVERYTHING, clauses=(clause,))).total == 0


def test_pages_join_without_gap_where_all_times_are_the_same(store: SearchStore) -> None:
    for part in range(0, 60, 20):
        store.upsert([listing(f"{n * 37 % 60:02d}") for n in range(part, part + 20)])
    for order in ("newest", "score", "copied"):
        found = walk(store, Query(access=EVERYTHING, limit=7, order=order))
        assert [one.id for one, _ in found] == [f"{n:02d}" for n in range(59, -1, -1)]


def test_relevance_puts_the_rarer_and_more_frequent_word_first(store: SearchStore) -> None:
    store.upsert([listing(f"z{n}", "blue and other words that fill a post") for n in range(5)])
    store.upsert([listing("a", "blue blue")])
    answer = store.search(Query(access=EVERYTHING, clauses=typed("blue"), order="relevance"))
    assert answer.found[0].listing.id == "a"
    scores = [one.score for one in answer.found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1] > 0
    filtered = store.search(
        Query(access=EVERYTHING, clauses=typed("blue"), order="relevance", label=("offer",), hits=True)
    )
    assert [one.score for one in filtered.found] == scores, "filters do not weigh"


def test_to_the_microsecond(store: SearchStore) -> None:
    tick = timedelta(microseconds=1)
    store.upsert([listing("a", created=NOON), listing("b", created=NOON + tick), listing("c", created=NOON - tick)])
    assert [one.listing.id for one in store.search(Query(access=EVERYTHING)).found] == ["b", "a", "c"]
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
    page = store.search(Query(access=EVERYTHING, histogram=True))
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
    values = store.search(Query(access=EVERYTHING, facets=("handle",), limit=0)).facets["handle"]
    assert values[0] == ("zz", 3)
    assert values == naive.facet(many, "handle")[:FACET_VALUES]


def test_a_drug_named_twice_counts_once(store: SearchStore) -> None:
    store.upsert([listing("a", mentions=(mention("drug", "mdma"), mention("drug", "mdma"), mention("price", "5")))])
    assert store.search(Query(access=EVERYTHING, facets=("drug",))).facets["drug"] == (("mdma", 1),)


def test_counting_without_results(store: SearchStore) -> None:
    store.upsert([listing("a"), listing("b")])
    page = store.search(Query(access=EVERYTHING, limit=0))
    assert (page.total, page.found) == (2, ())


@pytest.mark.parametrize("limit", [-1, WINDOW + 1])
def test_pages_that_no_store_gives(store: SearchStore, limit: int) -> None:
    with pytest.raises(QueryError, match="expected 0 to 10,000"):
        store.search(Query(access=EVERYTHING, limit=limit))


@pytest.mark.parametrize("order", ["newest", "score", "relevance", "copied"])
def test_a_place_in_the_results_that_nobody_gave(store: SearchStore, order: Order) -> None:
    store.upsert([listing(f"id{n}", near_key="n") for n in range(3)])
    other = store.search(Query(access=EVERYTHING, limit=1, order="newest" if order == "score" else "score")).next
    for after in ("x", "!", "W10", other, "A" * 3000, "💊"):
        with pytest.raises(QueryError, match="after: this is no place"):
            store.search(Query(access=EVERYTHING, clauses=typed("blue"), order=order, after=after))


@pytest.mark.parametrize("order", ["newest", "score"])
@pytest.mark.parametrize("collapse", [False, True])
def test_new_posts_move_no_page(store: SearchStore, order: Order, collapse: bool) -> None:
    old = [listing(f"o{n:02d}", created=NOON - timedelta(hours=n % 5), score=0.5, near_key=f"n{n}") for n in range(30)]
    store.upsert(old)
    query = Query(access=EVERYTHING, limit=4, order=order, collapse=collapse)
    expected = [one.id for one, _ in naive.shown(old, query)]
    seen: list[str] = []
    for number in range(8):
        page = store.search(query)
        seen += [one.listing.id for one in page.found]
        query = replace(query, after=page.next)
        store.upsert([listing(f"new{number}", created=NOON + timedelta(hours=number + 1), score=0.9)])
    assert seen == expected
    assert not query.after


@pytest.mark.soak
def test_a_hundred_thousand_results_to_the_last_while_new_posts_arrive(store: SearchStore) -> None:
    wanted = []
    for batch in batches(posts(100_000), 5_000):
        store.upsert(batch)
        wanted += [one.id for one in batch]
    later = max(NOON, datetime(2030, 1, 1, tzinfo=UTC))
    query = Query(access=EVERYTHING, limit=1_000)
    seen: list[str] = []
    for number in range(100):
        page = store.search(query)
        seen += [one.listing.id for one in page.found]
        query = replace(query, after=page.next)
        store.upsert([listing(f"new{number}", created=later + timedelta(hours=number))])
    assert seen == wanted[::-1]
    assert not query.after


def test_paging_by_relevance_ends_with_a_word(store: SearchStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("index.paging", "index.tantivy.reading", "index.elastic.reading"):
        monkeypatch.setattr(f"{module}.WINDOW", 10)
    store.upsert([listing(f"id{n:02d}") for n in range(15)])
    query = Query(access=EVERYTHING, clauses=typed("blue"), order="relevance", limit=5)
    second = replace(query, after=store.search(query).next)
    third = replace(query, after=store.search(second).next)
    with pytest.raises(QueryError, match="narrow the search"):
        store.search(third)


def test_store_that_nobody_wrote_to_is_empty(store: SearchStore) -> None:
    page = store.search(Query(access=EVERYTHING, clauses=typed("blue"), facets=("label",), histogram=True))
    assert (page.total, page.found, page.facets, page.histogram) == (0, (), {"label": ()}, ())
    assert list(store.scan(Query(access=EVERYTHING))) == []
    assert store.get(["a"], access=EVERYTHING) == {}


def test_store_whose_listings_are_all_deleted_is_empty(store: SearchStore) -> None:
    store.upsert([listing("a")])
    store.delete(["a"])
    page = store.search(Query(access=EVERYTHING, facets=("label",), histogram=True))
    assert (page.total, page.found, page.facets, page.histogram) == (0, (), {"label": ()}, ())
    assert list(store.scan(Query(access=EVERYTHING))) == []


def test_a_very_long_handle_is_counted_and_found_by_its_beginning(store: SearchStore) -> None:
    handle = "Ñ" * 40_000
    store.upsert([listing("a", author=Author(handle))])
    ((value, count),) = store.search(Query(access=EVERYTHING, facets=("handle",))).facets["handle"]
    assert (value, count) == ("ñ" * 8_000, 1)
    assert ids(store, "", handle=(handle,)) == ids(store, "", handle=(value,)) == ["a"]
