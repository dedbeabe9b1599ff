"""`scrapy crawl`, for who knows Scrapy: it ends as `pillwatch crawl` does."""

import socket
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from pillwatch.settings import ROOT
from replica import Running
from tests.pillwatch.conftest import Ended, House, declare


def scrapy(house: House, *words: str) -> Ended:
    """`scrapy crawl WORDS` in the project's folder."""
    ended = subprocess.run(
        [Path(sys.executable).parent / "scrapy", "crawl", *words],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=house.environment(),
        text=True,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def source_file(house: House, name: str, url: str) -> None:
    folder = house.data / "sources"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yml").write_text(f"name: {name}\nspider: mastodon\nurl: {url}\nrate: 6000/min\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("mastodon -a source=nope", "no source is named 'nope'"),
        ("mastodon", "-a source=NAME"),
        ("discourse -a source=near", "scrapy crawl mastodon -a source=near"),
        ("mastodon -a source=far", "PILLWATCH_OPERATOR"),
        ("myspace -a source=far", "no spider is named 'myspace'; there are: discourse, mastodon, woocommerce"),
    ],
)
def test_a_mistake_is_one_line(house: House, words: str, said: str) -> None:
    source_file(house, "near", "http://127.0.0.1:9")
    source_file(house, "far", "https://social.example")
    ended = scrapy(house, *words.split())
    assert ended.status == 2
    (line,) = ended.err.splitlines()
    assert said in line
    assert not (house.data / "runs").exists()


def test_a_site_that_does_not_answer(house: House) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: refused
        source_file(house, "silent", f"http://127.0.0.1:{closed.getsockname()[1]}")
        ended = scrapy(house, "mastodon", "-a", "source=silent")
    assert ended.status == 1
    assert "silent: unreachable: no answer from the site" in ended.err


def test_a_crawl_and_a_refusal(house: House, replica: Running) -> None:
    declare(house.data, replica)
    ended = scrapy(house, "woocommerce", "-a", "source=test_shop")
    assert ended.status == 0, ended.err
    refused = scrapy(house, "discourse", "-a", "source=test_walled")
    assert refused.status == 3
    assert "test_walled: blocked: the site refused" in refused.err
    runs = [orjson.loads(line) for line in house.run("runs", "--json").out.splitlines()]
    assert {run["source"]: run["verdict"] for run in runs} == {"test_shop": "ok", "test_walled": "blocked"}
