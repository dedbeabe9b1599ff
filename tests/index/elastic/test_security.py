"""A cluster that wants to know who comes."""

from dataclasses import replace

import pytest
from elasticsearch import Elasticsearch

from index.access import EVERYTHING
from index.credentials import Credentials
from index.elastic import ElasticStore
from index.elastic.schema import VERSION
from index.query import Query
from index.store import StoreDownError, StoreError
from tests.index.sample import listing
from tests.servers.indices import fresh_location
from tests.servers.security import SecureNode, secure_elasticsearch

__all__ = ["secure_elasticsearch"]


@pytest.fixture
def place(secure_elasticsearch: SecureNode) -> str:
    return fresh_location(secure_elasticsearch.url)


def complaint(location: str, credentials: Credentials) -> str:
    with pytest.raises(StoreError) as caught:
        ElasticStore(location, credentials).search(Query(access=EVERYTHING))
    assert not isinstance(caught.value, StoreDownError)
    return str(caught.value)


def test_writer_and_reader(secure_elasticsearch: SecureNode, place: str) -> None:
    writer = ElasticStore(place, secure_elasticsearch.credentials("writer"))
    reader = ElasticStore(place, secure_elasticsearch.credentials("reader"))
    assert reader.search(Query(access=EVERYTHING)).total == 0
    assert writer.upsert([listing("a"), listing("b")]) == ["new", "new"]
    assert (
        writer.update({"a": {"held": True}}),
        writer.delete(["b"]),
        writer.search(Query(access=EVERYTHING)).total,
    ) == (1, 1, 1)
    assert [one.id for one in reader.scan(Query(access=EVERYTHING))] == ["a"]
    assert reader.get(["a"], access=EVERYTHING)["a"].held
    assert "1 listing in 1 index" in reader.describe()
    with pytest.raises(StoreError, match=r"may not do that: give its role the rights.*reader"):
        reader.upsert([listing("c")])
    assert writer.search(Query(access=EVERYTHING)).total == 1


def test_nobody_we_know(secure_elasticsearch: SecureNode, place: str) -> None:
    known = secure_elasticsearch.credentials("writer")
    for credentials in (replace(known, password="wrong"), replace(known, username="", password="")):
        assert "was refused: set PILLWATCH_STORE_USERNAME" in complaint(place, credentials)
    key = Credentials(api_key="aW52ZW50ZWQ6aW52ZW50ZWQ=", ca=secure_elasticsearch.ca)
    assert "PILLWATCH_STORE_API_KEY" in complaint(place, key)


def test_role_without_rights(secure_elasticsearch: SecureNode, place: str) -> None:
    assert "may not do that: give its role the rights" in complaint(place, secure_elasticsearch.credentials("nobody"))


def test_wrong_authority(secure_elasticsearch: SecureNode, place: str) -> None:
    credentials = replace(secure_elasticsearch.credentials("writer"), ca=secure_elasticsearch.wrong_ca)
    assert "certificate cannot be trusted: set PILLWATCH_STORE_CA" in complaint(place, credentials)
    assert "cannot be trusted" in complaint(place, replace(credentials, ca=None))


def test_client_of_the_server_itself_sees_what_was_written(secure_elasticsearch: SecureNode, place: str) -> None:
    """The check of the checks: the node with security is a real one."""
    ElasticStore(place, secure_elasticsearch.credentials("writer")).upsert([listing("a")])
    admin = secure_elasticsearch.credentials("admin")
    with Elasticsearch(
        secure_elasticsearch.url, ca_certs=str(admin.ca), basic_auth=(admin.username, admin.password)
    ) as client:
        prefix = place.rpartition("/")[2]
        assert client.get(index=f"{prefix}-listings-undated-v{VERSION}", id="a")["found"]
