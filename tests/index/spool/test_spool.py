"""The spool of one owner: what is appended waits until the store has taken it."""

import tracemalloc
from datetime import timedelta

import pytest

from index.access import EVERYTHING
from index.listing import Evidence
from index.query import Query
from index.spool import Delivered, Entry, Gone, Upsert, waiting, waiting_entries
from index.spool import segment as segments
from index.store import SearchStore, StoreError
from tests.index.sample import NOON, listing
from tests.index.spool.conftest import Place
from tests.index.spool.stores import (
    DOWN,
    LOCKED_OUT,
    AnswerlessStore,
    FailingAfter,
    FailingStore,
    ForgettingStore,
    RefusingStore,
)

LATER = NOON + timedelta(hours=1)
OLD, NEW = Evidence("aa", "evidence/aa/aa.json"), Evidence("bb", "evidence/bb/bb.json")


def test_what_was_appended_is_delivered_and_leaves_nothing(place: Place, store: SearchStore) -> None:
    store.upsert([listing("c")])
    spool = place.spool()
    spool.append([Upsert(listing("a")), Upsert(listing("b"))])
    spool.append([Gone("c", LATER), Upsert(listing("a", "edited", at=LATER))])
    assert spool.waiting == 4
    assert spool.deliver(store) == Delivered("run-1", new=2, changed=1, gone=1) == spool.total
    assert (spool.waiting, spool.waiting_bytes) == (0, 0)
    stored = store.get(["a", "c"], access=EVERYTHING)
    assert [version.text for version in stored["a"].versions] == ["blue pills"]
    assert (stored["c"].gone, stored["c"].deleted, stored["c"].checked) == (LATER, True, LATER)
    assert spool.deliver(store) == Delivered("run-1")
    spool.close()
    assert place.files() == []
    assert not (place.folder / "run-1").exists()


def test_nothing_appended_writes_nothing(place: Place, store: SearchStore) -> None:
    spool = place.spool()
    spool.append([])
    assert spool.deliver(store) == Delivered("run-1")
    spool.close()
    assert not place.folder.exists()


@pytest.mark.parametrize("trouble", [DOWN, LOCKED_OUT])
def test_a_store_that_fails_leaves_everything_for_later(place: Place, store: SearchStore, trouble: StoreError) -> None:
    failing = FailingStore(store, trouble)
    spool = place.spool()
    spool.append([Upsert(listing(f"{n}")) for n in range(3)])
    with pytest.raises(type(trouble), match=r"store\.example"):
        spool.deliver(failing)
    assert spool.waiting == 3
    assert spool.total == Delivered("run-1")
    failing.trouble = None
    assert spool.deliver(failing).new == 3


def test_known_only_is_for_what_is_stored(place: Place, store: SearchStore) -> None:
    store.upsert([listing("old")])
    spool = place.spool()
    spool.append(
        [
            Upsert(listing("stranger"), known_only=True),
            Upsert(listing("old", "weather", at=LATER), known_only=True),
            Upsert(listing("stranger", "pills")),
        ]
    )
    assert spool.deliver(store) == Delivered("run-1", new=1, changed=1, absent=1)
    assert {one.id: one.text for one in store.scan(Query(access=EVERYTHING))} == {"old": "weather", "stranger": "pills"}


def test_gone_is_not_believed_against_what_is_newer(place: Place, store: SearchStore) -> None:
    store.upsert([listing("fresh", at=LATER), listing("before", gone=NOON, deleted=True)])
    spool = place.spool()
    spool.append([Gone("fresh", NOON), Gone("before", LATER), Gone("unknown", NOON)])
    assert spool.deliver(store) == Delivered("run-1", seen=2, absent=1)
    stored = store.get(["fresh", "before"], access=EVERYTHING)
    assert stored["fresh"].gone is None
    assert stored["before"].gone == NOON, "the first time it was found deleted stays"


def test_a_refused_listing_is_set_aside_with_the_reason_and_the_others_are_stored(
    place: Place, store: SearchStore
) -> None:
    spool = place.spool()
    spool.append([Upsert(listing(name)) for name in ("a", "poison", "b")])
    assert spool.deliver(RefusingStore(store, {"poison"})) == Delivered("run-1", new=2, refused=1)
    assert spool.waiting == 0
    assert [one.id for one in store.scan(Query(access=EVERYTHING))] == ["a", "b"]
    (refused,) = place.refused()
    assert (refused.id, refused.run, refused.time) == ("poison", "run-1", NOON)
    assert "failed to parse field" in refused.reason
    assert refused.entry == Upsert(listing("poison"))


def test_what_has_no_json_form_is_set_aside_at_once(place: Place, store: SearchStore) -> None:
    spool = place.spool()
    spool.append([Upsert(listing("a")), Upsert(listing("half", "an emoji \ud83d"))])
    spool.append([Gone("g", NOON.replace(tzinfo=None))])
    assert spool.waiting == 1
    assert spool.deliver(store).new == 1
    assert spool.total.refused == 2
    half, gone = place.refused()
    assert (half.id, half.entry) == ("half", None)
    assert "surrogates" in half.reason
    assert "an emoji" in half.raw
    assert "has no zone" in gone.reason


