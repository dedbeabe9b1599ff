"""Holds: what a person wants kept although its time is over, and the log of who wanted it and why."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import orjson
from pydantic import AwareDatetime, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass

from index.access import EVERYTHING
from index.lines import append_line
from index.store import SearchStore
from index.visible import one_line
from pillwatch.errors import FailedError, MistakeError

Action = Literal["hold", "release"]


@checked_dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of the log: that a person put or lifted the hold on a listing."""

    time: AwareDatetime
    action: Action
    listing: str
    by: str
    why: str


_DECISION = TypeAdapter(Decision)


@dataclass(frozen=True, slots=True)
class HoldLog:
    """JSON lines, a `Decision` each, only ever appended to. A hold stands when it is in here or in the store:
    the log is written first, so that neither a kill nor a store that was made anew loses one."""

    path: Path

    def standing(self) -> dict[str, Decision]:
        """The last decision on each listing. Raises FailedError for a line that is none, OSError."""
        try:
            lines = self.path.read_bytes().split(b"\n")[:-1]  # behind the last end is nothing, or what a kill tore
        except FileNotFoundError:
            return {}
        return {decision.listing: decision for decision in map(self._decision, lines, range(1, len(lines) + 1))}

    def held(self) -> set[str]:
        """The ids of the listings that the log holds. Raises FailedError, OSError."""
        return {listing for listing, decision in self.standing().items() if decision.action == "hold"}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else decides, and retention removes nothing, until the block ends; others wait. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def append(self, decision: Decision) -> None:
        """Write it behind the last whole line, durable when it returns; only inside `alone`. Raises OSError."""
        append_line(self.path, orjson.dumps(decision, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))

    def _decision(self, line: bytes, number: int) -> Decision:
        try:
            return _DECISION.validate_json(line)
        except ValidationError:
            raise FailedError(
                f"{self.path}, line {number}: not a hold or release; restore the file from a copy, because "
                "retention removes nothing while it is not known what is held"
            ) from None


def hold_log(data: Path) -> HoldLog:
    """The log of a data folder."""
    return HoldLog(data / "holds.jsonl")


def decide(
    store: SearchStore, log: HoldLog, listing_id: str, action: Action, *, by: str, why: str, now: datetime
) -> tuple[Decision | None, bool]:
    """Hold or release a listing: first in the log, then in the store.

    Gives the decision that stands (None for a release of what was never held) and whether it is this one; doing
    it twice changes nothing, and the first reason stays. Raises MistakeError for an id that is not stored and
    for a reason or name that is empty or no text, FailedError, StoreError, OSError.
    """
    _check("--why", why)
    _check("--by", by)
    with log.alone():
        listing = store.get([listing_id], access=EVERYTHING).get(listing_id)
        if listing is None:
            raise MistakeError(f"no listing has the id {one_line(listing_id, 40)}; `pillwatch search` prints ids")
        last = log.standing().get(listing_id)
        if last is None and not listing.held and action == "release":
            return None, False
        is_new = last is None or last.action != action
        if is_new:
            last = Decision(time=now, action=action, listing=listing_id, by=by, why=why)
            log.append(last)
        if listing.held != (action == "hold"):
            store.update({listing_id: {"held": action == "hold"}})
        return last, is_new


def _check(option: str, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise MistakeError(f"{option}: this is not valid UTF-8 text") from None
    if not text.strip():
        raise MistakeError(f"{option}: say it in words; the log is what an auditor reads")
