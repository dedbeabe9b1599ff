"""How fast are posts read, everything on, against spaCy's own tokenizer and TextCatEnsemble?

Run it from the root of the checkout: `python -m bench.read [posts]`. One core, in one process, by turns. Posts are
those of the corpus that the screen lets through, and for the rest of the stream invented posts that name nothing.
Hostile posts of a million code points come last: what they cost beside the ordinary post shows that the work is
bounded. Writes `bench/read.json`.
"""

import os
import sys
from itertools import cycle, islice
from time import process_time

import spacy

from bench.posts import posts
from bench.timing import by_turns, keep, report
from nlp.corpus import load_corpus
from nlp.reader import Reader, Text

COUNT = 8_000
CANDIDATES = 0.05
ROUNDS = 5
HOSTILE = {
    "one repeated emoji": "💊" * 1_000_000,
    "words": "xanax for sale $20 " * 52_000,
    "zero-width characters": "x" + "\u200b" * 10_000 + "anax 30mg $20",
    "nested digits": "1" * 1_000_000,
    "numbers": "xanax 12,345.67 " * 62_500,
    "telephones": "xanax 602-555-0117 " * 52_000,
    "addresses": "xanax a.b@c.d.example " * 45_000,
}


def main(count: int) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    reader = Reader.load()
    texts = [Text(row.text, title=row.title, lang=row.lang, kind=row.kind) for row in load_corpus()]
    read = [text for text, reading in zip(texts, reader.read(texts), strict=True) if not reading.screened_out]
    rest = [Text(listing.text, lang="en") for listing in posts(count)]
    rest = [text for text, reading in zip(rest, reader.read(rest), strict=True) if reading.screened_out]
    every = round(1 / CANDIDATES)
    candidates = list(islice(cycle(read), count))
    mixed = [candidates[at] if at % every == 0 else rest[at % len(rest)] for at in range(count)]
    ensemble = _ensemble()
    slow = candidates[: count // 20]
    results = {}
    for title, chosen in (("candidates only", candidates), ("5% candidates", mixed)):
        times = by_turns({"everything on": lambda chosen=chosen: list(reader.read(chosen))}, ROUNDS)  # type: ignore[misc]
        report(title, times, len(chosen), "everything on")
        print(f"{len(chosen) / min(times['everything on'].cpu):,.0f} posts a second of one core")
        results[title] = times
    ways = {
        "spaCy tokenizer + TextCatEnsemble": lambda: list(ensemble.pipe(text.whole for text in slow)),
        "everything on": lambda: list(reader.read(slow)),
    }
    times = by_turns(ways, ROUNDS)
    report("candidates, beside spaCy's ensemble", times, len(slow), "spaCy tokenizer + TextCatEnsemble")
    results["beside spaCy's ensemble"] = times
    keep(__file__, results)
    print(f"\n{'hostile post':24} {'code points':>12} {'ms':>9}")
    for name, text in HOSTILE.items():
        start = process_time()
        list(reader.read([Text(text)]))
        print(f"{name:24} {len(text):12,} {(process_time() - start) * 1000:9.1f}")


def _ensemble() -> spacy.language.Language:
    nlp = spacy.blank("en")
    categories = nlp.add_pipe("textcat_multilabel", config={"model": {"@architectures": "spacy.TextCatEnsemble.v2"}})
    for label in ("offer", "seek", "discuss", "none"):
        categories.add_label(label)  # type: ignore[attr-defined]
    nlp.initialize()
    return nlp


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
