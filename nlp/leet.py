"""Digits and signs that stand for letters (p3rc, x@nax, 0xy, pill$), and letters that stand for digits (m3o)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod

from nlp.repeats import REPEAT, squeezed
from nlp.vocabulary import vocabulary

LEET_SIGN = re.compile(r"[0-9@$!€£¢¥](?:[a-z]|(?<=[a-z][^!])|(?<=[a-z].)[0-9@$€£¢¥])")
"""Stands in every text that `unleeted` would change."""

_PART = frozenset("_@$!€£¢¥")
_LONGEST = 40
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MEASURE = re.compile(r"(?:\d+|x|mgs?|mcg|ug|kg|grs?|g|ml|cc|oz|lbs?|pcs?|tabs?|pills?|caps?|for|k|usd|eur|mxn)++")
_FIGURE = re.compile(r"(?P<figure>[$€£]?(?:[a-z](?:[2-9]|\d\d)|\d(?!o\Z))[\do]*o[\do]*)(?P<unit>s|mgs?|k)?")
_DIGITS = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t"}
_SIGNS = {"@": "a", "$": "s", "!": "i", "€": "e", "£": "l", "¢": "c", "¥": "y"}
_READINGS = _DIGITS | _SIGNS | {"1": "il", "!": "il", "2": "z", "6": "gb", "8": "b", "9": "g"}
_MOST_READINGS = 64
_LEAST_LETTERS = 3
_LETTERS_OF_PAIR = 5
_COUNTABLE = frozenset(
    {"st", "nd", "rd", "th", "ft", "lt", "mb", "gb", "tb", "am", "pm", "ct", "cnt", "hr", "yr", "mph", "hz", "kw", "pk"}
    | {"cm", "mm", "km", "gm", "pz", "ea"}
    | {"in", "up", "on", "op", "or", "as", "es", "en", "me", "de", "to", "he", "re"}
)
_NUMBERED = re.compile(r"(?P<word>[a-z]+)(?P<number>\d+)")
_COUNTED = re.compile(r"(?P<number>\d+)(?P<word>[a-z]+)")
_HEX = re.compile(r"0x[0-9a-f]+|(?=[a-z]*\d)[0-9a-f]{8,}")
_CODE = re.compile(r"[2689]")
_BEFORE_MONEY = frozenset({"precio", "price", "costo", "cost", "total", "cash", "usd", "mxn", "dlls", "eur", "cad"})
_CASHTAGS = frozenset(
    {"ship", "shipping", "ships", "sell", "selling", "sale", "snap", "stock", "scripts", "shop", "send"}
)


def unleeted(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of a plain text with what they are read as, of the same length."""
    if "@" in text:
        text = _EMAIL.sub(lambda match: " " * len(match[0]), text)
    done = 0
    for sign in LEET_SIGN.finditer(text):
        if sign.start() >= done:
            start, done = _word_around(text, sign.start(), done)
            new = plain_word(text[start:done]) if done - start <= _LONGEST else text[start:done]
            if new != text[start:done]:
                yield start, done, new


def _word_around(text: str, at: int, least: int) -> tuple[int, int]:
    start = end = at
    while start > least and (text[start - 1].isalnum() or text[start - 1] in _PART):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in _PART):
        end += 1
    return start, end


@lru_cache(16_384)
def plain_word(word: str) -> str:
    """The word as it is read; where that makes no word of the vocabulary, only signs between letters are letters."""
    if word.startswith("!!"):
        shouts = len(word) - len(word.lstrip("!"))
        return word[:shouts] + plain_word(word[shouts:])
    bare = word.rstrip("!")
    figure = _FIGURE.fullmatch(bare)
    if figure and bare != "h2o":
        return figure["figure"].replace("o", "0") + word[figure.end("figure") :]
    letters = sum(char.isalpha() for char in bare)
    if not letters or "_" in bare or _MEASURE.fullmatch(bare) or _HEX.fullmatch(bare):
        return word
    known = _known(bare) if len(bare) > (2 if letters > 1 else 3) and not _has_number(bare) else None
    if known:
        return known + word[len(bare) :]
    if letters < 2:
        return word
    if word[0] in "@$":
        return word[0] + plain_word(word[1:])
    if _CODE.search(bare):
        return word
    if bare[-1] in "$€¢" and bare[-4:-1].isalpha() and bare[:-1] not in _BEFORE_MONEY:
        bare = bare[:-1] + _SIGNS[bare[-1]]
    bare = bare.rstrip("@$€£¢¥")
    return _guessed(bare, letters) + word[len(bare) :]


