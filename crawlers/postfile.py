"""Posts as JSON, one a line: what `parse` prints and `import` takes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from crawlers.post import Post, post_id
from crawlers.validate import problem_of

NULLABLE = ("url", "author", "title", "lang", "created", "edited", "price", "place", "reply_to")
_ADAPTER = TypeAdapter(Post)


class PostFileError(ValueError):
    """A file of posts or its map cannot be read; the message says where and what is expected."""


def post_to_json(post: Post) -> bytes:
    """One line of JSON under the record's own names; times as ISO 8601 with `Z`."""
    return orjson.dumps(post, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


def post_of(record: Mapping[str, Any]) -> Post:
    """A Post from its JSON object; `id` is worked out where it is missing, absent values are null, times become UTC.

    Raises ValueError, in words, for an unknown name, a wrong type or a post that cannot be kept.
    """
    unknown = [name for name in record if name not in Post.__slots__]
    if unknown:
        raise ValueError(f"a post has no field {unknown[0]!r}")
    full: dict[str, Any] = {"id": "", "site": "", **dict.fromkeys(NULLABLE)}
    full |= {name: value for name, value in record.items() if value is not None}
    if type(full.get("native_id")) is int:
        full["native_id"] = str(full["native_id"])
    if not full["id"] and all(isinstance(full.get(name), str) for name in ("platform", "site", "native_id")):
        full["id"] = post_id(full["platform"], full["site"], full["native_id"])
    try:
        post = _ADAPTER.validate_json(orjson.dumps(full))
    except (ValidationError, TypeError) as error:
        raise ValueError(_in_words(error)) from None
    problem = problem_of(post)
    if problem:
        raise ValueError(problem)
    return _in_utc(post)


def _in_words(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _in_utc(post: Post) -> Post:
    times = {name: getattr(post, name) for name in ("created", "edited")}
    return replace(post, **{name: time.astimezone(UTC) for name, time in times.items() if time})
