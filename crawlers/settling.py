"""What the spool has to say in the record of a run."""

import re
from dataclasses import replace

from index.run import Run, Verdict
from index.spool import Delivered

REFUSED = "store_refused"
"""The class of failure that counts listings which the store would not take."""

_OF_THE_SPOOL = re.compile(r"\d+ listings? waits? in the spool|the store refused \d+ listings?", re.ASCII)


def note_with(note: str, *, refused: int, waiting: int) -> str:
    """The note of a run with what the spool holds of it, instead of what it held when the note was written."""
    parts = [part for part in note.split("; ") if part and not _OF_THE_SPOOL.fullmatch(part)]
    if refused:
        parts.append(f"the store refused {refused} listing{'s' if refused > 1 else ''}")
    if waiting:
        parts.append(f"{waiting} listings wait in the spool" if waiting > 1 else "1 listing waits in the spool")
    return "; ".join(parts)


def settled(run: Run, total: Delivered, waiting: int) -> Run:
    """The record of a run of whose entries this became: that of a run whose store was never down."""
    failures = {name: count for name, count in run.failures.items() if name != REFUSED}
    if total.refused:
        failures[REFUSED] = total.refused
    return replace(
        run,
        new=total.new,
        changed=total.changed + total.gone,
        seen=total.seen,
        failures=failures,
        verdict=_verdict(run.verdict, failures),
        note=note_with(run.note, refused=total.refused, waiting=waiting),
    )


def retried(run: Run, delivered: Delivered) -> Run:
    """The record of a run of which nothing waits, after some of what was refused was sent again."""
    counted = Delivered(run.id, run.new, run.changed, run.seen, refused=run.failures.get(REFUSED, 0))
    moved = Delivered(run.id, delivered.new, delivered.changed, delivered.seen, delivered.gone)
    total = counted + replace(moved, refused=-min(delivered.taken, counted.refused))
    return settled(run, total, 0)


def _verdict(verdict: Verdict, failures: dict[str, int]) -> Verdict:
    if verdict == "ok" and failures:
        return "partial"
    return "ok" if verdict == "partial" and not failures else verdict
