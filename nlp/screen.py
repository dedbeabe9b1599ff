"""The screen: which texts name anything at all. One pass finds every lexicon term of a text."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from nlp.characters import characters
from nlp.folding import folded
from nlp.language import SMALL_WORDS
from nlp.lexicon import Entry
from nlp.memory import Memory
from nlp.naming import Naming
from nlp.normalise import Normalised, normalise
from nlp.reading import PostKind
from nlp.spelling import Spelling
from nlp.tokens import STRETCHES, letters_follow, line_of, placed, search_tokens
from nlp.undisguised import undisguised

_NAMES = frozenset({"drug", "imprint", "press", "cas"})
_GOODS = frozenset({"pill", "fake_pill", "drug", "precursor"})
_SUPPORT = frozenset({"payment", "cue", "shipping"})
_MASKED = frozenset({"drug", "imprint", "press", "form", "colour"})
_MARKS = re.compile("[$€£@0-9]")
SELLER_PAGE = 5
"""Different words of sellers' pages that make a profile one, whatever it names."""
_INSIDE_WORD = 7
_LONG = 8
_NOTHING, _LETTER, _PART, _ALONE = range(4)
"""What a stretch adds to a first look: nothing, a letter of a word set apart, a part of a term, a name or slang."""
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
    """A text (`text`, as given), the words of its tokens, where they stand, and the lexicon terms among them."""

    text: str
    words: tuple[str, ...]
    starts: Sequence[int]
    ends: Sequence[int]
    hits: tuple[Hit, ...]
    clean: bool
    """Nothing is disguised: the plain form is the text character by character."""

    @property
    def plain(self) -> Normalised:
        """The plain form."""
        return characters(self.text) if self.clean else _normalised(self.text)

    def written(self, first: int, last: int) -> str:
        """The text from token `first` to `last` (exclusive), as given."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    @property
    def undisguised(self) -> str:
        """The text with its camouflage undone and otherwise as given."""
        if self.clean and self.text.isascii():
            return self.text
        return _undisguised(self.text, self.clean)

    @property
    def disguised(self) -> list[tuple[int, int]]:
        """Where tokens stand that are not their text character by character."""
        if self.clean:
            return []
        return [
            (start, end)
            for word, start, end in zip(self.words, self.starts, self.ends, strict=True)
            if (given := self.text[start:end]).lower() != word and folded(given).replace("'", "") != word
        ]

    def is_candidate(self, kind: PostKind) -> bool:
        """Whether the text is read further: it names something, or is a profile full of sellers' words."""
        return self.names_something or (kind == "profile" and self.seller_words >= SELLER_PAGE)

    @property
    def seller_words(self) -> int:
        """How many different words of sellers' pages (escrow, reship, stealth) stand in the text."""
        return len({self.words[hit.first] for hit in self.hits if _is_sellers(hit.entry)})

    @property
    def names_something(self) -> bool:
        """Whether the text names a drug, mark, press or precursor, or uses slang beside a second cue."""
        return _names_something(self.words, self.hits) or (
            any(map(_is_weak_hit, self.hits)) and bool(_MARKS.search(self._without_slang()))
        )

    def _without_slang(self) -> str:
        """The text around its first word of slang."""
        hit = next(filter(_is_weak_hit, self.hits))
        return self.text[: self.starts[hit.first]] + " " + self.text[self.ends[hit.last - 1] :]


def _names_something(words: Sequence[str], hits: Iterable[Hit]) -> bool:
    """Whether the words alone say that a text names something."""
    weak: set[int] = set()
    support: set[int] = set()
    for hit in hits:
        entry = hit.entry
        if entry.kind in _NAMES and not entry.broad:
            return True
        if _is_weak(entry):
            weak.add(hit.first)
        elif entry.kind in _SUPPORT and not entry.broad:
            support.add(hit.first)
    return bool(weak) and (not support <= weak or len({words[first] for first in weak}) > 1)


def _is_weak(entry: Entry) -> bool:
    """Slang that is also an everyday word, and the signs that stand for a pill."""
    return (
        entry.kind in _NAMES
        or (entry.kind == "emoji" and entry.group != "dealer")
        or (entry.kind == "form" and entry.group == "pill")
    )


def _is_weak_hit(hit: Hit) -> bool:
    return _is_weak(hit.entry)


