"""The words people type, as clauses: words, "phrases", beginnings with a trailing *, all of which must occur."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.query import Clause, QueryError
from index.words import words_of

LONGEST_QUERY = 500
MOST_CLAUSES = 30

_OPENING = '"“”„＂'
_PART = re.compile(rf"[{_OPENING}](?P<phrase>[^{_OPENING}]*)(?P<closing>[{_OPENING}]?)|(?P<word>[^\s{_OPENING}]+)")


@dataclass(frozen=True, slots=True)
class _Typed:
    """A word or the inside of a phrase as typed, and where it begins (from 0)."""

    text: str
    at: int


def parse_query(text: str) -> tuple[Clause, ...]:
    """What was typed, as clauses; nothing typed gives none, which finds everything.

    A word that gives several tokens (`555-0142`) is a phrase. Signs that stand alone are passed over.
    Raises QueryError, with the place counted in characters from 1.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"the search is {len(text)} characters long: expected at most {LONGEST_QUERY}")
    typed = list(_typed(text))
    clauses = [clause for part in typed if (clause := _clause(part)) is not None]
    if typed and not clauses:
        raise QueryError(f"character {typed[0].at + 1}: nothing to search for: expected a letter, a digit or an emoji")
    if len(clauses) > MOST_CLAUSES:
        raise QueryError(f"the search has {len(clauses)} words and phrases: expected at most {MOST_CLAUSES}")
    return tuple(clauses)


def _typed(text: str) -> Iterator[_Typed]:
    for part in _PART.finditer(text):
        if part["word"] is not None:
            yield _Typed(part["word"], part.start("word"))
        elif not part["closing"]:
            raise QueryError(f'character {part.start() + 1}: this quotation mark is never closed: expected another "')
        else:
            yield _Typed(part["phrase"], part.start("phrase"))


def _clause(typed: _Typed) -> Clause | None:
    text = typed.text.rstrip()
    prefix = text.endswith("*")
    tokens = tuple(token.text for token in words_of(text.removesuffix("*")))
    if prefix and (not tokens or text[-2:-1].isspace()):
        raise QueryError(f"character {typed.at + len(text)}: a lone *: expected the beginning of a word before it")
    return Clause(tokens, prefix) if tokens else None
