"""What dead owners left: adopted once, in order, whatever happened to the files."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zlib import crc32

import pytest

from index.access import EVERYTHING
from index.open import open_store
from index.query import Query
from index.spool import Delivered, Gone, Upsert, waiting
from index.spool.home import MARK
from index.store import SearchStore, StoreDownError
from tests.index.conftest import NewPlace
from tests.index.sample import NOON, listing
from tests.index.spool.conftest import Place, left_by_the_dead
from tests.index.spool.stores import DOWN, FailingAfter, FailingStore, RefusingStore

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def leave(place: Place, owner: str, *names: str, hours: int = 0) -> Path:
    """The last segment of an owner that died with these listings waiting."""
    spool = place.spool(owner)
    for name in names:
        spool.append([Upsert(listing(name, at=NOON + timedelta(hours=hours)))])
    left_by_the_dead(spool)
    return place.segments()[-1]


def texts(store: SearchStore) -> dict[str, str]:
    return {one.id: one.text for one in store.scan(Query(access=EVERYTHING))}


def test_each_dead_owner_is_settled_and_cleared(place: Place, store: SearchStore) -> None:
    leave(place, "run-1", "a", "b")
    leave(place, "run-2", "b", "c", hours=1)
    totals = [Delivered("run-1", new=2), Delivered("run-2", new=1, seen=1)]
    assert place.replay(store) == totals
    assert place.settled == [(total, 0) for total in totals]
    assert place.files() == []
    assert place.replay(store) == []


def test_an_empty_folder_of_an_owner_killed_at_its_first_or_last_step_goes_away(
    place: Place, store: SearchStore
) -> None:
    (place.folder / "run-1").mkdir(parents=True)
    leave(place, "run-2", "a")
    assert [one.owner for one in place.replay(store)] == ["run-2"]
    assert list(place.folder.iterdir()) == []


def test_the_living_are_left_alone(place: Place, store: SearchStore) -> None:
    living = place.spool("run-1")
    living.append([Upsert(listing("a"))])
    leave(place, "run-2", "b")
    assert [one.owner for one in place.replay(store)] == ["run-2"]
    assert texts(store).keys() == {"b"}
    living.deliver(store)
    living.close()
    assert texts(store).keys() == {"a", "b"}


def test_two_at_once_have_segments_of_their_own(place: Place, store: SearchStore) -> None:
    one, two = place.spool("run-1"), place.spool("run-2")
    for n in range(3):
        one.append([Upsert(listing(f"one-{n}"))])
        two.append([Upsert(listing(f"two-{n}")), Upsert(listing("shared", at=NOON + timedelta(hours=n)))])
    assert two.deliver(store) == Delivered("run-2", new=4, seen=2)
    two.close()
    assert one.waiting == 3
    assert one.deliver(store) == Delivered("run-1", new=3)


def test_a_second_owner_of_the_same_name_is_refused(place: Place) -> None:
    first = place.spool("run-1")
    first.append([Upsert(listing("a"))])
    with pytest.raises(BlockingIOError, match="another process has this part"):
        place.spool("run-1").append([Upsert(listing("b"))])


def test_an_owner_that_comes_back_goes_on(place: Place, store: SearchStore) -> None:
    leave(place, "run-1", "a")
    again = place.spool("run-1")
    again.append([Upsert(listing("b"))])
    assert again.waiting == 2
    assert again.deliver(store) == Delivered("run-1", new=2)


def test_order_is_by_number_whatever_the_clock_says(place: Place, store: SearchStore) -> None:
    spool = place.spool("shop-20261125T000000000000Z")
    spool.append([Upsert(listing("a", "first"))])
    left_by_the_dead(spool)
    jumped_back = place.spool("shop-20200101T000000000000Z")
    jumped_back.append([Upsert(listing("a", "second"))])
    left_by_the_dead(jumped_back)
    assert [one.owner for one in place.replay(store)] == [spool.owner, jumped_back.owner]
    assert texts(store) == {"a": "second"}


def test_a_store_that_is_down_leaves_the_rest_and_what_was_sent_is_told(
    place: Place, store: SearchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.spool.segment._ENTRIES", 1)
    leave(place, "run-1", "a", "b", "c")
    with pytest.raises(StoreDownError):
        place.replay(FailingAfter(store, 1))
    assert place.settled == [(Delivered("run-1", new=1), 2)]
    assert place.replay(store) == [Delivered("run-1", new=2)]
    assert place.settled[-1] == (Delivered("run-1", new=3), 0)


def test_died_before_the_acknowledgement(place: Place, store: SearchStore) -> None:
    """Everything was stored, and nobody wrote that down: the counts are as if it had been."""
    spool = place.spool("run-1")
    store.upsert([listing("old")])
    spool.append([Upsert(listing("a")), Upsert(listing("old", "edited", at=NOON + timedelta(hours=1)))])
    before = dict.fromkeys(place.folder.rglob("*"))
    spool.deliver(store)
    left_by_the_dead(spool)
    for path in place.folder.rglob(MARK):
        assert path not in before
        path.unlink()
    assert place.replay(store) == [Delivered("run-1", new=1, changed=1)]
    assert len(store.get(["old"], access=EVERYTHING)["old"].versions) == 1


def test_died_after_the_acknowledgement(place: Place, store: SearchStore) -> None:
    spool = place.spool("run-1")
    spool.append([Upsert(listing("a"))])
    spool.deliver(store)
    left_by_the_dead(spool)
    assert place.replay(store) == [Delivered("run-1")]
    assert place.settled == [(Delivered("run-1", new=1), 0)], "the record may not have been written"
    assert place.files() == []


@pytest.mark.parametrize("mark", [b"", b"\0" * 256, b"null\n", b'{"segment": 1}'])
def test_a_mark_that_cannot_be_understood_sends_all_again(place: Place, store: SearchStore, mark: bytes) -> None:
    spool = place.spool("run-1")
    spool.append([Upsert(listing("a")), Gone("a", NOON + timedelta(hours=1))])
    spool.deliver(store)
    spool.append([Upsert(listing("b"))])
    left_by_the_dead(spool)
    (place.folder / "run-1" / MARK).write_bytes(mark)
    (sent,) = place.replay(store)
    assert (sent.new + sent.seen, sent.gone) == (2, 1)
    assert texts(store).keys() == {"a", "b"}


@pytest.mark.parametrize("torn", [b"1", b"12345678 upsert {", b"\0" * 4096])
def test_a_torn_last_line_was_never_acknowledged(place: Place, store: SearchStore, torn: bytes) -> None:
    path = leave(place, "run-1", "a")
    with path.open("ab") as file:
        file.write(torn)
    assert [one.entries for one in waiting(place.folder)] == [1]
    assert place.replay(store) == [Delivered("run-1", new=1)]
    assert place.refused() == []
    assert place.files() == []


def test_damage_in_the_middle_is_set_aside_and_the_rest_delivered(place: Place, store: SearchStore) -> None:
    path = leave(place, "run-1", "a", "b", "c")
    path.write_bytes(path.read_bytes().replace(b'"id":"b"', b'"id":"x"'))
    assert place.replay(store) == [Delivered("run-1", new=2, refused=1)]
    assert texts(store).keys() == {"a", "c"}
    (damaged,) = place.refused()
    assert damaged.id.startswith("damaged-")
    assert f"{path.name} of the spool, byte " in damaged.reason
    assert "checksum does not fit" in damaged.reason
    assert '"id":"x"' in damaged.raw


def test_a_line_of_another_version_is_set_aside(place: Place, store: SearchStore) -> None:
    path = leave(place, "run-1", "a")
    told = b"poem {}"
    with path.open("ab") as file:
        file.write(b"%08x %s\n" % (crc32(told), told))
    assert place.replay(store) == [Delivered("run-1", new=1, refused=1)]
    assert "'poem' is unknown" in place.refused()[0].reason


def test_an_empty_segment_and_files_of_others(place: Place, store: SearchStore) -> None:
    leave(place, "run-1", "a")
    (place.folder / "run-1" / "00000099.segment").write_bytes(b"")
    (place.folder / "run-1" / "notes.txt").write_text("mine")
    (place.folder / "letters").mkdir()
    (place.folder / "letters" / "a.txt").write_text("mine")
    (place.folder / "plan.segment").write_text("mine")
    assert place.replay(store) == [Delivered("run-1", new=1)]
    assert place.files() == ["letters/a.txt", "plan.segment", "run-1/notes.txt"]
    assert place.replay(store) == []


def test_refused_before_a_death_is_refused_once(place: Place, store: SearchStore) -> None:
    refusing = RefusingStore(store, {"poison"})
    spool = place.spool("run-1")
    spool.append([Upsert(listing("poison")), Upsert(listing("a"))])
    spool.deliver(refusing)
    left_by_the_dead(spool)
    (place.folder / "run-1" / MARK).unlink()
    assert place.replay(refusing) == [Delivered("run-1", new=1, refused=1)]
    assert [one.id for one in place.refused()] == ["poison"]


def test_a_replay_that_fails_at_once_changes_nothing(place: Place, store: SearchStore) -> None:
    leave(place, "run-1", "a")
    before = place.files()
    with pytest.raises(StoreDownError):
        place.replay(FailingStore(store, DOWN))
    assert place.files() == before


KILLED = """
import os, signal, sys
from pathlib import Path
from index.listing import Evidence
from index.open import open_store
from index.spool import Upsert
from tests.index.conftest import NewPlace
from tests.index.sample import listing
from tests.index.spool.conftest import Place
from tests.index.spool.stores import FailingStore

