"""What an operator sees of holds, versions and retention."""

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import orjson
import pytest

from index.spool import Gone, Spool, Upsert
from pillwatch.settings import ROOT
from tests.pillwatch.conftest import Ended, House
from tests.pillwatch.kept import NOW, OLD, World, ago, edited, id_of

FORUM = """
name: forum
spider: discourse
url: https://forum.example.com
retention_days: 30
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "forum.yml").write_text(FORUM, encoding="utf-8")
    return World(tmp_path)


def keep(world: World, *words: str, now: datetime = NOW, operator: str = "Ann Auditor") -> Ended:
    """The command with its clock set."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.pillwatch.keeping_at", now.isoformat(), *words],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=House(world.data).environment({"PILLWATCH_OPERATOR": operator}),
    )
    out, err = ended.stdout.decode(), ended.stderr.decode()
    assert "Traceback" not in err, err
    return Ended(ended.returncode, out, err)


def test_a_run_and_its_preview(world: World) -> None:
    for name in ("one", "two", "held"):
        world.put(name)
    world.put("gone", ago(2), gone=ago(1), deleted=True)
    world.put("imported", ago(364), source="file")
    assert keep(world, "hold", id_of("held"), "--why", "case 7").status == 0
    before = world.text()

    preview = keep(world, "retention", "--dry-run")
    assert (preview.status, preview.err) == (0, "")
    assert re.search(r"forum +30 +full +not seen for the source's days: removed +2\n", preview.out)
    assert re.search(r"forum +30 +full +deleted at its source: content dropped +1\n", preview.out)
    assert "Nothing was changed" in preview.out
    lines = [orjson.loads(line) for line in keep(world, "retention", "--dry-run", "--json").out.splitlines()]
    assert {(one["id"], one["reason"]) for one in lines} == {
        (id_of("one"), "expired"),
        (id_of("two"), "expired"),
        (id_of("gone"), "gone"),
    }
    assert lines[0]["days"] == 30
    assert (world.text(), world.receipts()) == (before, [])

    run = keep(world, "retention")
    assert (run.status, run.err) == (0, "")
    assert "Nothing remains; listings looked for: 3, in store, evidence, saved searches" in run.out
    (receipt,) = world.receipts()
    assert f"Receipt: {receipt}" in run.out
    assert world.names(["one", "two", "held", "gone", "imported"]) == ["held", "gone", "imported"]

    assert keep(world, "retention").out == "Nothing is past its time.\n"
    assert keep(world, "retention", "--dry-run").out == "Nothing is past its time.\n"
    checked = keep(world, "retention", "--verify", str(receipt))
    assert checked.status == 0
    assert "the digest matches" in checked.out
    assert "by Ann Auditor, done; listings removed: 2, content dropped: 1" in checked.out
    receipt.write_bytes(receipt.read_bytes().replace(b"done", b"gone"))
    changed = keep(world, "retention", "--verify", str(receipt))
    assert changed.status == 1
    assert changed.err == f"pillwatch: {receipt}: the digest does not match: this receipt is not as it was written\n"


def test_what_remains_is_said_and_the_status_tells(world: World) -> None:
    one = world.put("one")
    assert one.evidence is not None
    file = world.data / one.evidence.uri
    file.unlink()
    file.mkdir()
    ended = keep(world, "retention")
    (receipt,) = world.receipts()
    assert ended.status == 1
    assert f"remains: {file}: {one.id}" in ended.out
    assert ended.err.startswith(f"pillwatch: something remains: `remains` in {receipt} says what")
    assert "not finished" in keep(world, "retention", "--verify", str(receipt)).out
    assert f"{receipt} is not finished" in keep(world, "retention", "--dry-run").out
    file.rmdir()
    again = keep(world, "retention", "--json")
    assert again.status == 0
    assert orjson.loads(again.out)["state"] == "done"


def test_what_an_interrupted_crawl_left_is_stored_first(world: World) -> None:
    one = world.put("one")
    world.put("two")
    spool = Spool(
        world.data / "spool", "forum-20261118T120000000000Z", clock=lambda: NOW, discard=lambda evidence: None
    )
    spool.append([Upsert(world.capture("one", ago(1), evidence=one.evidence)), Gone(id_of("two"), ago(1))])
    spool.close()
    assert "what the store does not: 2" in keep(world, "retention", "--dry-run").out
    ended = keep(world, "retention")
    assert ended.status == 0
    assert "left in the spool by interrupted crawls: 2" in ended.out
    assert world.names(["one", "two"]) == ["one"]


def test_a_broken_source_file_stops_it(world: World) -> None:
    world.put("one")
    (world.data / "sources" / "forum.yml").write_text("name: forum\nretention_days: 3O\n", encoding="utf-8")
    ended = keep(world, "retention")
    assert ended.status == 2
    assert "forum.yml:" in ended.err
    assert world.names(["one"]) == ["one"]


def test_hold_and_release(world: World) -> None:
    one = world.put("one")
    held = keep(world, "hold", one.id, "--why", "case 7", "--by", "Bea")
    assert (held.status, held.out) == (0, "Held by Bea, 2026-11-19 12:00 UTC: case 7\n")
    assert orjson.loads(keep(world, "show", one.id, "--json").out)["held"] is True
    again = keep(world, "hold", one.id, "--why", "another case")
    assert "Held by Bea, 2026-11-19 12:00 UTC: case 7 (before" in again.out
    assert keep(world, "release", one.id, "--why", "closed").out.startswith("Released by Ann Auditor")
    assert orjson.loads(keep(world, "show", one.id, "--json").out)["held"] is False
    assert len((world.data / "holds.jsonl").read_bytes().splitlines()) == 2
    by_the_system = keep(world, "hold", one.id, "--why", "case 8", operator="")
    assert re.match(r"Held by \S+", by_the_system.out)


def test_mistakes(world: World) -> None:
    for words, told in (
        (("hold", "unknown\x1b[2J", "--why", "x"), "no listing has the id"),
        (("hold", world.put("one").id, "--why", " "), "--why: say it in words"),
        (("hold", id_of("one")), "Missing option '--why'"),
        (("release", "unknown", "--why", "x"), "no listing has the id"),
        (("retention", "--dry-run", "--verify", "x"), "one of them at a time"),
    ):
        ended = keep(world, *words)
        assert ended.status == 2
        assert told in ended.err
        assert "\x1b" not in ended.err
    assert not world.stored("one").held
    missing = keep(world, "retention", "--verify", "no-such-file")
    assert (missing.status, missing.err) == (2, "pillwatch: no-such-file: No such file or directory\n")


def test_show_has_the_earlier_texts(world: World) -> None:
    world.put("one", ago(9))
    edited(world, "one", ago(8), "green pills")
    one = edited(world, "one", ago(7), "red pills")
    shown = keep(world, "show", one.id)
    assert shown.status == 0
    texts = re.findall(r"(?m)^(\w+) pills.*$", shown.out)
    assert texts == ["red", "blue", "green"]
    assert shown.out.count("earlier text, until") == 2
    assert all(world.has_evidence(one))
    assert len(world.has_evidence(one)) == 3
    assert keep(world, "retention", now=OLD).out == "Nothing is past its time.\n"
