"""The spool below the data folder, and what its deliveries mean for the records of runs."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from crawlers.evidence import EvidenceFolder
from crawlers.run_ids import find_run
from crawlers.settling import retried, settled
from index.listing import Evidence
from index.run import Run
from index.spool import Delivered, RefusedEntry, RefusedFile, Spool, Upsert, replay, retry
from index.spool.handing import unused
from index.store import RunStore, StoreDownError
from pillwatch.context import Clock, Context


def open_spool(context: Context, run: str, clock: Clock) -> Spool:
    """The spool of one run."""
    return Spool(context.settings.spool_folder, run, clock=clock, discard=discard_below(context.settings.data))


def send_waiting(context: Context, clock: Clock) -> list[Delivered]:
    """Send what dead runs left and count it in their records; what was sent of each. Raises StoreError, OSError."""

    def settle(total: Delivered, waiting: int) -> None:
        _change(context.runs, total.owner, lambda run: settled(run, total, waiting))

    return replay(
        context.settings.spool_folder,
        context.store,
        clock=clock,
        discard=discard_below(context.settings.data),
        settle=settle,
    )


def send_left(context: Context, clock: Clock) -> list[str]:
    """`send_waiting` before a run: a store that is down is a word in the record of that run."""
    try:
        send_waiting(context, clock)
    except StoreDownError:
        return ["the store was down when it began, so that what earlier runs left waits on"]
    return []


def send_refused(context: Context) -> list[Delivered]:
    """Send refused entries again and count them in the records of their runs. Raises StoreError, OSError."""

    def settle(delivered: Delivered) -> None:
        _change(context.runs, delivered.owner, lambda run: retried(run, delivered))

    return retry(
        context.settings.spool_folder,
        context.store,
        discard=discard_below(context.settings.data),
        settle=settle,
    )


def give_up(context: Context, unwanted: Callable[[RefusedEntry], bool]) -> Iterator[RefusedEntry]:
    """Delete refused entries for good, with evidence that no stored listing needs, and give them back.

    Raises StoreError when the store cannot say what it needs, OSError; those that were not given back then stay.
    """
    file = RefusedFile(context.settings.spool_folder)
    discard = discard_below(context.settings.data)
    done: set[bytes] = set()
    try:
        rest = filter(unwanted, file)
        while batch := list(islice(rest, 100)):
            entries = [one.entry for one in batch if isinstance(one.entry, Upsert)]
            kept = [(entry.id, entry.listing.evidence) for entry in entries if entry.listing.evidence]
            for evidence in unused(kept, context.store):
                discard(evidence)
            done.update(one.key for one in batch)
            yield from batch
    finally:
        file.remove(done)


def discard_below(data: Path) -> Callable[[Evidence], None]:
    """Removes evidence files that no listing needs. What it gives raises OSError."""
    folder = EvidenceFolder(data)
    return lambda evidence: folder.remove([folder.place(evidence.sha256)])


def _change(runs: RunStore, name: str, change: Callable[[Run], Run]) -> None:
    run = find_run(runs, name)
    if run is not None:
        runs.save(change(run))
