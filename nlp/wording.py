"""A linear model over the wording: words, parts of words (1 to 5 letters) and pairs of words.

Mentions are read as shapes (<price>, <pill>), which count more than other words, so that frames are
learned and not names. Features are hashed. A word's parts always count together, so a word has one
push per answer, which is remembered: reading costs one look-up a word, and every answer is a sum of
pushes that can be shown.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.sparse import Floats, Places, Product, Sparse

_PARTS = (1, 2, 3, 4, 5)
_SHAPE, _WORD, _PAIR, _PART = 3.0, 1.0, 0.7, 0.5
_LONGEST_WORD = 60
_MOST_REMEMBERED = 65_536
_RAREST = 2
_ROUNDS = 30
_BIAS = 0.5
_LEAST_SCARCE = 0.1
"""Of single letters: they are counted for each word, so more often than there are texts; below 0 no step is safe."""

_Times = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Worded:
    """What is read of one text: `line` in order, and words that count without their place."""

    line: list[str]
    more: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pushes:
    """Margins by answer; the push of each word and each pair of the line before `scale`, by answer.

    `letters` is what a second look to the letter has added, None where the first was sure.
    """

    sums: Floats
    words: Floats
    pairs: Floats
    scale: float
    letters: Floats | None = None


class Wording:
    """`weights` has a row for each hashed feature (0 where it was rare) and a column for each answer."""

    def __init__(self, weights: Floats, scale: Floats, bias: Floats) -> None:
        self.weights, self.scale, self.bias = weights, scale, bias
        self._pair_pushes = weights * scale[:, None] * np.float32(_PAIR)
        self._pair_squares = np.square(scale * np.float32(_PAIR))
        self._forget()

    def _forget(self) -> None:
        self._known: dict[str, int] = {}
        self._pushes = np.empty((1024, self.weights.shape[1]), np.float32)
        self._squares = np.empty(1024, np.float32)
        self._hashes = np.empty(1024, np.int64)

    def read(self, text: Worded) -> Pushes:
        """The margin of each answer, and what pushed it."""
        if len(self._known) > _MOST_REMEMBERED:
            self._forget()
        every = text.line + text.more
        numbers = list(map(self._known.get, every))
        words = np.array(list(map(self._number, every)) if None in numbers else numbers, np.int64)
        pairs = pair_places(self._hashes.take(words[: len(text.line)]), len(self.scale))
        word_pushes = self._pushes.take(words, 0)
        pair_pushes = self._pair_pushes.take(pairs, 0)
        add = np.add.reduce
        squares = float(add(self._squares.take(words)) + add(self._pair_squares.take(pairs)))
        scale = squares**-0.5 if squares else 0.0
        sums = (add(word_pushes) + add(pair_pushes)) * scale + self.bias
        return Pushes(sums, word_pushes[: len(text.line)], pair_pushes, scale)

    def _number(self, word: str) -> int:
        at = self._known.get(word)
        if at is None:
            at = self._known[word] = len(self._known)
            if at == len(self._squares):
                self._pushes, self._squares, self._hashes = (
                    np.concatenate([old, np.empty_like(old)]) for old in (self._pushes, self._squares, self._hashes)
                )
            places, values = parts(word, len(self.scale))
            scaled = values * self.scale[places]
            self._pushes[at] = scaled @ self.weights[places]
            self._squares[at] = scaled @ scaled
            self._hashes[at] = crc32(word.encode("utf-8", "replace"))
        return at


def parts(word: str, length: int) -> tuple[Places, Floats]:
    """The hashed features of a word and what each counts: the word itself and its parts."""
    if word.startswith("<"):
        return np.array([crc32(word.encode("utf-8", "replace")) % length]), np.array([_SHAPE], np.float32)
    marked = f"_{word[:_LONGEST_WORD]}_"
    found = Counter(marked[at : at + size] for size in _PARTS for at in range(len(marked) - size + 1))
    keys = (f"={word}", *found)
    places = np.fromiter((crc32(key.encode("utf-8", "replace")) % length for key in keys), np.int64, len(keys))
    return places, np.array([_WORD, *(_PART * count for count in found.values())], np.float32)


def pair_places(hashes: Places, length: int) -> Places:
    """The hashed features of neighbours."""
    places: Places = (hashes[:-1] * 31 + hashes[1:] * 17) % length
    return places


class Design:
    """Texts made ready for training: texts by words, words by parts, texts by pairs."""

    def __init__(self, texts: Sequence[Worded], length: int) -> None:
        self.length = length
        known: dict[str, int] = {}
        rows: list[tuple[list[int], list[float]]] = []
        pairs: list[tuple[Places, Floats]] = []
        for text in texts:
            counts = Counter(known.setdefault(word, len(known)) for word in text.line + text.more)
            rows.append((list(counts), list(counts.values())))
            hashes = np.array([crc32(word.encode("utf-8", "replace")) for word in text.line], np.int64)
            places = pair_places(hashes, length)
            pairs.append((places, np.full(len(places), _PAIR, np.float32)))
        self.words = Sparse(rows, len(known))
        self.parts = Sparse((parts(word, length) for word in known), length)
        self.pairs = Sparse(pairs, length)


def learn(design: Design, rows: Sequence[int], truth: Floats, counts: Floats, *, penalty: float) -> Wording:
    """The wording model that is best for the given rows, which must ascend.

    `truth` has a row for each of `rows` and a column for each answer: 1, 0, or NaN where nobody
    knows; `counts` says how often each row counts. Squared hinge loss with an L2 penalty (a linear
    support vector machine: what it says are margins, which the verdict turns into log-odds); features
    rarer than two texts are left out, others scaled by the inverse of their frequency. Accelerated
    gradient, a fixed number of rounds from the same start: the same rows give the same model.
    """
    words, pairs = design.words.take(rows), design.pairs.take(rows)
    seen = _seen(words, design.parts, design.length) + np.bincount(pairs.columns, minlength=design.length)
    scarcity = np.maximum(np.log((1 + len(rows)) / (1 + seen)) + 1.0, _LEAST_SCARCE)
    scale = np.where(seen >= _RAREST, scarcity, 0.0).astype(np.float32)
    kept = np.flatnonzero(scale)
    number = np.zeros(design.length, np.int64)
    number[kept] = np.arange(len(kept))
    scaled = design.parts.with_values(
        design.parts.values * scale[design.parts.columns], number[design.parts.columns], len(kept)
    )
    paired = pairs.with_values(pairs.values * scale[pairs.columns], number[pairs.columns], len(kept))
    squares = np.bincount(scaled.rows, scaled.values**2, minlength=scaled.shape[0])
    lengths = np.bincount(words.rows, words.values * squares[words.columns], minlength=len(rows))
    lengths += np.bincount(paired.rows, paired.values**2, minlength=len(rows))
    norm = 1.0 / np.sqrt(np.maximum(lengths, 1e-12))
    by_words = Product(words.with_values(words.values * norm[words.rows].astype(np.float32)))
    by_pairs = Product(paired.with_values(paired.values * norm[paired.rows].astype(np.float32)))
    by_parts = Product(scaled)

    def forth(weights: Floats) -> Floats:
        return by_words.forth(by_parts.forth(weights)) + by_pairs.forth(weights)

    def back(wrong: Floats) -> Floats:
        return by_parts.back(by_words.back(wrong)) + by_pairs.back(wrong)

    solved, bias = _solve(forth, back, truth.T, counts.astype(np.float32), len(kept), penalty)
    weights = np.zeros((design.length, truth.shape[1]), np.float32)
    weights[kept] = solved.T
    return Wording(weights, scale, bias)


def _seen(words: Sparse, word_parts: Sparse, length: int) -> NDArray[np.int64]:
    """In how many texts each part stands, one that two words of a text share counted twice."""
    texts = np.bincount(words.columns, minlength=words.shape[1])
    return np.bincount(word_parts.columns, texts[word_parts.rows], minlength=length).astype(np.int64)


def _solve(
    forth: _Times, back: _Times, truth: Floats, counts: Floats, size: int, penalty: float
) -> tuple[Floats, Floats]:
    """Weights and bias for each answer, a row each.

    Each weight has a step of its own: no feature is negative, so that the sum of all features of the
    texts that it stands in bounds how steep the loss can be along it.
    """
    side = np.where(truth > 0.5, np.float32(1), np.float32(-1))
    counted = np.where(np.isnan(truth), np.float32(0), counts)
    reach = forth(np.ones((1, size), np.float32)) + np.float32(_BIAS)
    step = 1 / (2 * back(reach * counts) + np.float32(penalty))
    bias_step = np.float32(_BIAS / (2 * float((reach * counts).sum())))
    weights: Any = np.zeros((len(truth), size), np.float32)
    bias: Any = np.zeros((len(truth), 1), np.float32)
    ahead, bias_ahead, momentum = weights, bias, 1.0
    for _ in range(_ROUNDS):
        short = np.maximum(0, 1 - side * (forth(ahead) + bias_ahead))
        slope = -2 * side * short * counted
        after = ahead - step * (back(slope) + np.float32(penalty) * ahead)
        bias_after = bias_ahead - bias_step * slope.sum(axis=1, keepdims=True, dtype=np.float32)
        faster = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        pull = np.float32((momentum - 1) / faster)
        ahead, bias_ahead = after + pull * (after - weights), bias_after + pull * (bias_after - bias)
        weights, bias, momentum = after, bias_after, faster
    return weights, bias[:, 0]
