"""An invented store of thirteen weeks: known counts, one rise, one week in which a platform failed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerts.weeks import Week
from index.listing import Author, Listing
from index.run import Run, Verdict
from index.runs import SqliteRunStore
from index.store import RunStore, SearchStore
from index.tantivy import TantivyStore
from nlp.reading import Goods
from tests.index.sample import listing

WEEK = Week(2026, 47)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PLATFORMS = {
    "demo_social": "mastodon",
    "demo_forum": "discourse",
    "demo_shop": "woocommerce",
    "demo_tienda": "woocommerce",
    "never_run": "discourse",
}
COUNTS: Mapping[tuple[Goods, str], Sequence[int]] = {
    ("counterfeit_pill", "demo_social"): (9, 7, 8, 10, 9, 8, 11, 7, 9, 8, 10, 9, 26),
    ("other_pill", "demo_social"): (12, 14, 11, 13, 12, 15, 13, 12, 14, 11, 12, 13, 12),
    ("pill_press", "demo_social"): (0, 1, 0, 0, 2, 0, 1, 0, 0, 1, 0, 0, 1),
    ("counterfeit_pill", "demo_forum"): (6, 7, 5, 8, 6, 0, 7, 6, 5, 7, 8, 6, 7),
    ("other_pill", "demo_forum"): (3, 5, 2, 4, 6, 0, 3, 5, 4, 2, 5, 3, 6),
    ("other_pill", "demo_shop"): (5, 5, 5, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7),
    ("pill_press", "demo_tienda"): (5, 6, 6, 5, 7, 6, 6, 7, 6, 6, 5, 6, 0),
    ("precursor", "demo_tienda"): (2, 1, 2, 3, 2, 1, 2, 2, 1, 2, 3, 2, 0),
}
"""Hits from the twelfth week before WEEK to WEEK."""
SCANNED = {"demo_social": 620, "demo_forum": 240, "demo_shop": 64, "demo_tienda": 58}
FAILED: Mapping[tuple[str, int], Verdict] = {("demo_forum", 5): "unreachable", ("demo_tienda", 12): "blocked"}
"""The runs that failed, by source and place of the week."""
TEXTS: Mapping[Goods, Sequence[str]] = {
    "counterfeit_pill": (
        "Blue M30s pressed clean, 8 apiece or 100 for $500, tele: {handle} or 213-555-01{n:02}. No time wasters",
        "Percs and blues in stock 💊 mando por paquetería a todo México, whatsapp +52 55 5550 01{n:02}",
        "Hay azules M30, entrega en persona en Tijuana, escribe a t.me/{handle}",
    ),
    "other_pill": (
        "Xanax 2mg bars, 10/$40, cash app ${handle}, ships overnight",
        "Clonazepam sin receta, precio de mayoreo, manda inbox o llama al 664 555 01{n:02}",
    ),
    "pill_press": ("TDP-5 desktop tablet press with M30 die set, ships in parts. Mail {handle}@shop.example",),
    "precursor": ("1-boc-4-piperidone CAS 79099-07-3, 99 %, safe clearance, session {handle}",),
}


def fill(folder: Path, counts: Mapping[tuple[Goods, str], Sequence[int]] = COUNTS) -> tuple[SearchStore, RunStore]:
    """The two stores in a folder, as a data folder has them."""
    store, runs = TantivyStore(folder / "store"), SqliteRunStore(folder / "runs" / "runs.sqlite")
    store.upsert([post for (goods, source), numbers in counts.items() for post in _posts(goods, source, numbers)])
    for source, scanned in SCANNED.items():
        for at in range(13):
            runs.save(run(source, at, scanned=scanned + 3 * at, verdict=FAILED.get((source, at), "ok")))
    return store, runs


def run(source: str, at: int, *, scanned: int, verdict: Verdict = "ok") -> Run:
    started = WEEK.minus(12 - at).end - timedelta(hours=6)
    return Run(
        id=f"{source}-{at:02}",
        source=source,
        started=started,
        finished=started + timedelta(minutes=4),
        posts=scanned if verdict == "ok" else 0,
        verdict=verdict,
    )


def _posts(goods: Goods, source: str, numbers: Sequence[int]) -> list[Listing]:
    return [
        post(goods, source, at, number, f"{goods}-{source}-{at:02}-{number:03}")
        for at, count in enumerate(numbers)
        for number in range(count)
    ]


def post(goods: Goods, source: str, at: int, number: int, name: str) -> Listing:
    """An invented hit; every fifth has a title, every shop's too."""
    handle = f"blue_door_{number % 7}"
    texts = TEXTS[goods]
    platform = PLATFORMS[source]
    shop = platform == "woocommerce"
    written = listing(
        name,
        texts[number % len(texts)].format(handle=handle, n=number % 100),
        at=WEEK.minus(12 - at).start + timedelta(hours=5 * (number % 30)),
        platform=platform,
        site="" if platform == "mastodon" else f"{source.removeprefix('demo_')}.example.com",
        kind="shop" if shop else "social",
        source=source,
        goods=(goods,),
        title=f"Message {handle}" if shop or number % 5 == 0 else None,
        author=None if shop else Author(handle=handle),
    )
    return replace(written, created=written.first_seen)
