"""The one query object that command line, pages, saved searches and stores share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from index.access import Access
from nlp.reading import Goods, Label, PostKind

FacetField = Literal["goods", "label", "platform", "site", "source", "kind", "lang", "handle", "drug"]
FACETS: tuple[FacetField, ...] = ("goods", "label", "platform", "site", "source", "kind", "lang", "handle", "drug")
Order = Literal["newest", "relevance", "score", "copied"]


class QueryError(ValueError):
    """What was typed cannot be understood or asks too much; the message says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One or more tokens that must all occur in one text: in a row for a phrase, as a beginning for a prefix.

    `tokens` are search tokens (`nlp.tokens.search_tokens`); `prefix` holds for the last token. `fuzzy`, for a single
    token, is how many letters may be another, missing, too many or changed over with a neighbour. `within` names the
    texts that are looked at: all (`index.fields.searched_texts`) or the places (`index.fields.place_texts`).
    """

    tokens: tuple[str, ...]
    prefix: bool = False
    fuzzy: int = 0
    within: Literal["words", "places"] = "words"


@dataclass(frozen=True, slots=True)
class Keyed:
    """One of these values, as the field is indexed (`index.fields`); with `prefix` a value that begins like one."""

    field: FacetField | Literal["keys"]
    values: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """A number of the field from `low` to `high`, both included; None: no bound. Units are those of `index.fields`."""

    field: Literal["dated", "price", "scored"]
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """What does not match the node."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class AllOf:
    """What matches every node."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What matches so many of the nodes or more."""

    nodes: tuple["Node", ...]
    at_least: int = 1


Node = Clause | Keyed | Between | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to find: every clause and every filter must hold; an empty query finds everything that `access` lets see.

    `since` (inclusive) and `until` (exclusive) bound `Listing.dated`, `stored_since` and `stored_until`
    likewise `Listing.first_seen`. Several values of one filter
    are alternatives. `hits` true leaves only hits; `gone` false leaves out what was deleted at the source.
    `collapse` shows of copies (`Listing.near_key`) the first in the order, with their number. `after` is `Page.next`
    of the page before, empty for the first page.
    """

    access: Access
    clauses: tuple[Node, ...] = ()
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
    collapse: bool = False
    after: str = ""
    limit: int = 20
    facets: tuple[FacetField, ...] = ()
    histogram: bool = False


def wanted_clauses(nodes: Iterable[Node]) -> Iterator[Clause]:
    """The clauses whose words speak for a match, and not against it."""
    for node in nodes:
        if isinstance(node, Clause):
            yield node
        elif isinstance(node, AllOf | AnyOf):
            yield from wanted_clauses(node.nodes)


def is_weighed(query: Query) -> bool:
    """Whether words decide the order: asked for, and there are some."""
    return query.order == "relevance" and any(wanted_clauses(query.clauses))
