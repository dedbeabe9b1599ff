"""Prices, with their currency and what they are for: patterns over the plain characters of a text."""

import re
from collections.abc import Iterator

from nlp.numbers import FIGURES, WORDS, shown, value_of
from nlp.units import COUNTED, WEIGHED, Measure, unit_name

_SIGNS = {"$": "", "€": "EUR", "£": "GBP"}
_NAMES = {
    **dict.fromkeys(
        ("usd", "us", "dollar", "dollars", "dolla", "dollas", "buck", "bucks", "dlls", "dll", "dlrs"), "USD"
    ),
    **dict.fromkeys(("dls", "dolares", "dolar", "usdt"), "USD"),
    **dict.fromkeys(("mxn", "mx", "peso", "pesos", "varos", "varo", "bolas", "mn", "m.n.", "pesitos"), "MXN"),
    **dict.fromkeys(("eur", "euro", "euros", "pavos"), "EUR"),
    **dict.fromkeys(("gbp", "quid", "pounds sterling"), "GBP"),
    **dict.fromkeys(("lucas", "luca"), "COP"),
    **{
        "aud": "AUD",
        "cad": "CAD",
        "btc": "BTC",
        "xmr": "XMR",
        "soles": "PEN",
        "cop": "COP",
        "clp": "CLP",
        "ars": "ARS",
    },
}
_MONEY = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
_AMOUNT = rf"(?:{FIGURES})(?:\s?(?:k\b|mil\b|million\b))?"
_THING = (
    rf"(?:{COUNTED}|{WEIGHED}|pop|one|month|hour|hr|kit|par|button|ticket|uno|una|tamal|gallo|charola|bolsa|ball|g)"
)
_EACH = r"each|ea|apiece|a pop|c/u|cu|cada un[ao]|por pieza|pieza|the pair|menudeo|medio mayoreo|mayoreo"
_AFTER = r"firm|even|shipped|landed|obo|all in|and up|both"
_PER = (
    rf"\s?(?:(?:{_EACH})(?!\w)|/\s?{_THING}(?!\w)"
    rf"|[ ](?:a|an|per|for each|the|el|la|por|cada)[ ]{_THING}(?!\w)|[ ](?:el|the)[ ](?:one|ciento|millar"
    rf"|par|ten)(?!\w))"
)
_OF_SIGN = rf"(?:{_PER}|[ ]x[ ]?(?P<lot>\d{{1,4}})(?!\w)|[ ](?:uno|una|jar|frasco|{_AFTER})(?!\w))"
_WORD_AMOUNT = rf"(?:(?:{WORDS}))"
_SIGN = r"(?:us|mx|ca|au|a|c)?[$€£]"
_WORDED_RULES = frozenset({"lot_price", "lot_price_words", "currency_word", "per_piece", "at_price"})
_NUMBER_ALONE = frozenset({"in_price", "listed_price"})
_DIGIT = re.compile(r"\d")
_MONEY_WORD = re.compile(rf"\b(?:{_MONEY}|each|ea|apiece|a pop|for (?:five|ten|fifteen|twenty))\b")
_HINT = re.compile(
    rf"[$€£]|\d\s?(?:for|x|por|/|=|->)\s?\d|(?:{_MONEY})\b|\b(?:{_EACH})(?!\w)|\d(?:mil)?\s(?:a|an|per|the"
    rf"|el|la|por|cada)\s"
    r"|\b(?:a|en)\s\d|\bfor\s(?:[$]|five|ten|fifteen|twenty)|\bl[ao]s\s\d|[|/\n=➡→].{0,12}\d\d"
)
_PATTERNS: list[tuple[str, re.Pattern[str]]] = [
    (
        "lot_price",
        re.compile(
            rf"(?<![\w/.,$-])(?P<many>\d{{1,5}}|{_WORD_AMOUNT})\s?(?P<sep>for|x|por|/|→|➡|->|=|@)\s?"
            rf"(?P<sign>{_SIGN})\s?(?P<price>{_AMOUNT})(?:\s?(?P<money>{_MONEY})\b)?(?![\w/])"
        ),
    ),
    (
        "lot_price_bare",
        re.compile(
            r"(?<![\w/.,$-])(?P<many>\d{1,4})(?P<sep>\s?(?:for|por|x|/|→|->|=|@)\s?)(?P<price>\d{1,3}"
            r"(?:[.,]\d{3})?|\d{2,5})"
            rf"(?:\s?(?P<money>{_MONEY})\b|\s?(?P<sign>[€£$]))?(?![\w/.,-]*[\w/-])"
        ),
    ),
    (
        "lot_price_words",
        re.compile(
            r"(?<!\w)(?P<many>two|three|four|five|six|ten|twenty|dos|tres|cinco|diez|\d{1,3})\s(?:for|por|x)\s"
            r"(?P<price>five|ten|fifteen|twenty|thirty|forty|fifty|hundred|cien|cincuenta)(?!\w)"
        ),
    ),
    ("lot_price_es", re.compile(rf"(?<![\w.,$])(?P<price>{_AMOUNT})\s(?:los|las)\s(?P<many>\d{{1,4}})(?!\w)")),
    (
        "currency_sign",
        re.compile(
            rf"(?<![\w$])(?P<sign>{_SIGN})\s?(?P<price>{_AMOUNT})(?!\d)(?:\s?(?P<money>{_MONEY})\b)?"
            rf"(?P<per>{_OF_SIGN})?(?:(?<=\d)(?![\w])|(?<=\D))"
        ),
    ),
    (
        "currency_word",
        re.compile(
            rf"(?<![\w.,$/-])(?:a\s(?=[\d,.]+\s(?:pesos|varos|mxn)))?(?P<price>{_AMOUNT}|{_WORD_AMOUNT})\s?"
            rf"(?:(?P<sign>[€£$])(?!\s?\d)|(?P<money>{_MONEY})\b)(?P<per>{_PER})?"
        ),
    ),
    (
        "per_piece",
        re.compile(
            rf"(?<![\w.,$:/-])(?:a\s)?(?P<price>\d{{1,5}}(?:[.,]\d{{1,3}})?(?:\smil)?|{_WORD_AMOUNT})(?P<per>{_PER})"
        ),
    ),
    (
        "at_price",
        re.compile(
            r"(?<!\w)(?<!\d\s)a\s(?P<price>(?!20[23]\d)\d{2,4}|\d{1,2},\d{3}|mil|dos ?mil)"
            r"(?=\s?(?:[.,;:!)\n]|$|\s(?:y|o|e|en|entrego|envio)\b))"
        ),
    ),
    (
        "in_price",
        re.compile(
            r"(?<!\w)(?:en|sale en|sigue en)\s(?P<price>(?!(?:19|20)\d\d)\d{3,5}|\d{1,2},\d{3}"
            r"|\d{1,3} mil)(?=\s?(?:[.,;:!)\n]|$|y\b))"
        ),
    ),
    (
        "listed_price",
        re.compile(
            rf"(?:\d\s?{WEIGHED}|\d\s?(?:pz|pzs|pcs|tabs|pills)|x\s?\d{{1,4}}|[^\w\s.,:;!?()'\"#@$€£/|-]|\n\d{{1,3}})"
            rf"\s?(?:=|:|->|→|➡|-|–|en|por)?\s?(?P<price>\d{{2,5}}|\d{{1,2}},\d{{3}})(?=\s?(?:[|/,\n]|$|[^\w\s.]))"
        ),
    ),
]


