"""Which corpus rows are copies of each other, and the folds that keep copies together."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from nlp.tokens import search_tokens

_SHARED_RUN = 6
_ALIKE = 0.6
_FEWEST_WORDS = 4
_COMMON = 60
"""A word of more posts than this says little about which are alike."""


class Splittable(Protocol):
    """What of a row decides its fold."""

    @property
    def id(self) -> str: ...
    @property
    def whole(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows by number, and the share of their words that both have."""

    first: int
    second: int
    alike: float


def frame(text: str) -> list[str]:
    """The words of a text with every number read as one: what copies of a template share."""
    return ["0" if token.text.isdigit() else token.text for token in search_tokens(text)]


def near_pairs(frames: Sequence[Sequence[str]], least: float) -> Iterator[Pair]:
    """Pairs of rows whose sets of words are alike by at least `least` (Jaccard)."""
    sets = [frozenset(words) for words in frames]
    posted: dict[str, list[int]] = defaultdict(list)
    for at, words in enumerate(sets):
        for word in words:
            posted[word].append(at)
    for at, words in enumerate(sets):
        rare = [word for word in words if len(posted[word]) <= _COMMON] or list(words)
        shared = Counter(other for word in rare for other in posted[word] if other < at)
        for other in shared:
            alike = len(words & sets[other]) / len(words | sets[other])
            if alike >= least:
                yield Pair(other, at, alike)


def groups(rows: Sequence[Splittable]) -> list[int]:
    """A group number for each row: rows of one template share a run of six words, or most of their words."""
    parent = list(range(len(rows)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    frames = [frame(row.whole) for row in rows]
    first: dict[tuple[str, ...], int] = {}
    for at, words in enumerate(frames):
        for start in range(len(words) - _SHARED_RUN + 1):
            other = first.setdefault(tuple(words[start : start + _SHARED_RUN]), at)
            parent[root(at)] = root(other)
    for pair in near_pairs(frames, _ALIKE):
        if min(len(frames[pair.first]), len(frames[pair.second])) >= _FEWEST_WORDS:
            parent[root(pair.second)] = root(pair.first)
    return [root(at) for at in range(len(rows))]


def folds(rows: Sequence[Splittable], count: int, *, seed: int) -> list[int]:
    """A fold for each row, drawn by `seed`: groups stay together, labels and languages are spread evenly."""
    of_group: dict[int, list[int]] = {}
    for at, group in enumerate(groups(rows)):
        of_group.setdefault(group, []).append(at)

    def order(members: list[int]) -> tuple[str, str, str]:
        row = rows[members[0]]
        return row.label, row.lang, hashlib.sha256(f"{seed}:{row.id}".encode()).hexdigest()

    result = [0] * len(rows)
    for turn, members in enumerate(sorted(of_group.values(), key=order)):
        for at in members:
            result[at] = turn % count
    return result
