"""The application over real stores in a temporary folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from selectolax.lexbor import LexborHTMLParser

from index.access import EVERYTHING
from index.listing import Listing
from index.open import open_runs, open_store
from index.run import Run
from index.store import RunStore, SearchStore
from tests.web.samples import NOW
from web.app import create_app


@dataclass(frozen=True)
class Page:
    """An answer as its reader meets it."""

    response: Response
    tree: LexborHTMLParser

    @property
    def status(self) -> int:
        return self.response.status_code

    def texts(self, selector: str) -> list[str]:
        """The text of every element there, white space folded."""
        return [" ".join(node.text().split()) for node in self.tree.css(selector)]

    def text(self, selector: str = "main") -> str:
        """The text of the one element there."""
        (text,) = self.texts(selector)
        return text

    def attribute(self, selector: str, name: str) -> str:
        """An attribute of the first element there."""
        return self.tree.css(selector)[0].attributes[name] or ""

    def link(self, selector: str, words: str) -> str:
        """The address of the one link there whose text begins with these words."""
        (href,) = [
            node.attributes["href"] or ""
            for node in self.tree.css(f"{selector} a")
            if " ".join(node.text().split()).startswith(words)
        ]
        return href


class World:
    """Stores and the application over them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store: SearchStore = open_store(folder / "store")
        self.runs: RunStore = open_runs(folder)
        self.app: FastAPI = create_app(
            store=self.store,
            place=str(folder / "store"),
            runs=self.runs,
            spool=folder / "spool",
            access=EVERYTHING,
            clock=lambda: NOW,
            hosts=["127.0.0.1", "localhost", "[::1]"],
        )
        self._client = TestClient(self.app, base_url="http://127.0.0.1:8700", raise_server_exceptions=False)

    def keep(self, listings: Sequence[Listing] = (), runs: Sequence[Run] = ()) -> None:
        self.store.upsert(listings)
        for run in runs:
            self.runs.save(run)

    def get(self, path: str, **headers: str) -> Page:
        response = self._client.get(path, headers=headers)
        return Page(response, LexborHTMLParser(response.text))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.store.close()
    made.runs.close()
