"""A disk that is full or fails while the spool is written."""

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from index.access import EVERYTHING
from index.spool import Delivered, Upsert
from index.store import SearchStore
from tests.index.sample import listing
from tests.index.spool.conftest import Place, left_by_the_dead
from tests.index.spool.stores import RefusingStore


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """The system refuses to write beyond that, after it has written up to there: a full disk does the same."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_batch_that_does_not_fit_is_not_there_at_all(place: Place, store: SearchStore) -> None:
    spool = place.spool()
    spool.append([Upsert(listing("a"))])
    room = spool.waiting_bytes * 3
    with files_no_longer_than(room), pytest.raises(OSError, match=r"run-1/00000001\.segment"):
        spool.append([Upsert(listing(name)) for name in "bcdef"])
    assert spool.waiting == 1
    assert place.segments()[0].stat().st_size == spool.waiting_bytes
    spool.append([Upsert(listing("z"))])
    assert spool.deliver(store) == Delivered("run-1", new=2)
    assert set(store.get(list("abcdefz"), access=EVERYTHING)) == {"a", "z"}


def test_what_the_disk_does_not_confirm_is_not_acknowledged(
    place: Place, store: SearchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = place.spool()
    spool.append([Upsert(listing("a"))])

    def failing(handle: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing)
        with pytest.raises(OSError, match=r"Input/output error.*\.segment"):
            spool.append([Upsert(listing("b"))])
    assert spool.waiting == 1
    spool.append([Upsert(listing("c"))])
    assert len(place.segments()) == 2, "nothing is written behind what may be damaged"
    left_by_the_dead(spool)
    assert place.replay(store) == [Delivered("run-1", new=2)]
    assert set(store.get(list("abc"), access=EVERYTHING)) == {"a", "c"}


def test_a_full_disk_while_something_is_refused_leaves_it_waiting(place: Place, store: SearchStore) -> None:
    refusing = RefusingStore(store, {"poison", "worse"})
    spool = place.spool()
    spool.append([Upsert(listing("poison"))])
    spool.deliver(refusing)
    spool.append([Upsert(listing("worse"))])
    size = (place.folder / "refused.jsonl").stat().st_size
    with files_no_longer_than(size + 10), pytest.raises(OSError, match=r"refused\.jsonl"):
        spool.deliver(refusing)
    assert (spool.waiting, spool.total.refused) == (1, 1)
    assert (place.folder / "refused.jsonl").stat().st_size == size
    spool.deliver(refusing)
    assert [one.id for one in place.refused()] == ["poison", "worse"]
