"""What the wording says: log-odds of each label and of each kind of goods, learned from the corpus."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from nlp.document import Matter, as_written, matter_of, worded
from nlp.reading import GOODS, LABELS
from nlp.wording import Pushes, Wording

ANSWERS: tuple[str, ...] = (*LABELS, *GOODS)
"""What the model answers, in the order of its columns; of the letters only the labels are asked."""
_UNSURE = 0.3
"""Margins of an offer below this are looked at again, to the letter."""
_TRUST = np.float32(0.8)
"""How much of the verdict is then the second look's."""
_FILE, _LETTERS_FILE = "wording.npz", "letters.npz"


def read_wording(matter: Matter, plain: Wording, letters: Wording) -> Pushes:
    """What the plain form says; where that is unsure of an offer, what the text says to the letter counts too."""
    first = plain.read(worded(matter))
    if abs(first.sums[0]) >= _UNSURE:
        return first
    second = letters.read(as_written(matter.scan)).sums
    added = np.zeros_like(first.sums)
    added[: len(second)] = _TRUST * (second - first.sums[: len(second)])
    return replace(first, sums=first.sums + added, letters=added)


class WordingComponent:
    """Sets `Matter.pushes`. Untrained, it refuses to read; trained, it is stored as two files of weights."""

    plain: Wording
    letters: Wording

    def __call__(self, doc: Doc) -> Doc:
        matter = matter_of(doc)
        matter.pushes = read_wording(matter, self.plain, self.letters)
        return doc

    def to_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Writes the features that were seen, in half precision."""
        path.mkdir(parents=True, exist_ok=True)
        _write(self.plain, path / _FILE)
        _write(self.letters, path / _LETTERS_FILE)

    def from_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> "WordingComponent":
        """Reads the weights; raises ValueError when they were written for other answers."""
        self.plain, self.letters = _read(path / _FILE, len(ANSWERS)), _read(path / _LETTERS_FILE, len(LABELS))
        return self


def _write(model: Wording, file: Path) -> None:
    kept = np.flatnonzero(model.scale)
    np.savez_compressed(
        file,
        length=np.array(len(model.scale)),
        places=kept.astype(np.int32),
        weights=model.weights[kept].astype(np.float16),
        scale=model.scale[kept].astype(np.float16),
        bias=model.bias,
    )


def _read(file: Path, answers: int) -> Wording:
    with np.load(file) as data:
        length, places, bias = int(data["length"]), data["places"], data["bias"]
        if len(bias) != answers:
            raise ValueError(f"{file.name} has {len(bias)} answers, not {answers}")
        weights = np.zeros((length, answers), np.float32)
        scale = np.zeros(length, np.float32)
        weights[places], scale[places] = data["weights"], data["scale"]
    return Wording(weights, scale, bias)


@Language.factory("pillwatch_wording")
def _create(nlp: Language, name: str) -> WordingComponent:
    return WordingComponent()
