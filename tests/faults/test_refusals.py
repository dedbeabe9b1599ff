"""Documents that a real server will not take: an operator made indices in which the site must be an address."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.settling import REFUSED
from index.elastic.names import Names
from index.elastic.schema import VERSION, component
from index.run import Run
from index.spool import RefusedFile
from tests.faults.attack import Attack
from tests.faults.conftest import Exported
from tests.faults.examining import Ledger, Undisturbed, runs_of
from tests.faults.nursery import Nursery
from tests.faults.places import Place, new_name
from tests.faults.posts import ODD_SITE

MONTHS = ("2026.09", "2026.10", "2026.11", "undated")
CONFLICT = "2026.10"


@pytest.fixture
def attack(
    elasticsearch_url: str, data: Path, nursery: Nursery, exported: Exported, ledger: Ledger, undisturbed: Undisturbed
) -> Iterator[Attack]:
    place = Place("Elasticsearch", new_name(elasticsearch_url))
    yield Attack(nursery, data, place, exported(400), ledger, undisturbed)
    place.drop()


def make_index(place: Place, month: str, site: str) -> str:
    """An index as Pillwatch makes it, but for the type of the field `site`; its name."""
    names = Names(place.prefix, VERSION)
    body = component(names)
    mappings = {**body["mappings"], "properties": {**body["mappings"]["properties"], "site": {"type": site}}}
    index = names.successor(f"{names.alias}-{month}")
    with place.client() as client:
        client.indices.create(index=index, mappings=mappings, settings=body["settings"], aliases={names.alias: {}})
    return index


def test_one_refused_in_a_thousand(attack: Attack, exported: Exported) -> None:
    refuse_some(attack, exported, posts=1_000)


@pytest.mark.soak
def test_many_times_one_refused_in_a_thousand(attack: Attack, exported: Exported) -> None:
    refuse_some(attack, exported, posts=20_000)


def refuse_some(attack: Attack, exported: Exported, *, posts: int) -> None:
    attack.export = exported(posts, odd=posts // 1_000)
    odd = sorted(key for key, one in attack.calm.listings.items() if one.site == ODD_SITE)
    assert len(odd) == posts // 1_000
    for month in MONTHS:
        make_index(attack.place, month, "ip")
    attack.ledger.struck(0)
    attack.begin().wait()
    expected = {key: one for key, one in attack.calm.listings.items() if key not in odd}
    attack.ledger.examine(attack.place, attack.data, expected, refused=odd)
    attack.check_one_run(calm=lambda run: with_refused(run, len(odd)))
    reasons = {one.reason for one in RefusedFile(attack.data / "spool")}
    attack.ledger.must(all(f"'{ODD_SITE}' is not an IP" in reason for reason in reasons), f"reasons {reasons}")
    attack.ledger.settle("one refused document in a thousand", "Elasticsearch", posts)


def with_refused(run: Run, count: int) -> Run:
    """The record of the same run when the store refused so many."""
    note = f"the store refused {count} listing{'s' if count > 1 else ''}"
    return replace(run, new=run.new - count, failures={REFUSED: count}, verdict="partial", note=note)


def test_a_month_that_refuses_everything_until_it_is_mended(attack: Attack) -> None:
    names = Names(attack.place.prefix, VERSION)
    index = make_index(attack.place, CONFLICT, "date")
    attack.ledger.struck(0)
    attack.begin().wait()
    conflicting = sorted(
        key
        for key, one in attack.calm.listings.items()
        if names.home(one) == names.successor(f"{names.alias}-{CONFLICT}")
    )
    refused = sorted(one.id for one in RefusedFile(attack.data / "spool"))
    attack.ledger.must(bool(conflicting) and refused == conflicting, f"{len(refused)} refused, not {len(conflicting)}")
    (run,) = runs_of(attack.data)
    attack.ledger.must(run == with_refused(attack.calm.runs[0], len(conflicting)), f"unexpected {run}")
    with attack.place.client() as client:
        client.indices.delete(index=index)
    attack.retry()
    attack.ledger.examine(attack.place, attack.data, attack.calm.listings)
    attack.check_one_run()
    attack.ledger.settle(
        "mapping conflict of a whole month", "Elasticsearch", attack.export.count, f"{len(refused)} refused at first"
    )
