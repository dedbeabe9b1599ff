"""Listings as documents of the indices, and back."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

from index.fields import (
    LONGEST_VALUE,
    facet_values,
    keys,
    microseconds,
    millionths,
    place_texts,
    prices,
    searched_texts,
    week_number,
)
from index.listing import Listing
from index.near.assign import bands_of
from index.query import FACETS
from index.records import listing_from_fields, listing_to_json
from index.words import word_line

_LONGEST_ID = 512
"""Bytes of UTF-8 that the engine takes as `_id`."""

_MARK = "sha256:"


def document_id(listing_id: str) -> str:
    """The `_id` of a listing: its id, or the digest of one that the engine would not take."""
    encoded = listing_id.encode(errors="backslashreplace")
    if 0 < len(encoded) <= _LONGEST_ID and not listing_id.startswith(_MARK):
        return encoded.decode()
    return _MARK + sha256(encoded).hexdigest()


def to_document(listing: Listing) -> bytes:
    """The document as JSON in one line. Raises RecordError for a listing that has no JSON form."""
    record = listing_to_json(listing)
    fields: dict[str, Any] = {
        "id": listing.id,
        "dated": microseconds(listing.dated),
        "stored": microseconds(listing.first_seen),
        "week": week_number(listing.dated),
        "is_hit": listing.hit,
        "is_gone": listing.gone is not None,
        "words": [word_line(text) for text in searched_texts(listing)],
        "places": [word_line(text) for text in place_texts(listing)],
        "keys": keys(listing),
        "price": prices(listing),
        "scored": millionths(listing.score),
        "policy": listing.policy[:LONGEST_VALUE],
        "near": listing.near_key or None,
        "bands": bands_of(listing),
    }
    for field in FACETS:
        fields[field] = facet_values(listing, field)
    return orjson.dumps({**fields, "listing": orjson.Fragment(record)})


def to_listing(hit: Mapping[str, Any]) -> Listing:
    """The listing in a document as the engine answers it. Raises RecordError."""
    return listing_from_fields(to_fields(hit))


def to_fields(hit: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the listing, not yet made into one."""
    fields: dict[str, Any] = hit["_source"]["listing"]
    return fields
