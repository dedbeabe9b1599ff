"""Where a page ends, as a word that the next question carries."""

import base64
from dataclasses import dataclass
from typing import Any

import orjson

from index.query import Order, Query, QueryError

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Newest:
    """Behind the listing of this time (`index.fields.microseconds`) and id in the order of time."""

    dated: int
    id: str


@dataclass(frozen=True, slots=True)
class Best:
    """Behind the listing of this score (in millionths), time and id in the order of scores."""

    scored: int
    dated: int
    id: str


@dataclass(frozen=True, slots=True)
class Rank:
    """Behind so many results in the order of relevance."""

    passed: int


@dataclass(frozen=True, slots=True)
class Copied:
    """Behind the copies of this number and key in the order of their number."""

    copies: int
    near: str


Position = Newest | Best | Rank | Copied

_KINDS: dict[Order, tuple[type[Position], ...]] = {
    "newest": (Newest,),
    "score": (Best,),
    "relevance": (Rank, Newest),
    "copied": (Copied, Newest),
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position, and how many results lie before it."""

    position: Position
    passed: int


def written(cursor: Cursor, order: Order) -> str:
    """The cursor as letters, digits, - and _."""
    position = cursor.position
    values = [getattr(position, name) for name in position.__slots__]
    data = orjson.dumps([order, type(position).__name__, cursor.passed, *values])
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read(query: Query) -> Cursor | None:
    """The cursor that the query carries; None for a first page. Raises QueryError for what is none of this order."""
    if not query.after:
        return None
    try:
        if len(query.after) > _LONGEST:
            raise ValueError("too long")
        order, kind, passed, *values = orjson.loads(
            base64.urlsafe_b64decode(query.after + "=" * (-len(query.after) % 4))
        )
        made = {one.__name__: one for one in _KINDS[query.order]}[kind]
        if order != query.order or not _fits(made, [passed, *values]):
            raise ValueError("of another order")
        return Cursor(made(*values), passed)
    except (ValueError, KeyError, TypeError):
        raise QueryError(
            "after: this is no place in the results in this order: expected what the page before gave, or nothing"
        ) from None


def _fits(kind: type[Position], values: list[Any]) -> bool:
    wanted = [int, *(kind.__annotations__[name] for name in kind.__slots__)]
    return len(wanted) == len(values) and all(
        type(value) is want and (want is str or 0 <= value < 2**63) for value, want in zip(values, wanted, strict=True)
    )
