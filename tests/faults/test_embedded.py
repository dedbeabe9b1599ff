"""What only the embedded store can meet: a full disk, and a lock that another process keeps."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import tantivy

from crawlers.evidence import EvidenceFolder
from index.tantivy.folder import open_index
from tests.faults.attack import FIRST, SECOND, Attack
from tests.faults.child import FAILED
from tests.faults.conftest import Exported
from tests.faults.examining import Ledger, Undisturbed, runs_of, sums_of
from tests.faults.nursery import Nursery
from tests.faults.places import Place, safe_now
from tests.faults.posts import EPOCH, HOUR

_REMOUNT = 32
LATER = EPOCH + HOUR


@pytest.fixture
def attack(tmp_path: Path, nursery: Nursery, exported: Exported, ledger: Ledger, undisturbed: Undisturbed) -> Attack:
    data = tmp_path / "disk" / "data"
    return Attack(nursery, data, Place("embedded", str(data / "store")), exported(400), ledger, undisturbed)


def mount(folder: Path, size: str, flags: int = 0) -> None:
    """A disk of that size in memory. Raises OSError, also for somebody who may not do that."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", flags, f"size={size}".encode()):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))


@contextmanager
def disk(folder: Path, size: str) -> Iterator[None]:
    """A small disk in this folder; without the right to mount one the test is skipped."""
    folder.mkdir(parents=True)
    try:
        mount(folder, size)
    except PermissionError as error:
        pytest.skip(f"no small disk can be mounted: {error}; run the tests as root for it")
    try:
        yield
    finally:
        ctypes.CDLL(None).umount2(str(folder).encode(), 2)


def fill(folder: Path) -> Path:
    """Take all space that is left on the disk; the file that takes it."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return ballast
    raise AssertionError("the disk has no end")


def test_disk_of_the_store_full(attack: Attack) -> None:
    """The store's disk is full, that of the spool is not: everything waits."""
    store = Path(attack.place.location)
    with disk(store, "20m"):
        child = attack.begin(FIRST, SECOND)
        child.comes_to(FIRST)
        attack.struck()
        ballast = fill(store)
        child.go(FIRST)
        child.comes_to(SECOND)
        ballast.unlink()
        child.go(SECOND)
        child.wait()
        attack.retry()
        attack.ledger.examine(attack.place, attack.data, attack.calm.listings)
        attack.check_one_run()
    attack.ledger.settle("disk of the store full", "embedded", attack.export.count)


def test_every_disk_full(attack: Attack) -> None:
    """Nothing can be made safe: the run ends in one line, and the next one makes it good."""
    with disk(attack.data.parent, "20m"):
        child = attack.begin(FIRST)
        child.comes_to(FIRST)
        ballast = fill(attack.data.parent)
        child.go(FIRST)
        child.wait(FAILED)
        attack.ledger.must("free space on the disk" in child.log(), f"said {child.log()}")
        attack.ledger.must(len(child.log().splitlines()) == 1, f"said {child.log()}")
        ballast.unlink()
        attack.struck()
        safe = safe_now(attack.place, attack.data, attack.calm.listings.keys())
        attack.begin(clock=LATER).wait()
        attack.ledger.examine(attack.place, attack.data, attack.again(safe, LATER), orphans=True)
        runs = runs_of(attack.data)
        attack.ledger.must(sums_of(runs)["new"] == len(attack.calm.listings), f"{sums_of(runs)}")
        verified = EvidenceFolder(attack.data)
        for _, one in attack.place.documents():
            assert one.evidence
            verified.check(one.evidence)
    attack.ledger.settle("every disk full", "embedded", attack.export.count)


def test_lock_kept_by_another_process(attack: Attack) -> None:
    """Somebody keeps the store's lock: everything waits until it is let go."""
    child = attack.begin(FIRST, SECOND, patience=0.2)
    child.comes_to(FIRST)
    attack.struck()
    index = open_index(Path(attack.place.location))
    assert isinstance(index, tantivy.Index)
    writer = index.writer(15_000_000, num_threads=1)
    child.go(FIRST)
    child.comes_to(SECOND)
    writer.wait_merging_threads()
    child.go(SECOND)
    child.wait()
    attack.retry()
    attack.ledger.examine(attack.place, attack.data, attack.calm.listings)
    attack.check_one_run()
    attack.ledger.settle("lock kept by another process", "embedded", attack.export.count)
