"""A listing prepared for reading: every text that words are searched in, with what matched marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.highlight import highlight
from index.listing import Author, Listing
from index.query import Node
from nlp.reading import Mention
from web.text import Excerpt, Span, excerpt

NAME_LIMIT = 80
TITLE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names, once for each kind and standard form, with the ways in which it is written."""

    kind: str
    value: Excerpt
    written: Excerpt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A listing with the HTML of its texts, always the original ones; `author` is handle and name in one."""

    listing: Listing
    title: Excerpt | None
    text: Excerpt
    author: Excerpt | None
    place: Excerpt | None
    pictured: tuple[Excerpt, ...]
    named: tuple[Named, ...]
    copies: int = 1


def card_of(listing: Listing, clauses: Sequence[Node], limit: int, copies: int = 1) -> Card:
    """The card with at most `limit` code points of the text, and of media descriptions those that matched."""

    def short(text: str | None, cap: int = NAME_LIMIT, *, searched: bool = True) -> Excerpt | None:
        return excerpt(text, (0, len(text)), cap, highlight(text, clauses) if searched else (), ()) if text else None

    whole, offset = _whole(listing)
    title = listing.title or ""
    marks = [*highlight(title, clauses), *_moved(highlight(listing.text, clauses), offset)]
    descriptions = [media.alt for media in listing.media if media.alt and highlight(media.alt, clauses)]
    return Card(
        listing=listing,
        copies=copies,
        title=excerpt(whole, (0, len(title)), TITLE_LIMIT, marks, listing.mentions) if title else None,
        text=excerpt(whole, (offset, len(whole)), limit, marks, listing.mentions),
        author=short(_author(listing.author)),
        place=short(listing.place),
        pictured=tuple(part for alt in descriptions if (part := short(alt, TITLE_LIMIT))),
        named=tuple(
            Named(kind, part, short(written))
            for (kind, value), written in _named(listing.mentions).items()
            if (part := short(value, searched=kind == "contact"))
        ),
    )


def _whole(listing: Listing) -> tuple[str, int]:
    """The text that mentions' offsets count in, and where the post's own text begins in it."""
    return (listing.text, 0) if listing.title is None else (f"{listing.title}\n{listing.text}", len(listing.title) + 1)


def _moved(spans: Sequence[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans]


def _author(author: Author | None) -> str:
    names = (author.handle, author.name) if author else ()
    return " · ".join(name for name in dict.fromkeys(names) if name)


def _named(mentions: Sequence[Mention]) -> dict[tuple[str, str], str]:
    """For each kind and standard form the ways in which it is written, empty when none differs in its letters."""
    ways: dict[tuple[str, str], dict[str, None]] = {}
    for mention in mentions:
        ways.setdefault((mention.kind, mention.value), {})[mention.text] = None
    return {
        key: ", ".join(texts) if any(_letters(text) != _letters(key[1]) for text in texts) else ""
        for key, texts in ways.items()
    }


def _letters(text: str) -> str:
    return "".join(text.split()).casefold()
