"""The classifier's model: a linear one over words, pairs of words and parts of words.

Mentions are read as shapes (<price>, <pill>), which count more than other words, so that frames are
learned and not names. Features are hashed; their weights are the optimum of a convex loss, found by
`solve`, so that training needs no luck and gives the same result again.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import log
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Logistic, Model, chain

_PARTS = (3, 4, 5)
_SHAPE, _WORD, _PAIR, _PART = 3.0, 1.0, 0.7, 0.4
_FIRST_WORDS = 150
_SLANG = "<slang>"
_MOST_CACHED = 200_000
_PENALTY = 0.1
_ROUNDS = 150
_RAREST = 2

Floats = NDArray[np.float64]
Sparse = tuple[NDArray[np.int64], Floats]
"""Places of the features of one doc, and their values before scaling."""


class Words:
    """Turns docs into hashed features; remembers the parts of words that it has seen."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._known: dict[int, Sparse] = {}

    def features(self, doc: Doc) -> Sparse:
        """Words with the logarithm of their count, pairs once; of a long text its beginning."""
        norms: list[Any] = doc.to_array(["NORM"]).ravel().tolist()[:_FIRST_WORDS]
        slang = doc.vocab.strings.as_int(_SLANG)
        words = [token.orth % self._length for token in doc[:_FIRST_WORDS] if token.norm == slang]
        pairs = {(left * 31 + right * 17) % self._length for left, right in pairwise(norms)}
        places = [np.array([*words, *pairs], np.int64)]
        values = [np.repeat([_WORD, _PAIR], [len(words), len(pairs)])]
        for norm, count in Counter(norms).items():
            word_places, word_values = self._of_word(norm, doc.vocab.strings[norm])
            places.append(word_places)
            values.append(word_values * (1.0 + log(count)))
        return np.concatenate(places), np.concatenate(values)

    def _of_word(self, norm: int, text: str) -> Sparse:
        known = self._known.get(norm)
        if known is None:
            if len(self._known) >= _MOST_CACHED:
                self._known.clear()
            parts = _parts(text)
            places = np.array([crc32(part.encode()) % self._length for part, _ in parts], np.int64)
            self._known[norm] = known = places, np.array([value for _, value in parts])
        return known


def _parts(text: str) -> list[tuple[str, float]]:
    if text.startswith("<"):
        return [(text, _SHAPE)]
    marked = f"_{text}_"
    parts = {marked[at : at + size] for size in _PARTS for at in range(len(marked) - size + 1)} - {marked}
    return [(marked, _WORD), *((part, _PART) for part in sorted(parts))]


@registry.architectures("pillwatch.Wording.v1")  # type: ignore[untyped-decorator]
def build_wording(length: int, nO: int | None = None) -> Model[list[Doc], Any]:  # noqa: N803 (spaCy's name)
    """The untrained model: `length` places for hashed features, `nO` labels."""
    linear: Model[list[Doc], Any] = Model(
        "pillwatch_wording",
        _forward,
        init=_init,
        dims={"nO": nO, "nI": length},
        params={"W": None, "b": None, "scale": None},
        attrs={"words": Words(length)},
    )
    model: Model[list[Doc], Any] = chain(linear, Logistic())
    model.set_ref("linear", linear)
    model.attrs["multi_label"] = True
    return model


def _init(model: Model[list[Doc], Any], X: Any = None, Y: Any = None) -> None:  # noqa: N803 (thinc's names)
    labels, length = model.get_dim("nO") if model.has_dim("nO") else Y.shape[1], model.get_dim("nI")
    model.set_dim("nO", labels)
    _set(model, np.zeros((labels, length)), np.zeros(labels), np.zeros(length))


def _set(model: Model[list[Doc], Any], weights: Floats, bias: Floats, scale: Floats) -> None:
    parameters: dict[str, Any] = {"W": weights, "b": bias, "scale": scale}
    for name, values in parameters.items():
        model.set_param(name, values.astype(np.float32))


def _forward(
    model: Model[list[Doc], Any], docs: Sequence[Doc], is_train: bool
) -> tuple[NDArray[np.float32], Callable[[Any], Any]]:
    weights: NDArray[np.float32] = np.asarray(model.get_param("W"))
    bias, scale = np.asarray(model.get_param("b")), np.asarray(model.get_param("scale"))
    scores = np.empty((len(docs), weights.shape[0]), dtype=np.float32)
    for at, doc in enumerate(docs):
        places, values = model.attrs["words"].features(doc)
        values = values * scale[places]
        scores[at] = weights[:, places] @ values / max(1e-9, float(np.linalg.norm(values))) + bias
    return scores, lambda _: []


def solve(model: Model[list[Doc], Any], docs: Sequence[Doc], truth: Floats) -> None:
    """Sets the weights that are best for `docs`; `truth` has a row for each doc and a column for each label.

    Logistic loss of each label with an L2 penalty, rare features left out, features scaled by the
    inverse of their frequency; accelerated gradient, a fixed number of rounds.
    """
    linear = model.get_ref("linear")
    length = linear.get_dim("nI")
    sparse = [linear.attrs["words"].features(doc) for doc in docs]
    flat = np.concatenate([places for places, _ in sparse])
    row = np.repeat(np.arange(len(docs)), [len(places) for places, _ in sparse])
    seen = np.bincount(flat, minlength=length)
    scale = np.where(seen >= _RAREST, np.log((1 + len(docs)) / (1 + seen)) + 1.0, 0.0)
    values = np.concatenate([values for _, values in sparse]) * scale[flat]
    values /= np.maximum(1e-9, np.sqrt(np.bincount(row, weights=values * values, minlength=len(docs))))[row]
    step = 1.0 / (0.25 * (_steepest(flat, row, values, len(docs), length) + len(docs)) + _PENALTY)
    solved = [_solve_one(flat, row, values, truth[:, label], length, step) for label in range(truth.shape[1])]
    _set(linear, np.array([weights for weights, _ in solved]), np.array([bias for _, bias in solved]), scale)


def _steepest(flat: Any, row: Any, values: Floats, rows: int, length: int) -> float:
    """The largest eigenvalue of the features' Gram matrix, by power iteration."""
    direction = np.ones(length) / length**0.5
    largest = 1.0
    for _ in range(12):
        projected = np.bincount(row, weights=values * direction[flat], minlength=rows)
        back = np.bincount(flat, weights=values * projected[row], minlength=length)
        largest = float(np.linalg.norm(back))
        direction = back / largest
    return largest * 1.05


def _solve_one(flat: Any, row: Any, values: Floats, truth: Floats, length: int, step: float) -> tuple[Floats, float]:
    weights, bias = np.zeros(length), 0.0
    ahead, bias_ahead, momentum = weights.copy(), 0.0, 1.0
    for _ in range(_ROUNDS):
        odds = np.bincount(row, weights=values * ahead[flat], minlength=len(truth)) + bias_ahead
        wrong = 1.0 / (1.0 + np.exp(-np.clip(odds, -30, 30))) - truth
        slope = np.bincount(flat, weights=values * wrong[row], minlength=length) + _PENALTY * ahead
        after, bias_after = ahead - step * slope, bias_ahead - step * float(wrong.sum())
        faster = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        pull = (momentum - 1) / faster
        ahead, bias_ahead = after + pull * (after - weights), bias_after + pull * (bias_after - bias)
        weights, bias, momentum = after, bias_after, faster
    return weights, bias
