"""Looking afterwards whether anything remains of what a receipt names, in other words than it was removed by."""

import re
from collections.abc import Iterator, Set
from pathlib import Path

from alerts.delivery import DeliveryError
from alerts.forget import tells
from index.access import EVERYTHING
from index.content import is_dropped
from index.spool import Upsert, waiting_entries
from pillwatch.retention.places import Places, slices
from pillwatch.retention.receipt import Receipt
from pillwatch.retention.rules import Rules
from pillwatch.retention.survey import Survey

LOOKED_IN = ("store", "evidence", "saved searches", "spool", "refused entries", "quarantine", "run records")
"""The log of holds and the receipts keep ids on purpose: they are the record of what was decided."""

_ID = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


def remaining(receipt: Receipt, places: Places, rules: Rules, found: Survey) -> Iterator[str]:
    """What remains, a place and an id or file at a time. Raises StoreError, FailedError, OSError.

    A post that was captured again since is no remainder: that capture is another one.
    """
    removed, dropped = receipt.removed, receipt.dropped
    captured = {
        entry.id
        for _, entry in waiting_entries(places.spool)
        if isinstance(entry, Upsert) and entry.listing.last_seen > rules.limit(entry.listing.source)
    }
    held = places.holds.held()
    for part in slices(entry.id for entry in receipt.listings):
        for listing in places.store.get(part, access=EVERYTHING).values():
            if rules.due(listing, held) is not None:
                yield f"store: {listing.id}"
            elif not is_dropped(listing):
                captured.add(listing.id)
    yield from _evidence(receipt, places, found)
    gone = (removed | dropped) - captured
    yield from _lines(places.searches.root, removed - captured)
    try:
        yield from (f"{path}: {listing}" for path, listing in tells(places.searches, dropped - captured))
    except DeliveryError as error:
        yield str(error)
    yield from _lines(places.spool, gone)
    yield from _lines(places.quarantine.path("*").parent, gone)
    for source in receipt.quarantine:
        if count := places.quarantine.older(source, rules.limit(source)):
            yield f"{places.quarantine.path(source)}: {count} objects"
    for run in places.runs.runs():
        yield from (f"run {run.id}: {one}" for one in _ids(run.note.encode()) & gone)


def _evidence(receipt: Receipt, places: Places, found: Survey) -> Iterator[str]:
    for entry in receipt.listings:
        for digest in entry.evidence:
            file = places.evidence.place(digest)
            if digest not in found.kept and file.exists():
                yield f"{file}: {entry.id}"
    for name in receipt.unreferenced:
        file = places.data / name
        if file.exists() and not found.refers_to(file):
            yield str(file)


def _lines(folder: Path, ids: Set[str]) -> Iterator[str]:
    """Where one of the ids is anywhere in the bytes of a file."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                met = {one for line in file for one in _ids(line) & ids}
            yield from (f"{path}: {one}" for one in sorted(met))


def _ids(text: bytes) -> set[str]:
    return {one.decode() for one in _ID.findall(text)}
