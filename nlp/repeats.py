"""Letters written three times and more (perccc, xannnnies)."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from string import ascii_lowercase

from nlp.vocabulary import vocabulary

REPEAT = re.compile(r"([a-z])\1\1+")
_DOUBLE = re.compile(r"([a-z])\1+")
_ITSELF = re.compile(r"(?<![a-z])(?:www\.|iii(?![a-z]))")
_AROUND = 40
_LONGEST = 400


def unrepeated(text: str) -> Iterator[tuple[int, int, str]]:
    """The runs of a plain text with what is left of each: one letter, or two where that makes a known word."""
    runs: list[re.Match[str]] = []
    for run in REPEAT.finditer(text):
        if _ITSELF.match(text, run.start()):
            continue
        if runs and not _is_letters(text[runs[-1].end() : run.start()]):
            yield from _of_word(text, runs)
            runs = []
        runs.append(run)
    if runs:
        yield from _of_word(text, runs)


def _of_word(text: str, runs: list[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
    start, end = runs[0].start(), runs[-1].end()
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    first = start - (len(before) - len(before.rstrip(ascii_lowercase)))
    last = end + (len(after) - len(after.lstrip(ascii_lowercase)))
    counts = _counts(text[first:last]) if last - first <= _LONGEST else None
    for at, run in enumerate(runs):
        yield run.start(), run.end(), run[1] * (counts[at] if counts else 1)


def squeezed(word: str) -> str:
    """A word of letters without its runs."""
    counts = iter(_counts(word) or ())
    return REPEAT.sub(lambda run: run[1] * next(counts, 1), word)


@lru_cache(4_096)
def _counts(word: str) -> tuple[int, ...] | None:
    """How often each letter that is written three times stands in the word that is meant, if it is known."""
    known = _by_letters().get(_DOUBLE.sub(r"\1", word))
    if not known:
        return None
    meant = re.compile(REPEAT.sub(r"(\1\1?)", word))
    matches = [match for match in map(meant.fullmatch, known) if match]
    return tuple(map(len, max(matches, key=lambda match: len(match[0])).groups())) if matches else None


@cache
def _by_letters() -> dict[str, list[str]]:
    """The vocabulary by its words without double letters."""
    words: dict[str, list[str]] = {}
    for word in sorted(vocabulary()):
        words.setdefault(_DOUBLE.sub(r"\1", word), []).append(word)
    return words


def _is_letters(text: str) -> bool:
    return len(text) <= _AROUND and (not text or (text.isascii() and text.isalpha()))
