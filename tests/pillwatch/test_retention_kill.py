"""Retention killed before any of its steps leaves a trace, and the next run ends where an undisturbed one ends."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from pillwatch.settings import ROOT
from tests.pillwatch.kept import id_of

GOING = sorted(id_of(name) for name in ("old", "other", "gone"))


def test_killed_before_every_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.pillwatch.retention_kills", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    kills = [orjson.loads(line) for line in ended.stdout.splitlines()]
    for kill in kills:
        assert kill["same"], kill
        assert kill["then"] or not kill["changed"], "nothing is removed before the plan is written"
        assert set(kill["states"]) == {"done"}
        assert kill["listings"] == GOING, "each listing is on one receipt"
        assert kill["left"] == []
    middle = sum(kill["changed"] and kill["then"] == ["planned"] for kill in kills)
    with capsys.disabled():
        print(f"\nretention killed at {len(kills)} steps, {middle} of them in the middle: the next run finished all")
    assert middle > 20
