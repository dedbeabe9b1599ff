"""A text with its camouflage undone that is otherwise as given: its capitals, lines, signs and emoji stand.

What is read of how a text is set and spelled is read here, so that a disguise says nothing by itself.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from unicodedata import normalize

from nlp.folding import FoldTable
from nlp.memory import Memory
from nlp.normalise import Normalised, as_shown
from nlp.vocabulary import vocabulary

_TABLE = FoldTable()
_FOREIGN = re.compile(r"(?<!\S)[^\s\x80-\U0010ffff]*[^\x00-\x7f]\S*")
_WORD = re.compile("[A-Za-z]+")
_HIDDEN = "."
_GUESSED = frozenset("0123456789@$!€£¢¥")
_LEAST_CAPITALS = 2
_Piece = tuple[str, str]
"""A stretch as given, and what it stands for."""


def undisguised(text: str, plain: Normalised | None) -> str:
    """The text by its plain form; None for a plain form that is the text character by character."""
    if plain is None:
        return _FOREIGN.sub(lambda chunk: _CHUNKS[chunk[0]], text)
    text = as_shown(text)
    if plain.starts is None or plain.ends is None:
        return _as_given(zip(text, plain.text, strict=True))
    places = groupby(zip(plain.starts, plain.ends, plain.text, strict=True), itemgetter(0, 1))
    return _as_given((text[start:end], "".join(map(itemgetter(2), letters))) for (start, end), letters in places)


def _as_given(pieces: Iterable[_Piece]) -> str:
    """What the pieces stand for, in the capitals of what was given; a sign that stands for no letter stays.

    A disguised letter is no capital, unless all others of its word are. Digits and signs are letters only
    where they make a word of the vocabulary: all else is a guess (Calls£1/min).
    """
    parts: list[str] = []
    shown: list[str] = []
    doubtful: list[str] = []
    for given, plain in pieces:
        part = given if given.lower() == plain else _cased(given, plain)
        parts.append(part)
        shown.append(part if part == given or (given.isascii() and len(given) > 1) else _HIDDEN * len(part))
        doubtful.append(given if given in _GUESSED and len(part) == 1 else part)
    text, letters, guessed = "".join(parts), "".join(shown), "".join(doubtful)
    if _HIDDEN not in letters:
        return text

    def word(match: re.Match[str]) -> str:
        start, end = match.span()
        if guessed[start:end] != match[0] and match[0].lower() not in vocabulary():
            return guessed[start:end]
        sure = letters[start:end].replace(_HIDDEN, "")
        return match[0].upper() if len(sure) >= _LEAST_CAPITALS and sure.isupper() else match[0]

    return _WORD.sub(word, text)


def _cased(given: str, plain: str) -> str:
    if len(given) > 1:
        letters = "".join(filter(str.isalpha, given))
        if len(letters) > 1 and letters.isupper():
            return plain.upper()
        return plain.capitalize() if letters[:1].isupper() else plain
    if plain.strip() and not plain.isalnum():
        return given
    return plain.upper() if given != given.lower() and "A" <= normalize("NFKD", given)[0] <= "Z" else plain


_CHUNKS = Memory(lambda chunk: _as_given((char, _TABLE[char]) for char in chunk))
