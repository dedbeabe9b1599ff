"""`pillwatch due` and `schedule --once` as processes, and the lock that keeps a source to one crawl."""

import fcntl
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from index.open import open_runs
from index.run import Run
from pillwatch.errors import FailedError
from pillwatch.locks import crawling, is_crawled
from replica import Running
from tests.pillwatch.conftest import House, declare
from tests.pillwatch.test_bad_input import one_line

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def scheduled(house: House, replica: Running, *places: str, rate: str = "60000/min") -> None:
    """The replica's sources with a schedule at these places, and disabled elsewhere."""
    declare(house.data, replica, rate)
    for file in (house.data / "sources").glob("*.yml"):
        enabled = file.stem.removeprefix("test_") in places
        text = re.sub(r"(?m)^enabled: .*$", f"enabled: {str(enabled).lower()}\nschedule: every 6h", file.read_text())
        file.write_text(text)


def runs_of(house: House) -> list[tuple[str, str]]:
    """Source and verdict of every run, oldest first."""
    return [(run.source, run.verdict) for run in reversed(open_runs(house.data / "runs").runs())]


@contextmanager
def crawl_at_work(house: House, source: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`pillwatch crawl` of a source that takes minutes, once it holds the lock; killed at the end."""
    command = [str(Path(sys.executable).parent / "pillwatch"), "crawl", source]
    with subprocess.Popen(command, env=house.environment(), stdout=subprocess.DEVNULL) as child:
        try:
            while ("stopped", source) not in {(verdict, name) for name, verdict in runs_of(house)}:
                assert child.poll() is None
                time.sleep(0.05)
            yield child
        finally:
            child.kill()


def test_what_is_due_is_crawled_once(house: House, replica: Running) -> None:
    scheduled(house, replica, "social", "walled")
    due = house.run("due")
    assert due.status == 0
    assert [line.split()[:2] for line in due.out.splitlines()[1:]] == [["test_social", "now"], ["test_walled", "now"]]
    assert due.out.count("it was never crawled") == 2

    ended = house.run("schedule", "--once")
    assert ended.status == 3, ended.err  # one site is walled off
    assert ended.out.startswith("2 due: test_social, test_walled\n")
    assert runs_of(house) == [("test_social", "ok"), ("test_walled", "blocked")]

    again = house.run("schedule", "--once")
    assert (again.status, again.out) == (0, "Nothing is due; `pillwatch due` says when.\n")
    assert len(runs_of(house)) == 2
    later = [orjson.loads(line) for line in house.run("due", "--json").out.splitlines()]
    assert [(one["source"], one["due"]) for one in later] == [("test_social", False), ("test_walled", False)]
    assert later[0]["at"] < later[1]["at"]
    assert "refused" in later[1]["why"]


def test_flags_reach_the_crawl(house: House, replica: Running, tmp_path: Path) -> None:
    elsewhere = House(tmp_path / "elsewhere")
    elsewhere.data.mkdir()
    scheduled(elsewhere, replica, "forum")
    store = tmp_path / "store"
    ended = house.run("--data", str(elsewhere.data), "--store", str(store), "schedule", "--once")
    assert ended.status == 0, ended.err
    assert runs_of(elsewhere) == [("test_forum", "ok")]
    assert (store / "listings").is_dir()
    assert not (house.data / "runs").exists()


def test_a_crawl_that_fails_makes_the_status(house: House, replica: Running) -> None:
    scheduled(house, replica, "forum")
    file = house.data / "sources" / "test_forum.yml"
    file.write_text(re.sub(r"(?m)^url: .*$", "url: https://forum.example.com", file.read_text()))
    ended = house.run("schedule", "--once")
    assert ended.status == 1
    refused, failed = ended.err.splitlines()
    assert "PILLWATCH_OPERATOR" in refused
    assert "failed: test_forum" in failed


def test_a_source_has_one_crawl_at_a_time(house: House, replica: Running) -> None:
    scheduled(house, replica, "social", rate="1/min")
    open_runs(house.data / "runs").save(Run(id="long ago", source="test_social", started=LONG_AGO, verdict="ok"))
    with crawl_at_work(house, "test_social") as child:
        one_line(
            house.run("crawl", "test_social"), 1, "test_social is being crawled", f"by process {child.pid}", "wait"
        )
        assert "running" in house.run("due").out
        assert house.run("schedule", "--once").out.startswith("Nothing is due")
        assert runs_of(house) == [("test_social", "ok"), ("test_social", "stopped")]
    assert "was killed" in house.run("due").out
    scheduled(house, replica, "social")
    assert house.run("schedule", "--once").status == 0
    assert runs_of(house) == [("test_social", "ok"), ("test_social", "stopped"), ("test_social", "ok")]


def test_a_lock_is_taken_for_all_or_none(tmp_path: Path) -> None:
    with crawling(tmp_path, ["b"]):
        with pytest.raises(FailedError, match="source b is being crawled"), crawling(tmp_path, ["a", "b"]):
            pass
        assert (is_crawled(tmp_path, "a"), is_crawled(tmp_path, "b")) == (False, True)
    assert not is_crawled(tmp_path, "b")
    assert not is_crawled(tmp_path, "never")


def test_a_look_at_the_lock_does_not_refuse_a_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with crawling(tmp_path, ["a"]):
        pass
    with (tmp_path / "state" / "a.lock").open("rb") as looking:
        fcntl.flock(looking, fcntl.LOCK_EX)
        monkeypatch.setattr(time, "sleep", lambda _: fcntl.flock(looking, fcntl.LOCK_UN))
        with crawling(tmp_path, ["a"]):
            assert is_crawled(tmp_path, "a")


def test_schedule_says_how_it_is_used(house: House) -> None:
    one_line(house.run("schedule"), 2, "schedule --once", "cron")
    assert "No source is both enabled and has a schedule" in house.run("due").out


def test_a_schedule_that_cannot_be_parsed(house: House, replica: Running) -> None:
    scheduled(house, replica, "forum")
    file = house.data / "sources" / "test_forum.yml"
    file.write_text(file.read_text().replace("every 6h", "every now and then"))
    one_line(house.run("due"), 2, "test_forum.yml:", "schedule: expected `every 6h` or a cron line")
