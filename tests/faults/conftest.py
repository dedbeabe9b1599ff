"""Processes to attack, what an undisturbed run leaves, and the table that all faults end up in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from replica import Running
from tests.faults.crawling import Crawls
from tests.faults.examining import Ledger, Undisturbed
from tests.faults.nursery import Nursery
from tests.faults.places import Place, new_name
from tests.faults.posts import Export
from tests.faults.table import pytest_terminal_summary
from tests.pillwatch.conftest import replica

__all__ = ["pytest_terminal_summary", "replica"]

Exported = Callable[..., Export]


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Begins imports and crawls in processes of their own."""
    made = Nursery(tmp_path_factory.mktemp("processes"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def exported(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Gives a file of so many invented posts, which the nursery's reader knows."""
    known: dict[object, Export] = {}

    def make(count: int, **fields: int) -> Export:
        key = (count, *sorted(fields.items()))
        if key not in known:
            known[key] = Export(tmp_path_factory.mktemp("export") / "posts.jsonl", count, **fields).write()
            nursery.ask(known[key])
        return known[key]

    return make


@pytest.fixture(scope="session")
def undisturbed(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """Gives what undisturbed imports leave."""
    return Undisturbed(nursery, tmp_path_factory.mktemp("calm"))


@pytest.fixture(scope="session")
def crawls(nursery: Nursery, replica: Running, tmp_path_factory: pytest.TempPathFactory) -> Crawls:
    """Begins crawls, and knows what undisturbed ones leave."""
    return Crawls(nursery, replica, tmp_path_factory.mktemp("crawls"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data folder."""
    return tmp_path / "data"


@pytest.fixture(params=["embedded", "Elasticsearch"])
def place(request: pytest.FixtureRequest, data: Path) -> Iterator[Place]:
    """An empty store of each kind."""
    if request.param == "embedded":
        yield Place("embedded", str(data / "store"))
        return
    made = Place("Elasticsearch", new_name(request.getfixturevalue("elasticsearch_url")))
    yield made
    made.drop()


@pytest.fixture
def ledger(record_property: Callable[[str, object], None]) -> Ledger:
    """Where a test writes down what a fault left."""
    return Ledger(record_property)
