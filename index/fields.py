"""What of a listing is searched, counted and sorted by: the same in every store."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from index.listing import Listing
from index.query import FacetField

_BEGINNING = datetime.min.replace(tzinfo=UTC)
"""1 January of the year 1, a Monday: the zero of `microseconds` and `week_number`."""


LONGEST_VALUE = 8_000
"""Code points kept of a value that is counted: Elasticsearch takes 32,766 bytes of UTF-8."""


def searched_texts(listing: Listing) -> Iterator[str]:
    """The texts whose words find a listing, each on its own: a phrase never runs from one into the next."""
    author = listing.author
    own = (listing.title, listing.text, author and author.handle, author and author.name, listing.place)
    yield from (text for text in own if text)
    yield from (media.alt for media in listing.media if media.alt)
    yield from dict.fromkeys(mention.value for mention in listing.mentions if mention.kind == "contact")


def facet_values(listing: Listing, field: FacetField) -> tuple[str, ...]:
    """The distinct values under which a listing is counted and filtered; empty ones are left out."""
    if field == "goods":
        values: tuple[str | None, ...] = listing.goods
    elif field == "drug":
        values = tuple(mention.value for mention in listing.mentions if mention.kind == "drug")
    elif field == "handle":
        values = (listing.author.handle if listing.author else None,)
    else:
        values = (getattr(listing, field),)
    return tuple(dict.fromkeys(facet_key(field, value) for value in values if value))


def facet_key(field: FacetField, value: str) -> str:
    """The form under which a value is counted and filtered: no longer than `LONGEST_VALUE`, handles in lower case."""
    return (value.lower() if field == "handle" else value)[:LONGEST_VALUE]


def microseconds(moment: datetime) -> int:
    """Whole microseconds since the year 1; never negative."""
    return (moment - _BEGINNING) // timedelta(microseconds=1)


def week_number(moment: datetime) -> int:
    """The ISO week in UTC, counted from the first week of the year 1."""
    return (moment - _BEGINNING) // timedelta(weeks=1)


def week_start(number: int) -> datetime:
    """Monday, 00:00 UTC, of the week with that number."""
    return _BEGINNING + timedelta(weeks=number)
