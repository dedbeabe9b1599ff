"""How varied the corpus is: words, templates, and the nearest neighbours that folds keep apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.corpus import Row
from nlp.splits import Pair, folds, frame, groups, near_pairs

_FOLDS = 5
_SEED = 7
_WINDOW = 1000
_LEAST_ALIKE = 0.3
_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Diversity:
    """`type_token` is the mean share of different words in windows of 1,000; `templated` the share of rows that
    share a template with another; `torn` pairs of one template in different folds; `nearest` the most alike pairs
    of different folds; `alike` for each row how alike its nearest neighbour in another fold is (from 0.3 up)."""

    counts: dict[str, Counter[str]]
    negatives: int
    type_token: dict[str, float]
    templated: float
    torn: list[Pair]
    nearest: list[Pair]
    alike: dict[float, float]


def diversity(rows: Sequence[Row]) -> Diversity:
    """Measures rows."""
    frames = [frame(row.whole) for row in rows]
    group = groups(rows)
    of_row = folds(rows, _FOLDS, seed=_SEED)
    sizes = Counter(group)
    apart = [pair for pair in near_pairs(frames, _LEAST_ALIKE) if of_row[pair.first] != of_row[pair.second]]
    best: dict[int, float] = {}
    for pair in apart:
        for at in (pair.first, pair.second):
            best[at] = max(best.get(at, 0.0), pair.alike)
    seen: dict[int, set[int]] = {}
    for at, each in enumerate(group):
        seen.setdefault(each, set()).add(of_row[at])
    torn = [Pair(each, each, 1.0) for each, places in seen.items() if len(places) > 1]
    apart.sort(key=lambda pair: (-pair.alike, pair.first))
    return Diversity(
        {name: Counter(str(getattr(row, name)) for row in rows) for name in ("label", "lang", "kind", "family")}
        | {"goods": Counter(goods for row in rows for goods in row.goods)}
        | {"marked": Counter(str(row.mentions is not None) for row in rows)},
        len({row.family for row in rows if row.label in {"discuss", "none"}}),
        {lang: _type_token(rows, frames, lang) for lang in sorted({row.lang for row in rows})},
        sum(size for size in sizes.values() if size > 1) / len(rows),
        torn,
        apart[:_NEAREST],
        {least: sum(value >= least for value in best.values()) / len(rows) for least in (0.3, 0.4, 0.5, 0.6)},
    )


def _type_token(rows: Sequence[Row], frames: Sequence[Sequence[str]], lang: str) -> float:
    words = [word for row, words in zip(rows, frames, strict=True) if row.lang == lang for word in words]
    windows = [words[start : start + _WINDOW] for start in range(0, len(words), _WINDOW)]
    full = [window for window in windows if len(window) == _WINDOW] or windows
    return float(np.mean([len(set(window)) / len(window) for window in full]))
