"""Which colours and forms are those of the goods, and which slang is rather how they look."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from nlp.reading import Mention
from nlp.screen import Hit, Scan
from nlp.support import NEAR, Support, word_set

_FARTHEST = 2 * NEAR
_LISTED = 2
_OTHER_THINGS = word_set(
    "hoodie beanie backpack shirt hat jacket windbreaker pouch wrappers flag car truck van door house awning "
    "folder cap bag box bull face skin juice bus bumper dress jeans pants shoes sneakers socks boots coat tie "
    "scarf gloves uniform eyes hair sky ribbon sedan suv jeep honda toyota ford chevy nissan dodge pickup bike "
    "couch tent envelope envelopes tape label labels sticker stickers wall walls gate building tile tiles paint "
    "carpet candle candles vaso gorra ventana puerta camisa chamarra mochila carro moto casa porton cara frente "
    "cronica motociclista vestidas vestido vestida ojos zapatos pantalon tenis camioneta coche auto sobre sobres "
    "cinta pared barda edificio falda playera sudadera mezclilla puesto gato gata gatita perro perrita cat dog parrot"
)
"""A colour beside one of these is theirs, also behind a linking word: vestidas de azul."""
_LINKS = frozenset({"de", "color", "colour", "in", "en"})
_TURNS = frozenset({"goes", "go", "gives", "give", "turns", "turn", "turned", "blushes", "went", "dries"})
_IS = frozenset({"is", "are", "es", "son", "eran", "vienen", "comes", "come"})
"""Between a name and its colour: clonas, son blancas."""
_PIECES = frozenset({"pieza", "piezas", "pz", "pzas"})
_CRYSTALS = frozenset({"crystal", "crystals", "shards", "cristales"})
_SIZES = frozenset({"large", "big", "small", "fine", "needle"})
_ONLY_OF_DRUG = frozenset({"film", "films", "drops", "oil", "pen", "pens", "leaf", "hojas", "gotero"})
"""Forms that count only close behind a name: suboxone 8/2 films."""
_CLOSE = 3
_OF_TESTS = frozenset({"test", "tests", "testing", "tested", "reagent", "naloxone", "according"})
"""Strips in a text with one of these are for testing."""
_OF_WORK = frozenset({("an", "hour"), ("per", "hour"), ("por", "hora"), ("per", "stroke")})
"""Behind a form: what a machine makes."""
_OF = frozenset({"in", "de", "en", "of"})
_SHAPES = frozenset(
    {"redonda", "redondas", "redonditas", "ovalada", "ovaladas", "chicas", "chiquitas", "grandes", "nuevas"}
)
"""Between goods and their colour: pastillas redondas azules."""
_APART = frozenset(",;|/+&•·\n.")
_SPACES = frozenset({"", " ", "-", "/"})


class Looks:
    """What in a text speaks for a colour or form being that of goods. `finds` are all finds, those of marks too."""

    def __init__(self, scan: Scan, finds: Sequence[Mention], support: Support) -> None:
        self._scan, self._support = scan, support
        self._words = frozenset(scan.words)
        looks = [hit for hit in scan.hits if hit.entry.kind in {"colour", "form"} and hit.last - hit.first == 1]
        self._looks = {hit.first for hit in looks}
        self._colours = {hit.first for hit in looks if hit.entry.kind == "colour"}
        self._colour_ends = {hit.last for hit in scan.hits if hit.entry.kind == "colour"}
        self._finds = [find for find in finds if find.kind == "imprint"]
        self._goods: dict[bool, list[int]] = {}

    def of_goods(self, hit: Hit) -> bool:
        """Whether a colour or form describes goods: drugs, marks or (for a colour) pills are named near it."""
        colour = hit.entry.kind == "colour"
        if colour not in self._goods:
            self._goods[colour] = sorted(self._places(pills=colour))
        places = self._goods[colour]
        at = bisect_left(places, hit.first - _FARTHEST)
        return at < len(places) and places[at] <= hit.first + _FARTHEST

    def _places(self, *, pills: bool) -> Iterator[int]:
        """The tokens at which goods are named by a word that stands for them."""
        for hit in self._scan.hits:
            entry = hit.entry
            if entry.kind == "drug" and entry.mention:
                if not entry.broad or self._support.of_drug(hit):
                    yield hit.first
            elif entry.kind in {"imprint", "press"} or (
                pills and entry.kind in {"form", "emoji"} and entry.group == "pill"
            ):
                yield hit.first
        for find in self._finds:
            first, last = (bisect_left(self._scan.starts, edge) for edge in (find.start, find.end))
            if self._support.of_mark(first, last):
                yield first

    def is_look(self, hit: Hit) -> bool:
        """Whether slang that is a colour or form too says how goods before it look: barras blancas, MDMA crystal."""
        at = hit.first
        if hit.last - at > 1 or at not in self._looks:
            return False
        word = self._scan.words[at]
        if word in _CRYSTALS:
            before = at - 1 if at and self._scan.words[at - 1] in _SIZES else at
            if before in self._colour_ends and self._between(before - 1, before) in _SPACES:
                return True
            if any(self._is_close(other, at) for other in self._scan.hits):
                return True
        if at in self._colours and word != "blues" and at and self._is_said_or_listed(hit):
            return True
        return any(
            other.last in {at, at - 1}
            and other.entry.mention
            and (other.entry.kind == "form" or (other.entry.kind == "drug" and other.first not in self._looks))
            and self._links(other.last - 1, at, _SHAPES if at in self._colours else _OF)
            for other in self._scan.hits
        )

    def _is_said_or_listed(self, hit: Hit) -> bool:
        """Whether a colour is said of goods, stands behind a dose or a word for pieces, or beside another colour."""
        before = self._scan.words[hit.first - 1]
        if before in _IS or before in _PIECES or before.endswith("mg"):
            return True
        return any(
            other.entry.kind == "colour"
            and other.entry.mention
            and 0 < max(other.first - hit.last, hit.first - other.last) + 1 <= _LISTED
            for other in self._scan.hits
        )

    def _is_close(self, other: Hit, at: int) -> bool:
        """Whether a name of a drug stands close before a token, in the same item of a list."""
        named = other.entry.kind == "drug" and other.entry.mention and self._scan.words[other.first] not in _CRYSTALS
        return named and 0 <= at - other.last <= _CLOSE and _APART.isdisjoint(self._between(other.last - 1, at))

    def _links(self, one: int, other: int, words: frozenset[str]) -> bool:
        """Whether only a space or one of the words is between two tokens."""
        if not words.issuperset(self._scan.words[one + 1 : other]):
            return False
        return all(self._between(at, at + 1) in _SPACES for at in range(one, other))

    def _between(self, one: int, other: int) -> str:
        return self._scan.text[self._scan.ends[one] : self._scan.starts[other]]

    def is_form(self, hit: Hit) -> bool:
        """Whether a word for a form is one: not what a machine makes; everyday words only right behind a drug."""
        word = self._scan.words[hit.first]
        if self._scan.words[hit.last : hit.last + 2] in _OF_WORK:
            return False
        if word == "strips":
            return self._words.isdisjoint(_OF_TESTS)
        return word not in _ONLY_OF_DRUG or any(
            other.entry.kind in {"drug", "cas"} and 0 <= hit.first - other.name[1] <= _CLOSE
            for other in self._scan.hits
        )

    def is_of_other(self, hit: Hit) -> bool:
        """Whether a colour is that of clothes, cars and the like, or what something turns."""
        words, first = self._scan.words, hit.first
        turned = not _TURNS.isdisjoint(words[max(0, first - 2) : first])
        while first and words[first - 1] in _LINKS:
            first -= 1
        beside = {*words[max(0, first - 1) : first], *words[hit.last : hit.last + 1]}
        return turned or not _OTHER_THINGS.isdisjoint(beside)
