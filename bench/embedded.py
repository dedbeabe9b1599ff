"""What does writing to the embedded store cost over the bare engine, with the same schema, batches and commits?

Run it from the root of the checkout: `python -m bench.embedded [posts] [batch] [rounds]`. Prints a table and writes
`bench/embedded.json`. `cpu x` and `wall x` are speeds as multiples of the bare engine's (target: 0.8 and more for
ready documents; the whole upsert makes the documents too, which the bare engine is spared).
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from bench.posts import batches, posts
from bench.timing import by_turns, keep, report
from index.listing import Listing
from index.tantivy import TantivyStore
from index.tantivy.documents import to_document
from index.tantivy.folder import make_index, open_index
from index.tantivy.schema import build_schema, register_tokenizer
from index.tantivy.writing import session
from index.words import word_line

HEAP = 50_000_000

Batch = list[tuple[Listing, tantivy.Document]]


def bare(batched: Sequence[Batch], folder: Path) -> None:
    """One writer from beginning to end, a commit for each batch, merging to its end."""
    index = tantivy.Index(build_schema(), str(folder))
    register_tokenizer(index)
    writer = index.writer(HEAP, num_threads=1)
    for batch in batched:
        for _, document in batch:
            writer.add_document(document)
        writer.commit()
    writer.wait_merging_threads()


def ready_documents(batched: Sequence[Batch], folder: Path) -> None:
    """Our writer: lock, look the ids up, put, commit, let go."""
    make_index(folder)
    index = open_index(folder)
    if index is None:
        raise RuntimeError("the index vanished")
    for batch in batched:
        with session(index, folder, 60) as writing:
            writing.get([listing.id for listing, _ in batch])
            for listing, document in batch:
                writing.put(listing.id, document)


def whole_upsert(batched: Sequence[Batch], folder: Path) -> None:
    """What the pipeline calls."""
    store = TantivyStore(folder)
    for batch in batched:
        store.upsert([listing for listing, _ in batch])
    store.close()


def afresh(way: Callable[[Sequence[Batch], Path], None], batched: Sequence[Batch]) -> None:
    """In a folder of its own."""
    with TemporaryDirectory() as folder:
        way(batched, Path(folder))


def main() -> None:
    given = sys.argv[1:]
    count, size, rounds = (int(number) for number in (given + ["20000", "1000", "5"][len(given) :]))
    batched = [[(one, to_document(one)) for one in batch] for batch in batches(posts(count), size)]
    listings = [listing for batch in batched for listing, _ in batch]
    base = "bare tantivy, ready documents"
    ways: dict[str, Callable[[], object]] = {
        base: partial(afresh, bare, batched),
        "our writer, ready documents": partial(afresh, ready_documents, batched),
        "whole upsert": partial(afresh, whole_upsert, batched),
        "  of that: making documents": lambda: [to_document(listing) for listing in listings],
        "  of that: words": lambda: [word_line(listing.text) for listing in listings],
    }
    times = by_turns(ways, rounds)
    report(f"embedded store, batches of {size:,}", times, count, base)
    keep(__file__, {"embedded": times})


if __name__ == "__main__":
    main()
