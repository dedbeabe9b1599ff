"""The screen: which texts name anything at all. One pass finds every lexicon term of a text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from nlp.characters import characters
from nlp.language import SMALL_WORDS
from nlp.lexicon import Entry
from nlp.memory import Memory
from nlp.naming import Naming
from nlp.normalise import Normalised, normalise
from nlp.reading import PostKind
from nlp.spelling import Spelling
from nlp.tokens import STRETCHES, Token, joined_words, letters_follow, placed, search_tokens, stretches_of

_NAMES = frozenset({"drug", "imprint", "press", "cas"})
_GOODS = frozenset({"pill", "fake_pill", "drug", "precursor"})
_SUPPORT = frozenset({"payment", "cue", "shipping"})
_MASKED = frozenset({"drug", "imprint", "press", "form", "colour"})
_MARKS = re.compile("[$€£@0-9]")
SELLER_PAGE = 5
"""Different words of sellers' pages that make a profile one, whatever it names."""
_INSIDE_WORD = 7
_LONG = 8
_NOTHING, _LETTER, _TELLING = range(3)
_LETTERS = 3
_SHORT_INSIDE_WORD = frozenset({"xanax", "percs", "xannies", "valium", "roxys"})


class Hit(NamedTuple):
    """A term of an entry at tokens `first` to `last` (exclusive).

    Of a drug's term `lead` words at its beginning and `trail` words at its end are no part of the name.
    """

    entry: Entry
    first: int
    last: int
    lead: int = 0
    trail: int = 0

    @property
    def name(self) -> tuple[int, int]:
        """The tokens of the name itself; none where the term has no name."""
        return self.first + self.lead, self.last - self.trail


@dataclass(frozen=True, slots=True)
class Scan:
    """A text (`text`, as given), its plain form and tokens, and the lexicon terms among them."""

    text: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    """Of the tokens; so are `starts` and `ends`."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    hits: tuple[Hit, ...]
    clean: bool
    """Nothing is disguised: the plain form is the text character by character."""

    @property
    def plain(self) -> Normalised:
        """The plain form."""
        return characters(self.text) if self.clean else _normalised(self.text)

    def is_candidate(self, kind: PostKind) -> bool:
        """Whether the text is read further: it names something, or is a profile full of sellers' words."""
        return self.names_something or (kind == "profile" and self.seller_words >= SELLER_PAGE)

    @property
    def seller_words(self) -> int:
        """How many different words of sellers' pages (escrow, reship, stealth) stand in the text."""
        return len({self.tokens[hit.first].text for hit in self.hits if _is_sellers(hit.entry)})

    @property
    def names_something(self) -> bool:
        """Whether the text names a drug, mark, press or precursor, or uses slang beside a second cue."""
        if any(hit.entry.kind in _NAMES and not hit.entry.broad for hit in self.hits):
            return True
        weak = [hit for hit in self.hits if _is_weak(hit.entry)]
        if not weak:
            return False
        places = {hit.first for hit in weak}
        if any(hit.entry.kind in _SUPPORT and not hit.entry.broad and hit.first not in places for hit in self.hits):
            return True
        return len({self.tokens[first].text for first in places}) > 1 or bool(_MARKS.search(self._without(weak[0])))

    def _without(self, hit: Hit) -> str:
        """The text around a hit."""
        return self.text[: self.tokens[hit.first].start] + " " + self.text[self.tokens[hit.last - 1].end :]


def _is_weak(entry: Entry) -> bool:
    """Slang that is also an everyday word, and the signs that stand for a pill."""
    return (
        entry.kind in _NAMES
        or (entry.kind == "emoji" and entry.group != "dealer")
        or (entry.kind == "form" and entry.group == "pill")
    )


def _is_sellers(entry: Entry) -> bool:
    return entry.kind == "cue" and entry.group == "vendor"


_normalised = lru_cache(4)(normalise)


