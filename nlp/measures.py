"""Doses, quantities, prices and CAS numbers: patterns that start at a digit, over the plain form of a text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nlp.reading import MentionKind
from nlp.wallets import is_cas

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|dozen|half|quarter|several|thousand|"
    "thirty|forty|sixty|seventy|eighty|ninety|fifteen|eleven|hunnid|"
    "un|una|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|veinte|treinta|cincuenta|cien|medio|media|docena|mil"
)
_COUNTED = (
    r"pills?|pillz|tab(?:let)?s?|pcs?|pieces?|ct|count|cnt|cap(?:sule)?s|bars?|pellets?|blotters?|hits?|pastillas?|pastis|tabletas?|"
    r"comprimidos?|capsulas?|piezas?|pzas?|pzs?|cajas?|box(?:es)?|blisters?|tiras?|packs?|packets?|packages?|bags?|baggies|"
    r"bottles?|vials?|sheets?|units?|unidades|dosis|doses|boats?|jars?|joints?|paquetes?|bolsas?|frascos?|envoltorios?|"
    r"patches|parches|strips?|carts?|plants?|bundles?|bricks?|stamps?|xans?|xanax|percs?|oxys?|addys|addies|blues|beans|ampoules?"
)
_WEIGHED = (
    r"g|gr|grs|gm|grams?|gramos?|gramms?|kg|kgs|kilos?|kilograms?|kilogramos?|oz|ounces?|onzas?|lbs?|pounds?|libras?|"
    r"ml|cc|lit(?:er|re)s?|litros?|tons?|tonnes?|toneladas?|qp|8 ?balls?|eighths?|zips?"
)
_UNITS_OF_DOSE = r"mg|mgs|mgr|mcg|ug|milligrams?|miligramos?|miligrams?|milis|mili"
_APIECE = (
    "each|ea|a pop|apiece|a piece|per|a pill|a tab|a bar|a ticket|per pill|"
    "c/u|cada una|cada uno|la pieza|la pza|la pz|por pieza|la pastilla|la tableta"
)
_MONEY = r"usd|dollars?|dollas|bucks|dlls?|dlrs?|dolares|pesos|varos|mxn|mx|eur|euros?|gbp|pavos|quid|aud|cad"


@dataclass(frozen=True, slots=True)
class Measure:
    """A find at `start` to `end` of the plain form, with its standard value and the pattern's name."""

    kind: MentionKind
    start: int
    end: int
    value: str
    rule: str


def _joined(match: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", match[0].strip())


def _amount(match: re.Match[str]) -> str:
    return re.sub(r"\s", "", match[0])


def _lot(match: re.Match[str]) -> str | None:
    many, price = int(match["many"]), int(match["price"])
    plain_ratio = match["sep"].strip() == "/" and match["mark"] is None
    if plain_ratio and (price <= many or price == 325 or price < 20):
        return None
    return f"{many} for {price}"


def _cas(match: re.Match[str]) -> str | None:
    return match[0] if is_cas(match[0]) else None


_PATTERNS: list[tuple[MentionKind, str, re.Pattern[str], Callable[[re.Match[str]], str | None]]] = [
    ("cas", "cas_number", re.compile(r"(?<![\w-])\d{2,7}-\d{2}-\d(?![\w-])"), _cas),
    ("dose", "dose", re.compile(rf"(?<![\w.,$])(?:{_NUMBER})(?:\s?[-/]\s?\d+)?\s?(?:{_UNITS_OF_DOSE})\b"), _amount),
    ("dose", "dose_after", re.compile(r"\bmg\s?\d{1,3}\b"), _amount),
    ("dose", "dose_apap", re.compile(r"(?<![\w/.,])(?:2\.5|5|7\.5|10)\s?/\s?325(?![\w/])"), _amount),
    (
        "price",
        "lot_price",
        re.compile(
            r"(?<![\w/.,$-])(?P<many>\d{1,4})(?P<sep>\s?(?:for|x|por|/|→|->|=|@)\s?)(?P<mark>[$€£]\s?)?(?P<price>\d{2,5})(?![\w/.,-]*[\w/-])"
        ),
        _lot,
    ),
    ("price", "currency_sign", re.compile(rf"(?<!\w)(?:us|mx|a|c)?[$€£]\s?(?:{_NUMBER})(?:\s?k\b|(?!\w))"), _amount),
    (
        "price",
        "currency_word",
        re.compile(rf"(?<![\w.,])(?:(?:{_NUMBER})|(?:{_WORDS}|a)(?=\s))\s?(?:[€£$](?!\d)|(?:{_MONEY})\b)"),
        _amount,
    ),
    (
        "price",
        "per_piece",
        re.compile(rf"(?<![\w.,$])(?:\d{{1,4}}|{_WORDS})\s?(?:/\s?)?(?:{_APIECE}|/\s?(?:g|gram|oz|pz))\b"),
        _joined,
    ),
    (
        "quantity",
        "times",
        re.compile(r"(?<![\w.,/$-])(?:\d{1,6}\s?x(?![\w-])(?!\s?\$)|x\s?\d{1,6}(?!\w)|\d{1,5}x(?=\s?\d))"),
        _amount,
    ),
    (
        "quantity",
        "counted",
        re.compile(rf"(?<![\w.,$])(?:(?:{_NUMBER})\s?k?|(?:{_WORDS})(?=\s))\s?-?(?:x\s?)?(?:{_COUNTED})\b"),
        _joined,
    ),
    (
        "quantity",
        "weighed",
        re.compile(rf"(?<![\w.,$])(?:(?:\d+\s?[.,]\s)?(?:{_NUMBER})|(?:{_WORDS}|a)(?=\s))\s?-?(?:{_WEIGHED})\b"),
        _joined,
    ),
    ("quantity", "fraction", re.compile(r"(?<![\w/])1/[248]\s?(?:oz|lb|ounce|pound|gram|g)\b"), _joined),
]


def measures(plain: str) -> Iterator[Measure]:
    """Measures of a plain text (lower case, see `nlp.normalise`), pattern by pattern."""
    if not any(char.isdigit() for char in plain):
        patterns = [row for row in _PATTERNS if row[1] in {"counted", "weighed"}]
    else:
        patterns = _PATTERNS
    for kind, rule, pattern, value_of in patterns:
        for match in pattern.finditer(plain):
            value = value_of(match)
            if value is not None:
                yield Measure(kind, match.start(), match.end(), value, rule)
