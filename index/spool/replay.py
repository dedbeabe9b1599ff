"""Sending what dead owners left."""

from collections.abc import Callable
from pathlib import Path

from index.spool.delivered import Delivered
from index.spool.home import homes, remove_empty
from index.spool.refused import Clock
from index.spool.spool import Discard, Spool
from index.store import SearchStore

Settle = Callable[[Delivered, int], None]
"""Is told what became of all entries of an owner since its beginning, and how many of them still wait."""


def replay(folder: Path, store: SearchStore, *, clock: Clock, discard: Discard, settle: Settle) -> list[Delivered]:
    """Adopt the segments of dead owners in this spool and send them, owner by owner; what was sent of each.

    `settle` is called before an owner's folder goes away, once more if this process dies in between.
    Raises StoreError, OSError; what was not sent waits on.
    """
    sent = []
    remove_empty(folder)
    for home in homes(folder):
        spool = Spool.adopt(home, clock=clock, discard=discard)
        if spool is None:
            continue
        before = spool.total
        try:
            spool.deliver(store)
        finally:
            settle(spool.total, spool.waiting)
            spool.close()
        sent.append(spool.total - before)
    return sent
