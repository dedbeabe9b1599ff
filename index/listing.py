"""The stored post: a Post with its Reading and what is known of its capture."""

from dataclasses import dataclass, field
from datetime import datetime

from nlp.reading import Goods, Label, Mention, PostKind, Reason


@dataclass(frozen=True, slots=True)
class Author:
    """Who posted, as the platform shows it."""

    handle: str | None = None
    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """An attached picture, film or sound; `alt` is the platform's description of it."""

    url: str
    kind: str
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """`amount` is a decimal string in units of `currency` (ISO 4217), never minor units."""

    amount: str
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """`sha256` of the evidence file's bytes, and `uri`, its path below the data folder."""

    sha256: str
    uri: str


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier state of an edited post and when we replaced it."""

    title: str | None
    text: str
    replaced: datetime
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A stored post: the fields of Post, those of Reading, and the story of its capture.

    Times are UTC. `first_seen` never changes; `last_seen` is the last capture that still showed it,
    `checked` the last time that anybody looked; `gone` is when it was first found deleted.
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

    label: Label
    goods: tuple[Goods, ...]
    score: float
    hit: bool
    mentions: tuple[Mention, ...]
    reasons: tuple[Reason, ...]
    model: str
    screened_out: bool = False

    first_seen: datetime
    last_seen: datetime
    checked: datetime
    gone: datetime | None = None
    held: bool = False
    versions: tuple[Version, ...] = ()
    evidence: Evidence | None = None
    seller_keys: tuple[str, ...] = field(default=())
    near_key: str | None = None
    source: str
    policy: str

    @property
    def dated(self) -> datetime:
        """The time that counts for weeks and order: `created`, or `first_seen` where the platform gives none."""
        return self.created or self.first_seen
