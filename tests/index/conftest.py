"""The stores that keep the contract: every test that takes `new_store` runs against each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.open import open_store
from index.store import SearchStore
from tests.servers.indices import drop_indices, fresh_location

NewStore = Callable[[], SearchStore]
NewPlace = Callable[[], str]

_TOGETHER = 4
"""Stores that one test has open at once; older ones give their indices back to the server."""


@pytest.fixture(params=["tantivy", "elastic"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewPlace]:
    """Gives the location of an empty store at every call."""
    made: list[str] = []
    server: str | None = request.getfixturevalue("elasticsearch_url") if request.param == "elastic" else None

    def make() -> str:
        made.append(fresh_location(server) if server else str(tmp_path / f"store{len(made)}"))
        if server and len(made) > _TOGETHER:
            drop_indices(made[-_TOGETHER - 1])
        return made[-1]

    yield make
    for location in made[-_TOGETHER:] if server else ():
        drop_indices(location)


@pytest.fixture
def new_store(new_place: NewPlace) -> Iterator[NewStore]:
    """Gives an empty store at every call."""
    made: list[SearchStore] = []

    def make() -> SearchStore:
        made.append(open_store(new_place()))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(new_store: NewStore) -> SearchStore:
    return new_store()
