"""What does our bulk writer cost over the official client's own ways of sending documents?

Run it from the root of the checkout:
`python -m bench.bulk [posts] [rounds]` sends to a fake cluster that answers at once: the client's side alone;
`python -m bench.bulk URL [posts] [rounds]` writes to a real one, into indices of its own, which it deletes.
Prints a table and writes `bench/bulk.json`. `cpu x` and `wall x` are speeds as multiples of `client.bulk` of ready
bytes (targets: ours 0.8 and more, and four times `helpers.bulk`).
"""

import secrets
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import orjson
from elasticsearch import Elasticsearch, OrjsonSerializer, helpers

from bench.canned_cluster import running
from bench.posts import batches, posts
from bench.timing import Times, by_turns, keep, report
from index.elastic.bulk import Operation, send
from index.elastic.documents import to_document
from index.elastic.names import Names
from index.elastic.schema import VERSION, component
from index.listing import Listing
from index.open import open_store

BATCH = 1_000
"""Documents of one request in every way; 2 to 3 MB."""

BYTES = "client.bulk of ready bytes"


def operations_of(listings: Iterable[Listing], names: Names) -> list[Operation]:
    """Documents ready to be sent, into the indices of their months."""
    return [Operation("create", names.home(one), one.id, to_document(one)) for one in listings]


def ours(client: Elasticsearch, batched: Sequence[Sequence[Operation]]) -> None:
    """Our bulk writer, answers read and checked."""
    for batch in batched:
        if any(sent.state != "done" for sent in send(client, batch, 60)):
            raise RuntimeError("not everything was written")


def ready_bytes(client: Elasticsearch, batched: Sequence[Sequence[bytes]]) -> None:
    """The client's least: lines made beforehand, one flag of the answer looked at."""
    for lines in batched:
        if client.bulk(operations=lines)["errors"]:  # type: ignore[arg-type]  # ready bytes do
            raise RuntimeError("not everything was written")


def helper(client: Elasticsearch, actions: Sequence[dict[str, object]]) -> None:
    """The client's usual way, from dictionaries made beforehand."""
    helpers.bulk(client, actions, chunk_size=BATCH)


def line(operation: Operation) -> bytes:
    """What `client.bulk` sends as it is: two lines."""
    where = {"create": {"_index": operation.index, "_id": operation.document_id}}
    return orjson.dumps(where) + b"\n" + operation.document


def action(operation: Operation) -> dict[str, object]:
    """What `helpers.bulk` takes."""
    source = orjson.loads(operation.document)
    return {"_op_type": "create", "_index": operation.index, "_id": operation.document_id, "_source": source}


def client_side(count: int, rounds: int) -> dict[str, Times]:
    """Every way against the fake cluster."""
    listings = list(posts(count))
    operations = operations_of(listings, Names("canned", VERSION))
    batched = [operations[start : start + BATCH] for start in range(0, count, BATCH)]
    lines = [list(map(line, batch)) for batch in batched]
    actions = [action(operation) for operation in operations]
    with running() as url, Elasticsearch(url, serializer=OrjsonSerializer()) as fast, Elasticsearch(url) as usual:
        ways: dict[str, Callable[[], object]] = {
            BYTES: partial(ready_bytes, fast, lines),
            "our writer, ready documents": partial(ours, fast, batched),
            "helpers.bulk, orjson": partial(helper, fast, actions),
            "helpers.bulk": partial(helper, usual, actions),
            "making our documents": lambda: [to_document(listing) for listing in listings],
        }
        return by_turns(ways, rounds)


class EndToEnd:
    """Every way against a real cluster, each time into new indices."""

    def __init__(self, url: str, count: int) -> None:
        self._url = url
        self._listings = list(posts(count))

    def ready_bytes(self) -> None:
        """Documents and lines made beforehand are not timed apart: this way pays for them too."""
        self._sent(lambda client, batch: ready_bytes(client, [list(map(line, batch))]))

    def ours(self) -> None:
        """Our bulk writer alone: no look whether the post is there already."""
        self._sent(lambda client, batch: ours(client, [batch]))

    def helper(self) -> None:
        """The client's usual way."""
        self._sent(lambda client, batch: helper(client, [action(one) for one in batch]))

    def upsert(self) -> None:
        """What the pipeline calls: looks up, merges, writes if unchanged."""
        prefix = _prefix()
        store = open_store(f"{self._url}/{prefix}")
        try:
            for batch in batches(iter(self._listings), BATCH):
                if any(outcome != "new" for outcome in store.upsert(batch)):
                    raise RuntimeError("not everything was written as new")
        finally:
            store.close()
            self._drop(prefix)

    def _sent(self, way: Callable[[Elasticsearch, list[Operation]], object]) -> None:
        names = Names(_prefix(), VERSION)
        with Elasticsearch(self._url, serializer=OrjsonSerializer()) as client:
            for index in sorted({names.home(one) for one in self._listings}):
                client.indices.create(index=index, **component(names))
            try:
                for batch in batches(iter(self._listings), BATCH):
                    way(client, operations_of(batch, names))
            finally:
                self._drop(names.prefix)

    def _drop(self, prefix: str) -> None:
        with Elasticsearch(self._url) as client:
            for index in client.indices.get(index=f"{prefix}-*"):
                client.indices.delete(index=index)
            gone = client.options(ignore_status=404)
            gone.indices.delete_index_template(name=f"{prefix}-*")
            gone.cluster.delete_component_template(name=f"{prefix}-*")


def _prefix() -> str:
    return f"bench-{secrets.token_hex(4)}"


def main() -> None:
    given = sys.argv[1:]
    url = given.pop(0).rstrip("/") if given and given[0].startswith("http") else None
    count, rounds = (int(number) for number in (given + ["10000", "5"][len(given) :]))
    if url:
        bench = EndToEnd(url, count)
        ways = {
            BYTES: bench.ready_bytes,
            "our writer": bench.ours,
            "helpers.bulk": bench.helper,
            "upsert": bench.upsert,
        }
        title, times = "Elasticsearch, end to end, documents made on the way", by_turns(ways, rounds)
    else:
        title, times = "Elasticsearch, the client's side", client_side(count, rounds)
    report(title, times, count, BYTES)
    keep(__file__, {title: times})


if __name__ == "__main__":
    main()