def _may_use_slang(text: str, hits: Iterable[Hit]) -> bool:
    """False only where no slang stands beside a number or sign."""
    return any(map(_is_weak_hit, hits)) and _MARKS.search(text) is not None


def _is_sellers(entry: Entry) -> bool:
    return entry.kind == "cue" and entry.group == "vendor"


_normalised = lru_cache(4)(normalise)


@lru_cache(4)
def _undisguised(text: str, clean: bool) -> str:
    return undisguised(text, None if clean else _normalised(text))


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
        self._names_alone = {term.strip() for term in weak if term.count(" ") == 2}
        self._first_words = _rarest(weak) - self._names_alone
        self._looks = Memory(self._look)
        self._known_inside = Memory(self._inside)

    def candidate(self, text: str, kind: PostKind) -> Scan | None:
        """The scan of a text if it is a candidate; costs a small part of a scan where it is none."""
        chunks = text.split()
        looks = list(map(self._looks.__getitem__, chunks))
        look = max(looks, default=_NOTHING)
        if (
            look <= _LETTER
            and kind != "profile"
            and (looks.count(_LETTER) < _LETTERS or not letters_follow(text, chunks))
        ):
            return None
        line = line_of(text, chunks)
        if line is not None and look != _ALONE and not self._may_pass(f" {line} ", kind):
            return None
        if line is None:
            scan = self.scan(text)
        else:
            words = tuple(line.split())
            hits = self._hits(words, f" {line} ")
            if kind != "profile" and not (_names_something(words, hits) or _may_use_slang(text, hits)):
                return None
            scan = _scanned(text, chunks, words, hits)
        return scan if scan.is_candidate(kind) else None

    def _may_pass(self, line: str, kind: PostKind) -> bool:
        """False only for words whose scan is no candidate; there is a space before and behind each."""
        if self._first_look.find_matches_as_indexes(line):
            return True
        if kind != "profile":
            return False
        found = self._seller_look.find_matches_as_indexes(line, overlapping=True)
        return len({term for term, _, _ in found}) >= SELLER_PAGE

    def _look(self, chunk: str) -> int:
        """What a stretch without white space may add to a first look."""
        stretch = STRETCHES[chunk]
        if stretch is None:
            return _PART
        words = stretch.words.split()
        if not self._names_alone.isdisjoint(words) or any(map(self._inner.find_matches_as_indexes, words)):
            return _ALONE
        if not self._first_words.isdisjoint(words):
            return _PART
        return _LETTER if len(chunk) == 1 else _NOTHING

    def scan(self, text: str) -> Scan:
        """Tokens and terms of a text. A longer term hides a shorter one of its kind inside it."""
        chunks = text.split()
        line = line_of(text, chunks)
        if line is not None:
            words = tuple(line.split())
            return _scanned(text, chunks, words, self._hits(words, f" {line} "))
        tokens = search_tokens(text)
        words = tuple(token.text for token in tokens)
        hits = self._hits(words, f" {' '.join(words)} ")
        return Scan(text, words, [token.start for token in tokens], [token.end for token in tokens], hits, clean=False)

    def _hits(self, words: Sequence[str], line: str) -> tuple[Hit, ...]:
        hits = []
        for term, start, _ in self._terms.find_matches_as_indexes(line, overlapping=True):
            first = line.count(" ", 0, start)
            hits.append(Hit(self._owners[term], first, first + self._sizes[term], *self._ends[term]))
        hits += self._inside_words(words, hits)
        hits += self._misspelt(words, hits)
        return tuple(_visible(hits))

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


def _scanned(text: str, chunks: Sequence[str], words: tuple[str, ...], hits: tuple[Hit, ...]) -> Scan:
    """The scan of a text that can be read stretch by stretch."""
    starts, ends, clean = placed(text, chunks)
    return Scan(text, words, starts, ends, hits, clean)


def _rarest(terms: Iterable[str]) -> set[str]:
    """Of each term the word that the fewest texts hold: no small word or letter, a long one, one of few terms."""
    split = [term.split() for term in terms]
    uses = Counter(word for words in split for word in words)

    def commonness(word: str) -> tuple[bool, int, int]:
        return word in SMALL_WORDS or len(word) < 2 + word.isdigit(), -len(word), uses[word]

    return {min(words, key=commonness) for words in split}


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
