"""The first command of the README, as a newcomer runs it."""

import re
import shlex
from pathlib import Path

import orjson

from tests.pillwatch.conftest import House


def test_demo_twice(tmp_path: Path) -> None:
    house = House(tmp_path)
    first = house.run("demo", "--once", cwd=tmp_path)
    assert first.status == 0, first.err
    assert "blocked" in first.out
    assert "rm -r demo-data" in first.out
    assert "only: --data, --store and their variables do not count here." in first.out
    assert [path.name for path in tmp_path.iterdir()] == ["demo-data"]
    hits = int(re.findall(r"(\d+) hits\. One source", first.out)[0])
    assert hits > 150

    (week,) = [folder for folder in (tmp_path / "demo-data").iterdir() if folder.is_dir()]
    data = {"PILLWATCH_DATA": str(week)}
    shown = shlex.split(first.out.partition("Search it: .venv/bin/pillwatch ")[2])
    answer = house.run(*shown, "--goods", "counterfeit_pill", cwd=tmp_path)
    found = int(re.findall(r"^(\d+) hits", answer.out)[0])
    assert found >= 3, answer.out
    assert re.search(r"mastodon +\d", answer.out), "the facet that was asked for"
    runs = [orjson.loads(line) for line in house.run("runs", "--limit", "500", "--json", env=data).out.splitlines()]
    assert len(runs) == 12 * 4 + 5, "twelve past weeks of four sources, and the crawl of the thirteenth"
    new = {run["source"]: run["new"] for run in runs[:5]}
    assert new["replica_social"] >= 30, "the crawl brings a week's posts"
    assert new["replica_forum"] >= 5
    assert [run["source"] for run in runs if run["verdict"] == "unreachable"] == ["replica_social"]
    assert {run["verdict"] for run in runs} == {"ok", "blocked", "unreachable"}

    reports = sorted((week / "reports").glob("*.json"))
    assert [path.stem[-3:] for path in reports] == ["-en", "-es"]
    (lead,) = orjson.loads(reports[0].read_bytes())["leads"]
    assert (lead["goods"], lead["platform"]) == ("counterfeit_pill", "mastodon"), "the planted rise is found, and alone"
    gaps = [point["week"] for point in lead["weeks"] if not point["usable"]]
    assert set(gaps).isdisjoint(lead["baseline"]), "the failed week is a gap, not a fall"
    assert len(gaps) == 1
    sources = orjson.loads(reports[0].read_bytes())["sources"]
    assert {one["name"]: one["state"] for one in sources}["replica_walled"] == "none_ok"

    second = house.run("demo", "--once", cwd=tmp_path)
    assert second.status == 0, second.err
    assert f"{hits} hits. One source" in second.out
    again = [orjson.loads(line) for line in house.run("runs", "--limit", "5", "--json", env=data).out.splitlines()]
    assert sum(run["new"] + run["changed"] for run in again) == 0
    assert sum(run["seen"] for run in again) > 50
