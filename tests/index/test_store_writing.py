"""What every store must keep."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.access import EVERYTHING
from index.listing import Author, Listing
from index.merge import merge
from index.query import Query
from index.store import Refused, SearchStore, StoreError
from tests.index.conftest import NewStore
from tests.index.sample import NOON, listing, listings

LATER = NOON + timedelta(hours=1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(listings, max_size=4, unique_by=lambda one: one.id))
def test_gives_back_what_it_got(new_store: NewStore, records: list[Listing]) -> None:
    store = new_store()
    assert store.upsert(records) == ["new"] * len(records)
    expected = {record.id: merge(None, record)[0] for record in records}
    assert store.get([record.id for record in records], access=EVERYTHING) == expected
    assert list(store.scan(Query(access=EVERYTHING))) == [expected[key] for key in sorted(expected)]


def test_outcomes_in_order(store: SearchStore) -> None:
    assert store.upsert([listing("a"), listing("b")]) == ["new", "new"]
    batch = [listing("b", "other", at=LATER), listing("c"), listing("a", at=LATER)]
    assert store.upsert(batch) == ["changed", "new", "seen"]
    page = store.search(Query(access=EVERYTHING))
    assert page.total == 3
    assert {one.listing.id: one.listing.text for one in page.found} == {
        "a": "blue pills",
        "b": "other",
        "c": "blue pills",
    }
    kept = store.get(["a", "b"], access=EVERYTHING)
    assert (kept["a"].first_seen, kept["a"].last_seen) == (NOON, LATER)
    assert [version.text for version in kept["b"].versions] == ["blue pills"]


def test_one_post_twice_in_a_batch_is_one_listing(store: SearchStore) -> None:
    assert store.upsert([listing("a"), listing("a", "edited", at=LATER), listing("a", "edited", at=LATER)]) == [
        "new",
        "changed",
        "seen",
    ]
    assert store.search(Query(access=EVERYTHING)).total == 1
    assert store.get(["a"], access=EVERYTHING)["a"].versions[0].text == "blue pills"


def test_update_replaces_named_fields_and_searches_see_it(store: SearchStore) -> None:
    store.upsert([listing("a", author=Author("ann")), listing("b")])
    changes: dict[str, dict[str, Any]] = {
        "a": {"held": True, "hit": False, "near_key": "n"},
        "unknown": {"held": True},
        "b": {"text": "red"},
    }
    assert store.update(changes) == 2
    assert store.get(["a"], access=EVERYTHING)["a"] == listing(
        "a", author=Author("ann"), held=True, hit=False, near_key="n"
    )
    assert [one.listing.id for one in store.search(Query(access=EVERYTHING, hits=True)).found] == ["b"]
    assert store.search(Query(access=EVERYTHING)).total == 2


@pytest.mark.parametrize("name", ["id", "dated", "colour"])
def test_update_of_no_field(store: SearchStore, name: str) -> None:
    store.upsert([listing("a")])
    with pytest.raises(ValueError, match=name):
        store.update({"a": {name: "x"}})
    assert store.get(["a"], access=EVERYTHING) == {"a": listing("a")}


def test_delete_is_for_good(store: SearchStore) -> None:
    store.upsert([listing("a"), listing("b")])
    assert store.delete(["a", "a", "unknown"]) == 1
    assert (store.get(["a"], access=EVERYTHING), store.search(Query(access=EVERYTHING)).total) == ({}, 1)
    assert store.upsert([listing("a")]) == ["new"]


def test_get_follows_the_order_asked(store: SearchStore) -> None:
    store.upsert([listing("a"), listing("b")])
    assert list(store.get(["b", "none", "a"], access=EVERYTHING)) == ["b", "a"]


def test_nothing_to_do_is_nothing(store: SearchStore) -> None:
    assert (store.upsert([]), store.update({}), store.delete([]), store.get([], access=EVERYTHING)) == ([], 0, 0, {})
    assert (store.update({"a": {"held": True}}), store.delete(["a"])) == (0, 0)


def test_a_record_without_json_form_is_refused_alone(store: SearchStore) -> None:
    store.upsert([listing("a")])
    first, second, third = store.upsert([listing("b"), listing("bad", "\ud83d"), listing("c")])
    assert (first, third) == ("new", "new")
    assert isinstance(second, Refused)
    assert "surrogates" in second.reason
    assert [one.id for one in store.scan(Query(access=EVERYTHING))] == ["a", "b", "c"]
    with pytest.raises(StoreError, match=r"listing a.*surrogates.*leave it out"):
        store.update({"a": {"title": "\ud83d"}})
    assert store.get(["a"], access=EVERYTHING) == {"a": listing("a")}


def test_hostile_values_are_values(store: SearchStore) -> None:
    nasty = 'a" OR *:* \\ \x00 \u202e 💊 ' + "w" * 70_000
    record = listing(nasty[:20], nasty, author=Author(nasty), lang=nasty, title=nasty)
    store.upsert([record, listing("b")])
    assert store.search(Query(access=EVERYTHING, lang=(nasty[:5],))).total == 0
    assert store.get([nasty[:20]], access=EVERYTHING) == {nasty[:20]: record}
    assert store.delete([nasty[:20]]) == 1


def test_scan_goes_on_over_what_it_found_while_others_write(store: SearchStore) -> None:
    store.upsert([listing(f"{n:03d}") for n in range(30)])
    scan = store.scan(Query(access=EVERYTHING))
    first = next(scan)
    store.delete([f"{n:03d}" for n in range(30)])
    assert [first.id, *(one.id for one in scan)] == [f"{n:03d}" for n in range(30)]


def test_closed(store: SearchStore) -> None:
    store.upsert([listing("a")])
    store.close()
    for call in (
        lambda: store.get(["a"], access=EVERYTHING),
        lambda: store.search(Query(access=EVERYTHING)),
        lambda: list(store.scan(Query(access=EVERYTHING))),
    ):
        with pytest.raises(StoreError, match="was closed"):
            call()
    with pytest.raises(StoreError, match="was closed"):
        store.upsert([replace(listing("a"), text="x")])
