"""Answers that all the platforms give: JSON, small pages, addresses."""

import re
import unicodedata
from collections.abc import Mapping
from html import escape
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response


def json_answer(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(body), status_code=status, headers=headers, media_type="application/json; charset=utf-8"
    )


def page(title: str, body: str, *, lang: str = "en", status: int = 200) -> Response:
    """A page; `title` is escaped here, `body` is HTML."""
    return HTMLResponse(
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body>\n{body}\n</body></html>\n",
        status_code=status,
    )


def base_url(request: Request) -> str:
    """The address under which the caller reached this server, without a slash at the end."""
    return str(request.base_url).rstrip("/")


def wants_html(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def slug(title: str) -> str:
    """The part of an address that is made from a title: lower-case ASCII words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "topic"


def number(text: str | None, default: int) -> int:
    """A number of the query string; anything that is none counts as absent."""
    return int(text) if text is not None and re.fullmatch(r"\d{1,18}", text) else default
