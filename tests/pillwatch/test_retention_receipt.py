"""The receipt: written first, completed last, and true."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from index.run import Run
from pillwatch.errors import FailedError
from pillwatch.holds import decide, hold_log
from pillwatch.retention import ReceiptError, survey, verify
from pillwatch.retention import run as running
from pillwatch.retention.receipt import write
from tests.pillwatch.kept import DAY, NOW, OLD, World, id_of, rules


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_many_listings_are_several_receipts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST", 3)
    names = [f"n{number}" for number in range(8)]
    for name in names:
        world.put(name)
    receipts = world.retain()
    assert [len(one.listings) for one in receipts] == [3, 3, 2]
    assert len(world.receipts()) == 3
    assert set.union(*(one.removed for one in receipts)) == {id_of(name) for name in names}
    assert world.names(names) == []


class Deaf:
    """A store that says it deleted and did not."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def delete(self, ids: Any) -> int:
        return len(ids)


def test_what_remains_is_named_and_tried_again(world: World) -> None:
    old = world.put("old")
    world.deliver()
    assert old.evidence is not None
    file = world.data / old.evidence.uri
    file.unlink()
    file.mkdir()  # a file that cannot be deleted
    damaged = world.data / "alerts" / "blues" / "delivered.jsonl"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole + b"{}\n")
    world.runs.save(Run(id="forum-1", source="forum", started=OLD, note=f"listing {old.id} was refused"))
    store, world.store = world.store, Deaf(world.store)
    (receipt,) = world.retain()
    assert receipt.state == "planned"
    told = "\n".join(receipt.remains)
    assert f"store: {old.id}" in told
    assert f"{file}: {old.id}" in told
    assert "delivered.jsonl, line 2: not a delivery" in told
    assert f"run forum-1: {old.id}" in told
    assert f"{damaged}: {old.id}" in told
    world.store = store
    file.rmdir()
    damaged.write_bytes(whole)
    world.runs.save(Run(id="forum-1", source="forum", started=OLD))
    (again,) = world.retain(NOW + DAY)
    assert (again.state, again.remains, again.planned) == ("done", (), NOW)
    assert len(world.receipts()) == 1
    assert world.retain(NOW + DAY) == []


def test_a_receipt_is_proven_by_its_digest(world: World) -> None:
    world.put("old")
    world.retain()
    (path,) = world.receipts()
    assert path.name == "retention-20261119T120000000000Z.json"
    receipt = verify(path)
    assert (receipt.planned, receipt.finished, receipt.by) == (NOW, NOW, "Ann Auditor")
    assert receipt.policies["forum"].days == 30
    body = orjson.loads(path.read_bytes())["body"]
    assert body["counts"] == {"forum": {"expired": 1}}
    path.write_bytes(path.read_bytes().replace(b"Ann", b"Bob"))
    with pytest.raises(ReceiptError, match="the digest does not match"):
        verify(path)
    path.write_bytes(b"[]")
    with pytest.raises(ReceiptError, match="not a receipt"):
        verify(path)


def test_what_was_held_or_seen_after_an_interrupted_plan_is_spared(world: World) -> None:
    old, seen, other = (world.put(name) for name in ("old", "seen", "other"))
    with survey(world.places, rules()) as found:
        (plan,) = running.plans(world.places, rules(), found, "Ann Auditor")
    path = world.data / "receipts" / "retention-20261119T120000000000Z.json"
    write(path, plan)
    decide(world.store, hold_log(world.data), old.id, "hold", by="Ann", why="case 7", now=NOW)
    world.store.upsert([world.capture("seen", NOW, evidence=seen.evidence)])
    (receipt,) = world.retain(NOW + DAY)
    assert (receipt.state, receipt.planned, receipt.finished) == ("done", NOW, NOW + DAY)
    assert receipt.removed == {other.id}
    assert {(one.id, one.why.split()[0]) for one in receipt.spared} == {(old.id, "held"), (seen.id, "seen")}
    assert world.names(["old", "seen", "other"]) == ["old", "seen"]
    assert world.has_evidence(old) + world.has_evidence(seen) == [True, True]


def test_an_altered_plan_is_not_carried_out(world: World) -> None:
    world.put("old")
    with survey(world.places, rules()) as found:
        (plan,) = running.plans(world.places, rules(), found, "Ann Auditor")
    path = world.data / "receipts" / "retention-20261119T120000000000Z.json"
    write(path, plan)
    path.write_bytes(path.read_bytes().replace(b'"expired"', b'"gone"'))
    with pytest.raises(ReceiptError, match="the digest does not match"):
        world.retain(NOW + DAY)
    assert world.names(["old"]) == ["old"]


def test_two_runs_at_once(world: World) -> None:
    world.put("old")
    with running._alone(world.data), pytest.raises(FailedError, match="at work already"):
        world.retain()
