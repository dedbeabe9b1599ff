"""Stored response bodies, read by the same spiders as a crawl's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from scrapy.http import TextResponse

from crawlers.address import is_web
from crawlers.page import Extract
from crawlers.spiders import known_spiders


class ParsingError(Exception):
    """A stored answer cannot be read at all; the message says which file and why."""


@dataclass(frozen=True, slots=True)
class _Meta:
    url: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def parse_file(
    spider: str,
    path: Path,
    *,
    url: str | None = None,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Extract:
    """What a spider makes of the body in a file.

    Address, status and headers that are not given come from `FILE.meta.json` beside it; without that
    file the status is 200 and the address is not known. Then the site and the permalinks come from the
    data where it names its host; else the site is empty and permalinks are paths.
    Raises ParsingError for an unknown spider or an unreadable file, UnreadableError for a server's failure.
    """
    spiders = known_spiders()
    if spider not in spiders:
        raise ParsingError(f"no spider is named {spider}; known: {', '.join(sorted(spiders))}")
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ParsingError(f"{path}: cannot be read: {error.strerror}") from None
    meta = _meta_of(path)
    response = TextResponse(
        meta.url if url is None else url,
        status=meta.status if status is None else status,
        headers=dict(meta.headers if headers is None else headers),
        body=body,
    )
    return spiders[spider].extract(response)


def _meta_of(path: Path) -> _Meta:
    beside = path.with_name(f"{path.name}.meta.json")
    if not beside.exists():
        return _Meta()
    try:
        content: Any = orjson.loads(beside.read_bytes())
    except OSError as error:
        raise ParsingError(f"{beside}: cannot be read: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise ParsingError(f"{beside}: not JSON: {error}") from None
    if not isinstance(content, dict):
        raise ParsingError(f"{beside}: expected an object with url, status and headers")
    url, status, headers = content.get("url") or "", content.get("status", 200), content.get("headers") or {}
    if (
        not isinstance(url, str)
        or (url and not is_web(url))
        or not isinstance(status, int)
        or not isinstance(headers, dict)
    ):
        raise ParsingError(f"{beside}: expected url (an address of the web), status (number) and headers (name: value)")
    return _Meta(url, status, {str(name): str(value) for name, value in headers.items()})
