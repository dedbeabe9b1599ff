"""The recorded answers of real platforms, and what is in them, found without any of our code."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Recording:
    """A body with the request and response that it came with; all but the body empty where nobody wrote them down."""

    path: Path
    url: str
    status: int
    headers: dict[str, str]

    @property
    def body(self) -> Any:
        return json.loads(self.path.read_bytes())


def recordings(folder: Path, pattern: str = "*.json") -> list[Recording]:
    """The recordings in a folder, by name."""
    found = []
    for path in sorted(folder.glob(pattern)):
        if path.name.endswith(".meta.json"):
            continue
        beside = Path(f"{path}.meta.json")
        meta = json.loads(beside.read_bytes()) if beside.exists() else {}
        found.append(Recording(path, meta.get("url", ""), meta.get("status", 200), meta.get("headers", {})))
    return found


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in JSON, outer ones first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def statuses(body: Any) -> list[dict[str, Any]]:
    """The statuses of a Mastodon answer, each once; boosts are not among them."""
    found = [one for one in objects(body) if {"uri", "content", "account", "visibility"} <= one.keys()]
    return list({one["uri"]: one for one in reversed(found) if not one["reblog"]}.values())[::-1]


def forum_posts(body: Any) -> list[dict[str, Any]]:
    """The posts of a Discourse answer that people wrote."""
    return [one for one in objects(body) if "cooked" in one and one.get("post_type", 1) == 1]


def products(body: Any) -> list[dict[str, Any]]:
    """The products of a WooCommerce answer."""
    return [one for one in objects(body) if "prices" in one]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def bare_words(html: str) -> list[str]:
    """The words of HTML once its tags are cut out with a plain pattern."""
    without = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", html)
    broken = re.sub(r"(?i)<(?:br|/?p|/?li|/?div|/?h\d|/?[uo]l|hr|/?blockquote|/?t[rd])\b[^>]*>", " ", without)
    return unescape(re.sub(r"<[^>]*>", "", broken)).split()
