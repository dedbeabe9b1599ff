"""A crawl killed at any point and started again ends where an undisturbed one ends."""

import random
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from index.spool import Upsert, waiting_entries
from replica import Running
from tests.pillwatch.conftest import EPOCH, declare
from tests.pillwatch.test_crawl import crawl_at, listings, runs

NAMES = ("test_social", "test_shop", "test_tienda")
RATE = "600/min"
WINDOW = 1.0
"""Seconds between the first page and the end of such a crawl."""


def test_ten_kills(replica: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kill_and_crawl_again(replica, tmp_path, capsys, kills=10)


@pytest.mark.soak
def test_hundred_kills(replica: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kill_and_crawl_again(replica, tmp_path, capsys, kills=100)


def kill_and_crawl_again(replica: Running, folder: Path, capsys: pytest.CaptureFixture[str], *, kills: int) -> None:
    later = EPOCH + timedelta(hours=1)
    calm = folder / "calm"
    declare(calm, replica, rate=RATE)
    crawl_at(calm, EPOCH, *NAMES)
    undisturbed = {one.id: one for one in listings(calm)}

    chance = random.Random(11)
    stored = []
    for number in range(kills):
        data = folder / f"killed-{number}"
        declare(data, replica, rate=RATE)
        with pytest.raises(subprocess.CalledProcessError, match="SIGKILL"):
            crawl_at(data, EPOCH, *NAMES, kill=f"{chance.uniform(0, WINDOW):.3f}")
        waiting = {entry.id for _, entry in waiting_entries(data / "spool") if isinstance(entry, Upsert)}
        before = {one.id for one in listings(data)} | waiting
        stored.append(len(before))
        crawl_at(data, later, *NAMES)
        after = {one.id: one for one in listings(data)}
        assert after.keys() == undisturbed.keys()
        assert all(one.first_seen == (EPOCH if key in before else later) for key, one in after.items())
        assert all((after[key].text, after[key].label) == (one.text, one.label) for key, one in undisturbed.items())
        assert {run.verdict for run in runs(data).values()} == {"ok"}
        assert list((data / "spool").iterdir()) == []
    with capsys.disabled():
        print(f"\nsafe when killed: {sorted(stored)}; after the next crawl always {len(undisturbed)}")
