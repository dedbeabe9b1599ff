"""The main job on the replica's world, through real HTTP into the real store."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest

from crawlers.evidence import EvidenceFolder
from index.access import EVERYTHING
from index.listing import Listing
from index.open import open_runs, open_store
from index.query import Query
from index.run import Run
from pillwatch.settings import ROOT
from replica import Running, serve
from replica.stage import Stage
from replica.world import load_world
from tests.pillwatch.conftest import EPOCH, SOURCES, House, declare

EXPECTED = [orjson.loads(line) for line in (ROOT / "replica" / "expected.jsonl").read_bytes().splitlines()]


def listings(data: Path) -> list[Listing]:
    store = open_store(data / "store")
    try:
        return list(store.scan(Query(access=EVERYTHING)))
    finally:
        store.close()


def runs(data: Path) -> dict[str, Run]:
    """The last run of each source."""
    store = open_runs(data / "runs")
    try:
        return {run.source: run for run in reversed(store.runs())}
    finally:
        store.close()


def crawl_at(data: Path, clock: datetime, *names: str, kill: str = "never") -> None:
    """Raises CalledProcessError."""
    command = [sys.executable, "-m", "tests.pillwatch.crawl_at", str(data), clock.isoformat(), kill, *names]
    subprocess.run(command, check=True, cwd=ROOT, timeout=120)


@pytest.fixture
def later_world(tmp_path: Path) -> Iterator[tuple[Running, Path]]:
    """A replica whose clock the test moves, and a data folder with its sources declared."""
    with serve(EPOCH) as running:
        declare(tmp_path, running)
        yield running, tmp_path


def test_each_source_ends_as_it_should(crawled: House) -> None:
    verdicts = {name: run.verdict for name, run in runs(crawled.data).items()}
    assert verdicts == {
        "test_social": "ok",
        "test_forum": "ok",
        "test_shop": "ok",
        "test_tienda": "ok",
        "test_walled": "blocked",
    }


def test_nothing_forbidden_or_private_is_kept(crawled: House, replica: Running) -> None:
    kept = {listing.native_id for listing in listings(crawled.data)}
    assert replica.forbidden_requests == 0
    assert kept.isdisjoint({row["native_id"] for row in EXPECTED if row["access"] in ("noindex", "robots")})


def test_malformed_post_is_set_aside_with_its_reason(crawled: House) -> None:
    lines = (crawled.data / "quarantine" / "test_forum.jsonl").read_bytes().splitlines()
    assert len(lines) == runs(crawled.data)["test_forum"].malformed == 1
    assert orjson.loads(lines[0])["reason"]


def test_evidence_of_every_listing_proves_itself(crawled: House) -> None:
    folder = EvidenceFolder(crawled.data)
    for listing in listings(crawled.data):
        assert listing.evidence is not None
        record = folder.check(listing.evidence)
        assert str(record["url"]).startswith("http://127.0.0.1:")
        assert listing.native_id.rsplit("/", 1)[-1] in str(record["object"])


def test_second_crawl_stores_nothing_twice(later_world: tuple[Running, Path]) -> None:
    _, data = later_world
    names = [f"test_{place}" for place in SOURCES if place != "walled"]
    crawl_at(data, EPOCH, *names)
    before = {one.id: one for one in listings(data)}
    crawl_at(data, EPOCH + timedelta(hours=1), *names)
    after = {one.id: one for one in listings(data)}
    assert after.keys() == before.keys()
    assert all(after[key].first_seen == EPOCH for key in after)
    second = runs(data)
    assert sum(run.new + run.changed for run in second.values()) == 0
    assert sum(run.seen for run in second.values()) > 0
    young = [one for one in after.values() if one.created and one.created > EPOCH - timedelta(days=6)]
    assert young
    assert all(one.last_seen == EPOCH + timedelta(hours=1) for one in young)


def test_edits_and_deletions_of_young_posts_are_noticed(later_world: tuple[Running, Path]) -> None:
    running, data = later_world
    names = ["test_social", "test_forum", "test_shop", "test_tienda"]
    crawl_at(data, EPOCH, *names)
    before = {one.id: one for one in listings(data)}
    later = EPOCH + timedelta(days=2)
    running.set_clock(later)
    crawl_at(data, later, *names)
    after = {one.id: one for one in listings(data)}

    edited = [one for one in after.values() if one.id in before and one.text != before[one.id].text and one.text]
    assert edited
    for one in edited:
        assert one.versions[-1].text == before[one.id].text
        assert one.first_seen == EPOCH
        assert one.evidence != before[one.id].evidence
    gone = [one for one in after.values() if one.gone is not None]
    assert gone
    assert {one.platform for one in gone} == {"mastodon", "discourse", "woocommerce"}
    assert all(one.gone == later and one.deleted and one.text for one in gone if before[one.id].text)
    assert after.keys() - before.keys(), "posts written since are there"


def test_hits_against_what_was_written_down_by_hand(crawled: House, capsys: pytest.CaptureFixture[str]) -> None:
    stored = {(one.platform, one.native_id) for one in listings(crawled.data) if one.hit}
    shown = shown_keys()
    rows = [row for row in EXPECTED if row["access"] == "open" and row["key"] in shown]
    wanted = {(row["platform"], row["native_id"]) for row in rows if row["hit"]}
    false = Counter(row["family"] for row in rows if (row["platform"], row["native_id"]) in stored - wanted)
    missed = Counter(row["family"] for row in rows if (row["platform"], row["native_id"]) in wanted - stored)
    precision, recall = len(stored & wanted) / len(stored), len(stored & wanted) / len(wanted)
    with capsys.disabled():
        print(f"\nreplica: precision {precision:.3f} of {len(stored)}, recall {recall:.3f} of {len(wanted)} hits")
        print(f"  {len(rows)} posts; false alarms by kind {dict(false)}; missed by kind {dict(missed)}")
    assert precision >= 0.85
    assert recall >= 0.85


def shown_keys() -> set[str]:
    """The keys of what the platforms show at EPOCH."""
    world = load_world()
    stage = Stage(world=world, epoch=EPOCH, clock=EPOCH)
    return {one.key for one in (*world.statuses.values(), *world.forum_posts, *world.products) if stage.is_shown(one)}
