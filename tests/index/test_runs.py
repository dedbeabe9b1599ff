"""The store of runs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.run import Run
from index.runs import SqliteRunStore
from index.store import StoreError
from tests.index.sample import NOON, runs


@pytest.fixture
def store(tmp_path: Path) -> SqliteRunStore:
    return SqliteRunStore(tmp_path / "data" / "runs.sqlite")


def run(run_id: str, hours: int = 0, source: str = "one") -> Run:
    return Run(id=run_id, source=source, started=NOON + timedelta(hours=hours))


def test_none_without_a_file_and_none_is_made(store: SqliteRunStore, tmp_path: Path) -> None:
    assert store.runs() == []
    assert list(tmp_path.iterdir()) == []


def test_a_run_in_its_states(store: SqliteRunStore) -> None:
    begun = run("a")
    store.save(begun)
    assert store.runs() == [begun]
    done = replace(begun, finished=NOON, verdict="ok", posts=7, failures={"http_403": 2}, note="fine")
    store.save(done)
    assert store.runs() == [done]


def test_newest_first_and_filters(store: SqliteRunStore) -> None:
    hours = {"a": 0, "b": 2, "c": 1, "d": 1}
    for name, hour in hours.items():
        store.save(run(name, hour, "two" if name == "c" else "one"))

    def found(**wanted: object) -> str:
        return "".join(one.id for one in store.runs(**wanted))  # type: ignore[arg-type]

    one, two = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    assert found() == "bdca"
    assert found(source="one") == "bda"
    assert found(since=one) == "bdc"
    assert found(until=one) == "a"
    assert found(since=one, until=two, source="two") == "c"
    assert found(limit=2) == "bd"
    assert found(limit=0) == ""


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(runs, max_size=5, unique_by=lambda one: one.id), st.integers(0, 10**9))
def test_any_run_survives(tmp_path: Path, records: list[Run], fresh: int) -> None:
    store = SqliteRunStore(tmp_path / f"{fresh}.sqlite")
    known = {one.id: one for one in store.runs()}
    for record in records:
        store.save(record)
    expected = known | {record.id: record for record in records}
    assert store.runs() == sorted(expected.values(), key=lambda one: (one.started, one.id), reverse=True)


def test_threads_and_handles_at_once(store: SqliteRunStore, tmp_path: Path) -> None:
    other = SqliteRunStore(tmp_path / "data" / "runs.sqlite")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: (store, other)[n % 2].save(run(f"{n:02d}")), range(40)))
    assert len(store.runs()) == len(other.runs()) == 40


def test_what_is_no_store_of_runs(tmp_path: Path) -> None:
    file = tmp_path / "runs.sqlite"
    file.write_text("holiday " * 1000)
    for call in (SqliteRunStore(file).runs, lambda: SqliteRunStore(file).save(run("a"))):
        with pytest.raises(StoreError, match=r"runs\.sqlite: .*not a database: restore the file from a backup"):
            call()


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(StoreError, match="runs cannot be read or written"):
        SqliteRunStore(tmp_path / "data" / "runs.sqlite").save(run("a"))


def test_version_of_another_program(store: SqliteRunStore, tmp_path: Path) -> None:
    import sqlite3

    store.save(run("a"))
    with sqlite3.connect(tmp_path / "data" / "runs.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for call in (store.runs, lambda: store.save(run("b"))):
        with pytest.raises(StoreError, match=r"version 99 .* reads 1: use the Pillwatch that wrote it"):
            call()


def test_closed(store: SqliteRunStore) -> None:
    store.close()
    for call in (store.runs, lambda: store.save(run("a"))):
        with pytest.raises(StoreError, match="was closed"):
            call()


def test_a_file_that_is_just_being_made_holds_no_runs(tmp_path: Path) -> None:
    file = tmp_path / "runs.sqlite"
    file.touch()
    assert SqliteRunStore(file).runs() == []
