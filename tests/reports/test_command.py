"""`pillwatch report` as a user runs it: files, and one clear line for what cannot be."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from alerts.weeks import Week
from index.run import Run
from index.runs import SqliteRunStore
from index.tantivy import TantivyStore
from tests.index.sample import listing

SOURCE = "example_social"
"""Declared in the repository, a Mastodon server."""
RUNNING = Week.of(datetime.now(UTC))
LAST = RUNNING.minus(1)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


def report(data: Path, *words: str) -> Ended:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PILLWATCH_")}
    ended = subprocess.run(
        [Path(sys.executable).parent / "pillwatch", "--data", data, "report", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=data,
        env=env,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def add_run(data: Path, week: Week, source: str = SOURCE) -> None:
    started = week.start + timedelta(minutes=1)
    SqliteRunStore(data / "runs" / "runs.sqlite").save(
        Run(id=f"{source}-{week}", source=source, started=started, posts=50, verdict="ok")
    )


def declare(data: Path, name: str, **keys: str) -> None:
    (data / "sources").mkdir(exist_ok=True)
    lines = {"name": name, "spider": "discourse", "url": "http://127.0.0.1:9", **keys}
    text = "".join(f"{key}: {value}\n" for key, value in lines.items())
    (data / "sources" / f"{name}.yml").write_text(text, encoding="utf-8")


def add_hits(data: Path, week: Week) -> None:
    TantivyStore(data / "store").upsert(
        [listing(f"{week}-{number}", platform="mastodon", source=SOURCE, created=week.start) for number in range(6)]
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the last week and the running one collected."""
    for week in (LAST, RUNNING):
        add_run(tmp_path, week)
        add_hits(tmp_path, week)
    return tmp_path


def test_the_last_week_that_ended_unless_another_is_named(data: Path) -> None:
    ended = report(data)
    assert (ended.status, ended.err) == (0, "")
    files = [data / "reports" / f"report-{LAST}-en.{ending}" for ending in ("html", "json")]
    assert ended.out.splitlines() == [str(file) for file in files]
    goods = "counterfeit pills, other pills, pill presses, precursor chemicals"
    said = f"6 posts read like offers ({goods}), among 50 public posts read."
    assert said in files[0].read_text(encoding="utf-8")


def test_week_language_and_folder_are_as_asked(data: Path) -> None:
    ended = report(data, "--week", str(RUNNING), "--lang", "es", "--out", "a/b")
    assert ended.status == 0, ended.err
    assert "La semana sigue en curso." in (data / f"a/b/report-{RUNNING}-es.html").read_text(encoding="utf-8")


def test_a_source_that_should_have_been_read_and_was_not(data: Path) -> None:
    declare(data, "scheduled", enabled="true", schedule="every 6h")
    declare(data, "crawled_later", enabled="true")
    declare(data, "never_begun", enabled="true")
    declare(data, "given_up", schedule="every 6h")
    add_run(data, RUNNING, "crawled_later")
    assert report(data).status == 0
    record = orjson.loads((data / "reports" / f"report-{LAST}-en.json").read_bytes())
    assert {one["name"]: one["state"] for one in record["sources"]} == {
        SOURCE: "complete",
        "scheduled": "no_run",
        "crawled_later": "no_run",
    }
    page = (data / "reports" / f"report-{LAST}-en.html").read_text(encoding="utf-8")
    assert page.count("Not read: there was no run this week.") == 2
    assert "Discourse forums: no run ended well this week, so there is no count." in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--week", "last"], '--week "last" is not a week: expected year and ISO week, such as 2026-W47'),
        (["--week", "2025-W53"], "--week 2025-W53: the year 2025 has the weeks W01 to W52"),
        (["--week", str(RUNNING.minus(-1))], f"--week {RUNNING.minus(-1)} lies in the future: this is {RUNNING}"),
        (["--week", "2020-W10"], "--week 2020-W10: no run of a declared source started from 2019-W50 to 2020-W10"),
        (["--lang", "fr"], "--lang fr: not known; expected one of en, es"),
    ],
)
def test_a_mistake_is_one_line_and_ends_with_2(data: Path, words: list[str], told: str) -> None:
    ended = report(data, *words)
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert ended.err.startswith(f"pillwatch: {told}")
    assert not (data / "reports").exists()


def test_no_runs(tmp_path: Path) -> None:
    add_hits(tmp_path, LAST)
    ended = report(tmp_path)
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert "no run is recorded, so there is nothing to report on; collect first: pillwatch crawl SOURCE" in ended.err


def test_an_empty_store(tmp_path: Path) -> None:
    add_run(tmp_path, LAST)
    ended = report(tmp_path)
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert f"{tmp_path}/store: the store is empty although runs are recorded" in ended.err


def test_only_runs_of_sources_that_nobody_declares(tmp_path: Path) -> None:
    add_run(tmp_path, LAST, "gone_source")
    add_hits(tmp_path, LAST)
    assert report(tmp_path).status == 2


def test_a_folder_that_cannot_be_written(data: Path) -> None:
    (data / "taken").write_text("a file", encoding="utf-8")
    ended = report(data, "--out", "taken/below")
    assert (ended.status, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert ended.err.startswith("pillwatch: taken/below: the report cannot be written there: Not a directory;")
