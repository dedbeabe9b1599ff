"""A data folder of invented listings of any age, with everything that belongs to them, for tests of keeping."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from alerts.delivery import deliver
from alerts.saved import SearchFolder, made
from crawlers.declaration import Source
from crawlers.evidence import EvidenceFolder
from crawlers.page import Extract, Page
from crawlers.post import post_id
from index.access import EVERYTHING
from index.content import evidence_of
from index.listing import Author, Evidence, Listing, Media, Price
from index.open import open_runs, open_store
from index.spool import RefusedEntry, RefusedFile, Upsert
from index.store import RunStore, SearchStore
from nlp.reading import Reason
from pillwatch.retention import Places, Receipt, Rules, retain
from tests.index.sample import listing, mention

NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS = 30
"""Of the source `forum`; `shop` may only be counted, and `file` is not declared."""

DEFAULT = 365
OLD = NOW - 40 * DAY


def ago(days: float) -> datetime:
    return NOW - days * DAY


def source(name: str, **fields: Any) -> Source:
    return Source(name=name, spider="discourse", url="https://forum.example.com", **fields)


def rules(now: datetime = NOW) -> Rules:
    forum, shop = source("forum", retention_days=DAYS), source("shop", retention_days=DAYS, collect="aggregate")
    return Rules(now, {"forum": forum, "shop": shop}, DEFAULT)


def id_of(name: str) -> str:
    return post_id("example", "forum.example.com", name)


@dataclass
class World:
    """A store, its evidence and what else a data folder holds."""

    data: Path
    store: SearchStore = field(init=False)
    runs: RunStore = field(init=False)

    def __post_init__(self) -> None:
        self.store, self.runs = open_store(self.data / "store"), open_runs(self.data / "runs")

    @property
    def places(self) -> Places:
        return Places(self.data, self.store, self.runs)

    def evidence(self, name: str, at: datetime) -> Evidence:
        """A file of evidence as a crawl of that time leaves it."""
        page = Page("https://forum.example.com/t/1.json", 200, {}, at, "ab" * 32, Extract("posts"))
        kept = EvidenceFolder(self.data).keep(f"evidence of {name}".encode(), page)
        os.utime(self.data / kept.uri, (at.timestamp(), at.timestamp()))
        return kept

    def capture(self, name: str, at: datetime, **fields: Any) -> Listing:
        """A capture of a post with its evidence, not stored yet."""
        whole: dict[str, Any] = {
            "native_id": name,
            "source": "forum",
            "policy": "full",
            "text": f"blue pills of {name}",
            "author": Author(f"handle_of_{name}", "Invented Name"),
            "media": (Media("https://cdn.example.com/1.jpg", "image", "a bag"),),
            "price": Price("5", "USD"),
            "place": "Springfield",
            "mentions": (mention("drug", "oxycodone"),),
            "reasons": (Reason("names a price", 1.0),),
            "seller_keys": ("contact:+12135550142",),
            "near_key": "n1",
            "created": at,
            **fields,
        }
        if "evidence" not in whole:
            whole["evidence"] = self.evidence(name, at)
        return listing(id_of(name), at=at, **whole)

    def put(self, name: str, at: datetime = OLD, **fields: Any) -> Listing:
        """A stored post that was last seen then."""
        one = self.capture(name, at, **fields)
        self.store.upsert([one])
        return self.stored(name)

    def stored(self, name: str) -> Listing:
        return self.store.get([id_of(name)], access=EVERYTHING)[id_of(name)]

    def names(self, among: Sequence[str]) -> list[str]:
        """Which of these posts are stored."""
        there = self.store.get([id_of(name) for name in among], access=EVERYTHING)
        return [name for name in among if id_of(name) in there]

    def has_evidence(self, one: Listing) -> list[bool]:
        return [(self.data / evidence.uri).exists() for evidence in evidence_of(one)]

    def deliver(self, name: str = "blues", now: datetime = OLD) -> list[str]:
        """What a saved search of everything brings now, by id."""
        folder = SearchFolder(self.data / "alerts")
        if name not in folder.names():
            folder.add(made(name=name, words="", since=ago(4000), everything=True))
        return [one.listing for one in deliver(folder.get(name), self.store, folder, now, EVERYTHING)]

    def delivered(self, name: str = "blues") -> list[dict[str, Any]]:
        file = self.data / "alerts" / name / "delivered.jsonl"
        return [orjson.loads(line) for line in file.read_bytes().splitlines()] if file.exists() else []

    def refuse(self, capture: Listing, at: datetime) -> None:
        """The store refused this capture."""
        RefusedFile(self.data / "spool").add([RefusedEntry(capture.id, "forum-run", at, "too long", Upsert(capture))])

    def refused(self) -> list[str]:
        return [one.id for one in RefusedFile(self.data / "spool")]

    def retain(self, now: datetime = NOW) -> list[Receipt]:
        """One run of retention."""
        return [receipt for _, receipt in retain(self.places, rules(now), by="Ann Auditor", clock=lambda: now)]

    def receipts(self) -> list[Path]:
        return sorted((self.data / "receipts").glob("*"))

    def text(self) -> bytes:
        """All bytes of the data folder but those of the store's own files, the log of holds and the receipts."""
        left_out = (self.data / "store", self.data / "receipts", self.data / "holds.jsonl")
        files = (path for path in sorted(self.data.rglob("*")) if path.is_file())
        return b"".join(path.read_bytes() for path in files if not any(path.is_relative_to(one) for one in left_out))


def edited(world: World, name: str, at: datetime, text: str) -> Listing:
    """The post was edited, as a crawl of that time sees it."""
    world.store.upsert([replace(world.capture(name, at), text=text, created=world.stored(name).created)])
    return world.stored(name)
