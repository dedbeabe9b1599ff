"""The invented people, posts and products, as they lie in `world/*.jsonl`.

Every time in the files is an age: how long before the epoch something happened ("2d3h", "45m"); a negative age
("-1d6h") lies after the epoch and is seen only once the clock has passed it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent / "world"

_AGE = re.compile(r"(-)?(?=.)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: when it happened and what the fields said before it."""

    age: timedelta
    was: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Happening:
    """What every post and product has: its key in `expected.jsonl`, its times and its edits, oldest first."""

    key: str
    age: timedelta
    lang: str
    text: str
    edits: tuple[Edit, ...]
    deleted: timedelta | None


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the Mastodon server. `acct` holds a domain when the account lives on another server."""

    acct: str
    name: str
    noindex: bool
    bot: bool

    @property
    def username(self) -> str:
        return self.acct.partition("@")[0]

    @property
    def domain(self) -> str:
        return self.acct.partition("@")[2]


@dataclass(frozen=True, slots=True)
class Status(Happening):
    """A post of the Mastodon server. `reblog` and `reply_to` are keys of other posts; `uri` is set for remote ones."""

    id: int
    by: str
    uri: str | None
    cw: str
    media: tuple[str, ...]
    reblog: str | None
    reply_to: str | None


@dataclass(frozen=True, slots=True)
class Topic:
    id: int
    category: int
    title: str
    pinned: bool
    slow: bool


@dataclass(frozen=True, slots=True)
class ForumPost(Happening):
    """A post of the Discourse server. `raw` text is HTML already; `deleted_by` is "author" or "staff"."""

    id: int
    topic: int
    number: int
    by: str
    raw: bool
    malformed: bool
    quote: Mapping[str, Any] | None
    onebox: Mapping[str, str] | None
    deleted_by: str | None


@dataclass(frozen=True, slots=True)
class Product(Happening):
    """A product of a WooCommerce shop. `price` counts minor units; `name` may hold HTML entities."""

    server: str
    id: int
    name: str
    price: str
    category: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    people: Mapping[str, Person]
    statuses: Mapping[str, Status]
    topics: Mapping[int, Topic]
    forum_posts: tuple[ForumPost, ...]
    forum_names: Mapping[str, str]
    products: tuple[Product, ...]


def parse_age(text: str) -> timedelta:
    """Read "2d3h10m" or "-1d"; raises ValueError for anything else."""
    match = _AGE.fullmatch(text)
    if match is None or text == "-":
        raise ValueError(f"not an age: {text!r} (write it like 2d3h10m, or -1d for what is still to come)")
    sign, days, hours, minutes = match.groups()
    age = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))
    return -age if sign else age


def load_world(folder: Path = FOLDER) -> World:
    """Read the whole world; raises OSError or ValueError when a file is missing or damaged."""
    people = [
        Person(row["acct"], row["name"], row.get("noindex", False), row.get("bot", False))
        for row in _rows(folder / "people.jsonl")
    ]
    topics = [
        Topic(row["id"], row["category"], row["title"], row.get("pinned", False), row.get("slow", False))
        for row in _rows(folder / "forum_topics.jsonl")
    ]
    return World(
        people={person.acct: person for person in people},
        statuses={row["key"]: _status(row) for row in _rows(folder / "social.jsonl")},
        topics={topic.id: topic for topic in topics},
        forum_posts=tuple(_forum_post(row) for row in _rows(folder / "forum_posts.jsonl")),
        forum_names={row["username"]: row["name"] for row in _rows(folder / "forum_users.jsonl")},
        products=tuple(_product(row) for row in _rows(folder / "products.jsonl")),
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise ValueError(f"{path}:{number}: {error}") from error


def _happening(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": row["key"],
        "age": parse_age(row["age"]),
        "lang": row["lang"],
        "text": row.get("text", ""),
        "edits": tuple(Edit(parse_age(edit["age"]), edit["was"]) for edit in row.get("edits", ())),
        "deleted": parse_age(row["deleted"]) if "deleted" in row else None,
    }


def _status(row: dict[str, Any]) -> Status:
    return Status(
        **_happening(row),
        id=int(row["id"]),
        by=row["by"],
        uri=row.get("uri"),
        cw=row.get("cw", ""),
        media=tuple(row.get("media", ())),
        reblog=row.get("reblog"),
        reply_to=row.get("reply_to"),
    )


def _forum_post(row: dict[str, Any]) -> ForumPost:
    return ForumPost(
        **_happening(row),
        id=row["id"],
        topic=row["topic"],
        number=row["number"],
        by=row["by"],
        raw=row.get("raw", False),
        malformed=row.get("malformed", False),
        quote=row.get("quote"),
        onebox=row.get("onebox"),
        deleted_by=row.get("deleted_by"),
    )


def _product(row: dict[str, Any]) -> Product:
    return Product(
        **_happening(row),
        server=row["server"],
        id=row["id"],
        name=row["name"],
        price=row["price"],
        category=row["category"],
        tags=tuple(row["tags"]),
    )
