"""Mentions that patterns find, and of all finds those that stand: doses, prices, contacts, wallets, places, marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from nlp.beside import beside_drugs
from nlp.characters import characters
from nlp.company import company
from nlp.contacts import ADDRESSEE, contacts
from nlp.document import Matter, Shape, mark, matter_of
from nlp.gates import GIVEN
from nlp.imprints import imprints
from nlp.measures import measures
from nlp.mentions import standing
from nlp.normalise import Normalised
from nlp.places import places
from nlp.prices import prices
from nlp.reading import Mention, MentionKind
from nlp.screen import Scan
from nlp.shipping import shipping
from nlp.units import Measure

_MARK = re.compile(
    r"\b(?i:stamped(?: with)?|stamp|engraved|marked|reading|reads|says|sello|marca(?:d[oa]s?)?|tipo|con(?: la| una)?"
    r"|with an?"
    r"|trae su|punz[oó]n|d[eo]? las?|n[uú]mero|sets|an)\s[\"“«]?(?P<mark>M|K|30)\b(?!['’]|\s?(?:mg|\d|de |pesos|%))"
    r"|\b(?P<after>M)(?= (?:engraved|over 30|on (?:one|the) (?:side|front)|por un lado|grabada|marcada|con 30|y 30"
    r"|in a square))"
    r"|(?<=[\"“«])(?P<quoted>M|30)(?=[\"”»])|(?<=M over )(?P<over>30)\b"
    r"|(?<![\w$€£.,])(?P<other>30)(?= (?:on (?:the|its) (?:back|other|reverse|flip)|atr[aá]s|al (?:reverso|otro)"
    r"|por (?:el|un) (?:otro|lado)))"
    r"|(?<=[🔵💊💙🟦])(?P<emoji>M)(?!\w)|\b(?i:las) (?P<las>[mM])(?!['’.]|\w|\s?\d)"
    r"|\b(?P<brand>XANAX 2)\b(?!\s?mg|\.)|(?<![\w/$€£.,-])(?P<turned>30/M)\b"
    r"|\b(?i:stamped|imprint(?:ed)?|engraved|sello|marcad[ao]s?) [\"“«]?"
    r"(?P<told>[A-Z]{1,4}[ -]?\d{1,4}(?:[ -]\d{1,2})?)\b"
)
"""Marks that are too short or unknown to stand by themselves: "stamped M", "con 30"; and XANAX 2, in capitals."""
_HALVES = {"30": "M 30", "M": "M 30", "30/M": "M 30"}
_BRAND = re.compile(r"(?<!\w)XANAX(?!\w|\s\d(?!-))")
"""As a punch has it, in capitals."""
_COLOUR_NOUN = re.compile(
    r"(?i)(?:(?:hay|tengo|vendo|vendiendo|rolan?|surto|traigo|tienen?|trae|busco|quiero|muestras de)[ ]|#)"
    r"(?P<name>azul(?:es|it[oa])?)(?!\w|[ ](?:es|marino|cielo|claro|fuerte|rey|oscuro)\b)"
)
"""In Spanish a colour stands for the pills: hay azul."""
_PLURAL = re.compile(r"(?<![\w$€£.,'’-])(?P<strength>10|15|20|30|40|60|80)['’]?s(?![\w'’-])")
_OF_YEARS = re.compile(r"(?i)\b(?:the|in|my|his|her|their|early|late|mid|los|under|over|back)\s(?:early |late |mid )?$")
_LONGEST_OF_YEARS = 14
_MS = re.compile(r"(?<![\w&.'’/-])M['’]s(?!\w)(?! in the bank)")
_LETTER = re.compile(r"(?<![\w.'’&/+-])H(?![\w'’&/+-]|\.\w)")
_SMALL_LETTER = re.compile(
    r"\b(?i:doing|do|did|shoot|shooting|shot|smoke|smoking|smoked|snort|snorting|sniff|sniffing|bang|banging|quit|quitting"
    r"|kick|kicking|some|of|the|on|off|and|for|buy|buying)\s(?P<letter>h)(?![\w'’&/+-]|\.\w)"
)
"""Small, only behind a word of use; a capital behind one needs no other drug: doing H."""
_CAPITAL_OF_USE = re.compile(
    r"\b(?i:doing|did|shoot|shooting|smoke|smoking|smoked|snort|snorting|sniff|sniffing|banging|quit|quitting|kicking)\s"
    r"(?P<letter>H)(?![\w'’&/+-]|\.\w)"
)
_LETTER_NUMBER, _PLURAL_NUMBER, _MS_NUMBER = GIVEN.add(_LETTER), GIVEN.add(_PLURAL), GIVEN.add(_MS)
_LETTERS_OF_USE = {GIVEN.add(_SMALL_LETTER): _SMALL_LETTER, GIVEN.add(_CAPITAL_OF_USE): _CAPITAL_OF_USE}
_LETTER_NUMBERS = frozenset({_LETTER_NUMBER, *_LETTERS_OF_USE})
_MARK_NUMBERS = frozenset({GIVEN.add(_MARK), GIVEN.add(_BRAND)})
_PILLS = frozenset({"pill", "medicine"})
_SHAPES: dict[MentionKind, Shape] = {
    "dose": "<dose>",
    "quantity": "<qty>",
    "price": "<price>",
    "cas": "<chem>",
    "contact": "<contact>",
    "payment": "<pay>",
    "place": "<place>",
    "imprint": "<mark>",
}


@Language.component("pillwatch_patterns")
def patterns(doc: Doc) -> Doc:
    """Adds what patterns find, then keeps of all finds those that are mentions."""
    matter = matter_of(doc)
    disguise = _Disguise.of(matter.scan)
    found = [*_measures(matter, disguise), *_contacts(matter, disguise), *places(matter.scan, matter.lang)]
    drugs = [mention for mention in matter.mentions if mention.kind == "drug"]
    matter.mentions += company(matter.scan.text, drugs)
    matter.mentions += _colour_nouns(matter)
    found += _beside([*matter.mentions, *found], matter)
    mark(doc, ((one, None if one.rule == ADDRESSEE else _SHAPES.get(one.kind)) for one in found))
    matter.mentions += [*_letters(matter), *_plurals(matter), *_short_marks(matter)]
    matter.mentions, matter.doubtful = standing(matter.scan, matter.mentions)
    return doc


@dataclass(frozen=True, slots=True)
class _Disguise:
    """Disguised words, and the places inside them: what begins or ends there is no more than a part of the disguise."""

    words: frozenset[tuple[int, int]]
    inside: frozenset[int]

    @classmethod
    def of(cls, scan: Scan) -> "_Disguise":
        if scan.clean:
            return _NOTHING
        words = frozenset(scan.disguised)
        return cls(words, frozenset(place for start, end in words for place in range(start + 1, end)))


_NOTHING = _Disguise(frozenset(), frozenset())


def _measures(matter: Matter, disguise: _Disguise) -> Iterator[Mention]:
    """From the characters as they stand; what only undone camouflage shows (0.5 gr4m) is found in the plain text."""
    text, plain = matter.scan.text, matter.scan.plain
    given = characters(text)
    found = set()
    for view in (given,) if given.text == plain.text else (plain, given):
        for measure in _found(view, matter.lang):
            start, end = view.span(measure.start, measure.end)
            if view is given and not disguise.inside.isdisjoint((start, end)):
                continue
            was_sent = measure.kind == "shipping" and text[end - 1] == "ó"  # mandó, llevó: somebody, in the past
            if (measure.kind, start, end) not in found and not was_sent:
                found.add((measure.kind, start, end))
                yield Mention(measure.kind, text[start:end], start, end, measure.value, measure.rule)


def _beside(found: list[Mention], matter: Matter) -> list[Mention]:
    scan = matter.scan
    drugs = [mention for mention in found if mention.kind == "drug"]
    if not drugs or not any(char in scan.text for char in "0123456789"):
        return []
    pills = frozenset(scan.starts[hit.first] for hit in scan.hits if hit.entry.group in _PILLS)
    priced = any(mention.kind == "price" for mention in found)
    currency = _currency(scan.plain.text, matter.lang)
    return list(beside_drugs(scan.text, drugs, pills, priced, currency))


def _letters(matter: Matter) -> list[Mention]:
    """H for heroin: a capital by itself where another drug is named, and behind a word of use."""
    text, opened = matter.scan.text, _LETTER_NUMBERS.intersection(GIVEN.open(matter.scan.text))
    if not opened or text.isupper():
        return []
    named = any(mention.kind == "drug" for mention in matter.mentions)
    places = {at.start() for at in _LETTER.finditer(text)} if named and _LETTER_NUMBER in opened else set()
    for number, pattern in _LETTERS_OF_USE.items():
        if number in opened and (named or pattern is _CAPITAL_OF_USE):
            places |= {at.start("letter") for at in pattern.finditer(text)}
    return [Mention("drug", text[at], at, at + 1, "heroin", "letter") for at in sorted(places)]


def _colour_nouns(matter: Matter) -> Iterator[Mention]:
    if matter.lang == "es":
        for match in _COLOUR_NOUN.finditer(matter.scan.text):
            start, end = match.span("name")
            yield Mention("drug", match["name"], start, end, "counterfeit oxycodone", "colour_noun")


def _plurals(matter: Matter) -> Iterator[Mention]:
    """Pills called by their strength, where another drug is named (20s; years and ages are none), or by their mark."""
    text, opened = matter.scan.text, GIVEN.open(matter.scan.text)
    if _MS_NUMBER not in opened and _PLURAL_NUMBER not in opened:
        return
    kinds = {mention.kind for mention in matter.mentions}
    if _MS_NUMBER in opened and not kinds.isdisjoint({"drug", "price", "quantity"}):
        for match in _MS.finditer(text):
            yield Mention("drug", match[0], match.start(), match.end(), "counterfeit oxycodone", "plural_mark")
    if _PLURAL_NUMBER in opened and "drug" in kinds:
        for match in _PLURAL.finditer(text):
            start, end = match.span()
            if not _OF_YEARS.search(text, max(0, start - _LONGEST_OF_YEARS), start):
                yield Mention("drug", match[0], start, end, f"pills of {match['strength']} mg", "strength")


def _short_marks(matter: Matter) -> Iterator[Mention]:
    text = matter.scan.text
    if _MARK_NUMBERS.isdisjoint(GIVEN.open(text)) or text.isupper():
        return
    for match in _MARK.finditer(text):
        group = match.lastgroup or "mark"
        start, end = match.span(group)
        value = _HALVES.get(match[group].upper(), match[group])
        yield Mention("imprint", match[group], start, end, value, "short_mark")
    if any(mention.kind == "press" for mention in matter.mentions):
        for match in _BRAND.finditer(text):
            yield Mention("imprint", match[0], match.start(), match.end(), "XANAX", "short_mark")


def _found(view: Normalised, lang: str) -> Iterator[Measure]:
    yield from measures(view.text)
    yield from prices(view.text, default=_currency(view.text, lang), lang=lang)
    yield from imprints(view.text)
    yield from shipping(view.text)


def _currency(plain: str, lang: str) -> str:
    """What a bare $ means: dollars, or pesos in Spanish and where the text names pesos alone."""
    if "usd" in plain or "dlls" in plain or "dolar" in plain or "dollar" in plain:
        return "USD"
    return "MXN" if lang == "es" or "pesos" in plain or "mxn" in plain else "USD"


def _contacts(matter: Matter, disguise: _Disguise) -> Iterator[Mention]:
    text = matter.scan.text
    for found in contacts(text, region="MX" if matter.lang == "es" else "US"):
        start, end = found.start, found.end
        spelled_out = found.rule in {"underscored", "cashtag"} and (start, end) in disguise.words
        if not spelled_out and disguise.inside.isdisjoint((start, end)):
            yield Mention(found.kind, text[start:end], start, end, found.value, found.rule)
