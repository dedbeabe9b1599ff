"""The records of runs once the store has taken, or refused, what waited."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawlers.run_ids import find_run, run_id
from crawlers.settling import note_with, retried, settled
from index.run import Run
from index.runs import SqliteRunStore
from index.spool import Delivered
from tests.index.sample import NOON

RUN = Run(id="r", source="one", started=NOON, posts=9, verdict="ok", note="2 pages left out for robots.txt")


@pytest.mark.parametrize(
    ("refused", "waiting", "note"),
    [
        (0, 0, "a; b"),
        (0, 1, "a; b; 1 listing waits in the spool"),
        (0, 37, "a; b; 37 listings wait in the spool"),
        (1, 0, "a; b; the store refused 1 listing"),
        (3, 2, "a; b; the store refused 3 listings; 2 listings wait in the spool"),
    ],
)
def test_a_note_says_what_the_spool_holds_now(refused: int, waiting: int, note: str) -> None:
    assert note_with("a; b", refused=refused, waiting=waiting) == note
    assert note_with(note, refused=0, waiting=0) == "a; b"
    assert note_with(note_with(note, refused=7, waiting=7), refused=refused, waiting=waiting) == note
    assert note_with("", refused=refused, waiting=waiting) == note.removeprefix("a; b").removeprefix("; ")


def test_a_run_that_was_settled_is_that_of_a_store_which_was_never_down() -> None:
    waited = settled(RUN, Delivered("r"), 5)
    assert waited.note == "2 pages left out for robots.txt; 5 listings wait in the spool"
    calm = settled(waited, Delivered("r", new=3, changed=1, gone=1, seen=2, absent=4), 0)
    assert (calm.new, calm.changed, calm.seen, calm.verdict, calm.note) == (3, 2, 2, "ok", RUN.note)
    assert settled(calm, Delivered("r", new=3, changed=1, gone=1, seen=2, absent=4), 0) == calm, "twice is once"


def test_what_was_refused_makes_a_run_partial_until_it_is_taken() -> None:
    refused = settled(RUN, Delivered("r", new=3, refused=2), 0)
    assert (refused.verdict, refused.failures) == ("partial", {"store_refused": 2})
    assert refused.note.endswith("the store refused 2 listings")
    half = retried(refused, Delivered("r", new=1, refused=1))
    assert (half.new, half.verdict, half.failures) == (4, "partial", {"store_refused": 1})
    whole = retried(half, Delivered("r", changed=1))
    assert (whole.new, whole.changed, whole.verdict, whole.failures, whole.note) == (4, 1, "ok", {}, RUN.note)


@pytest.mark.parametrize("verdict", ["broken", "stopped", "partial"])
def test_other_verdicts_stay(verdict: str) -> None:
    run = replace(RUN, verdict=verdict, failures={"timeout": 1})  # type: ignore[arg-type]
    there = settled(run, Delivered("r", refused=1), 0)
    assert there.verdict == verdict
    back = retried(there, Delivered("r", new=1))
    assert (back.verdict, back.failures) == (verdict, {"timeout": 1})


def test_runs_are_found_by_their_names(tmp_path: Path) -> None:
    runs = SqliteRunStore(tmp_path / "runs.sqlite")
    names = [run_id(source, NOON + timedelta(microseconds=more)) for source in ("a-b", "c") for more in (0, 1)]
    for name, more in zip(names, (0, 1, 0, 1), strict=True):
        runs.save(Run(id=name, source=name[:1], started=NOON + timedelta(microseconds=more)))
    for name in names:
        found = find_run(runs, name)
        assert found is not None
        assert found.id == name
    assert find_run(runs, run_id("d", NOON)) is None
    assert find_run(runs, "letters") is None