def _known(word: str) -> str | None:
    """The reading that is in the vocabulary, unless what is left without the sign at an end is a word by itself."""
    words = vocabulary()
    if (
        word[0] in _SIGNS
        and word[0] != "!"
        and word[1:] in words
        and not (word[0] == "$" and f"s{word[1:]}" in _CASHTAGS)
    ):
        return None
    if word[-1] in _SIGNS and (word[:-1] in _BEFORE_MONEY or (word[-1] == "@" and word[:-1] in words)):
        return None
    choices = [_READINGS.get(char, char) for char in word]
    if prod(map(len, choices)) > _MOST_READINGS:
        return None
    readings = map("".join, product(*choices))
    repeats = REPEAT.search(word)
    return next((read for read in readings if read in words or (repeats and squeezed(read) in words)), None)


def _has_number(word: str) -> bool:
    """Whether a word is letters and a number (m30, perc5, 7tabs), rather than letters of which some are disguised."""
    match = _NUMBERED.fullmatch(word) or _COUNTED.fullmatch(word)
    if not match:
        return False
    letters, number = match["word"], match["number"]
    if (len(letters) > 2 and letters in vocabulary()) or letters in _COUNTABLE or len(number) > 2:
        return True
    return word[0].isalpha() and (len(letters) < _LEAST_LETTERS or number == "5")


def _guessed(word: str, letters: int) -> str:
    """Signs between letters read as letters, and at the ends where there is one between, too; same length."""
    read = [_letter(word, at, letters) for at in range(1, len(word) - 1)]
    chars = [word[0], *(new or word[at] for at, new in enumerate(read, 1)), word[-1]][: len(word)]
    inner = any(read)
    if word[0] in "€¢" and word[1:2].isalpha():
        chars[0] = _SIGNS[word[0]]
    elif word[1:2].isalpha() and (inner or (word[0] == "0" and not _has_number(word))):
        chars[0] = _DIGITS.get(word[0], word[0])
    if inner and word[-2].isalpha():
        chars[-1] = "l" if word[-1] == "1" else _DIGITS.get(word[-1], word[-1])
    return "".join(chars)


def _letter(word: str, at: int, letters: int) -> str | None:
    """What the character at a place inside the word stands for, or None when it stands for itself."""
    char, before, after = word[at], word[at - 1], word[at + 1]
    if char in _SIGNS:
        return _SIGNS[char] if (before.isalpha() or before in _SIGNS) and (after.isalnum() or after in _SIGNS) else None
    pair = letters >= _LETTERS_OF_PAIR
    if (char == before or (pair and before.isdecimal())) and at > 1:
        before = word[at - 2]
    elif (char == after or (pair and after.isdecimal())) and at + 2 < len(word):
        after = word[at + 2]
    doubled = char in (word[at - 1], word[at + 1])
    if not (before.isalpha() or before in _SIGNS) or not (after.isalpha() or after in _SIGNS):
        return None
    if doubled and char not in "03":
        return None
    if char == "1" and letters >= 3:
        cluster = at == 1 and before in "bcfgpks" and after in "aeiouy"
        return "l" if after != "n" and (cluster or before in "aeiouy" or (before == "l" and after in "aeiouy")) else "i"
    return _DIGITS.get(char) if letters >= (2 if char in "034" else 3) else None
