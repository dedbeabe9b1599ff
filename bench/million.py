"""A million invented posts into a store, as a crawl writes them: does memory stay flat, how large does it get?

Run it from the root of the checkout: `python -m bench.million STORE [posts] [batch]`. STORE is a folder that is not
there yet, or the URL of a cluster with a prefix for the indices (`http://127.0.0.1:9200/bench`), which stay for a look
afterwards. Prints posts a second, the memory of this process (of it its own: without the pages of files, which the
system takes back when it needs them) and the bytes on disk, which a cluster counts every ten seconds, at every tenth.
"""

import os
import sys
from pathlib import Path
from time import perf_counter, process_time

from elasticsearch import Elasticsearch

from bench.posts import batches, posts
from index.access import EVERYTHING
from index.open import open_store
from index.query import Query

TENTHS = 10


def resident() -> tuple[float, float]:
    """Megabytes of memory that this process holds now: all, and those that are no pages of files."""
    pages = [int(field) for field in Path("/proc/self/statm").read_text().split()]
    megabyte = 1e6 / os.sysconf("SC_PAGE_SIZE")
    return pages[1] / megabyte, (pages[1] - pages[2]) / megabyte


def on_disk(location: str) -> int:
    """Bytes of the store's files, on a cluster those of primary shards."""
    if location.startswith(("http://", "https://")):
        host, _, prefix = location.rpartition("/")
        with Elasticsearch(host) as client:
            client.indices.refresh(index=f"{prefix}-*")
            stats = client.indices.stats(index=f"{prefix}-*", metric="store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])
    return sum(file.stat().st_size for file in Path(location).rglob("*") if file.is_file())


def main() -> None:
    location = sys.argv[1]
    count, size = (int(given) for given in (sys.argv[2:] + ["1000000", "1000"][len(sys.argv[2:]) :]))
    store = open_store(location)
    if before := store.search(Query(access=EVERYTHING, limit=0)).total:
        sys.exit(f"{location} holds {before:,} listings: name a store that is empty")
    done, text, wall, cpu, next_tenth = 0, 0, 0.0, 0.0, 1
    print(f"{'posts':>10} {'posts/s':>9} {'posts/cpu s':>12} {'memory MB':>10} {'own MB':>8} {'disk bytes/post':>16}")
    for batch in batches(posts(count), size):
        begun = perf_counter(), process_time()
        outcomes = store.upsert(batch)
        wall, cpu = wall + perf_counter() - begun[0], cpu + process_time() - begun[1]
        if any(outcome != "new" for outcome in outcomes):
            sys.exit(f"not stored as new: {next(outcome for outcome in outcomes if outcome != 'new')}")
        done += len(batch)
        text += sum(len(listing.text.encode()) for listing in batch)
        if done * TENTHS >= count * next_tenth:
            next_tenth += 1
            disk, (memory, own) = on_disk(location) / done, resident()
            speeds = f"{done:10,} {done / wall:9,.0f} {done / cpu:12,.0f}"
            print(f"{speeds} {memory:10.0f} {own:8.0f} {disk:16.0f}", flush=True)
    total = store.search(Query(access=EVERYTHING, limit=0)).total
    store.close()
    print(f"{total:,} listings found, {text / count:.0f} bytes of text each")
    if total != count:
        sys.exit(f"expected {count:,}")


if __name__ == "__main__":
    main()
