"""What the store refused: kept, sent again, given up."""

from datetime import timedelta

import pytest

from index.listing import Evidence
from index.spool import Delivered, Entry, Gone, RefusedEntry, RefusedFile, Upsert, retry
from index.store import SearchStore, StoreDownError
from tests.index.sample import NOON, listing
from tests.index.spool.conftest import Place
from tests.index.spool.stores import DOWN, FailingStore, RefusingStore


def refuse(place: Place, store: SearchStore, run: str, *names: str, hours: int = 0) -> None:
    at = NOON + timedelta(hours=hours)
    spool = place.spool(run)
    spool.append([Upsert(listing(name, at=at, evidence=Evidence(name, ""))) for name in names])
    assert spool.deliver(RefusingStore(store, names)).refused == len(names)
    spool.close()


def send_again(place: Place, store: SearchStore, told: list[Delivered]) -> list[Delivered]:
    return retry(place.folder, store, discard=place.discard, settle=told.append)


def test_what_the_store_takes_now_leaves_the_file(place: Place, store: SearchStore) -> None:
    refuse(place, store, "run-1", "a", "b")
    refuse(place, store, "run-2", "b", "c", hours=1)
    told: list[Delivered] = []
    assert send_again(place, RefusingStore(store, {"c"}), told) == [
        Delivered("run-1", new=2),
        Delivered("run-2", seen=1, refused=1),
    ]
    assert told == [Delivered("run-1", new=2), Delivered("run-2", seen=1, refused=1)]
    assert [(one.id, one.run) for one in place.refused()] == [("c", "run-2")]


def test_a_store_that_is_down_leaves_the_file(place: Place, store: SearchStore) -> None:
    refuse(place, store, "run-1", "a")
    with pytest.raises(StoreDownError):
        send_again(place, FailingStore(store, DOWN), [])
    assert [one.id for one in place.refused()] == ["a"]


def test_runs_of_which_something_waits_are_left_alone(place: Place, store: SearchStore) -> None:
    refuse(place, store, "run-1", "a")
    spool = place.spool("run-1")
    spool.append([Upsert(listing("b"))])
    assert send_again(place, store, []) == []
    spool.deliver(store)
    spool.close()
    assert send_again(place, store, []) == [Delivered("run-1", new=1)]


def test_what_cannot_be_sent_stays(place: Place, store: SearchStore) -> None:
    spool = place.spool()
    spool.append([Upsert(listing("half", "\ud83d"))])
    assert send_again(place, store, []) == []
    assert [one.id for one in place.refused()] == ["half"]


def test_a_line_that_was_damaged_or_torn(place: Place, store: SearchStore) -> None:
    refuse(place, store, "run-1", "a")
    file = place.folder / "refused.jsonl"
    file.write_bytes(b'{"id": 1\n' + file.read_bytes() + b'{"id": "torn')
    broken, whole = place.refused()
    assert broken.id.startswith("damaged-")
    assert (broken.entry, broken.raw) == (None, '{"id": 1')
    assert whole.id == "a"
    refuse(place, store, "run-2", "b")
    assert [one.id for one in place.refused()] == [broken.id, "a", "b"]


def test_removed_for_good(place: Place, store: SearchStore) -> None:
    refuse(place, store, "run-1", "a", "b", "c")
    RefusedFile(place.folder).remove({one.key for one in place.refused() if one.id != "b"})
    assert [one.id for one in place.refused()] == ["b"]
    RefusedFile(place.folder).remove(set())


def test_every_kind_survives_the_file(place: Place) -> None:
    entries: list[Entry] = [Upsert(listing("a")), Upsert(listing("b"), known_only=True), Gone("c", NOON)]
    RefusedFile(place.folder).add([RefusedEntry(one.id, "run-1", NOON, 'no "x" \ud83d', one) for one in entries])
    assert [one.entry for one in place.refused()] == entries
    assert {one.reason for one in place.refused()} == {'no "x" \\ud83d'}
