"""Doing what is due: plan, remove, prove, receipt."""

import fcntl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, zip_longest
from pathlib import Path
from typing import Literal

from crawlers.evidence import UNFINISHED
from pillwatch.context import Clock
from pillwatch.errors import FailedError
from pillwatch.retention.acting import act
from pillwatch.retention.places import Places, slices
from pillwatch.retention.proof import LOOKED_IN, remaining
from pillwatch.retention.receipt import Receipt, new_path, policies_of, unfinished, verify, write
from pillwatch.retention.rules import Rules
from pillwatch.retention.survey import Survey, survey

MOST = 50_000
"""Listings on one receipt; a longer list becomes several, so that memory stays flat and a kill costs little."""


def retain(places: Places, rules: Rules, *, by: str, clock: Clock) -> Iterator[tuple[Path, Receipt]]:
    """First finish what an earlier run left, then do what is due now; each receipt when it is completed.

    Nothing due, no receipt. A receipt that is still `planned` says in `remains` what could not be removed.
    Raises FailedError (another run is at work, a damaged receipt or log of holds), StoreError, OSError.
    """
    with _alone(places.data):
        for torn in places.receipts.glob(f"{UNFINISHED}*"):
            torn.unlink()
        left = list(unfinished(places.receipts))
        if left:
            with survey(places, rules) as found:
                for path in left:
                    yield path, _carry_out(path, verify(path), places, rules, found, clock)
        with survey(places, rules) as found:
            for receipt in plans(places, rules, found, by):
                path = new_path(places.receipts, rules.now)
                write(path, receipt)
                yield path, _carry_out(path, receipt, places, rules, found, clock)


def plans(places: Places, rules: Rules, found: Survey, by: str) -> Iterator[Receipt]:
    """The receipts of a run that begins now; the first one has what is neither a listing nor evidence."""
    quarantine, refused = found.quarantine, dict(Counter(found.refused.values()))
    files = (file.relative_to(places.data).as_posix() for file in found.unreferenced(places, rules.now))
    parts = zip_longest(slices(found.entries(), MOST), slices(files, MOST), fillvalue=())
    for entries, unreferenced in chain(parts, [((), ())]):
        if entries or unreferenced or quarantine or refused:
            names = {entry.source for entry in entries} | quarantine.keys() | refused.keys()
            yield Receipt(
                state="planned",
                planned=rules.now,
                finished=None,
                by=by,
                default_days=rules.default_days,
                policies=policies_of(rules, names),
                listings=entries,
                unreferenced=unreferenced,
                quarantine=quarantine,
                refused=refused,
            )
        quarantine, refused = {}, {}


def _carry_out(path: Path, plan: Receipt, places: Places, rules: Rules, found: Survey, clock: Clock) -> Receipt:
    acted = act(plan, places, rules, found)
    receipt = replace(plan, listings=tuple(acted.entries), spared=(*plan.spared, *acted.spared), looked_in=LOOKED_IN)
    remains = (*acted.problems, *remaining(receipt, places, rules, found))
    state: Literal["planned", "done"] = "planned" if remains else "done"
    receipt = replace(receipt, state=state, finished=None if remains else clock(), remains=remains)
    write(path, receipt)
    return receipt


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    path = data / "state" / "retention.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FailedError("retention is at work already in this data folder: wait for it to end") from None
        yield
