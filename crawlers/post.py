"""The record that a spider makes of a page, the same for every platform."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from index.listing import Author, Media, Price
from nlp.reading import PostKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A public post as the platform shows it.

    `text` is plain text: markup removed, entities decoded, line breaks kept. Times are UTC. What the
    platform does not say is None.
    """

    id: str
    platform: str
    site: str
    kind: PostKind
    native_id: str
    url: str | None
    author: Author | None
    title: str | None
    text: str
    lang: str | None
    created: datetime | None
    edited: datetime | None = None
    is_edited: bool = False
    deleted: bool = False
    media: tuple[Media, ...] = ()
    price: Price | None = None
    place: str | None = None
    reply_to: str | None = None


def post_id(platform: str, site: str, native_id: str) -> str:
    """The deterministic id: 32 hex digits of blake2b-128 over `platform \\0 site \\0 native_id` in UTF-8."""
    return blake2b("\0".join((platform, site, native_id)).encode(), digest_size=16).hexdigest()
