"""Emoji, flags and foreign signs that stand for letters of a word: 🅿️ercs, ❌anax, 🇽🇦🇳, ₱erc."""

import re
from collections.abc import Iterator
from functools import lru_cache

from phonenumbers import SUPPORTED_REGIONS

from nlp.leet import plain_word
from nlp.lookalikes import LOOSE, SIGNS
from nlp.vocabulary import vocabulary

_ANY = "".join((*SIGNS, *LOOSE))
_FLAG_LETTER = "\U0001f1e6-\U0001f1ff"
EMBLEM = re.compile(f"[{_ANY}{_FLAG_LETTER}]")
"""Stands in every text that `flags` or `spelled_out` would change."""

_FLAGS = re.compile(f"[{_FLAG_LETTER}]+")
_FLAG_LETTERS = re.compile(f"[{_FLAG_LETTER}](?:[\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff]*[{_FLAG_LETTER}])*")
_RUN = re.compile(f"[a-z0-9@$!{_ANY}]+")
_LONGEST = 40
_COUNTRIES = SUPPORTED_REGIONS | {"EU", "UN"}
_BOTH = str.maketrans(SIGNS | LOOSE)


def flags(text: str) -> Iterator[tuple[int, int, str]]:
    """Flag letters of a text as given that are no countries' flags, or are kept apart by signs that nobody sees."""
    for match in _FLAG_LETTERS.finditer(text):
        if not all(map(_are_flags, _FLAGS.findall(match[0]))):
            for letter in _FLAGS.finditer(match[0]):
                for at, char in enumerate(letter[0], match.start() + letter.start()):
                    yield at, at + 1, _flag_letter(char)


def _are_flags(run: str) -> bool:
    letters = "".join(map(_flag_letter, run)).upper()
    return all(letters[at : at + 2] in _COUNTRIES for at in range(0, len(letters), 2))


def _flag_letter(char: str) -> str:
    return chr(ord(char) - 0x1F1E6 + 97)


def spelled_out(text: str) -> Iterator[tuple[int, int, str]]:
    """Signs beside letters as letters; those that mean something else there only where they complete a known word."""
    for match in _RUN.finditer(text):
        run = match[0]
        if run.isascii():
            continue
        if len(run) <= _LONGEST and (word := _known(run)):
            yield *match.span(), word
            continue
        for at, char in enumerate(run):
            around = run[at - 1 : at] + run[at + 1 : at + 2]
            if char in SIGNS and any(one in SIGNS or (one.isascii() and one.isalpha()) for one in around):
                yield match.start() + at, match.start() + at + 1, SIGNS[char]


@lru_cache(4_096)
def _known(run: str) -> str | None:
    """The word of the vocabulary that a run is, its signs read as letters; a stroked L may be an I among signs."""
    word = run.translate(_BOTH)
    if len(word) > 2 and plain_word(word) in vocabulary():
        return word
    other = plain_word(word.replace("l", "1"))
    return other if other in vocabulary() and any(char in SIGNS for char in run) else None
