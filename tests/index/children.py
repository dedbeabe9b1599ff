"""Other processes that use a store of the test."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

_BEFORE = """
import os
import sys
from itertools import count
from pathlib import Path
from index.access import EVERYTHING
from index.query import Query
from index.store import StoreError
from index.tantivy import TantivyStore
from tests.index.sample import listing
store = TantivyStore(Path(sys.argv[1]))
"""


def start(body: str, folder: Path) -> "subprocess.Popen[str]":
    """Runs `body` with `store` (the store in the folder), `listing`, `count`, `Query` and `EVERYTHING` at hand."""
    return subprocess.Popen(
        [sys.executable, "-c", _BEFORE + body, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def output(body: str, folder: Path) -> str:
    """What `body` printed; it must end well."""
    with start(body, folder) as child:
        printed, _ = child.communicate(timeout=100)
    assert child.returncode == 0
    return printed
