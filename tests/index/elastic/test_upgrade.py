"""From one version of the mapping to the next, whatever happens on the way."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest
from elasticsearch import Elasticsearch

from index.access import EVERYTHING
from index.credentials import Credentials
from index.elastic import ElasticStore
from index.elastic.upgrade import Step, upgrade
from index.query import FACETS, Clause, Query
from index.store import Page, StoreDownError, StoreError
from tests.index.children import ROOT
from tests.index.sample import NOON, listing

ALL = Query(access=EVERYTHING, clauses=(Clause(("blue",)),), facets=FACETS, histogram=True, limit=100)
LISTINGS = [
    *(listing(f"o{n}", created=datetime(2026, 10, 1 + n, tzinfo=UTC)) for n in range(10)),
    *(listing(f"n{n}", created=NOON) for n in range(20)),
    *(listing(f"u{n}", "blue\x00 💊", score=0.1 + 0.2) for n in range(5)),
    listing("moved", created=NOON),
]


@pytest.fixture
def before(store: ElasticStore) -> Page:
    """What the store of this version answers."""
    store.upsert(LISTINGS)
    store.update({"moved": {"created": datetime(2026, 10, 3, tzinfo=UTC)}})
    return store.search(ALL)


def indices(admin: Elasticsearch, prefix: str) -> set[str]:
    every = admin.indices.get(index=f"{prefix}-*", features="settings")
    return {name.removeprefix(f"{prefix}-listings-") for name in every}


def after(location: str) -> Page:
    return ElasticStore(location, Credentials(), version=3).search(ALL)


def test_there_is_nothing_to_do(store: ElasticStore, location: str) -> None:
    assert upgrade(location, Credentials()) == []
    store.upsert(LISTINGS)
    assert upgrade(location, Credentials()) == []


def test_all_is_there_in_the_new_version(
    store: ElasticStore, before: Page, location: str, admin: Elasticsearch, prefix: str
) -> None:
    name = f"{prefix}-listings-"
    plan = [
        Step(f"{name}2026.10-v2", 2, f"{name}2026.10-v3", 10),
        Step(f"{name}2026.11-v2", 2, f"{name}2026.11-v3", 21),
        Step(f"{name}undated-v2", 2, f"{name}undated-v3", 5),
    ]
    assert upgrade(location, Credentials(), version=3, dry_run=True) == plan
    assert indices(admin, prefix) == {"2026.10-v2", "2026.11-v2", "undated-v2"}
    assert store.search(ALL) == before
    told: list[int] = []
    assert upgrade(location, Credentials(), version=3, watch=told.append) == plan
    assert told[-1] == 36
    assert after(location) == before
    assert indices(admin, prefix) == {"2026.10-v3", "2026.11-v3", "undated-v3"}
    with pytest.raises(StoreError, match=r"version 3 of the search store.*use the Pillwatch that wrote it"):
        store.upsert([listing("late")])
    sleep(1.1)  # a reader looks at the version once a second
    with pytest.raises(StoreError, match=r"version 3 of the search store.*use the Pillwatch that wrote it"):
        store.search(ALL)
    with pytest.raises(StoreError, match="version 3"):
        upgrade(location, Credentials(), version=2)
    new = ElasticStore(location, Credentials(), version=3)
    assert new.upsert([listing("moved", at=NOON + timedelta(hours=1)), listing("new", created=NOON)]) == ["seen", "new"]
    assert new.search(ALL).total == before.total + 1
    assert [step.index for step in upgrade(location, Credentials(), version=4)] == [step.target for step in plan]
    assert ElasticStore(location, Credentials(), version=4).search(ALL).total == before.total + 1


def test_writing_meanwhile_is_refused_for_now(store: ElasticStore, before: Page, location: str) -> None:
    def meanwhile(done: int) -> None:
        if done == 10:
            with pytest.raises(StoreDownError, match="store upgrade does this while it runs"):
                store.upsert([listing("o0", at=NOON + timedelta(hours=1))])
            assert store.search(ALL) == before

    upgrade(location, Credentials(), version=3, watch=meanwhile)
    assert after(location) == before


def test_failure_leaves_the_rest_as_it_was(store: ElasticStore, before: Page, location: str) -> None:
    def fail(done: int) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        upgrade(location, Credentials(), version=3, watch=fail)
    assert store.search(ALL) == before
    assert store.upsert([listing("o0", at=NOON + timedelta(hours=1))]) == ["seen"]
    upgrade(location, Credentials(), version=3)
    assert after(location).total == before.total


KILLED = """
import os, signal, sys
from elasticsearch.client import IndicesClient
from index.credentials import Credentials
from index.elastic.upgrade import upgrade
location, name, left = sys.argv[1], sys.argv[2], int(sys.argv[3])
def deadly(call):
    def wrapped(*args, **named):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **named)
    return wrapped
setattr(IndicesClient, name, deadly(getattr(IndicesClient, name)))
upgrade(location, Credentials(), version=3)
"""


@pytest.mark.parametrize(
    ("before_call", "number"),
    [
        ("refresh", 4),
        ("create", 2),
        ("delete_alias", 1),
        ("refresh", 5),
        ("update_aliases", 1),
        ("update_aliases", 2),
        ("delete", 2),
        ("delete", 6),
    ],
)
def test_killed_and_run_again(
    before: Page, location: str, admin: Elasticsearch, prefix: str, before_call: str, number: int
) -> None:
    command = [sys.executable, "-c", KILLED, location, before_call, str(number)]
    assert subprocess.run(command, cwd=ROOT, timeout=60).returncode == -signal.SIGKILL
    upgrade(location, Credentials(), version=3)
    assert after(location) == before
    assert indices(admin, prefix) == {"2026.10-v3", "2026.11-v3", "undated-v3"}


def test_late_writer_of_the_old_version_is_merged_in(
    before: Page, location: str, admin: Elasticsearch, prefix: str
) -> None:
    upgrade(location, Credentials(), version=3)
    late = ElasticStore(location, Credentials())
    admin.indices.update_aliases(
        actions=[{"remove": {"index": f"{prefix}-listings-*-v3", "alias": f"{prefix}-listings"}}]
    )
    edited = replace(LISTINGS[10], text="blue edited", checked=NOON + timedelta(hours=1))
    assert late.upsert([edited, listing("late", created=NOON)]) == ["new", "new"]
    admin.indices.update_aliases(actions=[{"add": {"index": f"{prefix}-listings-*-v3", "alias": f"{prefix}-listings"}}])
    (step,) = upgrade(location, Credentials(), version=3)
    assert step.listings == 2
    store = ElasticStore(location, Credentials(), version=3)
    assert store.search(ALL).total == before.total + 1
    kept = store.get([edited.id], access=EVERYTHING)[edited.id]
    assert (kept.text, [version.text for version in kept.versions]) == ("blue edited", ["blue pills"])
