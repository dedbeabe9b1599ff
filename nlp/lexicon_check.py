"""How often a lexicon's terms stand in text that offers nothing: what would fire on ordinary text must be broad."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlp.corpus import Row
from nlp.lexicon import Entry
from nlp.screen import Screen

MOST_ORDINARY = 5
"""A term that stands in more ordinary texts than this (and in more than one of 10,000) must be broad."""
_SHARE = 1e-4


@dataclass(frozen=True, slots=True)
class TermCheck:
    """In how many texts a term stands: in ordinary ones, and in talk about drugs that offers nothing."""

    term: str
    entry: Entry
    ordinary: int
    talk: int
    must_be_broad: bool


@dataclass(frozen=True, slots=True)
class LexiconCheck:
    """Terms that stand in any of the texts, most ordinary first, and how many texts there were."""

    terms: tuple[TermCheck, ...]
    ordinary: int
    talk: int

    @property
    def faults(self) -> tuple[TermCheck, ...]:
        """Terms that ought to be broad and are not."""
        return tuple(found for found in self.terms if found.must_be_broad)


def check(entries: Iterable[Entry], ordinary: Iterable[str], talk: Iterable[str]) -> LexiconCheck:
    """Counts texts, not occurrences; terms of drugs, marks, presses and CAS numbers only."""
    screen = Screen([entry for entry in entries if entry.kind in {"drug", "imprint", "press", "cas", "plain"}])
    counts: list[Counter[tuple[str, Entry]]] = []
    sizes = []
    for texts in (ordinary, talk):
        found: Counter[tuple[str, Entry]] = Counter()
        number = 0
        for text in texts:
            number += 1
            found.update(set(_terms(screen, text)))
        counts.append(found)
        sizes.append(number)
    most = max(MOST_ORDINARY, _SHARE * sizes[0])
    terms = [
        TermCheck(*key, counts[0][key], counts[1][key], _is_believed(key[1]) and counts[0][key] > most)
        for key in counts[0] | counts[1]
    ]
    terms.sort(key=lambda found: (-found.ordinary, -found.talk, found.term))
    return LexiconCheck(tuple(terms), sizes[0], sizes[1])


def corpus_texts(rows: Iterable[Row]) -> tuple[list[str], list[str]]:
    """The corpus's ordinary texts (label none) and its talk (label discuss)."""
    kept = list(rows)
    return [r.whole for r in kept if r.label == "none"], [r.whole for r in kept if r.label == "discuss"]


def _is_believed(entry: Entry) -> bool:
    """Whether a term counts by itself; a mark never does, but only beside a second sign (`nlp.support`)."""
    return not entry.broad and entry.kind != "imprint"


def _terms(screen: Screen, text: str) -> Iterator[tuple[str, Entry]]:
    scan = screen.scan(text)
    for hit in scan.hits:
        if hit.entry.kind != "plain":
            yield " ".join(scan.words[hit.first : hit.last]), hit.entry
