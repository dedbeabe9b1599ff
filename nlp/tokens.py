"""Search tokens: what both stores index and what a query is cut into."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nlp.characters import characters
from nlp.memory import Memory
from nlp.normalise import Normalised, normalise, plain_alone
from nlp.spread import EMOJI

_TOKEN = re.compile(rf"[\U0001F1E6-\U0001F1FF]{{2}}|{EMOJI}|[^\W_](?:[\w']*[^\W_])?")
_ACROSS = re.compile(r"(?<!\S)\S\s+\S\s+\S(?!\S)")
_SIGNS_AROUND = ".,;:!?()[]\"'-#…“”’"
_REPEAT = re.compile(r"([a-z])\1\1")


class Token(NamedTuple):
    """A token in plain form, and the code points of the text as given that it stands for."""

    text: str
    start: int
    end: int


def search_tokens(text: str) -> list[Token]:
    """Lower-case tokens without white space, camouflage undone, accents folded, emoji one by one.

    Signs around a word fall away (@handle, $cashtag, #tag give the word), an apostrophe inside is
    dropped (don't -> dont), an underscore inside stays (blue_door).
    """
    return tokens_of(normalise(text))


def tokens_of(plain: Normalised) -> list[Token]:
    """The search tokens of a text that is normalised already."""
    found = _TOKEN.finditer(plain.text)
    if plain.starts is None:
        return [Token(match[0].replace("'", ""), *match.span()) for match in found]
    return [Token(match[0].replace("'", ""), *plain.span(*match.span())) for match in found]


def search_words(text: str) -> list[str]:
    """`[token.text for token in search_tokens(text)]` in a fraction of the time."""
    return joined_words(text).split()


def joined_words(text: str) -> str:
    """The same with single spaces between."""
    chunks = text.split()
    line = line_of(text, chunks)
    return " ".join(_words(normalise(text).text)) if line is None else line


def line_of(text: str, chunks: Sequence[str]) -> str | None:
    """The words of a text that was split at white space, with single spaces between.

    Each chunk is looked up, since text repeats its words. None for a text that can only be read as a whole: where
    single letters follow each other (x a n a x), and where `plain_alone` says so.
    """
    words = list(map(_WORDS.__getitem__, chunks))
    if None in words or letters_follow(text, chunks):
        return None
    return " ".join(filter(None, words))


class Stretch(NamedTuple):
    """The tokens of a stretch without white space: `words` with single spaces between, and where in it they stand.

    `clean` where nothing was disguised.
    """

    words: str
    bounds: tuple[tuple[int, int], ...]
    clean: bool


def letters_follow(text: str, chunks: Sequence[str]) -> bool:
    """Whether at least three single characters follow each other with white space between."""
    return list(map(len, chunks)).count(1) > 2 and _ACROSS.search(text) is not None


def placed(text: str, chunks: Iterable[str]) -> tuple[list[int], list[int], bool]:
    """Where the tokens of a text begin and end that `line_of` gives the words of; whether nothing was disguised."""
    starts: list[int] = []
    ends: list[int] = []
    end, clean = 0, True
    for chunk in chunks:
        stretch = STRETCHES[chunk]
        assert stretch is not None  # noqa: S101 (line_of has said so)
        at = text.find(chunk, end)
        end = at + len(chunk)
        for first, last in stretch.bounds:
            starts.append(at + first)
            ends.append(at + last)
        clean = clean and stretch.clean
    return starts, ends, clean


def _words(plain: str) -> list[str]:
    words: list[str] = _TOKEN.findall(plain)
    return [word.replace("'", "") for word in words] if "'" in plain else words


def _read(chunk: str) -> Stretch | None:
    core = chunk.strip(_SIGNS_AROUND)
    word = core.lower()
    at = chunk.find(core)
    may_be_letter = chunk[:at].endswith("!") and not chunk[:at].endswith("!!")
    if len(word) > 1 and word.isascii() and word.isalpha() and not _REPEAT.search(word) and not may_be_letter:
        return Stretch(word, ((at, at + len(core)),), clean=chunk.isascii() or characters(chunk).starts is None)
    alone = plain_alone(chunk)
    if alone is None:
        return None
    plain = normalise(chunk)
    tokens = tokens_of(plain)
    if [token.text for token in tokens] != _words(alone):
        return None
    bounds = tuple((token.start, token.end) for token in tokens)
    return Stretch(" ".join(token.text for token in tokens), bounds, clean=plain.text == characters(chunk).text)


def _words_of(chunk: str) -> str | None:
    stretch = STRETCHES[chunk]
    return None if stretch is None else stretch.words


STRETCHES = Memory(_read)
_WORDS = Memory(_words_of)
