"""Invented posts for `pillwatch import`: of several months and undated, some without a term, some broken lines."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from crawlers.importing import FieldMap, pages_of
from crawlers.page import Page

PAGE = 50
"""Posts of one page: two pages make a batch of the intake."""

EPOCH = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
STREET = "192.0.2.7"
"""The site of all posts but the odd ones: an address for documentation, so that an index may want addresses."""

ODD_SITE = "forum.example"


@dataclass(frozen=True, slots=True)
class Export:
    """A file of posts; `odd` of them (evenly spread) come from a site that is a name and not an address."""

    path: Path
    count: int
    months: int = 3
    odd: int = 0
    first: int = 0

    def write(self) -> "Export":
        """Write the file; the same numbers give the same posts."""
        every = self.count // self.odd if self.odd else 0
        lines = []
        for place in range(self.count):
            is_odd = every and place % every == every // 2
            lines.append(_line(self.first + place, self.months, ODD_SITE if is_odd else STREET))
        self.path.write_bytes(b"\n".join(lines))
        return self

    def pages(self, fetched: datetime) -> list[Page]:
        """The pages of an import at that time, shorter than those of the command: a fault has more places to strike."""
        return [page for whole in pages_of(self.path, FieldMap(), fetched) for page in _cut(whole)]


def _cut(page: Page) -> list[Page]:
    posts = page.extract.posts
    parts = [posts[start : start + PAGE] for start in range(0, len(posts), PAGE)]
    return [
        replace(page, extract=replace(page.extract, posts=part, malformed=() if place else page.extract.malformed))
        for place, part in enumerate(parts)
    ]


def _line(number: int, months: int, site: str) -> bytes:
    if number % 150 == 149:
        return b'{"platform": "example", "kind": "forum", "native_id": '
    created = EPOCH - timedelta(days=30 * (number % months), minutes=number)
    record: dict[str, Any] = {
        "platform": "example",
        "site": site,
        "kind": "forum",
        "native_id": str(number),
        "url": f"https://forum.example/t/{number}",
        "author": {"handle": f"invented_{number % 37}", "name": None, "url": None},
        "title": f"Restock {number}",
        "text": _text(number),
        "created": None if number % 10 == 9 else created,
    }
    return orjson.dumps(record)


def _text(number: int) -> str:
    if number % 20 == 7:
        return f"Nice weather in town today, number {number}."
    return (
        f"Pressed blue 30s, roxy M30 perc batch {number}, ${number % 40 + 5} each, shipping worldwide. "
        f"Call +1 (213) 555-01{number % 100:02d} to order, ask for bulk of {number % 9 + 2}."
    )
