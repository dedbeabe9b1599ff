"""The command line run as a user runs it, and the replica's world as its source."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pillwatch.settings import ROOT
from replica import Running, serve

EPOCH = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
SOURCES = {name: f"replica_{name}" for name in ("social", "forum", "shop", "walled", "tienda")}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class House:
    """A data folder of its own and the command line on it."""

    data: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def run(
        self, *words: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> Ended:
        """`pillwatch WORDS` as a process of its own; a traceback is never what a user should see."""
        ended = subprocess.run(
            [Path(sys.executable).parent / "pillwatch", *words],
            input=stdin,
            capture_output=True,
            check=False,
            cwd=cwd or self.data,
            env=self.environment(env),
        )
        out, err = ended.stdout.decode(), ended.stderr.decode()
        assert "Traceback" not in err, err
        return Ended(ended.returncode, out, err)

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of a command: no setting of the machine's owner gets in."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PILLWATCH_")}
        return {**clean, "COLUMNS": "160", "PILLWATCH_DATA": str(self.data), **self.env, **(more or {})}


def declare(data: Path, running: Running, rate: str = "60000/min") -> None:
    """The demo's sources, pointed at this replica."""
    folder = data / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    for place, name in SOURCES.items():
        text = (ROOT / "crawlers" / "sources" / f"{name}.yml").read_text(encoding="utf-8")
        text = text.replace(f"name: {name}", f"name: test_{place}")
        text = re.sub(r"(?m)^url: .*$", f"url: {running.urls[place]}", text)
        text = re.sub(r"(?m)^rate: .*$", f"rate: {rate}", text)
        (folder / f"test_{place}.yml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def replica() -> Iterator[Running]:
    """The invented platforms at a fixed time; a test that moves the clock starts its own."""
    with serve(EPOCH) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty data folder."""
    return House(tmp_path)


@pytest.fixture(scope="session")
def crawled(replica: Running, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A data folder after one crawl of every source of the replica, to be read only."""
    data = tmp_path_factory.mktemp("crawled")
    declare(data, replica)
    house = House(data)
    ended = house.run("crawl", *(f"test_{place}" for place in SOURCES))
    assert ended.status == 3, ended.err  # one site is walled off
    return house