_LISTED = next(pattern for rule, pattern in _PATTERNS if rule == "listed_price")


def prices(plain: str, *, default: str) -> Iterator[Measure]:
    """Prices of a text given in plain characters; `default` is the currency of a bare sign or number.

    The value names what the price is for: "150 USD", "10 for 150 USD", "15 USD each", "80 USD per g".
    """
    if not (_DIGIT.search(plain) or _MONEY_WORD.search(plain)) or not _HINT.search(plain):
        return
    digits = _DIGIT.search(plain) is not None
    for rule, pattern in _PATTERNS:
        if not digits and rule not in _WORDED_RULES:
            continue
        for match in pattern.finditer(plain):
            if value := _value(match, rule, default):
                start, end = match.span("price") if rule in _NUMBER_ALONE else match.span()
                yield Measure("price", start, start + len(plain[start:end].rstrip()), value, rule)


def _value(match: re.Match[str], rule: str, default: str) -> str | None:
    found = match.groupdict()
    if rule == "listed_price" and len(_LISTED.findall(match.string)) < 2:
        return None
    price = value_of(found["price"])
    if price is None:
        return None
    currency = _currency(found.get("sign"), found.get("money"), default)
    if found.get("many"):
        many = value_of(found["many"])
        if many is None or (rule == "lot_price_bare" and not _is_lot(match)):
            return None
        return f"{shown(many)} for {shown(price)} {currency}"
    if found.get("lot"):
        return f"{found['lot']} for {shown(price)} {currency}"
    if rule == "currency_word" and found["price"] in {"a", "un", "una"}:
        return None
    per = _per(found.get("per") or "")
    if rule == "per_piece" and not _is_per_price(match, per):
        return None
    return f"{shown(price)} {currency}{per}"


def _currency(sign: str | None, money: str | None, default: str) -> str:
    if money:
        return _NAMES[money]
    sign = (sign or "").strip()
    named = {"us$": "USD", "mx$": "MXN", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD"}.get(sign)
    return named or _SIGNS.get(sign[-1:], "") or default


def _is_lot(match: re.Match[str]) -> bool:
    """Whether a bare pair of numbers is a lot and its price, and no dose, date or ratio."""
    many, price = value_of(match["many"]), value_of(match["price"])
    if many is None or price is None:
        return False
    if match["money"] or match["sign"]:
        return True
    if match["sep"].strip() == "/":
        return price > many and price != 325 and price >= 20
    return match["sep"].strip() != "x" or price >= 10


def _per(written: str) -> str:
    words = re.sub(r"^(?:/|a|an|per|for each|the|el|la|por|cada|x)\s?(?=\w{1,}\b)", "", written.strip()).strip(" ./")
    if not words:
        return ""
    if unit := unit_name(words):
        return " each" if unit == "pill" else f" per {unit}"
    if re.fullmatch(rf"{_EACH}|pop|piece|pieza|pz|pza|unit|one|button|ticket|uno|una|un[ao]|tamal", words):
        return "" if "mayoreo" in words or words in {"menudeo", "the ten", "the pair"} else " each"
    return "" if re.fullmatch(_AFTER, words) else f" per {words}"


def _is_per_price(match: re.Match[str], per: str) -> bool:
    """ "5 a day" and "2 a week" are no prices, nor is "1 por caja"."""
    written = (match["per"] or "").strip()
    number = value_of(match["price"])
    return number is not None and number >= 2 and not written.endswith(("hour", "hr", "month")) and bool(per)
