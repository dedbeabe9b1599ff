"""Holds and releases: what is kept, who said so, and what a kill in the middle leaves."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from index.store import StoreDownError
from pillwatch.errors import FailedError, MistakeError
from pillwatch.holds import Action, Decision, HoldLog, decide, hold_log
from tests.pillwatch.kept import NOW, World, id_of

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.put("one")
    return made


def decided(
    world: World, action: Action, why: str = "case 7", by: str = "Ann", store: Any = None, now: Any = NOW
) -> tuple[Decision | None, bool]:
    return decide(store or world.store, hold_log(world.data), id_of("one"), action, by=by, why=why, now=now)


def lines(world: World) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (world.data / "holds.jsonl").read_bytes().splitlines()]


def test_a_hold_is_logged_and_stored(world: World) -> None:
    before = world.stored("one")
    decision, is_new = decided(world, "hold")
    assert (decision, is_new) == (Decision(time=NOW, action="hold", listing=before.id, by="Ann", why="case 7"), True)
    assert lines(world) == [
        {"time": "2026-11-19T12:00:00Z", "action": "hold", "listing": before.id, "by": "Ann", "why": "case 7"}
    ]
    assert world.stored("one").held


def test_twice_is_once_and_the_first_reason_stays(world: World) -> None:
    first, _ = decided(world, "hold")
    assert decided(world, "hold", "another case", "Bea", now=LATER) == (first, False)
    released, _ = decided(world, "release", "closed", now=LATER)
    assert decided(world, "release", "again", now=LATER) == (released, False)
    assert [line["action"] for line in lines(world)] == ["hold", "release"]
    assert not world.stored("one").held
    decided(world, "hold", "open again", now=LATER)
    assert hold_log(world.data).held() == {id_of("one")}


def test_a_release_of_what_was_never_held(world: World) -> None:
    assert decided(world, "release") == (None, False)
    assert hold_log(world.data).standing() == {}


def test_a_hold_that_only_the_store_knows_can_be_released(world: World) -> None:
    world.store.update({id_of("one"): {"held": True}})
    assert decided(world, "release")[1]
    assert not world.stored("one").held


class Down:
    """A store that fails to write."""

    def __init__(self, store: Any) -> None:
        self.get = store.get

    def update(self, changes: Any) -> int:
        raise StoreDownError("the store is down")


def test_the_log_is_written_first_and_the_same_command_mends_the_store(world: World) -> None:
    with pytest.raises(StoreDownError):
        decided(world, "hold", store=Down(world.store))
    assert hold_log(world.data).held() == {id_of("one")}
    assert not world.stored("one").held
    assert decided(world, "hold", now=LATER)[1] is False
    assert world.stored("one").held
    assert len(lines(world)) == 1


def test_a_line_torn_anywhere_was_never_a_hold_and_is_cut_off(world: World) -> None:
    decided(world, "hold")
    decided(world, "release")
    log = hold_log(world.data)
    whole = log.path.read_bytes()
    first = whole.index(b"\n") + 1
    for length in range(first, len(whole)):
        log.path.write_bytes(whole[:length])
        assert log.held() == {id_of("one")}
        decided(world, "release", "closed")
        assert [line["action"] for line in lines(world)] == ["hold", "release"]
        world.store.update({id_of("one"): {"held": True}})


def test_a_damaged_line_is_named(world: World) -> None:
    decided(world, "hold")
    path = world.data / "holds.jsonl"
    damaged = path.read_bytes().replace(b'"hold"', b'"h\0ld"')
    path.write_bytes(damaged)
    with pytest.raises(FailedError, match=r"holds\.jsonl, line 1: not a hold or release"):
        decided(world, "release")
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(("why", "by"), [("", "Ann"), ("  ", "Ann"), ("case\udcff", "Ann"), ("case", "\n")])
def test_words_that_say_nothing(world: World, why: str, by: str) -> None:
    with pytest.raises(MistakeError, match="--"):
        decided(world, "hold", why, by)
    assert not world.stored("one").held


def test_an_unknown_id(world: World) -> None:
    with pytest.raises(MistakeError, match="no listing has the id"):
        decide(world.store, hold_log(world.data), "unknown", "hold", by="Ann", why="case 7", now=NOW)
    assert HoldLog(world.data / "holds.jsonl").standing() == {}
