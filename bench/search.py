"""How fast is a search, how much of that is ours, and how does it grow?

Run it from the root of the checkout: `python -m bench.search [posts,posts,...] [rounds] [URL]`, with the URL of a
cluster and a prefix for the indices (`http://127.0.0.1:9200/bench`) to measure that instead of the embedded store.
Every question is asked with so many different words; the same question goes to our store and, in the engine's own
terms, to the bare engine, whose results are made into the same listings. Prints for every number of posts the median
and the 99th percentile of both in milliseconds, their ratio (target: p99 at most 1.2), and of the whole page (20 hits,
copies as one, 6 facets, weeks, highlighted cards; target: p99 at most 50 ms embedded with 1,000,000 posts), of a page
deep in the results and of suggestions (target: p99 at most 20 ms). Embedded, milliseconds are those of the processor,
which other programs on the machine disturb less; with a cluster those of the clock. Writes `bench/search.json` or
`bench/search-elastic.json`.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count, pairwise
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import orjson
import tantivy
from elasticsearch import Elasticsearch, OrjsonSerializer

from bench.posts import batches, posts
from index.access import EVERYTHING
from index.elastic import queries as elastic
from index.elastic.documents import to_listing as elastic_listing
from index.listing import Listing
from index.open import open_store
from index.parse import parse_query
from index.query import FacetField, Query, is_weighed
from index.store import SearchStore
from index.tantivy import facets
from index.tantivy.documents import to_listing
from index.tantivy.folder import open_index
from index.tantivy.queries import compiled
from web.cards import card_of

NOW = datetime(2027, 1, 1, tzinfo=UTC)
BATCH = 5_000
COPIES = 5
"""Hits that share a `near_key`."""

SIX: tuple[FacetField, ...] = ("goods", "label", "drug", "platform", "lang", "handle")
DEEP = 1_000
"""Results of a page on the way to a deep one."""

Work = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of a word and the one that follows it in the list of words."""

    name: str
    query: Callable[[str, str], Query]


def asked(text: str, **fields: Any) -> Query:
    """The query of a text."""
    return Query(access=EVERYTHING, clauses=parse_query(text, NOW), **fields)


QUESTIONS = (
    Question("a word, newest", lambda a, b: asked(a)),
    Question("two words, by relevance", lambda a, b: asked(f"{a} {b}", order="relevance")),
    Question("a phrase", lambda a, b: asked(f'"{a} {b}"')),
    Question("a beginning", lambda a, b: asked(f"{a[:4]}*")),
    Question("a spelling", lambda a, b: asked(f"{a}~1")),
    Question("either but not, price, since", lambda a, b: asked(f"({a} OR {b}) -wa since:200d", hits=True)),
    Question("a drug by all its names", lambda a, b: asked(f"drug:fentanyl OR {a}")),
    Question("a handle's beginning", lambda a, b: asked(f"handle:seller_{len(a)}{len(b)}*")),
    Question("6 facets and weeks of a word", lambda a, b: asked(a, facets=SIX, histogram=True)),
)


def page_of(a: str, b: str) -> Query:
    """What the search page asks."""
    return asked(f"{a} OR {b}", hits=True, collapse=True, facets=SIX, histogram=True)


def words(listings: Sequence[Listing], number: int) -> list[str]:
    """Different words of the posts, most of them frequent."""
    random = Random(3)
    found: dict[str, None] = {}
    while len(found) < number:
        said = [word for word in random.choice(listings).text.split() if word.isalpha() and len(word) > 3]
        found[random.choice(said)] = None
    return list(found)


def copied(listings: Iterator[Listing]) -> Iterator[Listing]:
    """The posts, of which the hits are copies of each other."""
    numbers = count()
    for listing in listings:
        yield replace(listing, near_key=f"{next(numbers) // COPIES:016x}") if listing.hit else listing


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile, in milliseconds."""
    cut = quantiles(times, n=100)
    return cut[49] * 1e3, cut[98] * 1e3


def timed(ways: dict[str, Sequence[Work]], clock: Clock) -> dict[str, tuple[float, float]]:
    """Every way of each piece of work by turns, three times, the best time of each."""
    times: dict[str, list[float]] = {way: [] for way in ways}
    for pieces in zip(*ways.values(), strict=True):
        taken: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(3):
            for way, work in zip(ways, pieces, strict=True):
                begun = clock()
                work()
                taken[way].append(clock() - begun)
        for way in ways:
            times[way].append(min(taken[way]))
    return {way: percentiles(all_of_it) for way, all_of_it in times.items()}


def bare_embedded(index: tantivy.Index, query: Query) -> list[Any]:
    """The engine's own search and counts, and the listings that it found, of the state of this moment."""
    index.reload()
    searcher = index.searcher()
    wanted = compiled(index.schema, query)
    order = None if is_weighed(query) else "newest"
    answer = searcher.search(wanted, limit=query.limit + 1, order_by_field=order)
    facets.counted(searcher, index.schema, wanted, query)
    return [to_listing(searcher.doc(address)) for _, address in answer.hits[:20]]


def bare_elastic(client: Elasticsearch, alias: str, query: Query) -> list[Any]:
    """The engine's own search and counts, and the listings that it found."""
    weighed = is_weighed(query)
    answer = client.search(
        index=alias,
        query=elastic.compiled(query),
        sort=elastic.order(query),
        size=query.limit + 1,
        aggs=elastic.counts(query) or None,
        track_total_hits=True,
        search_type="dfs_query_then_fetch" if weighed else "query_then_fetch",
    )
    return [elastic_listing(hit) for hit in answer["hits"]["hits"][:20]]


