"""A writer killed without warning at any point, once or several times in a row, and started again."""

import random
import signal
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.faults.conftest import Exported
from tests.faults.examining import Ledger, Undisturbed, runs_of, sums_of
from tests.faults.nursery import Nursery
from tests.faults.places import Kind, Place, new_name, safe_now
from tests.faults.posts import EPOCH, HOUR, Export

POSTS = 400
IN_A_ROW = 3
"""Kills of one data folder before a run is left in peace, at most."""

LAST = EPOCH + 1_000 * HOUR
WIDER, NARROWER = 1.05, 0.8
"""What becomes of the time within which a kill comes: imports get faster and slower with what else the machine does."""


class Killing:
    """Kills imports into one kind of store and keeps account of what was safe after each kill."""

    def __init__(
        self, kind: Kind, url: str, folder: Path, nursery: Nursery, export: Export, undisturbed: Undisturbed
    ) -> None:
        self.kind, self.url, self.folder = kind, url, folder
        self.nursery, self.export, self.undisturbed = nursery, export, undisturbed
        self.late = undisturbed((export, LAST))
        self.chance = random.Random(5)
        self.window = self.seconds_undisturbed()

    def seconds_undisturbed(self) -> float:
        """How long an import takes that is left in peace: kills come within that time."""
        place = self.place(self.folder / "pace")
        begun = time.monotonic()
        self.nursery.begin(self.folder / "pace", place.location, EPOCH, export=self.export).wait()
        place.drop()
        return time.monotonic() - begun

    def place(self, data: Path) -> Place:
        return Place(self.kind, new_name(self.url) if self.url else str(data / "store"))

    def chain(self, ledger: Ledger, number: int, kills: int) -> None:
        """Some kills of one data folder, then a run that is left in peace.

        An import that is done before its time has come is only one more import.
        """
        data = self.folder / f"killed-{number}"
        place, late = self.place(data), self.late.listings
        first_safe: dict[str, datetime] = {}
        clock = EPOCH
        while kills:
            pause = self.chance.uniform(0, self.window)
            child = self.nursery.begin(data, place.location, clock, export=self.export, kill_after=pause)
            if child.wait(None) == -signal.SIGKILL:
                kills -= 1
                ledger.struck(len(place.stored_now(late.keys())))
                self.window *= WIDER
            else:
                self.window *= NARROWER
            for one in safe_now(place, data, late.keys()):
                first_safe.setdefault(one, clock)
            clock += HOUR
        assert clock <= LAST
        self.nursery.begin(data, place.location, LAST, export=self.export).wait()
        both = {first: self.undisturbed((self.export, first), (self.export, LAST)) for first in first_safe.values()}
        expected = {one: both[first_safe[one]].listings[one] if one in first_safe else late[one] for one in late}
        ledger.examine(place, data, expected, orphans=True)
        self.check_runs(ledger, data)
        place.drop()

    def check_runs(self, ledger: Ledger, data: Path) -> None:
        """The killed runs' records count what of theirs was stored later, the last one all that it met."""
        runs, posts = runs_of(data), len(self.late.listings)
        ledger.must(sums_of(runs)["new"] == posts, f"{sums_of(runs)} in the records, {posts} posts")
        last, calm = runs[-1], self.late.runs[-1]
        ledger.must(replace(last, new=last.new + last.seen, seen=0) == calm, f"{last} is not like {calm}")
        ledger.must({run.verdict for run in runs[:-1]} <= {"stopped", "ok"}, "a killed run has another verdict")


def kill(killing: Killing, ledger: Ledger, kills: int) -> None:
    done = number = 0
    while done < kills:
        in_a_row = min(killing.chance.randint(1, IN_A_ROW), kills - done)
        killing.chain(ledger, number, in_a_row)
        done, number = done + in_a_row, number + 1
    ledger.settle("kill -9 of the writer", killing.kind, POSTS, f"{number} data folders")


@pytest.fixture
def embedded(tmp_path: Path, nursery: Nursery, exported: Exported, undisturbed: Undisturbed) -> Killing:
    return Killing("embedded", "", tmp_path, nursery, exported(POSTS), undisturbed)


@pytest.fixture
def elastic(
    elasticsearch_url: str, tmp_path: Path, nursery: Nursery, exported: Exported, undisturbed: Undisturbed
) -> Killing:
    return Killing("Elasticsearch", elasticsearch_url, tmp_path, nursery, exported(POSTS), undisturbed)


def test_embedded(embedded: Killing, ledger: Ledger) -> None:
    kill(embedded, ledger, 4)


def test_elasticsearch(elastic: Killing, ledger: Ledger) -> None:
    kill(elastic, ledger, 3)


@pytest.mark.soak
def test_embedded_a_hundred_times(embedded: Killing, ledger: Ledger) -> None:
    kill(embedded, ledger, 100)


@pytest.mark.soak
def test_elasticsearch_a_hundred_times(elastic: Killing, ledger: Ledger) -> None:
    kill(elastic, ledger, 100)
