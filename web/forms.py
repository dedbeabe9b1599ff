"""What is typed into the page, its address, and the Query that it asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast, get_args
from urllib.parse import urlencode

from index.access import Access
from index.parse import parse_query
from index.query import FACETS, FacetField, Order, Query, QueryError
from index.when import parse_since
from nlp.reading import GOODS, LABELS
from web.words import KIND_WORDS

PAGE_SIZE = 20
PERIODS: Mapping[str, str] = {"24h": "24 hours", "7d": "7 days", "30d": "30 days", "all": "all time"}
"""Periods that end now, as typed (`index.when`), and in words."""
_CHOICES: Mapping[str, Sequence[str]] = {
    "period": tuple(PERIODS),
    "show": ("hits", "all"),
    "gone": ("any", "no", "yes"),
    "order": get_args(Order),
    "copies": ("each", "one"),
}
_CODED: Mapping[FacetField, Sequence[str]] = {"goods": GOODS, "label": LABELS, "kind": tuple(KIND_WORDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The parameters of the page's address, as typed; `to_query` checks them.

    `since` and `until` are dates (both days included) and go before `period`. `copies` shows each post or one for all
    its copies, `like` is the id of a listing that others shall resemble, `after` the place where the page begins.
    """

    q: str = ""
    period: str = "all"
    since: str = ""
    until: str = ""
    show: str = "hits"
    gone: str = "any"
    order: str = "newest"
    copies: str = "each"
    like: str = ""
    after: str = ""
    filters: Mapping[FacetField, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of everything that differs from an empty form, for an address or hidden fields."""
        typed = [(name, getattr(self, name)) for name in _PLAIN]
        chosen = [(name, value) for name in FACETS for value in self.filters.get(name, ())]
        return [(name, value) for name, value in typed if value != _PLAIN[name]] + chosen

    def href(self, **changes: Any) -> str:
        """The address with these changes, from its first page unless `after` is among them."""
        changed = replace(self, **{"after": "", **changes})
        return "/?" + urlencode(changed.pairs()) if changed.pairs() else "/"

    def completed(self, typed: str) -> str:
        """The address with this in place of the last word."""
        return self.href(q=" ".join([*self.q.split()[:-1], typed]))

    def toggled(self, name: FacetField, value: str) -> str:
        """The address with this filter value added, or removed if it is there."""
        chosen = self.filters.get(name, ())
        values = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        return self.href(filters={**self.filters, name: values})


_PLAIN: Mapping[str, str] = {
    name: getattr(Asked(), name)
    for name in ("q", "period", "since", "until", "show", "gone", "order", "copies", "like", "after")
}


def read_asked(pairs: Iterable[tuple[str, str]]) -> Asked:
    """The parameters of an address; empty values count as not given, of a plain one the last counts."""
    plain: dict[str, str] = {}
    filters: dict[FacetField, tuple[str, ...]] = {}
    unknown: list[str] = []
    for name, value in pairs:
        if name in FACETS:
            filters[name] = tuple(dict.fromkeys((*filters.get(name, ()), *([value] if value else []))))
        elif name not in _PLAIN:
            unknown.append(name)
        elif value.strip():
            plain[name] = value.strip()
    if "since" in plain or "until" in plain:
        plain.pop("period", None)
    return Asked(**plain, filters={name: values for name, values in filters.items() if values}, unknown=tuple(unknown))


def to_query(asked: Asked, now: datetime, access: Access) -> Query:
    """The Query with all facets and the histogram, `like` aside.

    Raises QueryError that names the field and what it takes.
    """
    if asked.unknown:
        raise QueryError(f"unknown field {asked.unknown[0]!r}: the fields are {', '.join((*_PLAIN, *FACETS))}")
    for name, choices in _CHOICES.items():
        _one_of(name, getattr(asked, name), choices)
    for facet, values in asked.filters.items():
        for value in values:
            _one_of(facet, value, _CODED.get(facet, (value,)))
    since, until = _bounds(asked, now)
    return Query(
        access=access,
        clauses=parse_query(asked.q, now),
        since=since,
        until=until,
        **cast(dict[str, Any], asked.filters),
        hits=True if asked.show == "hits" else None,
        gone={"any": None, "no": False, "yes": True}[asked.gone],
        order=cast(Order, asked.order),
        collapse=asked.copies == "one",
        after=asked.after,
        limit=PAGE_SIZE,
        facets=FACETS,
        histogram=True,
    )


def _one_of(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise QueryError(f"{name} {value!r} is not known: it is one of {', '.join(choices)}")


def _bounds(asked: Asked, now: datetime) -> tuple[datetime | None, datetime | None]:
    since = _day("since", asked.since) if asked.period == "all" else parse_since(asked.period, now)
    until = _day("until", asked.until)
    if since and until and until < since:
        raise QueryError(f"the period ends ({asked.until}) before it begins ({asked.since})")
    return since, until + timedelta(days=1) if until else None


def _day(name: str, typed: str) -> datetime | None:
    """The first moment of a typed day in UTC."""
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise QueryError(f"{name} {typed!r} is no date: write it as in 2026-11-24") from None
    if day == date.max:
        raise QueryError(f"{name} {typed!r} is the calendar's last day: leave it empty for no end")
    return datetime.combine(day, time(), UTC)
