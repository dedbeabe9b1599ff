"""The house: its arrows, its map, and that every room is found without a registry."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_arrows() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_map_in_readme_is_the_tree() -> None:
    told = set(re.findall(r"^\| `(\w[\w.]*/)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M))
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    there = {line.split("/")[0] + "/" for line in tracked.splitlines() if "/" in line and not line.startswith(".")}
    assert told == there


def test_scrapy_finds_the_spiders() -> None:
    scrapy = Path(sys.executable).parent / "scrapy"
    result = subprocess.run([scrapy, "list"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.stdout.split() == ["discourse", "mastodon", "woocommerce"], result.stderr


def test_lock_files_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")
