"""What people decided about two accounts, and the file that keeps it."""

import fcntl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import orjson
from pydantic import AwareDatetime, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass

from index.lines import append_line
from index.sellers.account import Account

Action = Literal["accept", "reject"]


class DecisionError(ValueError):
    """The file of decisions cannot be used; the message names the file and the line."""


@checked_dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """That a person holds two accounts to be one seller (accept), or two (reject)."""

    time: AwareDatetime
    action: Action
    a: Account
    b: Account
    by: str
    why: str


_DECISION = TypeAdapter(Decision)


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """The last word on each pair of accounts, whichever was named first; the oldest decision first."""
    last: dict[frozenset[Account], Decision] = {}
    for decision in decisions:
        pair = frozenset((decision.a, decision.b))
        last.pop(pair, None)
        last[pair] = decision
    return list(last.values())


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """JSON lines, a `Decision` each, only ever appended to."""

    path: Path

    def read(self) -> list[Decision]:
        """All decisions, the oldest first. Raises DecisionError for a line that is none, OSError."""
        try:
            lines = self.path.read_bytes().split(b"\n")[:-1]  # behind the last end is nothing, or what a kill tore
        except FileNotFoundError:
            return []
        return [self._decision(line, number) for number, line in enumerate(lines, 1)]

    def append(self, decision: Decision) -> None:
        """Write it behind the last whole line, durable when it returns; two writers take turns. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            append_line(self.path, orjson.dumps(decision, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))

    def _decision(self, line: bytes, number: int) -> Decision:
        try:
            return _DECISION.validate_json(line)
        except ValidationError:
            raise DecisionError(
                f"{self.path}, line {number}: not an accepted or rejected link; restore the file from a copy, because "
                "without it sellers that a person parted would be joined again"
            ) from None


def decision_file(data: Path) -> DecisionFile:
    """The file of a data folder."""
    return DecisionFile(data / "seller-decisions.jsonl")
