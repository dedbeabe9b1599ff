"""Indices of one test on a server that others use too."""

import secrets
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch


def fresh_location(url: str) -> str:
    """A location on this server under a name that nobody has."""
    return f"{url}/test-{secrets.token_hex(6)}"


def drop_indices(location: str) -> None:
    """Delete everything that a store made at this location."""
    parts = urlsplit(location)
    prefix = parts.path.strip("/")
    with Elasticsearch(f"{parts.scheme}://{parts.netloc}") as client:
        names = list(client.indices.get(index=f"{prefix}-*", allow_no_indices=True))
        for name in names:
            client.indices.delete(index=name)
        client.options(ignore_status=404).indices.delete_index_template(name=f"{prefix}-*")
        client.options(ignore_status=404).cluster.delete_component_template(name=f"{prefix}-*")
