"""What `field:value` asks for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from typing import Literal, get_args

from index.fields import (
    DEAREST,
    FEWEST_DIGITS,
    digits_of,
    facet_key,
    imprint_key,
    key,
    microseconds,
    millionths,
)
from index.query import AnyOf, Between, Clause, Keyed, Node, QueryError
from index.when import parse_since
from index.words import words_of
from nlp.lexicon import Entry, load_lexicon
from nlp.reading import Goods, Label, PostKind

Sellers = Callable[[str], Sequence[str]]
"""The accounts (`platform/handle`) and ids of the seller who goes by this id or account; itself where none does."""

LONGEST_NUMBER = 15
"""Digits of the longest telephone number (E.164)."""

_CODED: Mapping[str, tuple[str, ...]] = {
    "goods": get_args(Goods),
    "label": get_args(Label),
    "kind": get_args(PostKind),
}
_RANGE = re.compile(r"(?P<open>[\[{])\s*(?P<low>\S+)\s+TO\s+(?P<high>\S+?)\s*(?P<close>[\]}])")
_COMPARED = re.compile(r"(?P<sign>[<>]=?)(?P<value>.+)")
_PARTS = re.compile(r"[a-z]+|[0-9]+|[^a-z0-9]+")
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind the colon, without its quotation marks; `prefix` where it ended with a *."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class _Names:
    """The terms that name one thing, and the standard forms of what a term names."""

    values: Mapping[str, frozenset[str]]
    terms: Mapping[str, tuple[str, ...]]


def node_of(field: str, value: Value, now: datetime, sellers: Sellers) -> Node:
    """What this field with this value asks for. Raises QueryError, without the place."""
    if value.prefix and field not in _WITH_PREFIX:
        raise QueryError(f"{field}: takes no *: expected a whole value")
    if field in _CODED:
        return _coded(field, value.text)
    return _NODES[field](value, now, sellers)


def _coded(field: str, typed: str) -> Node:
    if typed not in _CODED[field]:
        raise QueryError(f"{field}:{typed[:30]} is not known: expected one of {', '.join(_CODED[field])}")
    return Keyed(field, (typed,))  # type: ignore[arg-type]  # checked above


def _facet(field: Literal["source", "platform", "site", "lang"]) -> "_Maker":
    return lambda value, now, sellers: Keyed(field, (facet_key(field, value.text),), value.prefix)


def _key(kind: str) -> "_Maker":
    def make(value: Value, now: datetime, sellers: Sellers) -> Node:
        made = key(kind, value.text)
        if made == f"{kind}:":
            raise QueryError(f"{kind}: needs a name behind it")
        return Keyed("keys", (made,), value.prefix)

    return make


def _seller(value: Value, now: datetime, sellers: Sellers) -> Node:
    return Keyed("keys", tuple(dict.fromkeys(key("seller", name) for name in (value.text, *sellers(value.text)))))


def _phone(value: Value, now: datetime, sellers: Sellers) -> Node:
    digits = digits_of(value.text)
    if not FEWEST_DIGITS <= len(digits) <= LONGEST_NUMBER:
        raise QueryError(
            f"phone:{value.text[:30]} has {len(digits)} digits: expected a number or at least {FEWEST_DIGITS} digits "
            f"of one in a row, at most {LONGEST_NUMBER}"
        )
    return Keyed("keys", (f"phone:{digits}",), prefix=True)


def _place(value: Value, now: datetime, sellers: Sellers) -> Node:
    tokens = _tokens(value.text)
    if not tokens:
        raise QueryError("place: needs a name behind it")
    return Clause(tokens, value.prefix, within="places")


def _drug(value: Value, now: datetime, sellers: Sellers) -> Node:
    form = " ".join(_tokens(value.text))
    names = _names("drug")
    values = names.values.get(form)
    if not values:
        near = get_close_matches(form, names.values, 3)
        hint = f"did you mean {' or '.join(near)}? Otherwise" if near else "expected such as fentanyl, or"
        raise QueryError(f"drug:{value.text[:30]} is no name in the lexicons: {hint} search for it as a word")
    return drug_node(*sorted(values))


def drug_names() -> Mapping[str, frozenset[str]]:
    """Every name of a drug in token form, with the standard names that it may stand for."""
    return _names("drug").values


@cache
def drug_node(*values: str) -> Node:
    """What names a drug by one of these standard names, its fakes too: where the reader saw it, or by a clear term."""
    terms = _names("drug").terms
    every = [one for value in values for one in (value, f"counterfeit {value}") if one in terms]
    return AnyOf((Keyed("drug", tuple(every)), *_clauses(term for one in every for term in terms[one])))


def _imprint(value: Value, now: datetime, sellers: Sellers) -> Node:
    tokens = _tokens(value.text)
    squeezed = "".join(tokens)
    if not squeezed:
        raise QueryError("imprint: needs letters or digits behind it")
    names = _names("imprint")
    marks = sorted(names.values.get(squeezed, ()))
    terms = [" ".join(tokens), squeezed, " ".join(_PARTS.findall(squeezed))]
    terms += [term for mark in marks for term in names.terms[mark]]
    made = dict.fromkeys((imprint_key(squeezed), *map(imprint_key, marks)))
    return AnyOf((Keyed("keys", tuple(made)), *_clauses(terms)))


def _price(value: Value, now: datetime, sellers: Sellers) -> Node:
    return _between("price", value.text, lambda text: (_hundredths(text), _hundredths(text)))


def _score(value: Value, now: datetime, sellers: Sellers) -> Node:
    def read(text: str) -> tuple[int, int]:
        number = _decimal(text)
        if not 0 <= number <= 1:
            raise QueryError(f"{text[:20]} is no score: expected a number from 0 to 1")
        return millionths(float(number)), millionths(float(number))

    return _between("scored", value.text, read)


def _created(value: Value, now: datetime, sellers: Sellers) -> Node:
    return _between("dated", value.text, lambda text: _span(text, now))


def _since(value: Value, now: datetime, sellers: Sellers) -> Node:
    return Between("dated", low=microseconds(parse_since(value.text, now)))


def _until(value: Value, now: datetime, sellers: Sellers) -> Node:
    return Between("dated", high=microseconds(parse_since(value.text, now)) - 1)


def _between(field: Literal["dated", "price", "scored"], typed: str, read: Callable[[str], tuple[int, int]]) -> Between:
    """`read` gives the first and the last number that a bound stands for (a day has many moments)."""
    if whole := _RANGE.fullmatch(typed):
        low = None if whole["low"] == "*" else read(whole["low"])[whole["open"] == "{"] + (whole["open"] == "{")
        high = None if whole["high"] == "*" else read(whole["high"])[whole["close"] == "]"] - (whole["close"] == "}")
        return Between(field, low, high)
    if typed[:1] in "[{":
        raise QueryError(f"{typed[:40]} is no range: expected such as [5 TO 30], with * for no bound")
    if compared := _COMPARED.fullmatch(typed):
        first, last = read(compared["value"])
        bounds = {">": (last + 1, None), ">=": (first, None), "<": (None, first - 1), "<=": (None, last)}
        return Between(field, *bounds[compared["sign"]])
    return Between(field, *read(typed))


def _hundredths(text: str) -> int:
    return min(int(_decimal(text.lstrip("$€£")) * 100), DEAREST)


def _decimal(text: str) -> Decimal:
    try:
        if len(text) <= 20 and re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
            return Decimal(text)
    except InvalidOperation:
        pass
    raise QueryError(f"{text[:20]} is no number: expected such as 5 or 12.50")


def _span(text: str, now: datetime) -> tuple[int, int]:
    """The first and the last microsecond of a day or a month; of a time the moment itself."""
    if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII) and "01" <= text[5:] <= "12" and text < "9999":
        first = date.fromisoformat(f"{text}-01")
        return _moments(first, (first + timedelta(days=31)).replace(day=1))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        start = parse_since(text, now).date()
        if start < date.max:
            return _moments(start, start + timedelta(days=1))
    moment = microseconds(parse_since(text, now))
    return moment, moment


def _moments(first: date, beyond: date) -> tuple[int, int]:
    start, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, beyond))
    return microseconds(start), microseconds(end - _TICK)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in words_of(text))


def _clauses(terms: Iterable[str]) -> Iterable[Clause]:
    return (Clause(tuple(term.split())) for term in dict.fromkeys(terms) if term)


_lexicon = cache(load_lexicon)


@cache
def _names(kind: Literal["drug", "imprint"]) -> _Names:
    """Terms that are everyday words too stand for themselves only where the reader saw a second cue."""
    values: dict[str, set[str]] = {}
    terms: dict[str, dict[str, None]] = {}
    entries = [entry for entry in _lexicon() if entry.kind == kind]
    for entry in sorted(entries, key=lambda entry: entry.broad):
        clear = terms.setdefault(entry.value, {})
        for name in (*entry.terms, " ".join(_tokens(entry.value))):
            form = name if kind == "drug" else name.replace(" ", "")
            if not (entry.broad and form in values):
                values.setdefault(form, set()).add(entry.value)
        clear.update(dict.fromkeys(_clear_terms(entry)))
    return _Names({form: frozenset(found) for form, found in values.items()}, {v: tuple(t) for v, t in terms.items()})


def _clear_terms(entry: Entry) -> tuple[str, ...]:
    return () if entry.broad else entry.terms


_Maker = Callable[[Value, datetime, Sellers], Node]
_NODES: Mapping[str, _Maker] = {
    **{"contact": _key("contact"), "handle": _key("handle"), "seller": _seller, "phone": _phone, "near": _key("near")},
    **{"imprint": _imprint, "drug": _drug, "place": _place, "price": _price, "score": _score},
    **{"source": _facet("source"), "platform": _facet("platform"), "site": _facet("site"), "lang": _facet("lang")},
    **{"created": _created, "since": _since, "until": _until},
}
_WITH_PREFIX = frozenset({"contact", "handle", "phone", "place", "source", "platform", "site"})
