"""Saved searches and stores for these tests."""

from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from alerts.delivery import Delivery, deliver
from alerts.saved import SavedSearch, SearchFolder, made
from index.access import EVERYTHING
from index.listing import Listing
from index.store import SearchStore
from index.tantivy import TantivyStore
from tests.index.sample import NOON


def saved(root: Path, name: str = "blues", words: str = "blue", **fields: Any) -> SavedSearch:
    """A search that is kept below `root`; from NOON on unless `since` is given."""
    search = made(name=name, words=words, **{"since": NOON, **fields})
    SearchFolder(root).add(search)
    return search


def store_of(folder: Path, *listings: Listing) -> SearchStore:
    """A store with these listings."""
    store = TantivyStore(folder)
    store.upsert(listings)
    return store


def brought(search: SavedSearch, store: SearchStore, root: Path, now: datetime = NOON) -> list[Delivery]:
    """What one run of the search delivers."""
    return list(deliver(search, store, SearchFolder(root), now, EVERYTHING))


def lines(root: Path, name: str = "blues") -> list[dict[str, Any]]:
    """The deliveries in the file; every line must be whole."""
    data = (root / name / "delivered.jsonl").read_bytes()
    assert data.endswith(b"\n")
    return [orjson.loads(line) for line in data.splitlines()]


def ids(root: Path, name: str = "blues") -> list[str]:
    """The listings in the file, in its order."""
    return [line["listing"] for line in lines(root, name)]
