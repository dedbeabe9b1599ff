"""The fields of the index."""

import tantivy

from index.query import FACETS

VERSION = "2"
"""Raise it whenever the schema below, the search tokens or the stored record change."""

_WHITESPACE = "whitespace_only"


def build_schema() -> tantivy.Schema:
    """One stored field, `listing` (its JSON); the others are for finding, counting and sorting.

    `words` and `places` hold search tokens joined by spaces; `newest` sorts by time, then id; `dated` and `stored`
    (first seen) are in microseconds, `week` counts weeks, `price` is in hundredths and `scored` in millionths;
    `keys` are those of `index.fields`; `near` is the key that copies share, `bands` are what copies are looked up by;
    the facets go by their own names.
    """
    builder = tantivy.SchemaBuilder()
    for name in ("id", "newest", "near", *FACETS):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("keys", "policy", "bands"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("words", "places"):
        builder.add_text_field(name, tokenizer_name=_WHITESPACE, index_option="position")
    for name in ("dated", "stored", "week", "price", "scored"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("is_hit", "is_gone"):
        builder.add_boolean_field(name, indexed=True)
    builder.add_bytes_field("listing", stored=True)
    return builder.build()


def register_tokenizer(index: tantivy.Index) -> None:
    """Must follow every opening: Tantivy keeps the name of a tokenizer in the index, not its making."""
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_WHITESPACE, analyzer)
