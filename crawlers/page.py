"""What a spider makes of one response: the item that travels through the Scrapy pipeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawlers.post import Post

PageOutcome = Literal["posts", "list", "empty", "blocked", "gone"]


@dataclass(frozen=True, slots=True)
class Collected:
    """A post with its own raw object as received (the slice of the body that holds it).

    `private` marks what the platform says is not for strangers (an account's `noindex`): it comes out
    of `parse` and is never stored by a crawl.
    """

    post: Post
    raw: bytes
    private: bool = False


@dataclass(frozen=True, slots=True)
class Malformed:
    """A piece of a page that should have been a post, and why it is not."""

    raw: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What a body holds.

    `posts`: there are posts (or broken ones); `list`: the page lists things without their text;
    `empty`: a well-formed answer with nothing in it; `blocked`: a log-in, challenge or refusal;
    `gone`: deleted or never there.
    """

    outcome: PageOutcome
    posts: tuple[Collected, ...] = ()
    malformed: tuple[Malformed, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """An Extract together with the response it came from; `body_sha256` is of the whole body."""

    url: str
    status: int
    headers: Mapping[str, str]
    fetched: datetime
    body_sha256: str
    extract: Extract
