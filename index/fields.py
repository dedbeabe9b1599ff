"""What of a listing is searched, counted and sorted by: the same in every store."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from index.listing import Listing
from index.query import FacetField
from nlp.tokens import search_words

_BEGINNING = datetime.min.replace(tzinfo=UTC)
"""1 January of the year 1, a Monday: the zero of `microseconds` and `week_number`."""


LONGEST_VALUE = 8_000
"""Code points kept of a value that is counted: Elasticsearch takes 32,766 bytes of UTF-8."""

LONGEST_KEY = 200
"""Code points kept of a key: no name, number or address that anybody searches is longer."""

FEWEST_DIGITS = 4
"""Digits that a part of a telephone number must have to be looked for."""

DEAREST = 10**15
"""In hundredths; higher prices count as this one."""

_NUMBER_IN = re.compile(r"\+?(\d{7,15})")
_LOCAL = re.compile(r"(?<![\w.$])\d{3}[-. ]\d{4}(?![\w-])")
_LOT = re.compile(r"(\d{1,6}) for (\d{1,9})", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,12}(?:,\d{3})*(?:\.\d{1,2})?)\s?(k\b)?", re.ASCII | re.IGNORECASE)


def searched_texts(listing: Listing) -> Iterator[str]:
    """The texts whose words find a listing, each on its own: a phrase never runs from one into the next."""
    author = listing.author
    own = (listing.title, listing.text, author and author.handle, author and author.name, listing.place)
    yield from (text for text in own if text)
    yield from (media.alt for media in listing.media if media.alt)
    yield from dict.fromkeys(mention.value for mention in listing.mentions if mention.kind == "contact")


def place_texts(listing: Listing) -> Iterator[str]:
    """Where it says it is, and the places that it names, as written and in their standard form."""
    named = (text for mention in listing.mentions if mention.kind == "place" for text in (mention.text, mention.value))
    yield from dict.fromkeys(text for text in (listing.place, *named) if text)


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


def keys(listing: Listing) -> tuple[str, ...]:
    """What a listing can be looked up by exactly, each as kind, colon and form (`key`): its author's handle with and
    without the host, contacts and ways to pay with and without their kind, telephone numbers and all their ends,
    imprints, the seller's account and keys, the key of its copies, and its own id."""
    found: dict[str, None] = {key("id", listing.id): None}
    handle = listing.author.handle if listing.author else None
    if handle:
        for name in (handle, handle.lstrip("@").partition("@")[0]):
            found[key("handle", name)] = None
            found[key("seller", f"{listing.platform}/{name}")] = None
    if listing.near_key:
        found[key("near", listing.near_key)] = None
    if listing.kind == "shop" and listing.site:
        found[key("seller", f"{listing.platform}/{listing.site}")] = None
    for one in listing.seller_keys:
        found[key("seller", one)] = None
    for mention in listing.mentions:
        if mention.kind in ("contact", "payment"):
            _, _, name = mention.value.partition(":")
            for value in (mention.value, name):
                if value:
                    found[key("contact", value)] = None
            if number := _NUMBER_IN.fullmatch(name or mention.value):
                found.update(dict.fromkeys(_ends(number[1])))
        elif mention.kind == "imprint":
            found[imprint_key(mention.value)] = None
    for text in (listing.title, listing.text):
        for local in _LOCAL.findall(text or ""):
            found.update(dict.fromkeys(_ends(digits_of(local))))
    return tuple(found)


def key(kind: str, value: str) -> str:
    """The form of one of `keys`: in lower case, white space as single spaces, no @ in front."""
    return f"{kind}:{' '.join(value.lower().split()).lstrip('@')}"[:LONGEST_KEY]


def imprint_key(value: str) -> str:
    """The key of a mark on a pill, however its letters and digits are set apart."""
    return key("imprint", "".join(search_words(value)))


def digits_of(text: str) -> str:
    """The decimal digits in a text, as 0 to 9."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


def prices(listing: Listing) -> tuple[int, ...]:
    """The prices that it has or names, in hundredths of whatever currency; of `10 for 150` 150 and 15."""
    texts = [mention.value for mention in listing.mentions if mention.kind == "price"]
    if listing.price:
        texts.append(listing.price.amount)
    amounts = (one for text in texts for one in (amount(text), _a_piece(text)))
    return tuple(dict.fromkeys(one for one in amounts if one is not None))


def amount(text: str) -> int | None:
    """The last number in a text, in hundredths; None where there is none."""
    found = list(_AMOUNT.finditer(text))
    if not found:
        return None
    try:
        number = Decimal(found[-1][1].replace(",", "")) * (1000 if found[-1][2] else 1)
    except InvalidOperation:
        return None
    return min(int(number * 100), DEAREST)


def _a_piece(text: str) -> int | None:
    lot = _LOT.fullmatch(text)
    return min(int(lot[2]) * 100 // int(lot[1]), DEAREST) if lot and int(lot[1]) else None


def millionths(score: float) -> int:
    """A score as a whole number, for sorting and ranges."""
    return round(min(max(score, 0.0), 1.0) * 1_000_000)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since the year 1; never negative."""
    return (moment - _BEGINNING) // timedelta(microseconds=1)


def week_number(moment: datetime) -> int:
    """The ISO week in UTC, counted from the first week of the year 1."""
    return (moment - _BEGINNING) // timedelta(weeks=1)


def week_start(number: int) -> datetime:
    """Monday, 00:00 UTC, of the week with that number."""
    return _BEGINNING + timedelta(weeks=number)


def _ends(number: str) -> Iterator[str]:
    """The whole number and all its ends that are long enough: a part of it is the beginning of one of them."""
    return (f"phone:{number[start:]}" for start in range(len(number) - FEWEST_DIGITS + 1))
