"""Search tokens: what both stores index and what a query is cut into."""

import re
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from nlp.normalise import Normalised, normalise, plain_alone
from nlp.spread import EMOJI

_TOKEN = re.compile(rf"[\U0001F1E6-\U0001F1FF]{{2}}|{EMOJI}|[^\W_](?:[\w']*[^\W_])?")
_ACROSS = re.compile(r"\s\S\s+\S\s+\S(?!\S)")
_SIGNS_AROUND = ".,;:!?()[]\"'-#…“”’"
_REPEAT = re.compile(r"([a-z])\1\1")
_REMEMBERED = 65_536
_LONGEST_REMEMBERED = 64


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
    """`[token.text for token in search_tokens(text)]` in a fraction of the time.

    Text repeats its words: what stands between white space is looked up. The rest of a text counts only
    where single letters follow each other (x a n a x) and where `plain_alone` says so.
    """
    chunks = text.split()
    try:
        if _ACROSS.search(text):
            raise _TogetherError
        if max(map(len, chunks), default=0) <= _LONGEST_REMEMBERED:
            return list(chain.from_iterable(map(_remembered, chunks)))
        found = [_remembered(chunk) if len(chunk) <= _LONGEST_REMEMBERED else _read(chunk) for chunk in chunks]
        return list(chain.from_iterable(found))
    except _TogetherError:
        return _words(normalise(text).text)


class _TogetherError(Exception):
    """The text can only be read as a whole."""


def _words(plain: str) -> list[str]:
    words: list[str] = _TOKEN.findall(plain)
    return [word.replace("'", "") for word in words] if "'" in plain else words


def _read(chunk: str) -> tuple[str, ...]:
    """The words of a stretch without white space; raises _TogetherError where the rest of the text counts."""
    core = chunk.strip(_SIGNS_AROUND).lower()
    if len(core) > 1 and core.isascii() and core.isalpha() and not _REPEAT.search(core):
        return (core,)
    plain = plain_alone(chunk)
    if plain is None:
        raise _TogetherError
    return tuple(_words(plain))


_remembered = lru_cache(_REMEMBERED)(_read)
