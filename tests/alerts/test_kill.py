"""Each listing once, whatever is killed and whoever delivers at the same time."""

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random
from time import sleep

import pytest

from tests.alerts.samples import ids, saved, store_of
from tests.index.sample import NOON, listing

ROOT = Path(__file__).resolve().parent.parent.parent
LISTINGS = 1000
KILLS = 10
SECONDS = 0.001


def start(folder: Path, *, seconds: float) -> "subprocess.Popen[str]":
    """A process that delivers; it is at work when this returns."""
    command = [sys.executable, "-m", "tests.alerts.deliver_at", str(folder / "store"), str(folder / "alerts"), "blues"]
    child = subprocess.Popen(
        [*command, NOON.isoformat(), str(seconds)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def filled(folder: Path, count: int) -> list[str]:
    """A store of so many listings that match the saved search, and as many that do not; the ids that match."""
    names = [f"{number:04d}" for number in range(count)]
    matching = [listing(name, f"blue {name} 💊", at=NOON + timedelta(seconds=int(name))) for name in names]
    store_of(folder / "store", *matching, *(listing(f"x{name}", "green") for name in names)).close()
    saved(folder / "alerts")
    return names


def size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def test_thousand_deliveries_and_ten_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names, random, file = filled(tmp_path, LISTINGS), Random(20), tmp_path / "alerts" / "blues" / "delivered.jsonl"
    after = []
    for attempt in range(KILLS):
        with start(tmp_path, seconds=SECONDS) as child:
            enough = size(file) + random.randrange(30_000)
            while size(file) <= enough and child.poll() is None:
                sleep(0.002)
            sleep(random.uniform(0, 0.02))
            child.kill()
        assert child.returncode == -9
        data = file.read_bytes()
        if attempt % 2:  # a kill seldom meets the middle of a line, a power cut does
            data = data[: random.randrange(data[:-1].rindex(b"\n") + 2, len(data))]
            file.write_bytes(data)
        after.append(data.count(b"\n"))
    with start(tmp_path, seconds=0) as child:
        out, err = child.communicate(timeout=100)
    assert (child.returncode, err) == (0, "")
    delivered = ids(tmp_path / "alerts")
    with capsys.disabled():
        print(
            f"\nwhole lines after each of {KILLS} kills: {after}, each second time a torn one behind them; "
            f"the last run brought {out.strip()}: {len(delivered)} deliveries of {len(set(delivered))} listings"
        )
    assert delivered == names
    assert after == sorted(after)
    assert 0 < after[-1] < LISTINGS


def test_two_at_once(tmp_path: Path) -> None:
    names = filled(tmp_path, 300)
    with start(tmp_path, seconds=SECONDS) as one, start(tmp_path, seconds=SECONDS) as two:
        ended = [child.communicate(timeout=100) for child in (one, two)]
    assert [err for _, err in ended] == ["", ""]
    assert sorted(int(out) for out, _ in ended) == [0, len(names)]
    assert Counter(ids(tmp_path / "alerts")) == Counter(names)
