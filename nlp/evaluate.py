"""How well posts are read: by cross-validation on the corpus, and on labelled sets that the project does not own."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args


from nlp.corpus import Row
from nlp.reader import Reader, Text
from nlp.reading import GOODS, LABELS, WATCH_LIST, PostKind, Reading

_KINDS: tuple[PostKind, ...] = get_args(PostKind)


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `of`."""

    count: int
    of: int

    @property
    def share(self) -> float:
        """The rate, 0 where there is nothing to count."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision and recall as counts; F1 from them."""

    precision: Rate
    recall: Rate

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision.share + self.recall.share
        return 2 * self.precision.share * self.recall.share / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`false_alarms` are hits among rows of a family whose label is no offer; `missed` offers not read as offers."""

    offers: Quality
    hits: Quality
    labels: dict[str, Quality]
    goods: dict[str, Quality]
    false_alarms: dict[str, Rate] = field(default_factory=dict)
    missed: dict[str, Rate] = field(default_factory=dict)


def is_hit(row: Row) -> bool:
    """Whether a row is a true hit: an offer of something on the watch list."""
    return row.label == "offer" and not set(WATCH_LIST).isdisjoint(row.goods)


def evaluate(reader: Reader, rows: Sequence[Row]) -> Evaluation:
    """Compares a reader with rows of known label. On rows that it was trained on this flatters."""
    return compare(rows, list(reader.read(Text(row.text, title=row.title, lang=row.lang, kind=row.kind) for row in rows)))


def compare(rows: Sequence[Row], readings: Sequence[Reading]) -> Evaluation:
    """Compares readings with the rows they were made of."""
    pairs = list(zip(rows, readings, strict=True))
    families = sorted({row.family for row in rows})
    found = [(row, reading) for row, reading in pairs if reading.label == row.label == "offer"]
    return Evaluation(
        offers=_quality((row.label == "offer", reading.label == "offer") for row, reading in pairs),
        hits=_quality((is_hit(row), reading.hit) for row, reading in pairs),
        labels={label: _quality((row.label == label, reading.label == label) for row, reading in pairs) for label in LABELS},
        goods={name: _quality((name in row.goods, name in reading.goods) for row, reading in found) for name in GOODS},
        false_alarms={
            family: Rate(sum(reading.label == "offer" for reading in chosen), len(chosen))
            for family in families
            if (chosen := [reading for row, reading in pairs if row.family == family and row.label != "offer"])
        },
        missed={
            family: Rate(sum(reading.label != "offer" for reading in chosen), len(chosen))
            for family in families
            if (chosen := [reading for row, reading in pairs if row.family == family and row.label == "offer"])
        },
    )


def _quality(pairs: Iterable[tuple[bool, bool]]) -> Quality:
    counts = Counter(pairs)
    right, wrong, missed = counts[True, True], counts[False, True], counts[True, False]
    return Quality(Rate(right, right + wrong), Rate(right, right + missed))


@dataclass(frozen=True, slots=True)
class SharedResult:
    """One figure on one set: `what` is recall or false alarms, `kind` the form that the reader was told."""

    set: str
    kind: PostKind
    what: str
    offers: Rate
    hits: Rate


def evaluate_shared(reader: Reader, folder: Path) -> Iterator[SharedResult]:
    """Reads the sets that scored.json fixes: recall on offers, false alarms on the rest under every kind."""
    sets: dict[str, dict[str, Any]] = json.loads((folder / "scored.json").read_text("utf-8"))
    for name, spec in sets.items():
        # json, not orjson: some sets hold NaN
        texts = [json.loads(line)[spec["field"]] for line in (folder / name).read_bytes().splitlines()]
        if "offers" in spec:
            yield _shared(reader, name, spec["kind"], "recall", [texts[at] for at in spec["offers"]])
        if "not_offers" in spec:
            yield _shared(reader, name, spec["kind"], "false alarms", [texts[at] for at in spec["not_offers"]])
        if "rows" in spec:
            for kind in _KINDS:
                yield _shared(reader, name, kind, "false alarms", texts)
    posts = [json.loads(line) for line in (folder / "sale/x_keyword_posts.jsonl").read_bytes().splitlines()]
    for label in ("sale", "not_sale", "ambiguous"):
        chosen = [post["text"] for post in posts if post["label"] == label]
        yield _shared(reader, f"sale/x_keyword_posts.jsonl ({label})", "social", "offers", chosen)


def _shared(reader: Reader, name: str, kind: PostKind, what: str, texts: Sequence[str]) -> SharedResult:
    readings = list(reader.read(Text(text, kind=kind) for text in texts))
    offers = sum(reading.label == "offer" for reading in readings)
    return SharedResult(name, kind, what, Rate(offers, len(texts)), Rate(sum(reading.hit for reading in readings), len(texts)))
