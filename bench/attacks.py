"""Is a camouflaged offer still read as one, and its goods found where they stand?

Run it from the root of the checkout: `python -m bench.attacks [shared data folder]`. The words of the lexicons
(drugs, forms, selling and shipping cues) in offers and in other posts are attacked (`bench/camouflage.py`).

Offers: recall on the plain text and its loss, in points, under each attack. Spans: drug mentions of the attacked text
against those of the plain text, moved. New: posts that are no offers and are read as one only under the attack.
Search: 200 words of the vocabulary, and 200 that it lacks, three forms of each: the share that is found by the plain
word, and how many forms give another word of the corpus. Bounded: the time that hostile texts take.
Corpus offers are read by a model trained on the other half of the corpus. Writes `bench/attacks.json`.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from unicodedata import category

import orjson

from bench.camouflage import HARMLESS, LIGHT, STRONG, Attack, attacked, combined
from nlp.corpus import Row, load_corpus
from nlp.lexicon import load_lexicon
from nlp.normalise import normalise
from nlp.reader import Reader, Text
from nlp.reading import Reading
from nlp.screen import Screen
from nlp.splits import folds
from nlp.tokens import search_words
from nlp.train import train
from nlp.vocabulary import vocabulary

KINDS = frozenset({"drug", "form", "cue", "shipping", "press"})
"""Kinds of lexicon entries whose words are attacked."""
SEED = 8
SAMPLE = 200
"""Rows taken of each side of each shared set."""
OTHERS = 600
"""Rows of the corpus taken that are no offers."""
STRONGER = ("digits for letters", "signs for letters", "repeats", "spaced", "emoji as letters", "accents and strokes")
"""Attacks that are measured with all letters changed, too."""
WORDS = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """Texts of one reader: what they are read as, and where the words to attack stand."""

    reader: Reader
    texts: Sequence[Text]
    offers: Sequence[bool]
    plain: Sequence[Reading]
    targets: Sequence[Sequence[tuple[int, int]]]


@dataclass(slots=True)
class Tally:
    """Counts of one attack on one set."""

    offers: int = 0
    plain: int = 0
    found: int = 0
    others: int = 0
    new: int = 0
    right: int = 0
    said: int = 0
    there: int = 0

    @property
    def loss(self) -> float:
        return 100 * (self.plain - self.found) / max(self.offers, 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(self.said + self.there, 1)


def sample(reader: Reader, screen: Screen, texts: Sequence[Text], offers: Sequence[bool]) -> Sample:
    targets = []
    for text in texts:
        scan = screen.scan(text.whole)
        chosen = [hit for hit in scan.hits if hit.entry.kind in KINDS]
        targets.append([(scan.starts[hit.first], scan.ends[hit.last - 1]) for hit in chosen])
    return Sample(reader, texts, offers, list(reader.read(texts)), targets)


def corpus_samples(screen: Screen) -> Iterable[Sample]:
    """The two halves of the corpus, each with a reader that has not seen it."""
    rows = load_corpus()
    half = dict(zip((row.id for row in rows), folds(rows, 2, seed=SEED), strict=True))
    for number in (0, 1):
        with TemporaryDirectory() as folder:
            model = Path(folder)
            train([row for row in rows if half[row.id] != number], model)
            reader = Reader.load(model)
        unseen = [row for row in rows if half[row.id] == number]
        others = {row.id for row in unseen if row.label != "offer"}
        chosen = set(Random(SEED).sample(sorted(others), min(OTHERS // 2, len(others))))
        unseen = [row for row in unseen if row.id in chosen or row.id not in others]
        yield sample(reader, screen, [_text(row) for row in unseen], [row.label == "offer" for row in unseen])


def shared_samples(screen: Screen, folder: Path) -> Iterable[tuple[str, Sample]]:
    """Rows of the sets that scored.json fixes."""
    reader, random = Reader.load(), Random(SEED)
    for name, spec in json.loads((folder / "scored.json").read_text("utf-8")).items():
        lines = [json.loads(line)[spec["field"]] for line in (folder / name).read_bytes().splitlines()]
        offers = spec.get("offers", [])
        others = spec.get("not_offers") or spec.get("with_term") or spec.get("rows", [])
        chosen = [(lines[at], True) for at in random.sample(offers, min(SAMPLE, len(offers)))]
        chosen += [(lines[at], False) for at in random.sample(others, min(SAMPLE, len(others)))]
        if chosen:
            texts = [Text(text, kind=spec.get("kind", "social")) for text, _ in chosen]
            yield name, sample(reader, screen, texts, [offer for _, offer in chosen])


def _text(row: Row) -> Text:
    return Text(row.whole, lang=row.lang, kind=row.kind)


def measured(samples: Iterable[Sample], attack: Attack) -> Tally:
    """One attack on texts; the same attack gives the same texts at every call."""
    tally, random = Tally(), Random(SEED)
    for one in samples:
        moved = [
            attacked(text.whole, spans, attack, random) for text, spans in zip(one.texts, one.targets, strict=True)
        ]
        texts = [Text(now.text, lang=text.lang, kind=text.kind) for text, now in zip(one.texts, moved, strict=True)]
        readings = one.reader.read(texts)
        for offer, before, now, after in zip(one.offers, one.plain, moved, readings, strict=True):
            if not offer:
                tally.others += 1
                tally.new += before.label != "offer" == after.label
                continue
            tally.offers += 1
            tally.plain += before.label == "offer"
            tally.found += after.label == "offer"
            true = {(*now.moved(one.start, one.end), one.value) for one in before.mentions if one.kind == "drug"}
            said = {(*_core(now.text, one.start, one.end), one.value) for one in after.mentions if one.kind == "drug"}
            true = {(*_core(now.text, start, end), value) for start, end, value in true}
            tally.right += len(true & said)
            tally.said += len(said)
            tally.there += len(true)
    return tally


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds without signs that nobody sees at either end."""
    while end > start + 1 and _is_blank(text[end - 1]):
        end -= 1
    while start < end - 1 and _is_blank(text[start]):
        start += 1
    return start, end


