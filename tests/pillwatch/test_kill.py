"""A crawl killed at any point and started again ends where an undisturbed one ends."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pillwatch.settings import ROOT
from replica import Running
from tests.pillwatch.conftest import EPOCH, declare
from tests.pillwatch.test_crawl import crawl_at, listings, runs

NAMES = ("test_social", "test_forum", "test_shop", "test_tienda")


def test_ten_kills(replica: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kill_and_crawl_again(replica, tmp_path, capsys, kills=10)


@pytest.mark.soak
def test_hundred_kills(replica: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kill_and_crawl_again(replica, tmp_path, capsys, kills=100)


def kill_and_crawl_again(replica: Running, folder: Path, capsys: pytest.CaptureFixture[str], *, kills: int) -> None:
    calm, rough = folder / "calm", folder / "rough"
    for data in (calm, rough):
        declare(data, replica, rate="1200/min")
    began = time.monotonic()
    crawl_at(calm, EPOCH, *NAMES)
    whole = time.monotonic() - began

    chance = random.Random(11)
    first_seen: dict[str, datetime] = {}
    stored = []
    for attempt in range(kills):
        clock = EPOCH + timedelta(seconds=attempt)
        killed_after(rough, clock.isoformat(), chance.uniform(0.35, 0.98) * whole)
        for one in listings(rough):
            assert one.first_seen == first_seen.setdefault(one.id, one.first_seen)
        stored.append(len(first_seen))
    crawl_at(rough, EPOCH + timedelta(hours=1), *NAMES)

    undisturbed = {one.id: one for one in listings(calm)}
    after = {one.id: one for one in listings(rough)}
    with capsys.disabled():
        print(f"\nstored after each of {kills} kills: {stored}; in the end {len(after)} of {len(undisturbed)}")
    assert after.keys() == undisturbed.keys()
    assert all(after[key].first_seen == seen for key, seen in first_seen.items())
    assert all((after[key].text, after[key].label) == (one.text, one.label) for key, one in undisturbed.items())
    assert {run.verdict for run in runs(rough).values()} == {"ok"}


def killed_after(data: Path, clock: str, seconds: float) -> None:
    """Begin a crawl and kill it without warning."""
    command = [sys.executable, "-m", "tests.pillwatch.crawl_at", str(data), clock, *NAMES]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
