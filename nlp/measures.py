"""Doses, quantities and CAS numbers: patterns over the plain characters of a text."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from nlp.gates import PLAIN
from nlp.numbers import FIGURES, WORDS, shown, value_of
from nlp.reading import MentionKind
from nlp.units import COUNTED, WEIGHED, Measure, plural, unit_name
from nlp.wallets import is_cas

_NUMBER = rf"(?:{FIGURES})"
_RANGE = rf"(?:{_NUMBER}[ ]?(?:to|-|–)[ ]?)?"
_MANY = r"(?:[ ]?k(?![a-z])|[ ](?:mil|million|millones|thousand))?"
_DOSES = r"iu|mics|mgs?|mgr|mcg|ug|milligrams?|miligramos?|miligrams?|milis?|milli|microgramos?|micrograms?"
_SIZE = (
    r"(?:dosage|small|single|large|sealed|full|whole|individually[ -]wrapped|suspected|ziplock|ziploc|plastic"
    r"|metric|gross"
    r"|pure)\s"
)
_WORDED = rf"(?:half an?|half|a half|few|a few|several|couple|a couple of|{WORDS})"
_MORE = r"(?:(?:more than|less than|about|approximately)\s)?"
_WHOLE = r"(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?![.,]?\d)"
_START = r"(?<![\w.,$€£])"
_COUNTED = rf"(?:{_SIZE}){{0,2}}{COUNTED}(?![\w'])"
_WEIGHED = rf"(?:{_SIZE})?{WEIGHED}(?!\w)"
_AND_MORE = rf"(?:[ ]?\({_NUMBER}[ ]?{WEIGHED}\)|(?:,? and | of | y | ){_NUMBER}[ ]?{WEIGHED}(?!\w))?"
_FIGURES = re.compile(
    rf"{_START}(?=[\d.,]|more|less|about|approx){_MORE}{_RANGE}(?:{_NUMBER}){_MANY}[ ]?-?{_WEIGHED}{_AND_MORE}"
)
_WORDED_WEIGHT = re.compile(rf"{_START}(?=[a-z]){_MORE}(?:{_WORDED}|an?)[ -](?:of[ ])?(?:an?[ ])?{_WEIGHED}{_AND_MORE}")
_FIGURES_COUNT = re.compile(
    rf"{_START}(?=\d|more|less|about|approx){_MORE}(?:\d{{1,5}}[ ](?:to|-|–"
    rf"|/)[ ]){{0,3}}{_WHOLE}{_MANY}[ ]?-?[ ]?{_COUNTED}"
)
_WORDED_COUNT = re.compile(rf"{_START}(?=[a-z]){_MORE}{_WORDED}[ -]{_COUNTED}")
_PACK = (
    rf"(?:(?:caja|box|pack|strip|tira|bote|frasco|bolsa|bolsita|lot|sleeve|set|blister|bag|bottle|jar|crate|case|roll"
    rf"|placa|juego|paquete)s?"
    rf"[ ](?:of|de|con|por|x)[ ](?:\d{{1,5}}|{WORDS})|paquete \d{{1,4}})(?![\w/-])(?![ ]?(?:{COUNTED}|{WEIGHED}"
    rf"|mg)\b)"
)

_PART = re.compile(
    rf"(?P<number>{_NUMBER}{_MANY}|{_WORDED}|an?)\s?-?[\sx]*(?:\w+ ){{0,2}}?(?P<unit>{WEIGHED}|{COUNTED})(?!\w)"
)

_FROM = re.compile(rf"(?P<low>{_NUMBER})[ ]?(?:to|-|–)[ ]?(?=\d)")

Value = Callable[[re.Match[str]], str | None]
_Row = tuple[MentionKind, str, re.Pattern[str], Value]


def _dose(match: re.Match[str]) -> str:
    return re.sub(r"\s", "", match[0]).replace("mgs", "mg")


def _dose_after(match: re.Match[str]) -> str:
    return f"{match['number']}mg"


def _times(match: re.Match[str]) -> str:
    return re.sub(r"[^\d]", "", match[0]) + "x"


def _amount(match: re.Match[str]) -> str:
    """The number worked out and the unit by its one name: "2 kg", "1000 pill"; of a sum its parts."""
    parts = []
    written, low = match[0], ""
    if many := _FROM.match(written):
        written, low = written[many.end() :], many["low"] + " to "
    for part in _PART.finditer(written):
        unit = unit_name(part["unit"])
        words = re.sub(r"\s(?:of|an?)$|^(?:a|half a)\s(?=half|few|couple)", "", part["number"].strip())
        number = Decimal("0.5") if words.startswith("half") else value_of(words)
        parts.append(f"{shown(number) if number is not None else words} {plural(unit, number)}")
    return low + " + ".join(parts) if parts else re.sub(r"\s+", " ", match[0].strip())


def _plain(match: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", match[0].strip())


def _cas(match: re.Match[str]) -> str | None:
    return match[0] if is_cas(match[0]) else None


_IN_FIGURES: list[_Row] = [
    ("cas", "cas_number", re.compile(r"(?<![\w-])\d{2,7}-\d{2}-\d(?![\w-])"), _cas),
    ("dose", "dose", re.compile(rf"(?<![\w.,$])(?:{_NUMBER})(?:\s?[-/]\s?\d+)*\s?(?:{_DOSES})\b"), _dose),
    ("dose", "dose_after", re.compile(r"\bmg\s?(?P<number>\d{1,3})\b"), _dose_after),
    ("dose", "dose_apap", re.compile(r"(?<![\w/.,])(?:2\.5|5|7\.5|10)\s?/\s?325(?![\w/])"), _dose),
    (
        "quantity",
        "times",
        re.compile(
            r"(?<![\w.,/$-])(?:\d{1,3}(?:,\d{3})+x(?![\w-])|\d{1,6}\s?x(?![\w-])(?!\s?[$\d])|x\s?\d{1,6}"
            r"(?:[ ](?:vials?|tabs|caps|pills|blisters?|amps))?"
            r"(?!\w|[ ](?:months?|days?|weeks?|years?|meses|dias|semanas)\b)|\d{1,5}x(?=\s\d"
            r"|\d+ ?m[gl]\b)(?!\s?1(?!\d)))"
        ),
        _times,
    ),
    ("quantity", "packed", re.compile(rf"(?<![\w.,/$-])\d{{1,4}}\s?x\s?(?:{_NUMBER})\s?(?:{WEIGHED})(?!\w)"), _plain),
    ("quantity", "packed", re.compile(rf"(?<![\w.,/$-])(?:{_NUMBER})\s?{WEIGHED}\sx\s?\d{{1,4}}(?!\w)"), _plain),
    ("quantity", "eightball", re.compile(r"(?<![\w.,/$-])(?:8[ -]?b[a@]lls?)(?!\w)"), _plain),
    (
        "quantity",
        "priced_unit",
        re.compile(r"(?<![\w.])(?:half|pint|onza|oz|gram|bundle|zip|qp|q)(?=[ ][$£€]?\d)"),
        _plain,
    ),
    ("quantity", "lot", re.compile(r"(?<![\w.,/$£€-])\d{2,5}[ -]?lots?(?!\w)"), _plain),
    ("quantity", "pieces", re.compile(r"(?<![\w.,/$-])\d{2,5} st(?!\w)"), _plain),
    ("quantity", "fraction", re.compile(r"(?<![\w/])1/[248]\s?(?:oz|lb|ounce|pound|gram|g)\b"), _plain),
]
_COUNTS: list[_Row] = [
    ("quantity", "pack", re.compile(rf"(?<!\w){_PACK}"), _plain),
    ("quantity", "weighed", _FIGURES, _amount),
    ("quantity", "counted", _FIGURES_COUNT, _amount),
    (
        "quantity",
        "vague",
        re.compile(
            r"(?<!\w)(?:an? )?(?:large|small|industrial|huge|significant) (?:quantit(?:y|ies)|amounts?)(?= of\b)"
        ),
        _plain,
    ),
    (
        "quantity",
        "boats",
        re.compile(
            r"(?<!\w)(?:half|full|whole)\s(?:strip|sheet|bottle|script)(?!\w)|(?<!\w)(?:half|full|whole|medio"
            r"|a)\s(?:boat|driveway|box|pack|bote|qp|zip)(?!\w)"
            r"|(?<!\w)(?:boat|qp|zip|docena|millar)(?=[ ][$]?\d)"
        ),
        _plain,
    ),
]
_OF_BODY = re.compile(
    r"(?:lost|lose|losing|gained|put on|down|weighs?|lift\w*|pesa|peso|baje|bajo|perdi|subi|engordo|llevo|scale to"
    r"|good to|cats over|dogs over|presion|hidraulica|olimpica|carga|cocina|hasta)\s\W?$"
)
"""Before a weight: that of a body or of a tool, or what a scale can tell."""
_OF_WORK = re.compile(r"\s?(?:por hora|per (?:stroke|hour)|/\s?h\b|an hour|press\b)")
"""Behind an amount: what a machine does."""
_ARTICLE = re.compile(rf"(?:one|una?|uno)\s{COUNTED}$")
"""One of a thing is rather the thing itself."""
_OF_WORK = re.compile(r"\s?(?:por hora|per (?:stroke|hour)|/\s?h\b|an hour|press\b)")
"""Behind an amount: what a machine does."""
_ARTICLE = re.compile(rf"(?:one|una?|uno)\s{COUNTED}$")
"""One of a thing is rather the thing itself."""
_IN_WORDS: list[_Row] = [
    ("quantity", "weighed", _WORDED_WEIGHT, _amount),
    ("quantity", "counted", _WORDED_COUNT, _amount),
]
_NUMBER_WORD = re.compile(
    rf"\b(?:half|few|several|couple|hundred|thousand|dozen|medi[ao]|cien|mil|an? {WEIGHED}\b|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fort?y|fourty|fifty|sixty|seventy|eighty"
    r"|ninety|un[ao]?"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|quince|veinte|treinta|cuarenta|cincuenta|sesenta)\b"
)
_VAGUE = " of "
_LOOSE = frozenset({"pack", "vague", "boats"})
_DIGIT = re.compile(r"\d")
_UNIT_HINT = re.compile(rf"quantit|amount|\b(?:of|de) \d|(?:\d|\b){COUNTED}\b|(?:\d|\b){WEIGHED}\b")


def _is_worded(plain: str) -> bool:
    return _NUMBER_WORD.search(plain) is not None


def _is_counted(plain: str) -> bool:
    """Whether numbers and units stand anywhere."""
    numbers = _DIGIT.search(plain) is not None or _VAGUE in plain or _is_worded(plain)
    return numbers and _UNIT_HINT.search(plain) is not None


_ROWS: dict[int, tuple[_Row, Callable[[str], bool] | None]] = {
    **{PLAIN.add(row[2]): (row, None) for row in _IN_FIGURES},
    **{PLAIN.add(row[2]): (row, _is_counted if row[1] in _LOOSE else None) for row in _COUNTS},
    **{PLAIN.add(row[2]): (row, _is_worded) for row in _IN_WORDS},
}
"""By number at the gate, with what else the text must show."""


def measures(plain: str) -> Iterator[Measure]:
    """Measures of a text in plain characters (see `nlp.characters`), pattern by pattern."""
    for number in PLAIN.open(plain):
        found = _ROWS.get(number)
        if found is None:
            continue
        (kind, rule, pattern, value_of_match), test = found
        if test is not None and not test(plain):
            continue
        for match in pattern.finditer(plain):
            if rule == "weighed" and _OF_BODY.search(plain, max(0, match.start() - 12), match.start()):
                continue
            if kind == "quantity" and (_OF_WORK.match(plain, match.end()) or _ARTICLE.match(match[0])):
                continue
            value = value_of_match(match)
            if value is not None:
                yield Measure(kind, match.start(), match.end(), value, rule)
