"""Everything that a person can meet in place of a working cluster: one line that says what to do."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from elasticsearch import Elasticsearch

from index.access import EVERYTHING
from index.credentials import Credentials
from index.elastic import ElasticStore
from index.elastic.names import Names
from index.elastic.schema import VERSION, component
from index.query import Clause, Query, QueryError
from index.store import StoreDownError, StoreError
from tests.index.elastic.fake_server import NODES, NOTHING, Answer, fake_server
from tests.index.sample import listing

HTML = Answer("<html><title>Welcome</title></html>", kind="text/html", product="")


def complaint(store: ElasticStore, *, down: bool, writing: bool = False) -> str:
    """What the store says; one line that names the place."""
    with pytest.raises(StoreError) as caught:
        store.upsert([listing("new")]) if writing else store.search(Query(access=EVERYTHING))
    assert isinstance(caught.value, StoreDownError) == down
    said = str(caught.value)
    assert said.startswith("http")
    assert "\n" not in said
    return said


def said_of(*answers: Answer, down: bool = False, credentials: Credentials | None = None) -> str:
    with fake_server(*answers) as fake:
        return complaint(ElasticStore(fake.url, credentials or Credentials(), patience=0.1), down=down)


def error(status: int, kind: str, reason: str = "for a reason") -> Answer:
    cause = {"type": kind, "reason": reason}
    return Answer({"error": {**cause, "root_cause": [cause]}, "status": status}, status)


def test_nobody_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = complaint(ElasticStore(f"http://127.0.0.1:{port}", Credentials()), down=True)
    assert "Elasticsearch cannot be reached: start it, or check PILLWATCH_STORE" in said
    assert said.count("Connection refused") == 1
    assert "caused by" not in said


@pytest.mark.parametrize(
    "answer",
    [
        HTML,
        replace(HTML, status=404),
        replace(NODES, product="", kind="application/json"),
        Answer({"error": "no"}, 400, kind="application/json", product=""),
        replace(HTML, product="Elasticsearch", kind="application/json"),
    ],
    ids=["a page", "a page not found", "opensearch", "another service", "rubbish"],
)
def test_not_elasticsearch(answer: Answer) -> None:
    assert "what answers there is not Elasticsearch" in said_of(answer)


@pytest.mark.parametrize("version", ["8.19.21", "7.10.2", "10.0.0"])
def test_another_version(version: str) -> None:
    said = said_of(Answer({"nodes": {"n": {"version": "9.5.3"}, "m": {"version": version}}}))
    assert said.endswith(f"this is Elasticsearch {version}: Pillwatch needs version 9")


def test_version_that_refuses_the_client() -> None:
    answer = error(400, "media_type_header_exception", "Invalid media-type value on headers [Accept]")
    assert "too old: Pillwatch needs version 9" in said_of(answer)


@pytest.mark.parametrize("body", [{}, {"nodes": {}}, {"nodes": {"n": {"version": "x"}}}])
def test_no_version(body: object) -> None:
    assert "does not tell its version" in said_of(Answer(body))


def test_password() -> None:
    said = said_of(error(401, "security_exception"), credentials=Credentials(username="ann", password="sesame"))
    assert "was refused: set PILLWATCH_STORE_USERNAME" in said
    assert "sesame" not in said


def test_rights() -> None:
    reason = "action [indices:data/read/search] is unauthorized for user [ann] with effective roles [none]"
    said = said_of(NODES, NOTHING, error(403, "security_exception", reason))
    assert "may not do that: give its role the rights in docs/store.md" in said
    assert "indices:data/read/search" in said


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (error(503, "master_not_discovered_exception"), "cannot answer for all of its data now"),
        (error(503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered]"), "no master"),
        (error(429, "circuit_breaking_exception"), "the cluster is overloaded: wait"),
        (Answer("<html>bad gateway</html>", 502, "text/html", ""), "cannot answer"),
    ],
)
def test_trouble_that_may_pass(answer: Answer, words: str) -> None:
    assert words in said_of(NODES, NOTHING, answer, down=True)


def tls_server(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_certificate(tmp_path: Path) -> None:
    ours, other = tmp_path / "ours.pem", tmp_path / "other.pem"
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(ours))
    trustme.CA().cert_pem.write_to_path(str(other))
    refreshed, found = Answer({"_shards": {"failed": 0}}), Answer({"hits": {"hits": []}})
    with fake_server(NODES, NOTHING, refreshed, found, tls=tls_server(authority)) as fake:
        for credentials in (Credentials(), Credentials(ca=other)):
            said = complaint(ElasticStore(fake.url, credentials), down=False)
            assert "certificate cannot be trusted: set PILLWATCH_STORE_CA" in said
        assert ElasticStore(fake.url, Credentials(ca=ours)).get(["a"], access=EVERYTHING) == {}
    assert len(fake.asked) == 4


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_file_of_the_authority(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)
    said = complaint(ElasticStore("https://127.0.0.1:1", Credentials(ca=file)), down=False)
    assert f"{file}, cannot be used" in said


def test_https_asked_of_a_server_without() -> None:
    with fake_server(NODES) as fake:
        said = complaint(ElasticStore(fake.url.replace("http:", "https:"), Credentials()), down=False)
    assert "does not speak https: use http://" in said


def test_key_and_name() -> None:
    store = ElasticStore("http://127.0.0.1:1", Credentials(api_key="k", username="ann"))
    assert "only one can be used" in complaint(store, down=False)


def test_read_only(store: ElasticStore, admin: Elasticsearch, prefix: str) -> None:
    store.upsert([listing("a")])
    for block, words in (
        ("read_only", "lift their block"),
        ("write", "store upgrade does this while it runs"),
        ("read_only_allow_delete", "a disk of the cluster is full"),
    ):
        admin.indices.put_settings(index=f"{prefix}-*", settings={f"index.blocks.{block}": True})
        assert words in complaint(store, down=True, writing=True)
        assert store.search(Query(access=EVERYTHING)).total == 1, "it can be read"
        admin.indices.put_settings(index=f"{prefix}-*", settings={f"index.blocks.{block}": None})
    assert store.upsert([listing("new")]) == ["new"], "and written as soon as the block is gone"


def test_red(store: ElasticStore, admin: Elasticsearch, prefix: str) -> None:
    store.upsert([listing("a")])
    assert store.search(Query(access=EVERYTHING)).total == 1
    admin.indices.create(
        index=f"{prefix}-listings-2026.10-v{VERSION}",
        settings={"index.routing.allocation.require._name": "nowhere"},
        wait_for_active_shards=0,
    )
    assert "cannot answer for all of its data now" in complaint(store, down=True)
    with pytest.raises(StoreDownError, match="is red: part of the listings cannot be reached"):
        store.describe()


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (
            component(Names("p", VERSION + 1))["mappings"],
            f"is of version {VERSION + 1} of the search store, this Pillwatch uses version {VERSION}: use",
        ),
        ({}, "was not made by Pillwatch"),
        ({"_meta": {"pillwatch_version": "old"}}, "was not made by Pillwatch"),
    ],
)
@pytest.mark.parametrize("writing", [False, True])
def test_index_of_another_making(
    store: ElasticStore, admin: Elasticsearch, prefix: str, mapping: dict[str, object], words: str, writing: bool
) -> None:
    admin.indices.create(index=f"{prefix}-listings-2026.10", mappings=mapping, aliases={f"{prefix}-listings": {}})
    assert words in complaint(store, down=False, writing=writing)


def test_older_version_names_the_cure(store: ElasticStore, location: str) -> None:
    store.upsert([listing("a")])
    later = ElasticStore(location, Credentials(), version=VERSION + 1)
    for call in calls(later):
        with pytest.raises(
            StoreError, match=rf"version {VERSION} of the search store.*{VERSION + 1}: run `pillwatch store upgrade`"
        ):
            call()


def calls(store: ElasticStore) -> list[Callable[[], object]]:
    return [
        lambda: store.search(Query(access=EVERYTHING)),
        lambda: store.get(["a"], access=EVERYTHING),
        lambda: list(store.scan(Query(access=EVERYTHING))),
        lambda: store.upsert([listing("b")]),
        lambda: store.update({"a": {"held": True}}),
        lambda: store.delete(["a"]),
        store.describe,
    ]


def test_beginning_with_more_words_than_the_engine_looks_at(store: ElasticStore) -> None:
    most = 9000  # more than a node of 512 MB looks at
    store.upsert([listing(f"{part}", " ".join(f"blue p{part}x{n}" for n in range(most // 9))) for part in range(9)])
    assert store.search(Query(access=EVERYTHING, clauses=(Clause(("p",), True),))).total == 9
    assert store.search(Query(access=EVERYTHING, clauses=(Clause(("blue", "p1"), True),))).total == 1
    for order in ("newest", "relevance"):
        with pytest.raises(QueryError, match="type more letters"):
            store.search(Query(access=EVERYTHING, clauses=(Clause(("blue", "p"), True),), order=order))
    with pytest.raises(QueryError, match="type more letters"):
        list(store.scan(Query(access=EVERYTHING, clauses=(Clause(("blue", "p"), True),))))
