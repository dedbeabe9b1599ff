"""Real spiders killed without warning while they crawl the replica."""

import random
import signal
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from crawlers.state import StateFolder
from index.listing import Listing
from tests.faults.crawling import SOURCES, Crawls
from tests.faults.examining import Ledger, runs_of, sums_of, without_evidence
from tests.faults.places import Place, safe_now
from tests.faults.posts import EPOCH, HOUR

LATER: datetime = EPOCH + HOUR


def kill_crawls(crawls: Crawls, place: Place, folder: Path, ledger: Ledger, kills: int) -> None:
    late = crawls.undisturbed(LATER).listings
    begun = time.monotonic()
    crawls.begin(folder / "pace", str(folder / "pace/store"), EPOCH).wait()
    window = time.monotonic() - begun
    chance = random.Random(7)
    done = number = 0
    while done < kills:
        data, number = folder / f"crawl-{number}", number + 1
        mine = place.beside(data, number)
        child = crawls.begin(data, mine.location, EPOCH, kill_after=chance.uniform(window / 3, window))
        if child.wait(None) != -signal.SIGKILL:
            continue
        done += 1
        ledger.struck(len(mine.stored_now(late.keys())))
        safe = safe_now(mine, data, late.keys())
        walked = {name for name in SOURCES if StateFolder(data).cursor(name)}
        crawls.begin(data, mine.location, LATER).wait()
        ledger.examine(mine, data, after(crawls, safe, walked), orphans=True, same=without_evidence)
        ledger.must(sums_of(runs_of(data))["new"] == len(late), f"{sums_of(runs_of(data))} for {len(late)} posts")
        mine.drop()
    ledger.settle("kill -9 of a crawl", place.kind, kills * len(late))


def after(crawls: Crawls, safe: set[str], walked: set[str]) -> dict[str, Listing]:
    """What the next crawl leaves where these posts were safe before and these sources had been walked to their end.

    The next crawl of a source that was not walks all of it again, and so sees old posts once more.
    """
    both, late = crawls.undisturbed(EPOCH, LATER).listings, crawls.undisturbed(LATER).listings
    expected = {}
    for key in late:
        one = both[key] if key in safe else late[key]
        if one.source not in walked:
            one = replace(one, last_seen=LATER, checked=LATER)
        expected[key] = without_evidence(one)
    return expected


def test_one(crawls: Crawls, place: Place, tmp_path: Path, ledger: Ledger) -> None:
    kill_crawls(crawls, place, tmp_path, ledger, 1)


@pytest.mark.soak
def test_many(crawls: Crawls, place: Place, tmp_path: Path, ledger: Ledger) -> None:
    kill_crawls(crawls, place, tmp_path, ledger, 20)
