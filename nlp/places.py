"""Places that a text names: towns, states and countries, with the state and country that the text leaves out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nlp.lexicon import token_form
from nlp.reading import Mention
from nlp.screen import Scan

FILE = Path(__file__).parent / "lexicons" / "places.tsv"
_LONGEST = 5
_WELL_KNOWN = 100_000
_DOMINANT = 4.0
"""A name means the largest of its towns when that one has this many times the people of the next."""
_BEFORE = frozenset(
    {"in", "near", "from", "around", "at", "to", "of", "by", "out", "inside", "en", "desde", "hasta", "a", "por", "de"}
)
_BRACKETS = frozenset("[(")
_AND = frozenset({"and", "y", "or", "o"})
_CODE = re.compile(r"\b[A-Z]{2}\b")
_LOCAL = frozenset({"area", "side", "metro", "local", "meetup", "pickup", "only", "centro", "plaza", "based", "county"})
_WORD_CODES = frozenset(
    {"IN", "OR", "ME", "OK", "HI", "OH", "PA", "MA", "LA", "CO", "DE", "AL", "US", "MS", "ID", "MD"}
)
"""Codes that are also words, abbreviations or Spanish articles."""


class Place(NamedTuple):
    """A row of the gazetteer under one of its names. `code` is read only in capitals."""

    kind: str
    name: str
    state: str
    country: str
    people: int
    broad: bool
    code: bool

    @property
    def value(self) -> str:
        """Town, state and country, as far as they are known."""
        return ", ".join(part for part in (self.name, self.state, self.country) if part)


@dataclass(frozen=True, slots=True)
class _Found:
    first: int
    last: int
    places: tuple[Place, ...]


class _Gazetteer:
    """Names in token form with what they may mean, and for each first word how many words its names have.

    `in_small` are the names that need no capital, `begins_small` their first words.
    """

    def __init__(self, file: Path) -> None:
        self.names: dict[str, tuple[Place, ...]] = {}
        self.reach: dict[str, int] = {}
        self.in_small: set[str] = set()
        self.begins_small: set[str] = set()
        self.joined: dict[str, tuple[Place, ...]] = {}
        for line in file.read_text("utf-8").splitlines():
            if line[0] == "#" or line.startswith("kind\t"):
                continue
            kind, name, state, country, people, broad, aliases = line.split("\t")
            for written in (name, *filter(None, aliases.split(";"))):
                bare = written.removeprefix("!")
                code = len(bare) <= 3 and bare.isupper() and bare.isalpha()
                loose = broad == "broad" or written != bare
                self._add(token_form(bare), Place(kind, name, state, country, int(people), loose, code))

    def _add(self, form: str, place: Place) -> None:
        self.names[form] = (*self.names.get(form, ()), place)
        first, _, more = form.partition(" ")
        size = 1 + form.count(" ")
        if more:
            self.joined[form.replace(" ", "")] = self.names[form]
        if size > self.reach.get(first, 0):
            self.reach[first] = size
        if not place.code and not place.broad:
            self.in_small.add(form)
            self.begins_small.add(first)


@cache
def _gazetteer() -> _Gazetteer:
    return _Gazetteer(FILE)


@cache
def place_words() -> frozenset[str]:
    """The single words of the names of states, countries and large towns: what else they mean says little."""
    return frozenset(
        word
        for name, places in _gazetteer().names.items()
        if any(not place.code and (place.kind != "town" or place.people >= _WELL_KNOWN) for place in places)
        for word in name.split()
    )


def places(scan: Scan, lang: str) -> Iterator[Mention]:
    """The places of a text; a state's code behind its town is part of the mention ("Meridian, MS")."""
    found = list(_with_codes(scan, list(_named(scan, lang))))
    here = {one.places[0].state or one.places[0].name for one in found if len(one.places) == 1}
    here |= {place.name for one in found for place in one.places if place.kind == "state"}
    for one in found:
        start, end = scan.starts[one.first], scan.ends[one.last - 1]
        yield Mention("place", scan.text[start:end], start, end, _value(one.places, here, lang), "gazetteer")


