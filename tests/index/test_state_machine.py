"""Both stores under the same random operations: every answer of one is the answer of the other, and of the model."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from alerts.series import weekly_series
from alerts.weeks import Week
from index.access import EVERYTHING, Access
from index.like import like
from index.listing import Author, Listing
from index.merge import merge
from index.near.assign import bands_of
from index.open import open_runs, open_store
from index.parse import parse_query
from index.query import FACETS, Query, QueryError, is_weighed
from index.run import Run
from index.store import RunStore, SearchStore
from tests.index import naive
from tests.index.sample import NOON, corpora, listing
from tests.index.test_store_search import accesses, nodes, queries, same_results, texts, walk, wide
from tests.servers.indices import drop_indices, fresh_location

ALL = Query(access=EVERYTHING, facets=FACETS, histogram=True, limit=100)
IDS = st.sampled_from([f"id{number:02d}" for number in range(8)])
PLATFORMS = {"s1": "one", "s2": "two"}
changes: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "held": st.booleans(),
        "gone": st.sampled_from((None, NOON)),
        "label": st.sampled_from(("offer", "none")),
        "hit": st.booleans(),
        "goods": st.sampled_from(((), ("pill_press",))),
        "text": texts,
        "author": st.sampled_from((None, Author("Bo"))),
        "created": st.sampled_from((None, NOON - timedelta(days=40), NOON)),
    },
)


class BothStores(RuleBasedStateMachine):
    """`folder` and `server` hold the stores; `steps` counts what was done, by rule."""

    folder: Path
    server: str
    runs: RunStore
    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.home = TemporaryDirectory(dir=self.folder)
        self.places = (self.home.name, fresh_location(self.server))
        self.model: dict[str, Listing] = {}
        self.stores: tuple[SearchStore, ...] = ()
        self._open()

    def _open(self) -> None:
        self.stores = tuple(open_store(place) for place in self.places)

    def _ask(self, what: Any, expected: Any, name: str) -> None:
        BothStores.steps[name] += 1
        for store, place in zip(self.stores, self.places, strict=True):
            assert what(store) == expected, f"{name} at {place}"

    @rule(batch=corpora(texts))
    def upsert(self, batch: list[Listing]) -> None:
        outcomes = []
        for one in batch:
            self.model[one.id], outcome = merge(self.model.get(one.id), one)
            outcomes.append(outcome)
        self._ask(lambda store: store.upsert(batch), outcomes, "upsert")

    @rule(wanted=st.dictionaries(IDS, changes, max_size=3))
    def update(self, wanted: dict[str, dict[str, Any]]) -> None:
        there = [listing_id for listing_id in wanted if listing_id in self.model]
        for listing_id in there:
            self.model[listing_id] = replace(self.model[listing_id], **wanted[listing_id])
        self._ask(lambda store: store.update(wanted), len(there), "update")

    @rule(ids=st.lists(IDS, max_size=2, unique=True))
    def delete(self, ids: list[str]) -> None:
        gone = [self.model.pop(listing_id, None) for listing_id in ids]
        self._ask(lambda store: store.delete(ids), sum(one is not None for one in gone), "delete")

    @rule(ids=st.lists(IDS, max_size=4, unique=True))
    def get(self, ids: list[str]) -> None:
        there = {listing_id: self.model[listing_id] for listing_id in ids if listing_id in self.model}
        self._ask(lambda store: store.get(ids, access=EVERYTHING), there, "get")

    @rule(ids=st.lists(IDS, max_size=4, unique=True), access=accesses)
    def get_what_may_be_seen(self, ids: list[str], access: Access) -> None:
        seen = {one.id: one for one in self.model.values() if naive.matches(one, Query(access=access))}
        there = {listing_id: seen[listing_id] for listing_id in ids if listing_id in seen}
        self._ask(lambda store: store.get(ids, access=access), there, "get what may be seen")

    @rule(query=wide)
    def walk(self, query: Query) -> None:
        listings = list(self.model.values())
        self._ask(lambda store: same_results(walk(store, query), listings, query), expected=True, name="walk")

    @rule(which=IDS, access=accesses)
    def more_like(self, which: str, access: Access) -> None:
        if which not in self.model:
            return
        try:
            clauses = like(self.model[which])
        except QueryError:
            return
        query = Query(access=access, clauses=clauses, facets=FACETS, histogram=True, limit=100)
        self._ask(lambda store: _answer(store, query), _expected(list(self.model.values()), query), "more like")

    @rule(typed=st.sampled_from(("bl", "an", "ox", "xan", "handle:an", "contact:te", "drug:md", "x")), access=accesses)
    def suggest(self, typed: str, access: Access) -> None:
        first, second = (store.suggest(typed, access=access) for store in self.stores)
        BothStores.steps["suggest"] += 1
        assert first == second, f"suggest {typed}"
        seen = [one for one in self.model.values() if naive.matches(one, Query(access=access))]
        for one in first:
            clauses = parse_query(one.typed, NOON)
            assert one.number == len(naive.matching(seen, Query(access=access, clauses=clauses))) > 0, one

    @rule()
    def copies(self) -> None:
        BothStores.steps["copies"] += 1
        wanted = sorted({band for one in self.model.values() for band in bands_of(one)})
        for store in self.stores:
            found = {one.id: one for one in store.copies_of(wanted)}
            assert found.items() <= self.model.items()
            assert {one.near_key is not None for one in found.values()} <= {True}
            assert {band for one in found.values() for band in bands_of(one)} == set(wanted)

    @rule(query=queries)
    def search(self, query: Query) -> None:
        self._ask(lambda store: _answer(store, query), _expected(list(self.model.values()), query), "search")

    @rule(one=nodes)
    def search_words(self, one: Any) -> None:
        self.search(replace(ALL, clauses=(one,)))

    @rule()
    def count_everything(self) -> None:
        self.search(ALL)

    @rule(query=queries, after=st.one_of(st.just(""), IDS))
    def scan(self, query: Query, after: str) -> None:
        matches = [one for one in naive.matching(list(self.model.values()), query) if one.id > after]
        expected = sorted(matches, key=lambda one: one.id)
        self._ask(lambda store: list(store.scan(query, after=after)), expected, "scan")

    @rule()
    def weekly(self) -> None:
        def series(store: SearchStore) -> Any:
            last = Week.of(NOON)
            return weekly_series(store, self.runs, last=last, weeks=6, now=NOON, platforms=PLATFORMS, access=EVERYTHING)

        self._ask(series, series(self.stores[0]), "weekly series")

    @rule()
    def reopen(self) -> None:
        BothStores.steps["reopen"] += 1
        for store in self.stores:
            store.close()
        self._open()

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        drop_indices(self.places[1])
        self.home.cleanup()


def _answer(store: SearchStore, query: Query) -> Any:
    page = store.search(query)
    return (
        page.total,
        None if is_weighed(query) else [(one.listing, one.copies) for one in page.found],
        page.facets,
        page.histogram,
    )


def _expected(listings: list[Listing], query: Query) -> Any:
    found = naive.matching(listings, query)
    return (
        len(found),
        None if is_weighed(query) else naive.shown(listings, query)[: query.limit],
        {field: naive.facet(listings, field, query) for field in FACETS},
        naive.weeks(found),
    )


@pytest.fixture
def machine(tmp_path: Path, elasticsearch_url: str) -> Iterator[type[BothStores]]:
    runs = open_runs(tmp_path)
    for week in range(6):
        for source in PLATFORMS:
            started: datetime = NOON - timedelta(weeks=week)
            runs.save(Run(id=f"{source}{week}", source=source, started=started, posts=100, verdict="ok"))
    BothStores.steps.clear()
    BothStores.folder, BothStores.server, BothStores.runs = tmp_path, elasticsearch_url, runs
    yield BothStores
    done = ", ".join(f"{name} {count}" for name, count in BothStores.steps.most_common())
    print(f"\nsteps on both stores: {BothStores.steps.total()} ({done})")
    runs.close()


def _walk(machine: type[BothStores], walks: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=walks, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_both_stores_give_the_same_answers(machine: type[BothStores]) -> None:
    _walk(machine, 8)
    assert machine.steps.total() > 80


@pytest.mark.soak
def test_both_stores_give_the_same_answers_for_long(machine: type[BothStores]) -> None:
    _walk(machine, 300)
    assert machine.steps.total() > 3000


def test_the_machine_would_notice(tmp_path: Path) -> None:
    """A check of the check: a store that lost one listing gives another answer than the model."""
    store = open_store(tmp_path)
    store.upsert([listing("a")])
    assert _answer(store, ALL) != _expected([listing("a"), listing("b")], ALL)
