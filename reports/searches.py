"""Where a number comes from: the search or the runs that give it, for people and as data."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from alerts.weeks import Week
from index.query import Query

_FLAGS = ("goods", "label", "platform", "site", "source", "kind", "lang", "handle", "drug")


@dataclass(frozen=True, slots=True)
class RunsAsked:
    """The posts that the runs of these sources read that started in the week and ended `ok`."""

    sources: tuple[str, ...]
    week: Week

    def line(self) -> str:
        """The command that lists all runs of the week."""
        return f"pillwatch runs --since {_typed(self.week.start)} --until {_typed(self.week.end)} --json"

    def data(self) -> dict[str, Any]:
        """As data: sum `posts` over the runs of which all of it holds; `command` lists all runs of the week."""
        return {
            "command": self.line(),
            "sum": "posts",
            "sources": list(self.sources),
            "verdict": "ok",
            "started_since": _typed(self.week.start),
            "started_until": _typed(self.week.end),
        }


def search_line(query: Query) -> str:
    """The command that counts what the query counts; its filters only, not its page."""
    return shlex.join(["pillwatch", "search", *_words(query)])


def query_data(query: Query) -> dict[str, Any]:
    """The fields of the Query that are not at their default, by name; who may see what is no part of it."""
    given = {field.name: getattr(query, field.name) for field in fields(query)}
    return {
        name: _typed(value) if isinstance(value, datetime) else list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if value != getattr(Query(access=query.access), name)
    }


def _words(query: Query) -> Iterator[str]:
    for name in ("since", "until"):
        if moment := getattr(query, name):
            yield from (f"--{name}", _typed(moment))
    for name in _FLAGS:
        for value in getattr(query, name):
            yield from (f"--{name}", value)
    if not query.hits:
        yield "--all"


def _typed(moment: datetime) -> str:
    """A date for midnight, else the time, as `--since` takes it."""
    text = moment.astimezone(UTC).isoformat()
    return text[:10] if text.endswith("T00:00:00+00:00") else text.replace("+00:00", "Z")
