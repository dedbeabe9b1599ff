"""Prices, with their currency and what they are for: patterns over the plain characters of a text."""

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.gates import PLAIN
from nlp.numbers import FIGURES, WORDS, shown, value_of
from nlp.units import COUNTED, WEIGHED, Measure, unit_name

_SIGNS = {"$": "", "€": "EUR", "£": "GBP"}
_NAMES = {
    **dict.fromkeys(
        ("usd", "us", "dollar", "dollars", "dolla", "dollas", "buck", "bucks", "dlls", "dll", "dlrs"), "USD"
    ),
    **dict.fromkeys(("dls", "dolares", "dolar", "usdt"), "USD"),
    **dict.fromkeys(("mxn", "mx", "peso", "pesos", "varos", "varo", "varillas", "bolas"), "MXN"),
    **dict.fromkeys(("mn", "m.n.", "pesitos"), "MXN"),
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
        "chf": "CHF",
        "cup": "CUP",
        "bs": "BOB",
        "s/": "PEN",
        "mdp": "MXN",
        "cents": "USD",
    },
}
_MONEY = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
_AMOUNT = rf"(?:{FIGURES})(?:\s?(?:k\b|mil\b|[mb]illions?\b|millones(?: de)?\b))?"
_THING = (
    rf"(?:{COUNTED}|{WEIGHED}|pop|one|month|hour|hr|kit|par|button|ticket|uno|una|tamal|gallo|charola|bolsa|ball|g"
    r"|point|half|quarter|zip|pase|grapa|punto|puntito|pasti|garrafa|decena|ciento|millar)"
)
_EACH = r"each|ea|apiece|a pop|c/u|cu|cada un[ao]|por pieza|pieza|the pair|menudeo|medio mayoreo|mayoreo"
_PER = (
    rf"\s?(?:(?:{_EACH})(?!\w)|/\s?{_THING}(?!\w)"
    rf"|[ ](?:a|an|per|for each|the|el|la|por|cada)[ ]{_THING}(?!\w)|[ ](?:el|the)[ ](?:one|ten)(?!\w))"
)
_NO_NOUN = (
    r"(?!tod|total|resto|mism|envi|verdad|neta|que\b|semana santa|lunes|martes|miercoles|jueves|viernes|sabado"
    r"|domingo"
    r"|on\b|lot\b|bit\b|few|hundred|couple|thousand|little)"
)
_OF_ANYTHING = (
    rf"\s?/\s?[a-z]{{1,9}}(?![\w/])|[ ](?:a|an|per|the|el|la|cada)[ ]{_NO_NOUN}[a-z]{{1,14}}(?![\w'])"
    r"|[ ]per[ ]\d{1,3}k?(?!\w)|[ ]al[ ](?:mes|dia|mayoreo)(?!\w)|[ ]a[ ]la[ ]semana(?!\w)|[ ]por[ ](?:semana"
    r"|dia|mes|noche|hora|persona|clase|sesion|viaje)(?!\w)|[ ]per(?!\w)"
)
"""What a plain price is for: any noun will do."""
_SPANISH_OF_ANYTHING = _OF_ANYTHING.replace("a|an|per|the|", "per|")
"""In Spanish an `a` behind a price is a preposition."""
_LOT_BEHIND = (
    rf"[ ]?x[ ]?(?P<lot>\d{{1,4}})(?!\w)|[ ](?:for|at|by the|at a|pa|por)[ ](?P<lot_words>\d{{1,4}}|{WORDS}|hunnid)"
    rf"(?![\w$€£%,.]*\d)(?![ ]?(?:{COUNTED}|{WEIGHED}|mg|am|pm|days?|hours?|hrs?|min)\b)(?!\w)"
)
_UNIT_BEHIND = (
    r"[ ](?:uno|una|jar|frasco|g|gr|gramo|oz|onza|kg|kilo|tira|caja|docena|bundle|unidad|sesion|mensual(?:es)?"
    r"|semanal(?:es)?"
    r"|diari[oa]s?|pcm|(?:half )?hour|(?:los|el)[ ]\d{1,4}|x[ ](?:g|gramo|kg|kilo|oz|onza|pieza|pz|caja|tira"
    r"|unidad))(?!\w)"
)
_OF_SIGN = rf"(?:{_PER}|{_LOT_BEHIND}|{_OF_ANYTHING}|{_UNIT_BEHIND})"
_WORD_AMOUNT = rf"(?:(?:{WORDS}))"
_SIGN = r"(?:us|mx|ca|au|a|c)?[$€£]"
_TAKES_A = frozenset({"currency_sign", "currency_word", "code_before", "per_piece"})
"""In Spanish the `a` before such a price belongs to it: a 200 pesos."""
_NUMBER_ALONE = frozenset({"in_price", "listed_price", "told_price", "thousands"})
_DIGIT = re.compile(r"\d")
_MONEY_WORD = re.compile(
    rf"\b(?:{_MONEY}|each|ea|apiece|a pop|for (?:five|ten|fifteen|twenty|thirty|forty|fifty)"
    r"|(?:for|por|x|pa) (?:a hundred|cien|quinientos|mil|cincuenta|\d)|a (?:cien|sesenta|ochenta|quince|mil"
    r"|dos ?mil))\b"
)
_HINT = re.compile(
    rf"[$€£]|\d\s?(?:for|x|por|pa|en|/|=|->)\s?\d|(?:{_MONEY})\b|\w\s(?:for|por|x|pa)\s(?:\d|a h|cien|quin"
    rf"|mil\b)|\b(?:{_EACH})(?!\w)|\d(?:mil)?\s(?:a|an|per|the"
    rf"|el|la|por|cada)\s"
    r"|\d\smil\b|\b(?:pago|paying|parejo|presupuesto|minimo|budget|a|en)\s\d|\ba\s(?:cien|sesenta|ochenta"
    r"|quince|mil|dos)|\d\suna\b|\bfor\s(?:[$]|five|ten|fifteen|twenty|thirty|forty|fifty)|\bl[ao]s\s\d"
    r"|[|/\n=➡→].{0,12}\d\d"
)
_PATTERNS: list[tuple[str, re.Pattern[str]]] = [
    (
        "lot_price",
        re.compile(
            rf"(?<![\w/.,$-])(?P<many>\d{{1,5}}|\d{{1,2}}k|{_WORD_AMOUNT})(?!x )\s?(?P<sep>for|x|por|pa|/|→|➡"
            rf"|->|=|@)\s?"
            rf"(?P<sign>{_SIGN})\s?(?P<price>{_AMOUNT})(?:\s?(?P<money>{_MONEY})\b)?(?![\w/])"
        ),
    ),
    (
        "lot_price_bare",
        re.compile(
            r"(?<![\w/.,$-])(?<!\d[ ]/[ ])(?P<many>\d{1,4})(?P<sep>\s?(?:for|por|pa|x|/|→|->|=|@)\s?"
            r"|\sen\s)(?P<price>\d{1,3}"
            r"(?:[.,]\d{3})?|\d{2,5})(?!\d|[ ]?/[ ]?\d)"
            rf"(?:\s?(?P<money>{_MONEY})\b|\s?(?P<sign>[€£$]))?(?![\w/.,-]*[\w/-])"
        ),
    ),
    (
        "lot_price_words",
        re.compile(
            rf"(?<![\w.,$])(?P<many>{WORDS}|\d{{1,3}})\s(?:for|por|pa|x|en)\s(?:a\s)?"
            rf"(?!ciento\b|uno?\b|una\b|one\b)(?P<price>{WORDS}|hunnid|\d{{1,2}},\d{{3}}"
            rf"|\d{{2,5}})(?![\w.,]*\d)(?!\w)"
            rf"(?![ ](?:{COUNTED}|{WEIGHED}|days?|years?|hours?|weeks?|months?|dias|meses|semanas|minutes"
            rf"|minutos|people)\b)"
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
            rf"(?:(?P<sign>[€£$])(?!\s?\d)|(?P<money>{_MONEY})\b)(?:[ ](?:argentinos|mexicanos|americanos))?"
            rf"(?P<per>{_PER}|{_OF_ANYTHING}|{_UNIT_BEHIND})?"
        ),
    ),
    (
        "thousands",
        re.compile(
            r"(?<!\w)(?:boat|pack|jar|bundle|half|brick|zip|qp|lb|oz|onza|kilo|millar)s?\s(?:for|por|en|a)\s"
            r"(?P<price>\d{1,3}(?:\.\d)?k)(?!\w)"
        ),
    ),
    (
        "told_price",
        re.compile(
            r"(?<!\w)(?:pago|paying|precio parejo|presupuesto|budget|pedido minimo)\s(?P<price>\d{2,5}|\d{1,3} mil)"
            rf"(?!\w|[.,]?\d|[ ]?(?:{COUNTED}|{WEIGHED})\b)"
        ),
    ),
    (
        "mil_price",
        re.compile(
            r"(?<![\w.,$/-])(?P<price>\d{1,3} mil|\d{1,3}[.,]\d{3}(?= final))"
            r"(?P<per>[ ](?:el|la)[ ](?:garrafa|caja|kilo|litro|pieza))?(?=[ ](?:a tratar|los dos|final)|\s?[.;]|$)"
        ),
    ),
    (
        "code_before",
        re.compile(
            rf"(?<![\w.,$/-])(?P<money>usd|chf|clp|mxn|eur|gbp|cad|aud|ars|cop|bs"
            rf"|s/)\.?\s?(?P<price>{_AMOUNT})(?![\w])"
            rf"(?P<per>{_PER})?"
        ),
    ),
    (
        "una_price",
        re.compile(r"(?<![\w.,$:/-])(?P<price>\d{2,4})(?P<per>\s(?:x\s)?una)(?=\s?(?:[.,;!)\n]|$))"),
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
            r"(?<!\w)a\s(?P<price>(?!20[23]\d|215\b)\d{2,4}|\d{1,2},\d{2,3}|\d{1,3} mil|mil|dos ?mil|cien"
            r"|sesenta|ochenta|quince)"
            r"(?=\s?(?:[;:!)\n]|[.,](?!\d)|$|\s(?:y|o|e|en|entrego|envio|desde|ya|como|pasando|por)\b))"
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


_OPEN = frozenset({"currency_sign", "currency_word"})
_SPANISH = [
    (rule, re.compile(pattern.pattern.replace(_OF_ANYTHING, _SPANISH_OF_ANYTHING)) if rule in _OPEN else pattern)
    for rule, pattern in _PATTERNS
]
_A_BEFORE = re.compile(r"(?<!\w)(?<!\d )(?<!pesos )(?<!mil )a $")
_RANGE = re.compile(r"(?:de|entre|from)\s[\d.,]+\s$")


_LISTED = next(pattern for rule, pattern in _PATTERNS if rule == "listed_price")
_ROWS = {
    PLAIN.add(pattern): (rule, pattern, spanish)
    for (rule, pattern), (_, spanish) in zip(_PATTERNS, _SPANISH, strict=True)
}
"""By number at the gate: what an English pattern cannot match, the Spanish one cannot either."""


def _is_hinted(plain: str) -> bool:
    if _DIGIT.search(plain) is None and _MONEY_WORD.search(plain) is None:
        return False
    return "$" in plain or _HINT.search(plain) is not None


def prices(plain: str, *, default: str, lang: str) -> Iterator[Measure]:
    """Prices of a text given in plain characters; `default` is the currency of a bare sign or number.

    The value names what the price is for: "150 USD", "10 for 150 USD", "15 USD each", "80 USD per g".
    """
    hinted = False
    for number in PLAIN.open(plain):
        row = _ROWS.get(number)
        if row is None:
            continue
        rule, english, spanish = row
        for match in (spanish if lang == "es" else english).finditer(plain):
            hinted = hinted or _is_hinted(plain)
            if not hinted:
                return
            if value := _value(match, rule, default):
                start, end = match.span("price") if rule in _NUMBER_ALONE else match.span()
                if rule in _TAKES_A and lang == "es" and _A_BEFORE.search(plain, max(0, start - 12), start):
                    start -= 2
                yield Measure("price", start, start + len(plain[start:end].rstrip()), value, rule)


def _value(match: re.Match[str], rule: str, default: str) -> str | None:
    found = match.groupdict()
    if rule == "listed_price" and len(_LISTED.findall(match.string)) < 2:
        return None
    price = value_of(found["price"].removesuffix(" de"))
    if price is None or (rule == "at_price" and _RANGE.search(match.string, max(0, match.start() - 16), match.start())):
        return None
    currency = _currency(found.get("sign"), found.get("money"), default)
    price *= _SCALES.get(found.get("money") or "", 1)
    if found.get("many"):
        many = value_of(found["many"])
        if many is None or (rule in {"lot_price_bare", "lot_price_words"} and not _is_lot(match)):
            return None
        if price < many / 5 and found.get("sep") == " for ":
            many, price = price, many
        return f"{shown(many)} for {shown(price)} {currency}"
    if lot := found.get("lot") or found.get("lot_words"):
        return f"{shown(value_of(lot) or Decimal(0))} for {shown(price)} {currency}"
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
    found = match.groupdict()
    if found.get("money") or found.get("sign"):
        return True
    if (price < 4 and many < 5 * price) or 2000 <= price <= 2035 or (many, price) in _STRENGTHS:
        return False
    sep = found.get("sep") or ""
    if sep == "/":
        return price > 2 * many and price != 325 and price >= 20
    if sep == "x":
        return price >= 5 * many
    return sep.strip() not in {"x", "en"} or price >= 10


_SCALES = {"cents": Decimal("0.01"), "mdp": Decimal(10**6)}
_STRENGTHS = frozenset((Decimal(many), Decimal(500)) for many in (8, 10, 15, 30))
"""Codeine or hydrocodone with 500 mg of paracetamol."""


def _per(written: str) -> str:
    words = re.sub(r"^(?:/|a|an|per|for each|the|el|la|por|cada|x)\s?(?=\w{1,}\b)", "", written.strip()).strip(" ./")
    if not words:
        return ""
    if unit := unit_name(words):
        return " each" if unit == "pill" else f" per {unit}"
    if re.fullmatch(rf"{_EACH}|per|pop|piece|pieza|pz|pza|unit|one|button|ticket|uno|una|un[ao]|tamal", words):
        return "" if "mayoreo" in words or words in {"menudeo", "the ten", "the pair"} else " each"
    return f" per {words}"


def _is_per_price(match: re.Match[str], per: str) -> bool:
    """ "5 a day" and "2 a week" are no prices, nor is "1 por caja"."""
    written = (match["per"] or "").strip()
    number = value_of(match["price"])
    return number is not None and number >= 2 and not written.endswith(("hour", "hr", "month")) and bool(per)
