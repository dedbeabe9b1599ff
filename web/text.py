"""Original text as safe HTML: escaped, invisible characters shown, matches and mentions marked."""

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from index.visible import visible
from nlp.reading import Mention
from web.words import MENTION_WORDS

Span = tuple[int, int]
_SHOWN = re.compile(r"(‹U\+([0-9A-F]{4,6})›)\1*")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a text as HTML and whether something was left out before and after it."""

    html: Markup
    cut_before: bool
    cut_after: bool


def excerpt(whole: str, bounds: Span, limit: int, marks: Sequence[Span], mentions: Sequence[Mention]) -> Excerpt:
    """At most `limit` code points of `whole` within `bounds`, moved so that the first mark is among them.

    `marks` and the mentions' offsets are code points of `whole`.
    """
    start, end = bounds
    lead = limit // 4
    first = next((a for a, b in sorted(marks) if b > start and a < end), start)
    late = first - start > limit - lead
    low = max(start, min(first - lead, end - limit)) if late else start
    high = min(low + limit, end)
    return Excerpt(marked(whole, (low, high), marks, mentions), low > start, high < end)


def marked(whole: str, bounds: Span, marks: Sequence[Span], mentions: Sequence[Mention]) -> Markup:
    """This stretch of `whole` as HTML: `<mark>` around what matched, a titled span around each mention."""
    start, end = bounds
    match, named = _Cover(marks), _Cover([(m.start, m.end) for m in mentions])
    edges = {edge for span in (*match.spans, *named.spans) for edge in span if start < edge < end}
    html, in_mark = [], False
    for low, high in pairwise([start, *sorted(edges), end]):
        matched = bool(match.at(low))
        if matched != in_mark:
            html.append("<mark>" if matched else "</mark>")
            in_mark = matched
        html.append(_named(show(whole[low:high]), [mentions[number] for number in named.at(low)]))
    return Markup("".join([*html, "</mark>" if in_mark else ""]))  # noqa: S704 - every part is escaped by `show`


def show(text: str) -> Markup:
    """Escaped text with each invisible character as a small labelled box; a run of one has one box."""
    return Markup(_SHOWN.sub(_box, str(escape(visible(text)))))  # noqa: S704 - escaped on this line


def web_address(url: str | None) -> str | None:
    """The address if it is safe to put behind a link (http or https with a host), else None."""
    if url is None or visible(url) != url or any(char.isspace() for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


class _Cover:
    """Which of many spans cover a place, asked for places in rising order."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self._waiting = sorted(range(len(spans)), key=lambda number: spans[number][0], reverse=True)
        self._open: list[int] = []

    def at(self, place: int) -> list[int]:
        """The numbers of the spans with `start <= place < end`."""
        while self._waiting and self.spans[self._waiting[-1]][0] <= place:
            self._open.append(self._waiting.pop())
        self._open = [number for number in self._open if self.spans[number][1] > place]
        return self._open


def _named(html: Markup, mentions: Sequence[Mention]) -> Markup:
    if not mentions:
        return html
    title = visible("; ".join(f"{MENTION_WORDS[m.kind]}: {m.value}" for m in mentions))
    return Markup('<span class="mention" title="{}">{}</span>').format(title, html)


def _box(found: re.Match[str]) -> str:
    point = int(found[2], 16)
    if point > sys.maxunicode:
        return found[0]
    name = unicodedata.name(chr(point), "control character")
    times = len(found[0]) // len(found[1])
    return f'<span class="box" title="{name.lower()}">{found[1]}{f" ×{times}" if times > 1 else ""}</span>'
