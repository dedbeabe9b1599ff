"""The fields of the indices, and the templates from which new ones are made."""

from collections.abc import Mapping
from typing import Any

from index.elastic.names import Names
from index.query import FACETS

VERSION = 2
"""Raise it whenever the mapping below, the search tokens or the stored record change."""

META = "pillwatch_version"

_PRIORITY = 500
"""Above the built-in templates of a full node, which stay below 500."""

_MAPPING: Mapping[str, Any] = {
    "dynamic": "strict",
    # Python made the tokens and can make them again out of `listing`.
    "_source": {"excludes": ["words", "places", "keys", "bands"]},
    "properties": {
        "listing": {"type": "object", "enabled": False},
        **{name: {"type": "text", "analyzer": "whitespace"} for name in ("words", "places")},
        **{name: {"type": "keyword"} for name in ("id", "keys", "bands", "policy", "near", *FACETS)},
        **{name: {"type": "long"} for name in ("dated", "stored", "week", "price", "scored")},
        **{name: {"type": "boolean"} for name in ("is_hit", "is_gone")},
    },
}

_SETTINGS: Mapping[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": "5s",
}


def component(names: Names) -> dict[str, Any]:
    """The component template: `listing` is the whole record and not indexed, the rest is for finding, counting and
    sorting as in the embedded store; `words` holds one value for each text, search tokens joined by spaces."""
    return {"settings": dict(_SETTINGS), "mappings": {**_MAPPING, "_meta": {META: names.version}}}


def index_template(names: Names) -> dict[str, Any]:
    """The index template; that of a later version goes before those whose patterns match its indices too."""
    return {
        "index_patterns": [names.pattern],
        "composed_of": [names.template],
        "priority": _PRIORITY + names.version,
        "template": {"aliases": {names.alias: {}}},
        "meta": {META: names.version},
    }
