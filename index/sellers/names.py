"""Handles compared: how rare one is, its stem, and which are one letter apart."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from index.sellers.weights import Weights

_PARTS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_SHORTEST_WORD = 3
_LONGEST = 40
"""Characters of a handle that are looked at."""

_SERIES = 50
"""More names than this, all alike but for one letter, are a pattern and no slips."""


def bare(handle: str) -> str:
    """A handle without the host of its instance, in lower case."""
    return handle.partition("@")[0].lower()[:_LONGEST]


def stem(name: str, weights: Weights) -> str:
    """What stays of a name without signs, digits at its ends and words such as `backup`; empty where nothing does."""
    parts = [part.strip("0123456789") for part in re.split(r"[\W_]+", name)]
    kept = [part for part in parts if part and part not in weights.backup_words]
    return "".join(part for part in kept if len(part) > 1 or len(kept) == 1)


def rarity(name: str, weights: Weights) -> float:
    """The rare letters of a name: those outside common words, and some of its digits."""
    letters = sum(_rare(part, weights.common) for part in _PARTS.findall(name))
    digits = max(0, len(_DIGIT.findall(name)) - 2)
    return letters + digits * weights.letters.digit


def _rare(part: str, common: frozenset[str]) -> int:
    """The letters that are left when common words are cut out, so that the fewest are left."""
    least = [0]
    for end in range(1, len(part) + 1):
        cut = (least[start] for start in range(end - _SHORTEST_WORD + 1) if part[start:end] in common)
        least.append(min((least[end - 1] + 1, *cut)))
    return least[-1]


def one_letter_off(names: Iterable[str], weights: Weights) -> Iterator[tuple[str, str]]:
    """Pairs of names one letter apart: one more, one less, another one, or two neighbours changed over.

    Short names are left out, and a digit is no slip: numbered accounts are often strangers.
    """
    by_rest: dict[int, list[str]] = defaultdict(list)
    for name in sorted(set(names)):
        if sum(map(str.isalpha, name)) >= weights.letters.shortest:
            for rest in {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}:
                by_rest[hash(rest)].append(name)
    close = {
        (first, second)
        for together in by_rest.values()
        if len(together) <= _SERIES
        for at, first in enumerate(together)
        for second in together[at + 1 :]
        if _is_slip(first, second)
    }
    yield from sorted(close)


def _is_slip(first: str, second: str) -> bool:
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    one, other = first[start:], second[start:]
    if len(one) == len(other):
        swapped = len(one) > 1 and one[0] == other[1] and one[1] == other[0] and one[2:] == other[2:]
        changed = (one[:2] + other[:2]) if swapped else (one[:1] + other[:1])
        return (swapped or one[1:] == other[1:]) and changed.isalpha()
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[1:] == shorter and longer[:1].isalpha()
