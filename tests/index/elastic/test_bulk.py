"""Sending many documents to a server that is busy, picky, or answers oddly (a fake: a real one seldom does)."""

import pytest

from index.access import EVERYTHING
from index.credentials import Credentials
from index.elastic import ElasticStore
from index.elastic.bulk import CHUNK
from index.elastic.schema import VERSION
from index.store import Outcome, Refused, StoreDownError, StoreError
from tests.index.elastic.fake_server import NODES, NOTHING, Answer, Fake, fake_server
from tests.index.sample import listing

BUSY = {"status": 429, "error": {"type": "es_rejected_execution_exception", "reason": "queue is full"}}
HERE = Answer({f"p-listings-undated-v{VERSION}": {"mappings": {"_meta": {"pillwatch_version": VERSION}}}})
"""The index is there: nothing is made."""

ABSENT = {"found": False}


def items(*answers: dict[str, object]) -> Answer:
    return Answer({"items": [{"create": answer} for answer in answers]})


def done(count: int) -> Answer:
    return Answer({"items": [{"create": {"status": 201}}] * count})


def sent(fake: Fake) -> list[list[str]]:
    """The ids in each bulk request, in order."""
    bodies = [body for _, path, body in fake.asked if "_bulk" in path]
    return [[line.split('"_id":"')[1].split('"')[0] for line in body.decode().splitlines()[::2]] for body in bodies]


def upserted(*answers: Answer, texts: list[str], patience: float = 5) -> tuple[list[Outcome | Refused], Fake]:
    absent = Answer({"docs": [ABSENT] * len(texts)})
    with fake_server(NODES, HERE, absent, *answers) as fake:
        store = ElasticStore(f"{fake.url}/p", Credentials(), patience=patience)
        return store.upsert([listing(f"{n}", text) for n, text in enumerate(texts)]), fake


def test_what_was_refused_for_haste_is_sent_again_alone() -> None:
    first = items({"status": 201}, BUSY, {"status": 201}, BUSY)
    outcomes, fake = upserted(first, items(BUSY, {"status": 201}), done(1), texts=["blue"] * 4)
    assert outcomes == ["new"] * 4
    assert sent(fake) == [["0", "1", "2", "3"], ["1", "3"], ["1"]]


def test_request_that_was_refused_whole_is_sent_again() -> None:
    refused = Answer({"error": BUSY["error"], "status": 429}, 429)
    tries_of_the_client = 4
    outcomes, fake = upserted(*[refused] * tries_of_the_client, done(2), texts=["blue"] * 2)
    assert outcomes == ["new"] * 2
    assert sent(fake) == [["0", "1"]] * 5


def test_busy_for_too_long() -> None:
    with pytest.raises(StoreDownError, match="the cluster is overloaded: wait"):
        upserted(items(BUSY), texts=["blue"], patience=0.3)


@pytest.mark.parametrize(
    ("status", "kind", "error", "said"),
    [
        (503, "unavailable_shards_exception", StoreDownError, "cannot answer for all of its data"),
        (500, "i_o_exception", StoreDownError, "No space left on device"),
        (429, "cluster_block_exception", StoreDownError, "read-only"),
        (403, "security_exception", StoreError, "may not do that"),
    ],
)
def test_trouble_of_the_cluster_is_no_fault_of_a_document(
    status: int, kind: str, error: type[Exception], said: str
) -> None:
    answer = items({"status": status, "error": {"type": kind, "reason": "No space left on device"}})
    with pytest.raises(error, match=said) as caught:
        upserted(answer, texts=["blue"], patience=0.1)
    assert type(caught.value) is error


def test_refused_document_is_refused_alone_with_the_reason() -> None:
    bad = {
        "status": 400,
        "error": {"type": "document_parsing_exception", "reason": "failed", "caused_by": {"reason": "too odd"}},
    }
    outcomes, _ = upserted(items({"status": 201}, bad), texts=["blue", "odd"])
    assert outcomes == ["new", Refused("document_parsing_exception: too odd")]


def test_requests_are_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CHUNK == 5_000_000
    monkeypatch.setattr("index.elastic.bulk.CHUNK", 10_000)
    outcomes, fake = upserted(done(1), done(2), done(1), texts=["x" * 9_000, "x" * 5_000, "blue", "x" * 20_000])
    assert outcomes == ["new"] * 4
    assert sent(fake) == [["0"], ["1", "2"], ["3"]]


def test_too_large_for_the_server_is_halved_and_then_refused() -> None:
    too_large = Answer("too large", 413, "text/plain")
    outcomes, fake = upserted(too_large, done(2), too_large, too_large, done(1), texts=["blue"] * 4)
    assert sent(fake) == [["0", "1", "2", "3"], ["0", "1"], ["2", "3"], ["2"], ["3"]]
    assert outcomes[:2] + outcomes[3:] == ["new"] * 3
    assert isinstance(outcomes[2], Refused)
    assert "is too large" in outcomes[2].reason


def test_nothing_is_asked_before_the_first_call() -> None:
    with fake_server(NODES, NOTHING) as fake:
        store = ElasticStore(f"{fake.url}/p", Credentials())
        assert (store.upsert([]), store.get([], access=EVERYTHING), store.delete([]), store.update({})) == (
            [],
            {},
            0,
            0,
        )
        store.close()
    assert fake.asked == []
