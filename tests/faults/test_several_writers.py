"""Two processes that write into one store at the same time."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.attack import FIRST, Attack
from tests.faults.conftest import Exported
from tests.faults.examining import Ledger, Undisturbed, runs_of, sums_of
from tests.faults.nursery import Nursery
from tests.faults.places import Place
from tests.faults.posts import EPOCH

LATER: datetime = EPOCH + timedelta(seconds=1)


@pytest.fixture
def attack(
    place: Place, data: Path, nursery: Nursery, exported: Exported, ledger: Ledger, undisturbed: Undisturbed
) -> Attack:
    return Attack(nursery, data, place, exported(400), ledger, undisturbed)


def test_the_same_file_by_two_processes(attack: Attack) -> None:
    """Whoever comes first with a post, the other one meets it: both are told in the listing."""
    children = [attack.begin(FIRST, clock=EPOCH), attack.begin(FIRST, clock=LATER)]
    for child in children:
        child.comes_to(FIRST)
    attack.struck()
    for child in children:
        child.go(FIRST)
    for child in children:
        child.wait()
    found = {one.id: one for _, one in attack.place.documents()}
    early = attack.again(set(attack.calm.listings), LATER)
    late = attack.again(set(), LATER)
    by_first = {key: early[key] if key in found and found[key].first_seen == EPOCH else late[key] for key in early}
    attack.ledger.examine(attack.place, attack.data, by_first)
    sums, count = sums_of(runs_of(attack.data)), len(attack.calm.listings)
    attack.ledger.must(sums == {"new": count, "changed": 0, "seen": count}, f"{sums} for {count} posts")
    attack.ledger.settle("two imports of the same file at once", attack.place.kind, 2 * attack.export.count)


def test_two_sources_at_once(attack: Attack, exported: Exported) -> None:
    exports = {"first": attack.export, "second": exported(400, first=100_000)}
    children = [
        attack.nursery.begin(attack.data, attack.place.location, EPOCH, export=export, name=name, holds=(FIRST,))
        for name, export in exports.items()
    ]
    calm = [attack.undisturbed((export, EPOCH), name=name) for name, export in exports.items()]
    expected = {key: one for each in calm for key, one in each.listings.items()}
    for child in children:
        child.comes_to(FIRST)
    attack.ledger.struck(len(attack.place.stored_now(expected.keys())))
    for child in children:
        child.go(FIRST)
    for child in children:
        child.wait()
    attack.ledger.examine(attack.place, attack.data, expected)
    attack.ledger.must(
        {run.id: run for run in runs_of(attack.data)} == {run.id: run for each in calm for run in each.runs},
        "records differ",
    )
    attack.ledger.settle("two sources at once", attack.place.kind, 800)
