"""What does searching the embedded store cost over the bare engine? Both search the same posts.

Run it from the root of the checkout: `python -m bench.store [posts] [rounds]`. Prints a table for each question and
writes `bench/store.json`.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from bench.posts import COMMON, batches, posts
from bench.timing import Times, by_turns, keep, report
from index.access import EVERYTHING
from index.parse import parse_query
from index.query import Query
from index.tantivy import TantivyStore
from index.tantivy.facets import counted
from index.tantivy.folder import open_index
from index.tantivy.queries import compiled

BATCH = 1_000
SEARCHES = 10
"""Of each question in one round."""

NOW = datetime(2026, 12, 1, tzinfo=UTC)

QUERIES = {
    "top 20 of a common word": Query(access=EVERYTHING, clauses=parse_query(COMMON, NOW), order="relevance"),
    "newest 20 of a phrase": Query(access=EVERYTHING, clauses=parse_query(f'"{COMMON} {COMMON}"', NOW)),
    "facets and weeks of everything": Query(access=EVERYTHING, facets=("label", "handle"), histogram=True),
}


def find(index: tantivy.Index, query: Query) -> None:
    """The engine's part of a search: matches, order and counts; no listing is read."""
    wanted = compiled(index.schema, query)
    index.searcher().search(wanted, limit=query.limit, order_by_field="newest" if query.order == "newest" else None)
    counted(index.searcher(), index.schema, wanted, query)


def repeated(work: Callable[[], object]) -> None:
    """Long enough for the clock."""
    for _ in range(SEARCHES):
        work()


def measure(count: int, rounds: int, folder: Path) -> dict[str, dict[str, Times]]:
    """The times of the store and of the bare engine for each question."""
    store = TantivyStore(folder)
    for batch in batches(posts(count), BATCH):
        store.upsert(batch)
    index = open_index(folder)
    if index is None:
        raise RuntimeError("the index vanished")
    index.reload()
    return {
        question: by_turns(
            {
                "bare tantivy": partial(repeated, partial(find, index, query)),
                "our store": partial(repeated, partial(store.search, query)),
            },
            rounds,
        )
        for question, query in QUERIES.items()
    }


def main() -> None:
    given = sys.argv[1:]
    count, rounds = (int(number) for number in (given + ["20000", "5"][len(given) :]))
    with TemporaryDirectory() as folder:
        results = measure(count, rounds, Path(folder))
    for question, times in results.items():
        report(question, times, SEARCHES, "bare tantivy")
    keep(__file__, results)


if __name__ == "__main__":
    main()
