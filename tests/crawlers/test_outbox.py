"""A run's way to the store, in good times and bad."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from crawlers.outbox import PAUSES, Outbox
from index.access import EVERYTHING
from index.query import Query
from index.spool import Spool, Upsert
from index.store import SearchStore, StoreDownError, StoreError
from index.tantivy import TantivyStore
from tests.index.sample import NOON, listing
from tests.index.spool.stores import DOWN, LOCKED_OUT, FailingStore


@dataclass
class Time:
    """Seconds that pass only when somebody sleeps, or the test says so."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FailingStore]:
    inner: SearchStore = TantivyStore(tmp_path / "store")
    yield FailingStore(inner)
    inner.close()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def outbox(tmp_path: Path, store: FailingStore, time: Time) -> Outbox:
    spool = Spool(tmp_path / "spool", "run-1", clock=lambda: NOON, discard=lambda evidence: None)
    return Outbox(store, spool, monotonic=time, sleep=time.sleep)


def kept(store: FailingStore) -> list[str]:
    return [one.id for one in store.inner.scan(Query(access=EVERYTHING))]


def test_in_good_times_nothing_waits_and_nobody_sleeps(outbox: Outbox, store: FailingStore, time: Time) -> None:
    outbox.send([Upsert(listing("a"))])
    outbox.make_room()
    assert (kept(store), outbox.spool.waiting, time.slept) == (["a"], 0, [])
    stored = outbox.stored(["a", "b"]) or {}
    assert {name: replace(one, near_key=None) for name, one in stored.items()} == {"a": listing("a")}


def test_a_store_that_is_down_is_left_alone_longer_and_longer(outbox: Outbox, store: FailingStore, time: Time) -> None:
    store.trouble = DOWN
    tried = []
    for number in range(400):
        before = store.calls
        outbox.send([Upsert(listing(f"{number:03}"))])
        assert (outbox.stored(["000"]) is None) == (store.calls == before or store.trouble is not None)
        if store.calls > before:
            tried.append(int(time.now))
        time.now += 1
    assert tried == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363]
    assert outbox.spool.waiting == 400
    store.trouble = None
    time.now += 60
    outbox.send([Upsert(listing("last"))])
    assert len(kept(store)) == 401
    assert time.slept == []


def test_a_store_that_came_back_is_asked_at_once_again(outbox: Outbox, store: FailingStore, time: Time) -> None:
    store.trouble = DOWN
    outbox.send([Upsert(listing("a"))])
    store.trouble = None
    time.now += 1
    outbox.send([Upsert(listing("b"))])
    outbox.send([Upsert(listing("c"))])
    assert kept(store) == ["a", "b", "c"]


def test_the_last_try_does_not_wait(outbox: Outbox, store: FailingStore) -> None:
    store.trouble = DOWN
    outbox.send([Upsert(listing("a"))])
    store.trouble = None
    outbox.last_try()
    assert kept(store) == ["a"]


def test_trouble_that_waiting_does_not_mend_is_raised_with_everything_safe(outbox: Outbox, store: FailingStore) -> None:
    store.trouble = LOCKED_OUT
    assert outbox.stored(["a"]) is None
    for number in range(2):
        with pytest.raises(StoreError, match="password is refused"):
            outbox.send([Upsert(listing(f"{number}"))])
    assert (outbox.spool.waiting, store.calls) == (2, 1)


def test_too_much_that_waits_is_waited_for(
    outbox: Outbox, store: FailingStore, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.outbox.LIMIT", 100)
    store.trouble = DOWN
    outbox.send([Upsert(listing("a"))])

    def mended(seconds: float) -> None:
        time.sleep(seconds)
        if len(time.slept) == 3:
            store.trouble = None

    outbox.sleep = mended
    outbox.make_room()
    assert time.slept == list(PAUSES[:3])
    assert kept(store) == ["a"]


def test_too_much_that_waits_ends_the_run_after_a_while_with_nothing_lost(
    outbox: Outbox, store: FailingStore, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.outbox.LIMIT", 100)
    store.trouble = DOWN
    outbox.send([Upsert(listing("a"))])
    with pytest.raises(StoreDownError, match=r"1 listings wait in the spool, .* spool retry"):
        outbox.make_room()
    assert time.slept == list(PAUSES)
    with pytest.raises(StoreDownError):
        outbox.send([Upsert(listing("b"))])
    with pytest.raises(StoreDownError):
        outbox.make_room()
    assert (outbox.spool.waiting, len(time.slept)) == (2, len(PAUSES)), "it does not wait twice"
