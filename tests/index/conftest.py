"""The stores that keep the contract: every test that takes `new_store` runs against each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.store import SearchStore
from index.tantivy import TantivyStore

NewStore = Callable[[], SearchStore]


@pytest.fixture(params=["tantivy"])
def new_store(tmp_path: Path) -> Iterator[NewStore]:
    """Gives an empty store at every call."""
    made: list[SearchStore] = []

    def make() -> SearchStore:
        made.append(TantivyStore(tmp_path / f"store{len(made)}"))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(new_store: NewStore) -> SearchStore:
    return new_store()
