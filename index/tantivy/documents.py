"""Listings as documents of the index, and back."""

from typing import Any

import tantivy

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
from index.records import fields_from_json, listing_from_json, listing_to_json
from index.words import word_line


def to_document(listing: Listing) -> tantivy.Document:
    """Raises RecordError for a listing that has no JSON form."""
    document = tantivy.Document()
    moment = microseconds(listing.dated)
    document.add_bytes("listing", listing_to_json(listing))
    document.add_text("id", listing.id)
    document.add_text("newest", f"{moment:018d}{listing.id}")
    document.add_integer("dated", moment)
    document.add_integer("stored", microseconds(listing.first_seen))
    document.add_integer("week", week_number(listing.dated))
    document.add_boolean("is_hit", listing.hit)
    document.add_boolean("is_gone", listing.gone is not None)
    for text in searched_texts(listing):
        document.add_text("words", word_line(text))
    for text in place_texts(listing):
        document.add_text("places", word_line(text))
    for one in keys(listing):
        document.add_text("keys", one)
    for price in prices(listing):
        document.add_integer("price", price)
    document.add_integer("scored", millionths(listing.score))
    document.add_text("policy", listing.policy[:LONGEST_VALUE])
    if listing.near_key:
        document.add_text("near", listing.near_key)
        for band in bands_of(listing):
            document.add_text("bands", band)
    for field in FACETS:
        for value in facet_values(listing, field):
            document.add_text(field, value)
    return document


def to_fields(document: tantivy.Document) -> dict[str, Any]:
    """The fields of the listing, not yet made into one. Raises RecordError."""
    return fields_from_json(document.get_first("listing") or b"")


def to_listing(document: tantivy.Document) -> Listing:
    """Raises RecordError for a document that does not hold a listing."""
    return listing_from_json(document.get_first("listing") or b"")
