"""The facets beside the results: counts that are links which add or remove a filter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from index.limits import FACET_VALUES
from index.query import FacetField, Query
from index.store import Page
from web.forms import Asked
from web.words import FACET_WORDS, value_word

AT_ONCE = 6
"""Values of a facet that are seen without opening it."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value with the number of posts that it leaves and where its link leads."""

    word: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet: the values seen at once and those behind `more`; `cut` when rarer ones were not counted."""

    field: FacetField
    title: str
    first: tuple[Value, ...]
    more: tuple[Value, ...]
    cut: bool


def facets_of(asked: Asked, query: Query, page: Page, search: Callable[[Query], Page]) -> list[Facet]:
    """The facets that have values.

    Values of one field are alternatives: each count is what its value stands for within the other filters. What was
    chosen but is too rare to be listed is counted by itself.
    """
    facets = []
    for name in FACET_WORDS:
        counts = dict(page.facets.get(name, ()))
        chosen = asked.filters.get(name, ())
        for value in chosen:
            if value not in counts:
                alone: dict[str, Any] = {name: (value,)}
                own = replace(query, **alone, facets=(), histogram=False, after="", limit=0)
                counts[value] = search(own).total
        if counts:
            facets.append(_facet(asked, name, counts))
    return facets


def _facet(asked: Asked, name: FacetField, counts: Mapping[str, int]) -> Facet:
    chosen = asked.filters.get(name, ())
    order = [*chosen, *(value for value in counts if value not in chosen)]
    values = [
        Value(value_word(name, value), counts[value], value in chosen, asked.toggled(name, value)) for value in order
    ]
    cut = max(AT_ONCE, len(chosen))
    return Facet(name, FACET_WORDS[name], tuple(values[:cut]), tuple(values[cut:]), len(counts) >= FACET_VALUES)