def _named(scan: Scan, lang: str) -> Iterator[_Found]:
    """Names of the gazetteer in the text, the longest at each place; everyday words only where they fit."""
    sure: list[_Found] = []
    open_: list[_Found] = []
    gazetteer, words, done = _gazetteer(), scan.words, 0
    tags = "#" in scan.text
    for at, reach in enumerate(map(gazetteer.reach.get, words)):
        if at < done or not (reach or tags):
            continue
        small = not tags and scan.text[scan.starts[at]].islower()
        if small and words[at] not in gazetteer.begins_small:
            continue
        size = min(reach or 0, len(words) - at, _LONGEST)
        while size:
            name = " ".join(words[at : at + size])
            known = gazetteer.names.get(name) if not small or name in gazetteer.in_small else None
            if known and tags and _is_tag(scan, at):
                sure.append(_Found(at, at + size, known))
                break
            if known and (fitting := tuple(place for place in known if _may_be(place, scan, at, size, lang))):
                sure.append(_Found(at, at + size, fitting))
                break
            if known and (towns := tuple(place for place in known if place.broad and not place.code)):
                open_.append(_Found(at, at + size, towns))
            size -= 1
        if not size and tags and _is_tag(scan, at) and (joined := gazetteer.joined.get(words[at])):
            sure.append(_Found(at, at + 1, joined))
        done = at + size
    if not sure and not open_:
        return
    edges = {edge for one in sure for edge in (one.first, one.last)}
    covered = {at for one in sure for at in range(one.first, one.last)}
    for one in open_:
        near = not edges.isdisjoint({one.first - 1, one.first, one.last, one.last + 1})
        if (
            not covered.intersection(range(one.first, one.last))
            and _is_capital(scan, one)
            and (near or _apart(scan, one))
        ):
            sure.append(one)
            covered |= set(range(one.first, one.last))
    yield from sorted(sure, key=lambda one: one.first)


def _is_tag(scan: Scan, at: int) -> bool:
    start = scan.starts[at]
    return scan.text[max(0, start - 1) : start] == "#"


def _is_capital(scan: Scan, one: _Found) -> bool:
    return scan.text[scan.starts[one.first]].isupper() and not scan.text.isupper()


def _apart(scan: Scan, one: _Found) -> bool:
    """Whether a name stands by itself between a comma, dash or line and the end of a sentence."""
    before = scan.text[max(0, scan.starts[one.first] - 2) : scan.starts[one.first]].strip(" ")
    after = scan.text[scan.ends[one.last - 1] :][:2].strip(" ")
    return before[-1:] in {",", "—", "–", "|", "📍", "/"} and (not after or after[0] in ".\n,|/)")


def _may_be(place: Place, scan: Scan, at: int, size: int, lang: str) -> bool:
    """Whether what is written, and what stands around it, fits the place."""
    text, words = scan.text, scan.words
    written = scan.written(at, at + size)
    if place.code:
        return written == written.upper() and len(written) <= 3 and _code_fits(written, scan, at)
    if written.islower() and not written.isascii() and place.name.isascii():
        return False
    if not place.broad:
        return not (lang == "es" and written == "usa")
    capital = written[0].isupper() and not text.isupper()
    before = words[at - 1] if at else ""
    after = words[at + size] if at + size < len(words) else ""
    if capital and size > 1:
        return True
    return capital and (before in _BEFORE or before == "📍" or after in _LOCAL or _is_code(scan, at + size) is not None)


def _is_code(scan: Scan, at: int) -> Place | None:
    """The state whose code stands at a token, in capitals, right behind the token before it."""
    if not 0 < at < len(scan.words) or len(scan.words[at]) != 2:
        return None
    between = scan.text[scan.ends[at - 1] : scan.starts[at]]
    written = scan.written(at, at + 1)
    if between not in {" ", ", ", ","} or len(written) != 2 or not written.isupper():
        return None
    if written in _WORD_CODES and between == " " and scan.text.isupper():
        return None
    return next(
        (place for place in _gazetteer().names.get(scan.words[at], ()) if place.code and place.kind == "state"), None
    )