def test_an_answer_that_was_lost_counts_once_and_as_it_was(place: Place, store: SearchStore) -> None:
    store.upsert([listing("edited", evidence=OLD), listing("same"), listing("dear", evidence=OLD), listing("gone")])
    entries: list[Entry] = [
        Upsert(listing("fresh", at=LATER, evidence=NEW)),
        Upsert(listing("edited", "other", at=LATER, evidence=NEW)),
        Upsert(listing("same", at=LATER)),
        Upsert(listing("dear", place="Elsewhere", at=LATER, evidence=NEW)),
        Gone("gone", LATER),
    ]
    spool = place.spool()
    spool.append(entries)
    answerless = AnswerlessStore(store, failures=2)
    for _ in range(2):
        with pytest.raises(StoreError):
            spool.deliver(answerless)
    assert spool.deliver(answerless) == Delivered("run-1", new=1, changed=2, seen=1, gone=1)
    assert len(store.get(["edited"], access=EVERYTHING)["edited"].versions) == 1
    assert place.discarded == []


def test_evidence_that_nobody_needed_is_let_go(place: Place, store: SearchStore) -> None:
    store.upsert([listing("same", evidence=OLD), listing("edited", evidence=OLD), listing("none")])
    spool = place.spool()
    spool.append(
        [
            Upsert(listing("same", at=LATER, evidence=Evidence("11", "evidence/11/11.json"))),
            Upsert(listing("edited", "other", at=LATER, evidence=NEW)),
            Upsert(listing("stranger", evidence=Evidence("22", "evidence/22/22.json")), known_only=True),
            Upsert(listing("none", at=LATER, evidence=Evidence("33", "evidence/33/33.json"))),
        ]
    )
    spool.deliver(store)
    assert place.discarded == ["11", "22"]
    kept = store.get(["same", "edited", "none"], access=EVERYTHING)
    assert kept["same"].evidence == OLD
    assert (kept["edited"].evidence, kept["edited"].versions[0].evidence) == (NEW, OLD)
    assert kept["none"].evidence == Evidence("33", "evidence/33/33.json"), "the first evidence that it ever had"


def test_a_long_backlog_lies_in_several_segments_that_go_one_by_one(
    place: Place, store: SearchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.spool.spool.LONGEST", 2500)
    spool = place.spool()
    for n in range(10):
        spool.append([Upsert(listing(f"{n}-{m}")) for m in range(2)])
    assert len(place.segments()) == 5
    assert sum(path.stat().st_size for path in place.segments()) == spool.waiting_bytes
    with pytest.raises(StoreError):
        spool.deliver(FailingAfter(store, 2))
    assert len(place.segments()) == 3
    assert (spool.waiting, spool.total.new) == (12, 8)
    assert spool.deliver(store).new == 12
    assert len(list(store.scan(Query(access=EVERYTHING)))) == 20


def test_only_a_batch_is_handed_over_at_a_time(
    place: Place, store: SearchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "_ENTRIES", 3)
    spool = place.spool()
    spool.append([Upsert(listing(f"{n}")) for n in range(10)])
    counting = FailingStore(store)
    assert spool.deliver(counting).new == 10
    assert counting.calls == 2 * 4, "a look for copies and a writing call for each batch"


@pytest.mark.parametrize("store", [ForgettingStore()])
def test_memory_does_not_grow_with_the_backlog(
    place: Place, store: SearchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "_ENTRIES", 100)
    monkeypatch.setattr("index.spool.spool.LONGEST", 100_000)

    def peak(entries: int) -> int:
        spool = place.spool(f"run-{entries}")
        tracemalloc.start()
        for start in range(0, entries, 50):
            spool.append([Upsert(listing(f"{start + n}")) for n in range(50)])
        assert spool.deliver(store).new == entries
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(200)
    assert peak(8000) < 1.5 * peak(1000)


def test_what_waits_can_be_looked_at_while_the_owner_works(place: Place, store: SearchStore) -> None:
    spool = place.spool()
    entries: list[Entry] = [Upsert(listing("a")), Upsert(listing("b"), known_only=True), Gone("c", NOON)]
    spool.append(entries)
    (found,) = waiting(place.folder)
    assert (found.run, found.entries, found.bytes, found.running) == ("run-1", 3, spool.waiting_bytes, True)
    assert list(waiting_entries(place.folder)) == [("run-1", entry) for entry in entries]
    spool.deliver(store)
    assert waiting(place.folder) == []
    spool.append([Upsert(listing("a", "next"))])
    assert [entry.id for _, entry in waiting_entries(place.folder)] == ["a"]
    spool.close()
    assert [one.running for one in waiting(place.folder)] == [False]


def test_a_file_that_was_taken_away_is_said(place: Place, store: SearchStore) -> None:
    spool = place.spool()
    spool.append([Upsert(listing("a"))])
    place.segments()[0].write_bytes(b"")
    with pytest.raises(OSError, match=r"not there any more.*\.segment"):
        spool.deliver(store)
