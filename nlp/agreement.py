"""Whether two people label alike."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """`kappa` is Cohen's; `pairs` counts what the first said against what the second said."""

    of: int
    share: float
    kappa: float
    pairs: Counter[tuple[str, str]]
    different: list[str]


def agreement(first: Mapping[str, str], second: Mapping[str, str]) -> Agreement:
    """Compares labels by id; ids that only one has are left out."""
    both = [name for name in first if name in second]
    pairs = Counter((first[name], second[name]) for name in both)
    size = max(1, len(both))
    same = sum(count for (one, other), count in pairs.items() if one == other) / size
    ones, others = Counter(first[name] for name in both), Counter(second[name] for name in both)
    chance = sum(ones[label] * others[label] for label in ones) / size**2
    kappa = (same - chance) / (1 - chance) if chance < 1 else 1.0
    return Agreement(len(both), same, kappa, pairs, [name for name in both if first[name] != second[name]])