def _code_fits(written: str, scan: Scan, at: int) -> bool:
    before = scan.words[at - 1] if at else ""
    neighbours = (n for n in _beside(scan, at) if 0 <= n < len(scan.words))
    if scan.text[max(0, scan.starts[at] - 1) : scan.starts[at]] in _BRACKETS:
        return True
    listed = any(_is_written_code(scan, n) for n in neighbours)
    if len(written) == 3 or written in {"UK", "EU"}:
        return not scan.text.isupper()
    if written in _WORD_CODES and written != "US":
        return listed
    return not scan.text.isupper() and (before in _BEFORE or listed or written == "US" or _ends_line(scan, at))


def _beside(scan: Scan, at: int) -> Iterator[int]:
    """The tokens beside one, across an `and`."""
    for step in (-1, 1):
        near = at + step
        yield near + step if 0 <= near < len(scan.words) and scan.words[near] in _AND else near


def _ends_line(scan: Scan, at: int) -> bool:
    """Whether a code is the last word of a line that is more than codes."""
    return at > 1 and scan.text[scan.ends[at] :].lstrip(" .!")[:1] in {"", "\n"}


def _is_written_code(scan: Scan, at: int) -> bool:
    return scan.written(at, at + 1).isupper() and any(
        place.code for place in _gazetteer().names.get(scan.words[at], ())
    )


def _with_codes(scan: Scan, found: Sequence[_Found]) -> Iterator[_Found]:
    """Joins a town with the code of its state; a capitalised word before such a code is a town too."""
    taken: set[int] = set()
    for one in found:
        if one.first in taken:
            continue
        state = _is_code(scan, one.last) if any(place.kind == "town" for place in one.places) else None
        if state is None:
            yield one
            continue
        taken.add(one.last)
        towns = tuple(place for place in one.places if place.state == state.name)
        yield _Found(one.first, one.last + 1, towns or (_unlisted(scan, one.first, one.last, state),))
    covered = {at for one in found for at in range(one.first, one.last)} | taken
    for at in range(1, len(scan.words) if _CODE.search(scan.text) else 0):
        if at not in covered and at - 1 not in covered and (state := _is_code(scan, at)) and _is_town_before(scan, at):
            yield _Found(at - 1, at + 1, (_unlisted(scan, at - 1, at, state),))


def _is_town_before(scan: Scan, at: int) -> bool:
    """Whether the token before a state's code may be a town of no gazetteer; after codes that are words it is not."""
    written, code = scan.written(at - 1, at), scan.written(at, at + 1)
    named = any(hit.first <= at - 1 < hit.last and hit.entry.kind != "cue" for hit in scan.hits)
    return (
        written[0].isupper()
        and len(written) > 2
        and not written.isupper()
        and written.isalpha()
        and not named
        and (code not in _WORD_CODES or scan.text[scan.ends[at - 1]] == ",")
        and code != "ID"
    )


def _unlisted(scan: Scan, first: int, last: int, state: Place) -> Place:
    name = scan.written(first, last)
    return Place("town", name, state.name, state.country, 0, False, False)


def _value(choices: Sequence[Place], here: Iterable[str], lang: str) -> str:
    """The one place that is meant, or only what all choices share."""
    if len(choices) > 1 and (near := [place for place in choices if place.kind == "town" and place.state in here]):
        choices = near if len(near) < len(choices) else choices
    ranked = sorted(
        choices, key=lambda place: -place.people * (10 if lang == "es" and place.country == "Mexico" else 1)
    )
    regions = [place for place in choices if place.kind != "town"]
    if regions and ranked[0].people < _WELL_KNOWN * 10:
        return regions[0].value
    if len(ranked) == 1 or ranked[0].people >= _DOMINANT * ranked[1].people:
        return ranked[0].value
    countries = {place.country for place in ranked}
    return ", ".join((ranked[0].name, *(countries if len(countries) == 1 else ())))
