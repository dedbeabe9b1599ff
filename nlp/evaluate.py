"""How well posts are read: by cross-validation on the corpus, and on labelled sets that the project does not own."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, get_args

import numpy as np

from nlp.corpus import Row
from nlp.reader import Reader, Text
from nlp.reading import GOODS, LABELS, WATCH_LIST, Goods, Label, PostKind
from nlp.train import cross_validate, threshold_for
from nlp.weights import Floats

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


class Outcome(Protocol):
    """What of a Reading is compared."""

    @property
    def label(self) -> Label: ...
    @property
    def goods(self) -> tuple[Goods, ...]: ...
    @property
    def hit(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Outcome:
    label: Label
    goods: tuple[Goods, ...]
    hit: bool


@dataclass(frozen=True, slots=True)
class CrossEvaluation:
    """Rows read by models that had not seen their fold: with the classifier, and by the rules alone."""

    full: Evaluation
    rules_alone: Evaluation


def evaluate_corpus(rows: Sequence[Row]) -> CrossEvaluation:
    """Cross-validates on the corpus; near-identical rows share a fold. Takes about a minute."""
    checked = cross_validate(rows)
    truth = np.array([row.label == "offer" for row in rows])

    def compared(scores: Floats, labels: Sequence[Label]) -> Evaluation:
        threshold = threshold_for(scores, truth)
        outcomes = [
            _outcome(label, float(score), goods, threshold)
            for label, score, goods in zip(labels, scores, checked.goods, strict=True)
        ]
        return compare(rows, outcomes)

    return CrossEvaluation(compared(checked.scores, checked.labels), compared(checked.rule_scores, checked.rule_labels))


def _outcome(label: Label, score: float, goods: tuple[Goods, ...], threshold: float) -> _Outcome:
    kept = goods if label in {"offer", "seek"} else ()
    return _Outcome(label, kept, label == "offer" and score >= threshold and not set(WATCH_LIST).isdisjoint(kept))


def evaluate(reader: Reader, rows: Sequence[Row]) -> Evaluation:
    """Compares a reader with rows of known label. On rows that it was trained on this flatters."""
    return compare(
        rows, list(reader.read(Text(row.text, title=row.title, lang=row.lang, kind=row.kind) for row in rows))
    )


def compare(rows: Sequence[Row], readings: Sequence[Outcome]) -> Evaluation:
    """Compares readings with the rows they were made of."""
    pairs = list(zip(rows, readings, strict=True))
    families = sorted({row.family for row in rows})
    found = [(row, reading) for row, reading in pairs if reading.label == row.label == "offer"]
    return Evaluation(
        offers=_quality((row.label == "offer", reading.label == "offer") for row, reading in pairs),
        hits=_quality((is_hit(row), reading.hit) for row, reading in pairs),
        labels={
            label: _quality((row.label == label, reading.label == label) for row, reading in pairs) for label in LABELS
        },
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
    return SharedResult(
        name, kind, what, Rate(offers, len(texts)), Rate(sum(reading.hit for reading in readings), len(texts))
    )


def corpus_rows(result: Evaluation) -> list[tuple[str, str, str, str]]:
    """An Evaluation as rows of a table: what, precision, recall, F1."""
    named = [("offers", result.offers), ("hits", result.hits)]
    named += [(f"label {name}", quality) for name, quality in result.labels.items()]
    named += [(f"goods {name}", quality) for name, quality in result.goods.items()]
    return [(name, _shown(quality.precision), _shown(quality.recall), f"{quality.f1:.3f}") for name, quality in named]


def family_rows(rates: dict[str, Rate]) -> list[tuple[str, str]]:
    """Families with anything to show, worst first."""
    shown = sorted((item for item in rates.items() if item[1].count), key=lambda item: -item[1].share)
    return [(family, _shown(rate)) for family, rate in shown]


def shared_rows(results: Iterable[SharedResult]) -> list[tuple[str, str, str, str, str]]:
    """Shared results as rows of a table: set, kind, what is counted, offers, hits."""
    return [(result.set, result.kind, result.what, _shown(result.offers), _shown(result.hits)) for result in results]


def table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> str:
    """Rows as plain text with aligned columns."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (header, *rows)
    )


def _shown(rate: Rate) -> str:
    return f"{rate.share:.3f} ({rate.count}/{rate.of})"