def whole_page(store: SearchStore, query: Query) -> object:
    """What a person waits for, the HTML around it aside."""
    page = store.search(query)
    return [card_of(one.listing, query.clauses, 600, one.copies) for one in page.found]


def deep_page(store: SearchStore, results: int) -> Query:
    """The query of a page behind so many results."""
    query = Query(access=EVERYTHING, limit=DEEP)
    for _ in range(results // DEEP):
        query = replace(query, after=store.search(query).next)
    return replace(query, limit=20)


def measure(
    location: str, bare: Callable[[Query], object], listings: Sequence[Listing], rounds: int, clock: Clock
) -> dict[str, Any]:
    """Medians and 99th percentiles in milliseconds, by question."""
    store = open_store(location)
    chosen = words(listings, rounds + 1)
    pairs = list(pairwise(chosen))
    results: dict[str, Any] = {}
    for question in QUESTIONS:
        queries = [question.query(a, b) for a, b in pairs]
        ways: dict[str, Sequence[Work]] = {
            "bare": [partial(bare, query) for query in queries],
            "ours": [partial(store.search, query) for query in queries],
        }
        results[question.name] = timed(ways, clock)
    pages = [partial(whole_page, store, page_of(a, b)) for a, b in pairs]
    results["the whole page"] = timed({"ours": pages}, clock)
    total = store.search(Query(access=EVERYTHING, limit=0)).total
    deep = deep_page(store, min(100_000, total - 20))
    results["page behind 100,000 results"] = timed({"ours": [partial(store.search, deep)] * rounds}, clock)
    begun = [*(a[:3] for a in chosen[:-1:2]), *("se", "oxy", "fent", "handle:seller_1", "xan")]
    store.suggest("se", access=EVERYTHING)
    results["suggestions"] = timed({"ours": [partial(store.suggest, one, access=EVERYTHING) for one in begun]}, clock)
    store.close()
    return results


def report(number: int, results: dict[str, Any]) -> None:
    """The table of one number of posts."""
    print(f"\n{number:,} posts, milliseconds")
    print(f"{'':32} {'bare p50':>9} {'p99':>8} {'ours p50':>9} {'p99':>8} {'p99 x':>6}")
    for name, ways in results.items():
        ours = ways["ours"]
        if bare := ways.get("bare"):
            print(f"{name:32} {bare[0]:9.2f} {bare[1]:8.2f} {ours[0]:9.2f} {ours[1]:8.2f} {ours[1] / bare[1]:6.2f}")
        else:
            print(f"{name:32} {'':9} {'':8} {ours[0]:9.2f} {ours[1]:8.2f}")
    sys.stdout.flush()


def growth(results: dict[int, dict[str, Any]]) -> None:
    """How many times longer the 99th percentile is from one number of posts to the next."""
    numbers = list(results)
    print(f"\n{'growth of our p99':32}" + "".join(f"{f'{a:,} to {b:,}':>24}" for a, b in pairwise(numbers)))
    for name in results[numbers[0]]:
        p99 = [results[number][name]["ours"][1] for number in numbers]
        print(f"{name:32}" + "".join(f"{b / a:18.1f} times" for a, b in pairwise(p99)))


def filled(location: str, number: int) -> list[Listing]:
    """Store so many posts; gives back some of them."""
    store = open_store(location)
    begun = perf_counter()
    some: list[Listing] = []
    for batch in batches(copied(posts(number)), BATCH):
        store.upsert(batch)
        some = some or batch
    store.close()
    print(f"{number:,} posts stored in {perf_counter() - begun:,.0f} s", flush=True)
    return some


def embedded(number: int, rounds: int) -> dict[str, Any]:
    """The results of the embedded store."""
    with TemporaryDirectory() as folder:
        some = filled(folder, number)
        index = open_index(Path(folder))
        if index is None:
            raise RuntimeError("the index vanished")
        return measure(folder, partial(bare_embedded, index), some, rounds, process_time)


def on_cluster(location: str, number: int, rounds: int) -> dict[str, Any]:
    """The results of a cluster, whose indices are removed afterwards."""
    some = filled(location, number)
    host, _, prefix = location.rpartition("/")
    alias = f"{prefix}-listings"
    with Elasticsearch(host, serializer=OrjsonSerializer(), request_timeout=300) as client:
        client.indices.forcemerge(index=alias, max_num_segments=5)
        try:
            return measure(location, partial(bare_elastic, client, alias), some, rounds, perf_counter)
        finally:
            client.indices.delete(index=",".join(client.indices.get_alias(name=alias)))


def main() -> None:
    given = sys.argv[1:]
    sizes, rounds, url = (given + ["10000,100000,1000000", "100", ""][len(given) :])[:3]
    results: dict[int, dict[str, Any]] = {}
    for number in map(int, sizes.split(",")):
        results[number] = on_cluster(f"{url}{number}", number, int(rounds)) if url else embedded(number, int(rounds))
        report(number, results[number])
    growth(results)
    kept = {str(number): result for number, result in results.items()}
    name = "search-elastic.json" if url else "search.json"
    Path(__file__).with_name(name).write_bytes(orjson.dumps(kept, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main()
