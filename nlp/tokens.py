"""Search tokens: what both stores index and what a query is cut into."""

import re
from dataclasses import dataclass

from nlp.normalise import EMOJI, Normalised, normalise

_TOKEN = re.compile(rf"[\U0001F1E6-\U0001F1FF]{{2}}|{EMOJI}|[^\W_](?:[\w']*[^\W_])?")


@dataclass(frozen=True, slots=True)
class Token:
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
    tokens: list[Token] = []
    for match in _TOKEN.finditer(plain.text):
        start, end = plain.span(match.start(), match.end())
        tokens.append(Token(match[0].replace("'", ""), start, end))
    return tokens