def _is_blank(char: str) -> bool:
    return char.isspace() or category(char) in {"Cf", "Mn", "Me"}


def quality(shared: Path | None) -> dict[str, object]:
    screen = Screen(load_lexicon())
    sets = {"corpus": list(corpus_samples(screen))}
    if shared:
        sets |= {name: [one] for name, one in shared_samples(screen, shared)}
    attacks = {**LIGHT, "combined": combined} | {f"{name}, strong": STRONG[name] for name in STRONGER}
    own, foreign = sets["corpus"], [one for name, many in sets.items() if name != "corpus" for one in many]
    result: dict[str, object] = {}
    for title, samples in (("corpus", own), ("shared sets", foreign)):
        if not samples:
            continue
        clean = measured(samples, lambda word, _: None)
        print(
            f"\n{title}: {clean.offers:,} offers, recall {clean.plain / max(clean.offers, 1):.3f}; "
            f"{clean.others:,} others"
        )
        print(f"{'attack':40} {'loss, points':>12} {'spans F1':>9} {'new false offers':>17}")
        tallies = {name: measured(samples, attack) for name, attack in attacks.items()}
        for name, tally in tallies.items():
            print(f"{name:40} {tally.loss:12.2f} {tally.f1:9.3f} {tally.new:17}")
        result[title] = {name: [tally.loss, tally.f1, tally.new] for name, tally in tallies.items()}
    return result


def words() -> dict[str, object]:
    """Attacked words in the search: words of the vocabulary, then words that it lacks."""
    used = {word for row in load_corpus() for word in row.whole.lower().split() if word.isascii() and word.isalpha()}
    same = len(used) - len({tuple(search_words(word)) for word in used})
    print(f"\nsearch: words of the corpus ({len(used):,}) that share a form with another: {same}")
    print(f"{'attack':40} {'found':>7} {'unknown words':>14} {'other words':>12}")
    result: dict[str, object] = {}
    known, unknown = (
        Random(SEED).sample(sorted(word for word in group if len(word) > 3), WORDS)
        for group in (vocabulary(), used - vocabulary())
    )
    for name, attack in {**LIGHT, "combined": combined}.items():
        shares, others = [], 0
        for chosen in (known, unknown):
            random = Random(SEED)
            tries = [(word, form) for word in chosen for _ in range(3) if (form := attack(word, random))]
            got = [(word, search_words(f"they say {form} cheap")) for word, form in tries]
            shares.append(sum(word in tokens for word, tokens in got) / max(len(got), 1))
            others += sum(
                any(token in used - {word, "they", "cheap"} and len(token) > 3 for token in tokens)
                for word, tokens in got
            )
        result[name] = [*shares, others]
        print(f"{name:40} {shares[0]:7.3f} {shares[1]:14.3f} {others:12}")
    changed = [text for text in HARMLESS if normalise(text).text != text]
    print(f"\nharmless texts that are changed: {len(changed)} of {len(HARMLESS)}", *changed, sep="\n")
    return {"shared forms": same, "attacks": result, "harmless changed": len(changed)}


HOSTILE: dict[str, Callable[[int], str]] = {
    "plain words": lambda size: "some plain words of a post " * (size // 27),
    "one emoji": lambda size: "💊" * size,
    "zero width": lambda size: "\u200b" * size,
    "digits": lambda size: "1" * size,
    "digits and letters": lambda size: "1a" * (size // 2),
    "spaced letters": lambda size: "x " * (size // 2),
    "dotted letters": lambda size: "x." * (size // 2),
    "hashtags": lambda size: "#x " * (size // 3),
    "emoji between": lambda size: "x💊" * (size // 2),
    "signs": lambda size: "@$" * (size // 2),
    "at signs": lambda size: "a@" * (size // 2),
    "one letter": lambda size: "a" * size,
    "right to left": lambda size: "\u202e" * size,
    "combining marks": lambda size: "a" + "\u0301" * size,
    "flags": lambda size: "🇽" * size,
}


def bounded() -> dict[str, object]:
    """Microseconds for each code point of long texts; twice the length must not cost more for each."""
    print(f"\n{'text of 0.5 and 1 million code points':40} {'us each':>8} {'us each':>8}")
    result: dict[str, object] = {}
    for name, made in HOSTILE.items():
        figures = []
        for size in (500_000, 1_000_000):
            text = made(size)
            begun = process_time()
            normalise(text)
            search_words(text)
            figures.append((process_time() - begun) / size * 1e6)
        result[name] = figures
        print(f"{name:40} {figures[0]:8.2f} {figures[1]:8.2f}")
    return result


def main() -> None:
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    result = {"bounded": bounded(), "words": words(), "quality": quality(shared)}
    Path(__file__).with_suffix(".json").write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main()
