"""What became of entries that left the spool."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal, Self

from index.store import Outcome, Refused

Fate = Outcome | Refused | Literal["gone", "absent"]
"""What the store made of one entry; `absent`: the entry was for a listing that is not stored."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Counts of the entries of one owner; `refused` are those in the refused file, damaged lines among them."""

    owner: str
    new: int = 0
    changed: int = 0
    seen: int = 0
    gone: int = 0
    absent: int = 0
    refused: int = 0

    @classmethod
    def of(cls, owner: str, fates: Iterable[Fate]) -> Self:
        """Count fates."""
        return cls(owner, **Counter("refused" if isinstance(fate, Refused) else fate for fate in fates))

    @property
    def taken(self) -> int:
        """Entries that the store has dealt with."""
        return self.new + self.changed + self.seen + self.gone + self.absent

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(self.owner, **{name: getattr(self, name) + getattr(other, name) for name in COUNTS})

    def __sub__(self, other: "Delivered") -> "Delivered":
        return Delivered(self.owner, **{name: getattr(self, name) - getattr(other, name) for name in COUNTS})


COUNTS = tuple(field.name for field in fields(Delivered) if field.name != "owner")
