"""Bare numbers right beside a drug: its strength ("vyvanse 50"), its price in a list ("molly 60"), how many."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from nlp.numbers import shown, value_of
from nlp.reading import Mention
from nlp.units import COUNTED, WEIGHED

_STRENGTHS = frozenset(
    [
        "0.25",
        ".25",
        "0.5",
        ".5",
        "1",
        "2",
        "2.5",
        "3",
        "4",
        "5",
        "7.5",
        "8",
        "10",
        "12",
        "15",
        "18",
        "20",
        "25",
        "27",
        "30",
        "36",
        "37.5",
        "40",
        "45",
        "50",
        "54",
        "60",
        "70",
        "72",
        "75",
        "80",
        "100",
        "120",
        "150",
        "160",
        "180",
        "200",
        "225",
        "250",
        "300",
        "350",
        "400",
        "500",
        "600",
        "625",
        "800",
        "1000",
    ]
)
_FEW = frozenset({"0.25", ".25", "0.5", ".5", "1", "2", "2.5", "3", "5", "10"})
_WEAK = frozenset({"alprazolam", "clonazepam", "lorazepam", "diazepam", "bromazolam"})
"""Medicines of which no pill has more than 10 mg: a higher number is no strength of theirs."""
_LISTED = 3
_ONE = r"(?:\d{0,4}[.,]\d{1,2}|\d{1,4})"
_AFTER = re.compile(
    rf"[ ]?(?:\((?:[a-z]+)\)[ ]?)?(?:xr|ir|er|la|retard|long|roche|de|en|at"
    rf"|of)?[ ]?(?P<list>{_ONE}s?(?:[ ]?/[ ]?{_ONE}s?)*)"
    rf"(?P<more>(?:[ ]?(?:,|and|or|y|o|\+|&)[ ]?{_ONE}s?)*)(?![\w%$€£°:/.-]*[\w%$€£])(?![ ]?(?:{COUNTED}"
    rf"|{WEIGHED}|x|for|por|mg|=|[$€£]|a[ ]g)\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"{_ONE}s?(?:[ ]?/[ ]?{_ONE}s?)*", re.IGNORECASE)
_MANY = re.compile(
    r"(?<![\w$€£.,])(?:more than |less than |about |approximately )?"
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d{4,6}|\d+(?:\.\d+)? (?:million|thousand|mil|millones))\s$",
    re.IGNORECASE,
)
"""A figure that counts the drug behind it: 4,827 ecstasy, 2,968 fentanyl pills."""
_REACH = 40
_PRICED = re.compile(r"[ ](?P<price>\d{1,4})(?=[ ]?(?:[,;/|·•\n]|$))")


def beside_drugs(
    text: str, drugs: Sequence[Mention], pills: frozenset[int], priced: bool, currency: str
) -> Iterator[Mention]:
    """Strengths behind the names of pills (`pills`: their starts), prices behind other drugs where `priced`, counts.

    In a list of drugs with a number each that is not always a strength, all are prices: "perc 10, blues 8, addy 6".
    """
    listed = [(drug, match) for drug in drugs if (match := _PRICED.match(text, drug.end))]
    menu = len(listed) >= _LISTED and any(match["price"] not in _strengths(drug) for drug, match in listed)
    for drug in drugs:
        low = max(0, drug.start - _REACH)
        if match := _MANY.search(text[low : drug.start]):
            start, end = low + match.start(), low + match.end("number")
            number = value_of(match["number"])
            yield Mention("quantity", text[start:end], start, end, shown(number or Decimal(0)), "counted_drug")
        if drug.start in pills and not menu:
            yield from _doses(text, drug.end, _strengths(drug))
        elif (priced or menu) and (match := _PRICED.match(text, drug.end)):
            start, end = match.span("price")
            yield Mention("price", text[start:end], start, end, f"{match['price']} {currency}", "beside_drug")


def _strengths(drug: Mention) -> frozenset[str]:
    return _FEW if drug.value in _WEAK else _STRENGTHS


def _doses(text: str, at: int, strengths: frozenset[str]) -> Iterator[Mention]:
    match = _AFTER.match(text, at)
    if match is None or not all(
        part.lower().rstrip("s") in strengths for part in re.findall(rf"{_ONE}s?", match["list"])
    ):
        return
    for number in _NUMBER.finditer(text, match.start("list"), match.end()):
        value = re.sub(r"\s|s$", "", number[0].lower())
        yield Mention("dose", number[0], number.start(), number.end(), f"{value}mg", "beside_drug")
