"""Several writers of the same listings at once: nothing lost, nothing twice."""

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from elasticsearch import Elasticsearch

from index.access import EVERYTHING
from index.credentials import Credentials
from index.elastic import ElasticStore
from index.elastic.documents import to_document
from index.elastic.finding import fresh, settled
from index.elastic.schema import VERSION
from index.listing import Evidence, Version
from index.query import Query
from tests.index.children import ROOT
from tests.index.sample import NOON, listing

LATER = NOON + timedelta(hours=1)

WRITING = """
import sys
from datetime import timedelta
from index.credentials import Credentials
from index.elastic import ElasticStore
from tests.index.sample import NOON, listing
name, location = sys.argv[1:]
store = ElasticStore(location, Credentials())
for n in range(25):
    at = NOON + timedelta(hours=n)
    mine = [listing(f"{name}-{n}-{m}", created=NOON) for m in range(3)]
    shared = [listing("dated", f"{name} {n}", created=NOON, at=NOON), listing("undated", f"{name} {n}")]
    assert len(store.upsert(mine + shared)) == 5
store.close()
"""


def test_two_processes_that_write_the_same_lose_nothing(store: ElasticStore, location: str) -> None:
    children = [
        subprocess.Popen([sys.executable, "-c", WRITING, name, location], cwd=ROOT, text=True) for name in ("p", "q")
    ]
    assert [child.wait(120) for child in children] == [0, 0]
    kept = {one.id: one for one in store.scan(Query(access=EVERYTHING))}
    own = {f"{name}-{n}-{m}" for name in "pq" for n in range(25) for m in range(3)}
    assert set(kept) == own | {"dated", "undated"}
    for shared in (kept["dated"], kept["undated"]):
        texts = [version.text for version in shared.versions] + [shared.text]
        assert sorted(texts) == sorted(f"{name} {n}" for name in "pq" for n in range(25))


def test_threads_that_make_one_store_at_once(location: str) -> None:
    stores = [ElasticStore(location, Credentials()) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda n: stores[n].upsert([listing(f"{n}"), listing("shared")]), range(4)))
    assert [first for first, _ in outcomes] == ["new"] * 4
    stores[0].delete(["none"])
    assert sorted(one.id for one in stores[0].scan(Query(access=EVERYTHING))) == ["0", "1", "2", "3", "shared"]


def blind_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next look at what is stored comes a moment too early and finds nothing."""
    looks: list[object] = []

    def too_early(*asked: Any) -> Mapping[str, Any]:
        looks.append(asked)
        return {} if len(looks) == 1 else fresh(*asked)

    monkeypatch.setattr("index.elastic.writing.fresh", too_early)


def test_one_that_was_faster_is_merged_with(store: ElasticStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.upsert([listing("a")])
    blind_once(monkeypatch)
    assert store.upsert([listing("a", "edited", at=LATER), listing("b")]) == ["changed", "new"]
    assert [version.text for version in store.get(["a"], access=EVERYTHING)["a"].versions] == ["blue pills"]
    assert store.search(Query(access=EVERYTHING)).total == 2


def test_own_write_whose_answer_was_lost_is_what_it_was(store: ElasticStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.upsert([listing("a")])
    blind_once(monkeypatch)
    assert store.upsert([listing("a")]) == ["new"]
    assert store.search(Query(access=EVERYTHING)).total == 1


def test_changed_between_reading_and_replacing(
    store: ElasticStore, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.upsert([listing("a")])
    other = ElasticStore(location, Credentials())

    def overtaken(*asked: Any) -> Any:
        answer = settled(*asked)
        monkeypatch.setattr("index.elastic.writing.settled", settled)
        other.update({"a": {"near_key": "n"}})
        return answer

    monkeypatch.setattr("index.elastic.writing.settled", overtaken)
    assert store.update({"a": {"held": True}}) == 1
    assert store.get(["a"], access=EVERYTHING)["a"] == listing("a", held=True, near_key="n")


def test_post_stored_twice_by_a_race_becomes_one(store: ElasticStore, admin: Elasticsearch, prefix: str) -> None:
    earlier, evidence = Version(None, "before", NOON), Evidence("00ff", "e/1")
    store.upsert([listing("a", "one", at=LATER, evidence=evidence), listing("other", created=NOON)])
    twin = listing("a", "two", created=NOON, held=True, versions=(earlier,))
    admin.index(
        index=f"{prefix}-listings-2026.11-v{VERSION}", id="a", document=orjson.loads(to_document(twin)), refresh=True
    )
    assert store.upsert([listing("a", "three", created=NOON, at=LATER + timedelta(hours=1))]) == ["changed"]
    (kept,) = [one for one in store.scan(Query(access=EVERYTHING)) if one.id == "a"]
    assert (kept.text, kept.first_seen, kept.held) == ("three", NOON, True)
    assert [version.text for version in kept.versions] == ["before", "two", "one"]
    assert store.search(Query(access=EVERYTHING)).total == 2
    assert store.delete(["a"]) == 1


def test_deletion_takes_every_copy(store: ElasticStore, admin: Elasticsearch, prefix: str) -> None:
    store.upsert([listing("a"), listing("b", created=NOON)])
    twin = to_document(replace(listing("a"), created=NOON))
    admin.index(index=f"{prefix}-listings-2026.11-v{VERSION}", id="a", document=orjson.loads(twin))
    assert store.delete(["a"]) == 1
    assert [one.id for one in store.scan(Query(access=EVERYTHING))] == ["b"]
