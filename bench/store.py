"""What does the store cost over the bare engine? Writes and searches the same posts with both.

Run it from the root of the checkout: `python -m bench.store [posts]`. Prints a table and writes `bench/store.json`.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time

import orjson
import tantivy

from index.listing import Author, Listing
from index.parse import parse_query
from index.query import Query
from index.tantivy import TantivyStore
from index.tantivy.documents import to_document
from index.tantivy.facets import counted
from index.tantivy.queries import compiled
from index.tantivy.schema import build_schema, register_tokenizer
from nlp.reading import LABELS

BATCH = 500
ROUNDS = 50
START = datetime(2026, 1, 5, tzinfo=UTC)
QUERIES = {
    "top 20 of a common word": Query(clauses=parse_query("w1"), order="relevance"),
    "newest 20 of a phrase": Query(clauses=parse_query('"w1 w2"')),
    "facets and weeks of everything": Query(facets=("label", "handle"), histogram=True),
}


def listings(count: int) -> Iterator[Listing]:
    """Posts of about 50 words, whose frequencies fall as in real text."""
    random = Random(1)
    for number in range(count):
        seen = START + timedelta(minutes=number)
        yield Listing(
            id=f"{random.getrandbits(128):032x}",
            platform="example",
            site="",
            kind="social",
            native_id=str(number),
            url=None,
            author=Author(f"seller_{random.randrange(count // 10 + 1)}"),
            title=None,
            text=" ".join(f"w{int(random.paretovariate(0.7))}" for _ in range(50)),
            lang="en",
            created=seen,
            label=random.choice(LABELS),
            goods=("counterfeit_pill",),
            score=0.5,
            hit=False,
            mentions=(),
            reasons=(),
            model="none",
            first_seen=seen,
            last_seen=seen,
            checked=seen,
            source="example",
            policy="example",
        )


def write(index: tantivy.Index, documents: list[tantivy.Document]) -> None:
    """What the engine needs at least: one commit, and merging to its end."""
    writer = index.writer(50_000_000, num_threads=1)
    for document in documents:
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def find(index: tantivy.Index, query: Query) -> None:
    """The engine's part of a search: matches, order and counts; no listing is read."""
    wanted = compiled(index.schema, query)
    index.searcher().search(wanted, limit=query.limit, order_by_field="newest" if query.order == "newest" else None)
    counted(index.searcher(), wanted, query)


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of all threads: other programs on the machine disturb them less."""
    begun = process_time()
    work()
    return process_time() - begun


def measure(count: int, folder: Path) -> dict[str, tuple[float, float]]:
    """Seconds of the store and of the bare engine for each question, taken by turns."""
    store = TantivyStore(folder / "store")
    (folder / "bare").mkdir()
    index = tantivy.Index(build_schema(), str(folder / "bare"))
    register_tokenizer(index)
    results: dict[str, tuple[float, float]] = {}

    def add(question: str, ours: float, bare: float) -> None:
        before = results.get(question, (0.0, 0.0))
        results[question] = (before[0] + ours, before[1] + bare)

    posts = listings(count)
    while batch := list(islice(posts, BATCH)):
        documents = [to_document(listing) for listing in batch]
        add(f"write {count} posts", seconds(partial(store.upsert, batch)), seconds(partial(write, index, documents)))
    index.reload()
    for question, query in QUERIES.items():
        for _ in range(ROUNDS):
            add(f"{ROUNDS} x {question}", seconds(partial(store.search, query)), seconds(partial(find, index, query)))
    return results


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with TemporaryDirectory() as folder:
        results = measure(count, Path(folder))
    print(f"{'':45} {'store s':>8} {'bare s':>8} {'ratio':>6}")
    for question, (ours, bare) in results.items():
        print(f"{question:45} {ours:8.2f} {bare:8.2f} {ours / bare:6.2f}")
    Path(__file__).with_suffix(".json").write_bytes(orjson.dumps(results, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main()
