"""What of a listing is content, what was written and by whom, and what is left once that was dropped."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from index.listing import Evidence, Listing

DROPPED: Mapping[str, Any] = MappingProxyType(
    {
        "native_id": "",
        "url": None,
        "author": None,
        "title": None,
        "text": "",
        "edited": None,
        "is_edited": False,
        "media": (),
        "price": None,
        "place": None,
        "reply_to": None,
        "mentions": (),
        "reasons": (),
        "versions": (),
        "evidence": None,
        "seller_keys": (),
        "near_key": None,
    }
)
"""The fields that are content, each with what stands there afterwards. Addresses and the platform's own ids
often hold the author's handle, `seller_keys` a contact, `near_key` is made of the text."""

KEPT = frozenset(Listing.__slots__) - DROPPED.keys()
"""What is left: who it is to us (`id`), what posts are counted by, and the story of the capture."""


def is_dropped(listing: Listing) -> bool:
    """Whether the content was dropped; no platform gives a post without an id of its own."""
    return all(getattr(listing, name) == value for name, value in DROPPED.items())


def evidence_of(listing: Listing) -> tuple[Evidence, ...]:
    """The evidence of the listing and of its earlier versions, each once."""
    found = (listing.evidence, *(version.evidence for version in listing.versions))
    return tuple(dict.fromkeys(one for one in found if one is not None))
