"""What the classifier reads: single words, pairs of words and parts of words, over the shapes of mentions."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import NORM
from spacy.strings import hash_string
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Logistic, Model, SparseLinear_v2, chain, with_cpu

_PARTS = (3, 4, 5)
_MOST_CACHED = 200_000

Keys = NDArray[np.uint64]
Sparse = tuple[Keys, NDArray[np.float32], NDArray[np.int32]]


class _Parts:
    """Hashes of the parts of a word (3 to 5 letters, its ends marked); a shape such as <price> is one part."""

    def __init__(self) -> None:
        self._known: dict[int, list[int]] = {}

    def of(self, key: int, text: str) -> list[int]:
        parts = self._known.get(key)
        if parts is None:
            if len(self._known) >= _MOST_CACHED:
                self._known.clear()
            self._known[key] = parts = [hash_string(part) for part in _parts(text)]
        return parts


def _parts(text: str) -> list[str]:
    if text.startswith("<"):
        return [text]
    marked = f"_{text}_"
    return [marked, *(marked[at : at + size] for size in _PARTS for at in range(len(marked) - size + 1))]


def extract_wording() -> Model[list[Doc], Sparse]:
    """A layer that turns docs into hashed features, each doc's values of unit length."""
    return Model("extract_wording", _forward, attrs={"parts": _Parts()})


def _forward(model: Model[list[Doc], Sparse], docs: list[Doc], is_train: bool) -> tuple[Sparse, Callable[[Sparse], list[Doc]]]:
    keys: list[Keys] = []
    values: list[NDArray[np.float32]] = []
    for doc in docs:
        found = _keys(doc, model.attrs["parts"])
        keys.append(found)
        values.append(np.full(len(found), 1 / max(1.0, len(found)) ** 0.5, dtype=np.float32))
    lengths = np.array([len(found) for found in keys], dtype=np.int32)
    return (np.concatenate(keys), np.concatenate(values), lengths), lambda _: []


def _keys(doc: Doc, parts: _Parts) -> Keys:
    norms: Sequence[int] = doc.to_array([NORM]).ravel().tolist()
    strings = doc.vocab.strings
    found = {hash_pair for hash_pair in (hash((left, right)) & 0xFFFFFFFFFFFFFFFF for left, right in pairwise(norms))}
    for norm in set(norms):
        found.update(parts.of(norm, strings[norm]))
    return np.fromiter(sorted(found), dtype=np.uint64, count=len(found))


@registry.architectures("pillwatch.Wording.v1")
def build_wording(length: int, nO: int | None = None) -> Model[list[Doc], Any]:  # noqa: N803 (spaCy's name)
    """A linear classifier over the wording, like spaCy's TextCatBOW, with parts of words."""
    linear: Model[Any, Any] = SparseLinear_v2(nO=nO, length=length)
    model: Model[list[Doc], Any] = chain(with_cpu(chain(extract_wording(), linear), linear.ops), Logistic())
    if nO is not None:
        model.set_dim("nO", nO)
    model.set_ref("output_layer", linear)
    model.attrs["multi_label"] = True
    return model
