"""The record of one run of one source: the denominator of every trend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Verdict = Literal["ok", "partial", "broken", "blocked", "unreachable", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one source.

    `posts` were understood, of them `candidates` named a term of the lexicons and were stored as
    `new`, `changed` or `seen`; `malformed` went to quarantine. `failures` counts classes such as
    `http_403` or `timeout`. A run that was killed stays `stopped` with `finished` null.
    """

    id: str
    source: str
    started: datetime
    finished: datetime | None = None
    requests: int = 0
    posts: int = 0
    new: int = 0
    changed: int = 0
    seen: int = 0
    candidates: int = 0
    hits: int = 0
    malformed: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)
    verdict: Verdict = "stopped"
    note: str = ""
