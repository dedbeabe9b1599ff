"""Where in a text the words of a query stand."""

from collections.abc import Iterator, Sequence

from index.query import Clause
from index.words import words_of
from nlp.tokens import Token


def highlight(text: str, clauses: Sequence[Clause]) -> list[tuple[int, int]]:
    """Start and end (code points of the text as given) of every place that a clause matches.

    Sorted; what overlaps or touches is one span. A phrase is one span from its first word to its last.
    """
    if not clauses:
        return []
    tokens = words_of(text)
    spans = sorted(span for clause in clauses for span in _places(tokens, clause))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _places(tokens: Sequence[Token], clause: Clause) -> Iterator[tuple[int, int]]:
    length = len(clause.tokens)
    for first in range(len(tokens) - length + 1):
        window = tokens[first : first + length]
        if _matches([token.text for token in window], clause):
            yield window[0].start, window[-1].end


def _matches(words: Sequence[str], clause: Clause) -> bool:
    *whole, last = clause.tokens
    ends_well = words[-1].startswith(last) if clause.prefix else words[-1] == last
    return ends_well and words[:-1] == whole