class Screen:
    """Finds the terms of a lexicon at word bounds; long names also inside a word (#buyxanaxonline)."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        naming = Naming(entries)
        self._spelling = Spelling(entries)
        self._owners: list[Entry] = []
        self._ends: list[tuple[int, int]] = []
        terms: list[str] = []
        inner: list[str] = []
        self._inner_owners: list[Entry] = []
        for entry in entries:
            for term in entry.terms:
                self._owners.append(entry)
                self._ends.append(naming.ends(term, entry) if entry.kind == "drug" else (0, 0))
                terms.append(f" {term} ")
                if entry.kind == "drug" and entry.group in _GOODS and not entry.broad and _reads_inside_word(term):
                    self._inner_owners.append(entry)
                    inner.append(term)
        self._terms = AhoCorasick(terms)
        self._inner = AhoCorasick(inner)
        self._sizes = [term.count(" ") - 1 for term in terms]
        weak = [term for term, owner in zip(terms, self._owners, strict=True) if _is_weak(owner)]
        self._first_look = AhoCorasick(weak + inner)
        self._seller_look = AhoCorasick(
            [term for term, owner in zip(terms, self._owners, strict=True) if _is_sellers(owner)]
        )
        self._first_words = {min(term.split(), key=_commonness) for term in weak}
        self._looks = Memory(self._look)
        self._known_inside = Memory(self._inside)

    def may_pass(self, text: str, kind: PostKind) -> bool:
        """False only for texts whose scan is no candidate; costs a small part of a scan."""
        chunks = text.split()
        looks = list(map(self._looks.__getitem__, chunks))
        telling = _TELLING in looks or (looks.count(_LETTER) >= _LETTERS and letters_follow(text, chunks))
        if not telling and kind != "profile":
            return False
        joined = f" {joined_words(text)} "
        if telling and self._first_look.find_matches_as_indexes(joined):
            return True
        if kind != "profile":
            return False
        found = self._seller_look.find_matches_as_indexes(joined, overlapping=True)
        return len({term for term, _, _ in found}) >= SELLER_PAGE

    def _look(self, chunk: str) -> int:
        """What a stretch without white space may add to a first look."""
        stretch = STRETCHES[chunk]
        if stretch is None:
            return _TELLING
        words = [token.text for token in stretch.tokens]
        if not self._first_words.isdisjoint(words) or any(map(self._inner.find_matches_as_indexes, words)):
            return _TELLING
        return _LETTER if len(chunk) == 1 else _NOTHING

    def scan(self, text: str) -> Scan:
        """Tokens and terms of a text. A longer term hides a shorter one of its kind inside it."""
        stretches = stretches_of(text)
        if stretches is None:
            tokens, clean = search_tokens(text), False
        else:
            tokens, clean = placed(text, stretches), all(stretch.clean for stretch in stretches)
        words, starts, ends = zip(*tokens, strict=True) if tokens else ((), (), ())
        joined = f" {' '.join(words)} "
        hits = []
        for term, start, _ in self._terms.find_matches_as_indexes(joined, overlapping=True):
            first = joined.count(" ", 0, start)
            hits.append(Hit(self._owners[term], first, first + self._sizes[term], *self._ends[term]))
        hits += self._inside_words(words, hits)
        hits += self._misspelt(words, hits)
        return Scan(text, tuple(tokens), words, starts, ends, tuple(_visible(hits)), clean)

    def _inside_words(self, words: Sequence[str], hits: Sequence[Hit]) -> list[Hit]:
        inside = list(map(self._known_inside.__getitem__, words))
        if not any(inside):
            return []
        known = {hit.first for hit in hits if hit.entry.kind in _NAMES}
        return [Hit(entry, at, at + 1) for at, entry in enumerate(inside) if entry is not None and at not in known]

    def _inside(self, word: str) -> Entry | None:
        matches = self._inner.find_matches_as_indexes(word) if len(word) > _INSIDE_WORD else []
        return self._inner_owners[matches[0][0]] if matches else None

    def _misspelt(self, words: Sequence[str], hits: Sequence[Hit]) -> list[Hit]:
        """Long names with a letter wrong, in texts that name a drug or a form of pills rightly."""
        if not any(hit.entry.kind in {"drug", "form"} for hit in hits):
            return []
        nearly = self._spelling.nearly
        near = [(at, entry) for at, word in enumerate(words) if len(word) > _LONG and (entry := nearly(word))]
        return [Hit(entry, at, at + 1) for at, entry in near if not any(hit.first <= at < hit.last for hit in hits)]


def _commonness(word: str) -> tuple[bool, int]:
    """Least for the word of a term that the fewest texts hold."""
    return word in SMALL_WORDS, -len(word)


def _reads_inside_word(term: str) -> bool:
    return term.isalpha() and (len(term) >= _INSIDE_WORD or term in _SHORT_INSIDE_WORD)


def _visible(hits: list[Hit]) -> list[Hit]:
    """Hits without those inside a longer hit of the same kind, or (broad ones) inside a plain phrase."""
    hits.sort(key=lambda hit: (hit.first, -hit.last))
    seen: list[Hit] = []
    reach: dict[str, tuple[int, int]] = {}
    for hit in hits:
        kind = hit.entry.kind
        start, end = reach.get(kind, (-1, -1))
        if start <= hit.first and hit.last <= end and (hit.first, hit.last) != (start, end):
            continue
        if _masked(hit, reach.get("plain", (-1, -1))):
            continue
        if hit.last > end:
            reach[kind] = (hit.first, hit.last)
        seen.append(hit)
    return seen


def _masked(hit: Hit, plain: tuple[int, int]) -> bool:
    """Whether a hit lies inside a plain phrase that takes its meaning away."""
    kind = hit.entry.kind
    loose = hit.entry.broad or kind in {"form", "colour", "imprint"}
    return kind in _MASKED and loose and plain[0] <= hit.first and hit.last <= plain[1]
