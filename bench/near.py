"""How well are copies told from other posts, and does finding them keep up with a crawl?

Run it from the root of the checkout: `python -m bench.near quality [threshold]` or
`python -m bench.near speed [posts]`.

Quality: the originals of `tests/index/near/advertisements.py`, most of them with copies that carry one to three
changes; every other pair counts as different. The threshold is chosen on one half of the originals (the lowest
with a precision of pairs of 0.99: a copy too many hides a post, one too few costs a line); precision and recall are
those of the other half. Writes `bench/near.json`. Without an argument every
threshold is tried; with one, the pairs that were wrongly joined are printed too.
"""

import resource
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import comb
from pathlib import Path
from random import Random
from time import process_time

import orjson

from bench.posts import batches, posts
from index.listing import Listing
from index.near import assign as near
from index.near.signature import bands, signature
from nlp.reader import Reader, Text
from tests.index.near.advertisements import KINDS, Original, changed, originals

BATCH = 100
COPIES = 4
THRESHOLDS = (0.45, 0.5, 0.55, 0.6, 0.65)
PRECISION = 0.99
A_COPY = 0.3
"""Part of the posts of the speed run that are changed copies of earlier ones."""


@dataclass(slots=True)
class Memory:
    """The oldest listing of each cluster for each band, as a store would answer."""

    by_band: dict[str, tuple[Listing, ...]] = field(default_factory=dict)

    def lookup(self, wanted: Sequence[str]) -> Iterable[Listing]:
        return {one.id: one for band in wanted for one in self.by_band.get(band, ())}.values()

    def add(self, listings: Iterable[Listing]) -> None:
        for listing in listings:
            for band in near.bands_of(listing):
                there = self.by_band.get(band, ())
                if all(one.near_key != listing.near_key for one in there):
                    self.by_band[band] = (*there, listing)


@dataclass(frozen=True, slots=True)
class Marked:
    """A post, the original it is a copy of, and what was changed."""

    listing: Listing
    original: int
    changes: tuple[str, ...]


def marked_posts() -> list[Marked]:
    """Originals and copies in an order that mixes them, read by the committed model."""
    random = Random(6)
    made: list[tuple[int, str, tuple[str, ...]]] = []
    for number, original in enumerate(originals(random)):
        made.append((number, original.text, ()))
        for _ in range(COPIES if original.is_copied else 0):
            changes = tuple(random.sample(KINDS, random.choice((1, 1, 2, 3))))
            made.append((number, changed(original, changes, random), changes))
    random.shuffle(made)
    blank = next(posts(1))
    readings = Reader.load().read(Text(text) for _, text, _ in made)
    return [
        Marked(replace(blank, id=f"{at:08d}", text=text, mentions=reading.mentions), number, changes)
        for at, ((number, text, changes), reading) in enumerate(zip(made, readings, strict=True))
    ]


def clustered(marked: Sequence[Marked], threshold: float) -> dict[str, list[Marked]]:
    """What `assign` makes of them in batches."""
    near.THRESHOLD = threshold
    memory = Memory()
    clusters: dict[str, list[Marked]] = defaultdict(list)
    for start in range(0, len(marked), BATCH):
        batch = marked[start : start + BATCH]
        assigned = near.assign([one.listing for one in batch], memory.lookup)
        memory.add(assigned)
        for one, listing in zip(batch, assigned, strict=True):
            clusters[listing.near_key or f"none {listing.id}"].append(one)
    return clusters


