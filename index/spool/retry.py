"""Sending again what the store refused."""

from collections.abc import Callable, Iterator
from itertools import groupby, islice
from pathlib import Path

from index.spool.delivered import Delivered
from index.spool.handing import hand_over, unneeded
from index.spool.home import homes
from index.spool.refused import RefusedEntry, RefusedFile
from index.spool.spool import Discard
from index.store import Refused, SearchStore

_BATCH = 100


def retry(
    folder: Path, store: SearchStore, *, discard: Discard, settle: Callable[[Delivered], None]
) -> list[Delivered]:
    """Send refused entries again, in the order of refusal; what became of each batch, `refused` the still refused.

    Those of runs that still have entries waiting are left alone, for their counts are not settled. What the store
    takes leaves the refused file; `settle` is told of it. Raises StoreError, OSError.
    """
    file = RefusedFile(folder)
    done: set[bytes] = set()
    sent = []
    try:
        for batch in _batches(file, {home.name for home in homes(folder)}):
            entries = [one.entry for one in batch if one.entry]
            fates = hand_over(entries, store, again=True)
            for evidence in unneeded(entries, fates, store):
                discard(evidence)
            done.update(one.key for one, fate in zip(batch, fates, strict=True) if not isinstance(fate, Refused))
            sent.append(Delivered.of(batch[0].run, fates))
            settle(sent[-1])
    finally:
        file.remove(done)
    return sent


def _batches(file: RefusedFile, busy: set[str]) -> Iterator[list[RefusedEntry]]:
    """Entries that can be sent, some of one run at a time."""
    ready = (one for one in file if one.entry is not None and one.run not in busy)
    for _, of_run in groupby(ready, key=lambda one: one.run):
        while batch := list(islice(of_run, _BATCH)):
            yield batch
