"""Where in a text the words of a query stand."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.query import Clause, Node, wanted_clauses
from index.spelling import is_near
from index.words import words_of
from nlp.tokens import Token


def highlight(text: str, nodes: Sequence[Node]) -> list[tuple[int, int]]:
    """Start and end (code points of the text as given) of every place that a clause matches.

    Sorted; what overlaps or touches is one span. A phrase is one span from its first word to its last.
    """
    clauses = list(wanted_clauses(nodes))
    if not clauses:
        return []
    merged: list[tuple[int, int]] = []
    for start, end in sorted(_places(words_of(text), clauses)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def occurs(words: Sequence[str], clause: Clause) -> bool:
    """Whether the clause matches these tokens of one text."""
    length = len(clause.tokens)
    return any(_matches(words[first : first + length], clause) for first in range(len(words) - length + 1))


def _places(tokens: Sequence[Token], clauses: Sequence[Clause]) -> Iterator[tuple[int, int]]:
    words = [token.text for token in tokens]
    by_first: dict[str, list[Clause]] = defaultdict(list)
    anywhere: list[Clause] = []
    for clause in clauses:
        exact = len(clause.tokens) > 1 or not (clause.prefix or clause.fuzzy)
        (by_first[clause.tokens[0]] if exact else anywhere).append(clause)
    for first, word in enumerate(words):
        for clause in (*by_first.get(word, ()), *anywhere):
            end = first + len(clause.tokens)
            if end <= len(words) and _matches(words[first:end], clause):
                yield tokens[first].start, tokens[end - 1].end


def _matches(words: Sequence[str], clause: Clause) -> bool:
    *whole, last = clause.tokens
    if clause.fuzzy:
        return is_near(words[-1], last, clause.fuzzy)
    ends_well = words[-1].startswith(last) if clause.prefix else words[-1] == last
    return ends_well and list(words[:-1]) == whole
