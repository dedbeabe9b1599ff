"""`pillwatch store migrate` and `store upgrade` as a user runs them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from index.access import EVERYTHING
from index.credentials import Credentials
from index.elastic import ElasticStore
from index.open import open_store
from index.parse import parse_query
from index.query import FACETS, Query
from index.store import Page, SearchStore
from tests.index.sample import NOON, listing
from tests.pillwatch.conftest import EPOCH, House
from tests.pillwatch.test_bad_input import one_line
from tests.servers.indices import drop_indices, fresh_location

WORDS = (
    "",
    "m30",
    "blue",
    "blues",
    "pressed",
    "oxy*",
    "press*",
    "bl*",
    '"pill press"',
    '"pressed bl*"',
    "telegram dm",
    "xanax",
    "pastillas",
    "azul*",
    "💊",
    "ship*",
    "fentanyl",
    "30s",
    "nothing_says_this",
    "@bluedoor*",
)


def questions() -> list[Query]:
    """Words, phrases, beginnings, filters, times and orders; every one with all facets and the histogram."""
    asked = [Query(access=EVERYTHING, clauses=parse_query(typed, EPOCH)) for typed in WORDS]
    asked += [
        Query(access=EVERYTHING, hits=True),
        Query(access=EVERYTHING, hits=False, gone=False),
        Query(access=EVERYTHING, goods=("counterfeit_pill", "pill_press")),
        Query(access=EVERYTHING, label=("seek", "discuss"), kind=("forum",)),
        Query(access=EVERYTHING, platform=("mastodon",), lang=("en",)),
        Query(access=EVERYTHING, source=("test_shop",), order="relevance"),
        Query(access=EVERYTHING, drug=("oxycodone", "alprazolam"), hits=True),
        Query(access=EVERYTHING, since=EPOCH - timedelta(days=7), until=EPOCH - timedelta(days=1)),
        Query(access=EVERYTHING, stored_since=EPOCH, clauses=parse_query("pill*", EPOCH)),
        Query(access=EVERYTHING, clauses=parse_query("pills", EPOCH), order="score"),
        Query(access=EVERYTHING, clauses=parse_query("blue", EPOCH), hits=True, gone=False, lang=("en", "es")),
        Query(access=EVERYTHING, kind=("shop",), site=("127.0.0.1",)),
    ]
    return [replace(query, facets=FACETS, histogram=True, limit=50) for query in asked]


def answers(store: SearchStore) -> list[Page]:
    """With scores left out: engines weigh words by their own lights."""
    pages = [store.search(query) for query in questions()]
    return [replace(page, found=tuple(replace(one, score=0.0) for one in page.found)) for page in pages]


@pytest.fixture
def server(elasticsearch_url: str) -> Iterator[str]:
    """A place for one store on a real server."""
    location = fresh_location(elasticsearch_url)
    yield location
    drop_indices(location)


def test_there_and_back_with_equal_answers(crawled: House, house: House, server: str) -> None:
    here, back = str(crawled.data / "store"), str(house.data / "back")
    whole = list(open_store(here).scan(Query(access=EVERYTHING)))
    there = house.run("store", "migrate", here, server)
    assert there.status == 0, there.err
    assert there.out.splitlines() == [
        f"copied {len(whole)}, already there 0, newer there 0, refused 0",
        f"verified: {len(whole)} listings equal",
    ]
    returned = house.run("store", "migrate", server, back)
    assert returned.out.splitlines()[-1] == f"verified: {len(whole)} listings equal", returned.err
    again = house.run("store", "migrate", here, server)
    assert again.out.startswith(f"copied 0, already there {len(whole)}, ")
    asked = answers(open_store(here))
    assert sum(page.total > 0 for page in asked) >= 25, "most questions have an answer"
    elastic = open_store(server)
    assert answers(elastic) == asked
    elastic.close()
    assert answers(open_store(back)) == asked
    assert list(open_store(back).scan(Query(access=EVERYTHING))) == whole
    found = house.run("search", "blues", "--json", env={"PILLWATCH_STORE": server})
    assert found.out == house.run("search", "blues", "--json", env={"PILLWATCH_STORE": here}).out
    assert not list((house.data / "migrations").iterdir()), "nothing is left of a migration that ended well"


def test_refused_documents_are_named(house: House, server: str) -> None:
    longest = "x" * 40_000  # more than Elasticsearch takes as one value
    open_store(house.data / "store").upsert([listing("a"), listing(longest), listing("b")])
    ended = house.run("store", "migrate", "store", server)
    assert (ended.status, ended.out) == (1, "copied 2, already there 0, newer there 0, refused 1\n")
    told = " ".join(ended.err.split())
    assert "immense term" in told
    assert told.endswith(f"not verified: 1 listings are not the same in {server}, 2 are; the first: {'x' * 39}…")
    assert house.run("store", "migrate", "store", server).status == 1, "it is not forgotten"


def test_a_folder_into_a_folder(house: House) -> None:
    open_store(house.data / "store").upsert([listing("a"), listing("b")])
    open_store(house.data / "other").upsert([listing("c"), replace(listing("b"), checked=EPOCH)])
    ended = house.run("store", "migrate", "store", "other")
    assert ended.out.splitlines() == [
        "copied 1, already there 0, newer there 1, refused 0, only there 1",
        "verified: 1 listings equal, 1 looked at later there",
    ]


def test_mistakes(house: House) -> None:
    folder, empty = house.data / "store", house.data / "empty"
    one_line(house.run("store", "migrate", str(folder), "other"), 2, f"nothing is stored at {folder}")
    assert not folder.exists(), "looking makes nothing"
    store = open_store(folder)
    store.upsert([listing("a")])
    one_line(house.run("store", "migrate", "store", f"{house.data}/../{house.data.name}/store"), 2, "the same store")
    one_line(house.run("store", "migrate", str(house.data), "other"), 2, "not a search store", "the store's own folder")
    store.delete(["a"])
    one_line(house.run("store", "migrate", str(folder), str(empty)), 2, f"nothing is stored at {folder}")
    store.upsert([listing("a")])
    (house.data / "file").write_text("a file")
    one_line(house.run("store", "migrate", "store", "file"), 1, "file", "give a folder")
    one_line(house.run("store", "migrate", "store", "http://127.0.0.1:9"), 1, "127.0.0.1:9")
    same = ("http://127.0.0.1:9/pillwatch", "http://127.0.0.1:9")
    one_line(house.run("store", "migrate", *same), 2, "the same store")
    one_line(house.run("store", "migrate", "store", "http://ann:secret@127.0.0.1:9"), 2, "PILLWATCH_STORE_USERNAME")


def test_upgrade(house: House) -> None:
    one_line(house.run("store", "upgrade"), 2, "nothing is stored at", "--store")
    store = open_store(house.data / "store")
    store.upsert([listing("a"), listing("b")])
    assert "nothing to do" in house.run("store", "upgrade").out
    version = house.data / "store" / "listings" / "pillwatch-version"
    version.write_text("0\n")
    one_line(house.run("search"), 1, "version '0'")
    planned = house.run("store", "upgrade", "--dry-run")
    assert "2 listings of version 0 would be written anew as version" in planned.out
    assert version.read_text() == "0\n"
    assert "2 listings of version 0, now of version" in house.run("store", "upgrade").out
    assert "2 listings" in house.run("search", "--all").out


def test_upgrade_of_servers(house: House, server: str) -> None:
    older = ElasticStore(server, Credentials(), version=0)
    older.upsert([listing("a", created=NOON), listing("b")])
    older.close()
    env = {"PILLWATCH_STORE": server}
    one_line(house.run("search", env=env), 1, "run `pillwatch store upgrade`")
    planned = house.run("store", "upgrade", "--dry-run", env=env)
    assert planned.out.count("would be written anew as") == 2, planned.err
    assert house.run("store", "upgrade", env=env).out.count(": 1 listings of version 0, now ") == 2
    assert "2 listings" in house.run("search", "--all", env=env).out
    assert "nothing to do" in house.run("store", "upgrade", env=env).out