def scores(clusters: dict[str, list[Marked]], marked: Sequence[Marked]) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs."""
    true = sum(_pairs(one.original for one in members) for members in clusters.values())
    joined = sum(comb(len(members), 2) for members in clusters.values())
    there = _pairs(one.original for one in marked)
    precision, recall = true / max(joined, 1), true / max(there, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def quality(only: float | None) -> None:
    marked = marked_posts()
    halves = [[one for one in marked if one.original % 2 == half] for half in (0, 1)]
    print(f"{len(marked):,} posts; halves of {len(halves[0]):,} and {len(halves[1]):,}")
    print(f"{'threshold':>9} {'chosen on: P':>13} {'R':>7} {'F1':>7} {'measured on: P':>16} {'R':>7} {'F1':>7}")
    table = {}
    for threshold in (only,) if only else THRESHOLDS:
        first, second = (scores(clustered(half, threshold), half) for half in halves)
        table[threshold] = (first, second)
        figures = [f"{figure:7.4f}" for figure in (*first, *second)]
        print(f"{threshold:9.2f} {figures[0]:>13} {figures[1]} {figures[2]} {figures[3]:>16} {figures[4]} {figures[5]}")
    best = next((threshold for threshold, (first, _) in table.items() if first[0] >= PRECISION), max(table))
    clusters = clustered(halves[1], best)
    print(f"\nthreshold {best}, recall on the other half by what was changed (copy beside its original)")
    recalls = _by_change(clusters)
    for change, (found, count) in sorted(recalls.items()):
        print(f"{change:28} {found / count:7.4f} of {count}")
    Path(__file__).with_suffix(".json").write_bytes(
        orjson.dumps({"thresholds": [*table.items()], "chosen": best, "by_change": recalls}, option=orjson.OPT_INDENT_2)
    )
    if only:
        _print_wrong(clusters)


def speed(count: int) -> None:
    """Signature and bands alone, then everything with the lookup in memory."""
    texts = [listing.text for listing in posts(5_000)]
    begun = process_time()
    for text in texts:
        bands(signature(text))
    print(f"signature and bands: {len(texts) / (process_time() - begun):,.0f} posts/s of a core")
    memory, random, spent, done, keys = Memory(), Random(7), 0.0, 0, set[str | None]()
    before = _megabytes()
    for batch in batches(_stream(count, random), BATCH):
        begun = process_time()
        assigned = near.assign(batch, memory.lookup)
        spent += process_time() - begun
        memory.add(assigned)
        keys.update(listing.near_key for listing in assigned)
        done += len(batch)
        if done % max(count // 5, 1) < BATCH:
            print(
                f"{done:>9,} posts  {done / spent:7,.0f} posts/s of a core (assign, batches of {BATCH})  "
                f"{len(keys):>9,} clusters  RSS +{_megabytes() - before:,} MB"
            )


def _stream(count: int, random: Random) -> Iterator[Listing]:
    recent: list[Listing] = []
    for listing in posts(count):
        if recent and random.random() < A_COPY:
            original = Original(random.choice(recent).text)
            yield replace(listing, text=changed(original, random.sample(KINDS, 2), random))
            continue
        recent.append(listing)
        if len(recent) > 2_000:
            recent.pop(random.randrange(1_000))
        yield listing


def _by_change(clusters: dict[str, list[Marked]]) -> dict[str, tuple[int, int]]:
    home = {one.original: key for key, members in clusters.items() for one in members if not one.changes}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key, members in clusters.items():
        for one in members:
            for change in one.changes:
                count = counts[f"{change}, {'alone' if len(one.changes) == 1 else 'with others'}"]
                count[0] += home[one.original] == key
                count[1] += 1
    return {change: (found, count) for change, (found, count) in counts.items()}


def _print_wrong(clusters: dict[str, list[Marked]]) -> None:
    print("\nwrongly joined, one pair a cluster")
    for members in clusters.values():
        for a, b in combinations(members, 2):
            if a.original != b.original:
                print("-", repr(a.listing.text[:240]), "\n ", repr(b.listing.text[:240]))
                break


def _pairs(numbers: Iterable[int]) -> int:
    counts: dict[int, int] = defaultdict(int)
    for number in numbers:
        counts[number] += 1
    return sum(comb(count, 2) for count in counts.values())


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    what, *rest = sys.argv[1:] or ["quality"]
    if what == "speed":
        speed(int(rest[0]) if rest else 200_000)
    else:
        quality(float(rest[0]) if rest else None)


if __name__ == "__main__":
    main()
