"""What a seller's listings say, counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from index.listing import Listing
from index.sellers.marks import contact_marks

Counted = tuple[tuple[str, int], ...]
"""(value, number of listings), most frequent first, ties by value."""


@dataclass(frozen=True, slots=True)
class Advert:
    """One text as it was first posted, and the listings that repeat it (near-duplicates count as the same)."""

    title: str | None
    text: str
    first: datetime
    listings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """`texts` are the distinct ones, oldest first; `first_seen` and `last_seen` are of our captures; `listings` are
    the ids, oldest first."""

    contacts: Counted
    prices: Counted
    places: Counted
    texts: tuple[Advert, ...]
    first_seen: datetime
    last_seen: datetime
    listings: tuple[str, ...]


def profile_of(listings: Iterable[Listing]) -> Profile:
    """Of one listing at least."""
    ordered = sorted(listings, key=lambda listing: (listing.dated, listing.id))
    contacts, prices, places = Counter[str](), Counter[str](), Counter[str]()
    copies: dict[object, list[Listing]] = {}
    for listing in ordered:
        contacts.update(contact_marks(listing))
        prices.update(_prices(listing))
        places.update(_places(listing))
        copies.setdefault(listing.near_key or (listing.title, listing.text), []).append(listing)
    return Profile(
        contacts=_counted(contacts),
        prices=_counted(prices),
        places=_counted(places),
        texts=tuple(
            Advert(same[0].title, same[0].text, same[0].dated, tuple(listing.id for listing in same))
            for same in copies.values()
        ),
        first_seen=min(listing.first_seen for listing in ordered),
        last_seen=max(listing.last_seen for listing in ordered),
        listings=tuple(listing.id for listing in ordered),
    )


def _prices(listing: Listing) -> set[str]:
    found = {mention.value for mention in listing.mentions if mention.kind == "price"}
    if listing.price:
        found.add(f"{listing.price.amount} {listing.price.currency or ''}".strip())
    return found


def _places(listing: Listing) -> set[str]:
    found = {mention.value for mention in listing.mentions if mention.kind == "place"}
    return found | {listing.place} if listing.place else found


def _counted(counts: Counter[str]) -> Counted:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