class KillingStore(FailingStore):
    def upsert(self, listings):
        when == "before" and os.kill(os.getpid(), signal.SIGKILL)
        outcomes = self.inner.upsert(listings)
        when == "after" and os.kill(os.getpid(), signal.SIGKILL)
        return outcomes

folder, location, when = sys.argv[1:]
store = open_store(location)
spool = Place(Path(folder)).spool("run-1")
spool.append([Upsert(listing(f"{n}", evidence=Evidence(f"{n}", ""))) for n in range(5)])
spool.deliver(store)
spool.append([Upsert(listing(f"{n}", evidence=Evidence(f"{n}", ""))) for n in range(5, 9)])
spool.deliver(KillingStore(store))
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_between_append_and_acknowledgement(place: Place, new_place: NewPlace, when: str) -> None:
    location = new_place()
    command = [sys.executable, "-c", KILLED, str(place.folder), location, when]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -9
    store = open_store(location)
    assert [one.entries for one in waiting(place.folder)] == [4]
    assert place.replay(store) == [Delivered("run-1", new=4)]
    assert place.settled == [(Delivered("run-1", new=9), 0)]
    assert place.discarded == []
    assert {one.id: one.evidence and one.evidence.sha256 for one in store.scan(Query(access=EVERYTHING))} == {
        f"{n}": f"{n}" for n in range(9)
    }
    store.close()
