"""Numbers as posts write them, in figures and in words, English and Spanish."""

import re
from decimal import Decimal

FIGURES = r"\d{1,3}(?:[.,]\d{3})+(?![\d])(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?|[.,]\d+"
_UNITS: dict[str, int | Decimal] = {
    **dict(
        zip(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
            range(1, 13),
            strict=True,
        )
    ),
    **{"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19},
    **{"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80},
    **{"ninety": 90, "dozen": 12, "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6},
    **{"siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15},
    **{"dieciseis": 16, "veinte": 20, "veinticinco": 25, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60},
    **{"setenta": 70, "ochenta": 80, "noventa": 90, "ciento": 100, "docena": 12, "doscientos": 200, "trescientos": 300},
    **{"cuatrocientos": 400, "quinientos": 500, "seiscientos": 600, "ochocientos": 800, "a": 1, "an": 1},
    **{"half": Decimal("0.5"), "quarter": Decimal("0.25"), "medio": Decimal("0.5"), "media": Decimal("0.5")},
}
_TIMES = {
    "hundred": 100,
    "hunnid": 100,
    "cien": 100,
    "thousand": 1000,
    "mil": 1000,
    "million": 10**6,
    "millions": 10**6,
    "billion": 10**9,
    "billions": 10**9,
    "millones": 10**6,
}
_WORD = "|".join(sorted((name for name in (_UNITS | _TIMES) if name not in {"a", "an"}), key=len, reverse=True))
WORDS = rf"(?:{_WORD})(?:[ -](?:and )?(?:{_WORD})){{0,5}}"
"""A number in words; bounded, and to be used between word bounds."""


def value_of(written: str) -> Decimal | None:
    """The number that figures or words stand for, with `k`, `mil` and `million` worked out."""
    written = written.strip().lower()
    match = re.fullmatch(rf"({FIGURES})\s*(k|mil|thousand|millions?|billions?|millones|m)?", written)
    if match is None:
        return _of_words(written)
    times = {"k": 1000, "m": 10**6}.get(match[2] or "", _TIMES.get(match[2] or "", 1))
    return _of_figures(match[1]) * times


def shown(number: Decimal) -> str:
    """Without exponent or trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _of_figures(figures: str) -> Decimal:
    """1,900 and 1.900 are thousands; 1.5, 0.004 and 1,75 are not."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", figures):
        return Decimal(figures.replace(",", ""))
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", figures):
        return Decimal(figures.replace(".", "").replace(",", "."))
    plain = figures.replace(",", ".")
    while plain.count(".") > 1:
        plain = plain.replace(".", "", 1)
    return Decimal("0" + plain if plain.startswith(".") else plain)


def _of_words(written: str) -> Decimal | None:
    total, current = Decimal(0), Decimal(0)
    words = re.findall(r"[a-z]+", written)
    for word in words:
        if word in _TIMES:
            current = (current or Decimal(1)) * _TIMES[word]
            if _TIMES[word] >= 1000:
                total, current = total + current, Decimal(0)
        elif word in _UNITS:
            current += Decimal(_UNITS[word])
        elif word != "and":
            return None
    return total + current if words else None
