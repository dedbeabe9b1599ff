"""The spool's own files torn and damaged after a run was killed while its store was down."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from index.spool import RefusedFile, Upsert, waiting_entries
from tests.faults.attack import SECOND, Attack
from tests.faults.conftest import Exported
from tests.faults.examining import Ledger, Undisturbed, runs_of, sums_of
from tests.faults.nursery import Nursery
from tests.faults.places import Place
from tests.faults.posts import EPOCH, HOUR

LATER: datetime = EPOCH + HOUR


@pytest.fixture
def attack(
    place: Place, data: Path, nursery: Nursery, exported: Exported, ledger: Ledger, undisturbed: Undisturbed
) -> Attack:
    """An import that was killed while everything it had read waited in the spool."""
    made = Attack(nursery, data, place, exported(400), ledger, undisturbed)
    child = made.begin(SECOND, down=True)
    child.comes_to(SECOND)
    child.kill()
    made.struck()
    return made


def segments(data: Path) -> list[Path]:
    return sorted(data.glob("spool/*/*.segment"))


def waiting_ids(attack: Attack) -> list[str]:
    """What waits and will be stored, in order."""
    return [
        entry.id
        for _, entry in waiting_entries(attack.data / "spool")
        if isinstance(entry, Upsert) and entry.id in attack.calm.listings
    ]


def test_torn_last_line(attack: Attack) -> None:
    """The power went while a line was written that nobody was told of."""
    safe = waiting_ids(attack)
    last = segments(attack.data)[-1]
    lines = last.read_bytes().splitlines(keepends=True)
    with last.open("ab") as file:
        file.write(lines[0][: len(lines[0]) // 2])
    finish(attack, set(safe))
    attack.ledger.settle("torn last line of the spool", attack.place.kind, attack.export.count)


def test_last_line_cut(attack: Attack) -> None:
    """The disk lost the end of what it had promised to keep."""
    last = segments(attack.data)[-1]
    os.truncate(last, last.stat().st_size - 40)
    finish(attack, set(waiting_ids(attack)))
    attack.ledger.settle("last line of the spool lost by the disk", attack.place.kind, attack.export.count)


def test_damaged_middle(attack: Attack) -> None:
    """Some bytes of a line in the middle changed."""
    safe = waiting_ids(attack)
    damaged = safe[len(safe) // 2]
    (segment,) = segments(attack.data)
    content = segment.read_bytes()
    segment.write_bytes(content.replace(f'"id":"{damaged}"'.encode(), f'"id":"{damaged[:-4]}####"'.encode(), 1))
    assert segment.read_bytes() != content
    finish(attack, set(safe) - {damaged}, damaged=1)
    attack.ledger.settle("damaged line in the middle of the spool", attack.place.kind, attack.export.count)


def finish(attack: Attack, safe: set[str], *, damaged: int = 0) -> None:
    """Another import: what waited keeps its time, what was lost is new, and the records say so."""
    attack.begin(clock=LATER).wait()
    refused = [one.id for one in RefusedFile(attack.data / "spool")]
    attack.ledger.must(len(refused) == damaged, f"{refused} refused")
    attack.ledger.must(all(one.startswith("damaged-") for one in refused), f"{refused} refused")
    attack.ledger.examine(attack.place, attack.data, attack.again(safe, LATER), refused=refused, orphans=True)
    first, second = runs_of(attack.data)
    attack.ledger.must(first.new == len(safe) and first.verdict == "stopped", f"unexpected {first}")
    attack.ledger.must(second.new + second.seen == len(attack.calm.listings), f"unexpected {second}")
    attack.ledger.must(sums_of([first, second])["new"] == len(attack.calm.listings), "posts counted twice or never")
