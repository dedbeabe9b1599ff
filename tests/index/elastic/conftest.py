"""Stores on a real server, each with names of its own."""

from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from index.credentials import Credentials
from index.elastic import ElasticStore
from tests.servers.indices import drop_indices, fresh_location


@pytest.fixture(scope="session")
def admin(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """A client of the tests' own."""
    with Elasticsearch(elasticsearch_url, request_timeout=60) as client:
        yield client


@pytest.fixture
def location(elasticsearch_url: str) -> Iterator[str]:
    """Where an empty store is, with names that nobody else uses; what bears them is deleted afterwards."""
    place = fresh_location(elasticsearch_url)
    yield place
    drop_indices(place)


@pytest.fixture
def prefix(location: str) -> str:
    """The beginning of its names."""
    return location.rpartition("/")[2]


@pytest.fixture
def store(location: str) -> Iterator[ElasticStore]:
    """An empty store that is soon out of patience."""
    store = ElasticStore(location, Credentials(), patience=1)
    yield store
    store.close()
