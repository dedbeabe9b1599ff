"""A later run on a machine whose clock is in the past."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.attack import FIRST, Attack
from tests.faults.conftest import Exported
from tests.faults.examining import Ledger, Undisturbed, runs_of, sums_of
from tests.faults.nursery import Nursery
from tests.faults.places import Place
from tests.faults.posts import EPOCH, HOUR

PAST = EPOCH - timedelta(days=400)
"""Before every post was written, so that a new one would go to another index."""

LATER = EPOCH + HOUR


@pytest.fixture
def attack(
    place: Place, data: Path, nursery: Nursery, exported: Exported, ledger: Ledger, undisturbed: Undisturbed
) -> Attack:
    return Attack(nursery, data, place, exported(400), ledger, undisturbed)


def test_later_run_in_the_past(attack: Attack, exported: Exported) -> None:
    """What is stored knows better; what is not stored yet is taken, and brought forward by the next run."""
    other = exported(400, first=200)
    attack.begin().wait()
    attack.struck()
    attack.nursery.begin(attack.data, attack.place.location, PAST, export=other).wait()
    first = attack.calm.listings
    new = {key: one for key, one in attack.undisturbed((other, PAST)).listings.items() if key not in first}
    stored = {one.id: one for _, one in attack.place.documents()}
    attack.ledger.must(stored == {**new, **first}, "the past changed what was stored, or lost what is new")
    attack.nursery.begin(attack.data, attack.place.location, LATER, export=other).wait()
    expected = {
        **attack.undisturbed((attack.export, EPOCH), (other, LATER)).listings,
        **{key: one for key, one in attack.undisturbed((other, PAST), (other, LATER)).listings.items() if key in new},
    }
    attack.ledger.examine(attack.place, attack.data, expected)
    attack.ledger.must(sums_of(runs_of(attack.data))["new"] == len(expected), "posts counted twice or never")
    attack.ledger.settle("later run with a clock in the past", attack.place.kind, 800)


@pytest.mark.parametrize("place", ["Elasticsearch"], indirect=True)
def test_two_clocks_at_once(attack: Attack) -> None:
    """Two processes that do not agree on the year may put a post into two indices; the next run makes it one."""
    children = [attack.begin(FIRST, clock=EPOCH), attack.begin(FIRST, clock=PAST)]
    for child in children:
        child.comes_to(FIRST)
    attack.struck()
    for child in children:
        child.go(FIRST)
    for child in children:
        child.wait()
    documents = attack.place.documents()
    doubles = len(documents) - len({one.id for _, one in documents})
    early = {one.id for _, one in documents if one.first_seen == PAST}
    attack.begin(clock=LATER).wait()
    by_past = attack.undisturbed((attack.export, PAST), (attack.export, LATER)).listings
    by_epoch = attack.undisturbed((attack.export, EPOCH), (attack.export, LATER)).listings
    expected = {key: by_past[key] if key in early else one for key, one in by_epoch.items()}
    attack.ledger.examine(attack.place, attack.data, expected, orphans=True)
    attack.ledger.settle(
        "two writers, one clock in the past", attack.place.kind, 800, f"{doubles} in two indices until the next run"
    )
