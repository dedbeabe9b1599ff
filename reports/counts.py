"""Counts as a report may show them: small ones hidden, and no total from which they follow."""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 5
"""Counts below it are hidden: so few posts can point at a person."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number known to lie from `low` to `high`; both are the same where it is shown exactly."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether the number itself is shown."""
        return self.low == self.high


HIDDEN = Count(0, SMALLEST - 1)


def shown(number: int) -> Count:
    """The number, or HIDDEN for one below SMALLEST; none at all is hidden too."""
    return Count(number, number) if number >= SMALLEST else HIDDEN


def added(parts: Sequence[Count]) -> Count:
    """The sum of counts that do not overlap, from what is shown of them: it gives nothing away."""
    return Count(sum(part.low for part in parts), sum(part.high for part in parts))


def total_of(number: int, parts: Sequence[Count]) -> Count:
    """How much of a total can be shown beside its `parts`, which cover it and may overlap.

    The total is at most the sum of its parts, so a hidden part is at least the total less all other
    parts. It is shown exactly where that bound is nothing for every hidden part, and one alone is hidden
    never; otherwise as what follows from the parts: at least the largest, at most their sum.
    """
    if number < SMALLEST:
        return HIDDEN
    hidden = sum(not part.exact for part in parts)
    others = sum(part.low for part in parts) + HIDDEN.high * (hidden - 1)
    if hidden == 0 or (hidden > 1 and number <= others):
        return Count(number, number)
    return Count(max(part.low for part in parts), sum(part.high for part in parts))
