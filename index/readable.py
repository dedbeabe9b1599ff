"""A post as the reader takes it, and what its reading becomes in a listing: the same for a crawl and afterwards."""

from typing import Any, Protocol

from index.listing import Author
from nlp.reader import Text
from nlp.reading import PostKind, Reading


class Readable(Protocol):
    """What of a post is read; a crawled post and a stored listing both have it."""

    @property
    def text(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def lang(self) -> str | None: ...
    @property
    def author(self) -> Author | None: ...
    @property
    def kind(self) -> PostKind: ...


def text_of(post: Readable) -> Text:
    """The text to read. A stored listing gives the same as its post did: its language is the platform's word, or
    what the reader found in the same text."""
    handle = post.author.handle if post.author else None
    return Text(text=post.text, title=post.title, lang=post.lang, author=handle, kind=post.kind)


def fields_of(reading: Reading) -> dict[str, Any]:
    """The fields of a listing that its reading decides. The language is not among them: the platform's own word on it
    goes first, and a stored listing does not say whose word it has."""
    return {name: getattr(reading, name) for name in Reading.__slots__ if name != "lang"}
