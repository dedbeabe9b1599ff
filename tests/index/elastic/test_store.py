"""What the store on a cluster keeps beyond the contract: where listings lie, and what ids and values it takes."""

from datetime import UTC, datetime, timedelta

import pytest
from elasticsearch import Elasticsearch

from index.access import EVERYTHING
from index.credentials import Credentials
from index.elastic import ElasticStore, reading
from index.elastic.schema import VERSION
from index.fields import LONGEST_VALUE
from index.listing import Author
from index.query import Query
from index.store import Refused
from tests.index.sample import NOON, listing

OCTOBER = datetime(2026, 10, 5, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def places(admin: Elasticsearch, prefix: str) -> dict[str, int]:
    """How many documents each index of the store holds."""
    admin.indices.refresh(index=f"{prefix}-*")
    names = admin.indices.get_alias(name=f"{prefix}-listings")
    return {month_of(name, prefix): admin.count(index=name)["count"] for name in names}


def month_of(index: str, prefix: str) -> str:
    """The part of an index's name that tells the month."""
    return index.removeprefix(f"{prefix}-listings-").removesuffix(f"-v{VERSION}")


def test_months(store: ElasticStore, admin: Elasticsearch, prefix: str) -> None:
    assert store.upsert([listing("a", created=OCTOBER), listing("b", created=NOON), listing("c")]) == ["new"] * 3
    assert places(admin, prefix) == {"2026.10": 1, "2026.11": 1, "undated": 1}


def test_description(store: ElasticStore) -> None:
    assert store.describe().endswith("1 node, 0 listings in 0 indices")
    store.upsert([listing("a")])
    assert store.describe().endswith("green, 1 node, 1 listing in 1 index")
    store.upsert([listing(f"{n}", created=NOON) for n in range(1200)])
    assert store.describe().startswith("Elasticsearch 9.")
    assert store.describe().endswith("1,201 listings in 2 indices")


@pytest.mark.parametrize("is_refreshed", [False, True])
def test_listing_stays_where_it_was_first_stored(
    store: ElasticStore, admin: Elasticsearch, prefix: str, location: str, is_refreshed: bool
) -> None:
    store.upsert([listing("a", created=OCTOBER), listing("b"), listing("d", created=NOON)])
    if is_refreshed:
        admin.indices.refresh(index=f"{prefix}-*")
        store = ElasticStore(location, Credentials())
    moved = [listing("a", created=NOON, at=LATER), listing("b", created=OCTOBER, at=LATER), listing("d", at=LATER)]
    assert store.upsert(moved) == ["seen"] * 3
    assert places(admin, prefix) == {"2026.10": 1, "2026.11": 1, "undated": 1}
    assert store.get(["b"], access=EVERYTHING)["b"].created == OCTOBER
    assert store.update({"a": {"created": None}}) == 1
    assert places(admin, prefix)["2026.10"] == 1


def test_deleted_and_stored_again_at_once_is_new(store: ElasticStore) -> None:
    store.upsert([listing("a", created=OCTOBER, at=LATER)])
    assert store.search(Query(access=EVERYTHING)).total == 1
    assert store.delete(["a"]) == 1
    assert store.upsert([listing("a", "older")]) == ["new"]
    assert [one.listing.text for one in store.search(Query(access=EVERYTHING)).found] == ["older"]


def test_what_others_wrote_comes_with_the_next_refresh(
    store: ElasticStore, location: str, admin: Elasticsearch, prefix: str
) -> None:
    other = ElasticStore(location, Credentials())
    other.upsert([listing("a")])
    assert other.search(Query(access=EVERYTHING)).total == 1, "its own at once"
    other.upsert([listing("b")])
    assert store.upsert([listing("b")]) == ["seen"], "writing knows of it before"
    admin.indices.refresh(index=f"{prefix}-*")
    assert ElasticStore(location, Credentials()).search(Query(access=EVERYTHING)).total == 2
    third = ElasticStore(location, Credentials())
    third.upsert([listing("c")])
    third.close()
    assert ElasticStore(location, Credentials()).search(Query(access=EVERYTHING)).total == 3, "closing makes it visible"


def test_ids_of_every_kind(store: ElasticStore) -> None:
    ids = ["", "x" * 512, "x" * 513, "é" * 300, "sha256:1", "_x", "00", "a\x00b", "/?#", "💊"]
    assert store.upsert([listing(listing_id) for listing_id in ids]) == ["new"] * len(ids)
    assert store.upsert([listing(listing_id) for listing_id in ids]) == ["seen"] * len(ids)
    assert list(store.get(ids, access=EVERYTHING)) == ids
    assert [one.id for one in store.scan(Query(access=EVERYTHING), after="_x")] == sorted(
        listing_id for listing_id in ids if listing_id > "_x"
    )
    assert store.delete(ids) == len(ids)


def test_document_that_the_server_refuses(store: ElasticStore) -> None:
    first, second, third = store.upsert([listing("a"), listing("x" * 40_000), listing("b")])
    assert (first, third) == ("new", "new")
    assert isinstance(second, Refused)
    assert "immense term" in second.reason
    assert store.search(Query(access=EVERYTHING)).total == 2


def test_long_values_are_found_and_counted_by_their_beginning(store: ElasticStore) -> None:
    long = "💊" * LONGEST_VALUE
    record = listing("a", author=Author(long + "tail"))
    store.upsert([record, listing("b", author=Author(long[1:]))])
    page = store.search(Query(access=EVERYTHING, handle=(long + "tail",), facets=("handle",)))
    assert [one.listing for one in page.found] == [record]
    assert page.facets["handle"] == ((long[1:], 1), (long, 1)), "the other one is an alternative"


def test_scan_goes_on_when_the_server_forgot_where_it_was(
    store: ElasticStore, admin: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.upsert([listing(f"{n}") for n in range(8)])
    monkeypatch.setattr(reading, "_AT_ONCE", 3)
    moments: list[str] = []
    opened = reading._moment

    def noted(client: Elasticsearch, alias: str) -> str:
        moments.append(opened(client, alias))
        return moments[-1]

    monkeypatch.setattr(reading, "_moment", noted)
    scan = store.scan(Query(access=EVERYTHING))
    first = [next(scan).id for _ in range(2)]
    admin.close_point_in_time(id=moments[0])
    assert first + [one.id for one in scan] == [f"{n}" for n in range(8)]
    assert len(moments) == 2
