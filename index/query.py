"""The one query object that command line, pages and stores share, and the words people type."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from nlp.reading import Goods, Label, PostKind

FacetField = Literal["goods", "label", "platform", "site", "source", "kind", "lang", "handle", "drug"]
FACETS: tuple[FacetField, ...] = ("goods", "label", "platform", "site", "source", "kind", "lang", "handle", "drug")
Order = Literal["newest", "relevance"]


class QueryError(ValueError):
    """What was typed cannot be understood; the message says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One or more tokens that must all occur: in a row for a phrase, as a beginning for a prefix.

    `tokens` are search tokens (`nlp.tokens.search_tokens`); `prefix` holds for the last token.
    """

    tokens: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to find: every clause and every filter must hold; an empty query finds everything.

    `since` (inclusive) and `until` (exclusive) bound `Listing.dated`, `stored_since` and `stored_until`
    likewise `Listing.first_seen`. Several values of one filter
    are alternatives. `hits` true leaves only hits; `gone` false leaves out what was deleted at the source.
    """

    clauses: tuple[Clause, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    stored_since: datetime | None = None
    stored_until: datetime | None = None
    goods: tuple[Goods, ...] = ()
    label: tuple[Label, ...] = ()
    platform: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    kind: tuple[PostKind, ...] = ()
    lang: tuple[str, ...] = ()
    handle: tuple[str, ...] = ()
    drug: tuple[str, ...] = ()
    hits: bool | None = None
    gone: bool | None = None
    order: Order = "newest"
    offset: int = 0
    limit: int = 20
    facets: tuple[FacetField, ...] = ()
    histogram: bool = False
