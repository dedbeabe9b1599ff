"""How well posts are read, by cross-validation on the corpus: labels, goods, families, calibration, ablation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp import pipeline
from nlp.corpus import Row
from nlp.measuring import Quality, Rate, calibration_error, precision_at, quality, rate
from nlp.reading import GOODS, LABELS
from nlp.splits import groups
from nlp.train import CrossValidated, judge_by_folds, read_by_folds
from nlp.weights import probability

PREVALENCES = (0.1, 0.01, 0.003)
RECALL = 0.95


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of scores out of fold: expected error of posts that are judged, and of all, those that the screen left out
    with score 0 too; precision at RECALL for each of PREVALENCES, of all and of those judged."""

    error: float
    error_of_all: float
    precision: dict[float, float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Rows read by models that had not seen their fold.

    `ablation` is the quality of `offer` with rules, wording or both; `false_offers` are rows of a
    family whose label is no offer that were read as one; `missed` offers that were not.
    """

    ablation: dict[str, Quality]
    labels: dict[str, Quality]
    languages: dict[str, Quality]
    goods: dict[str, Quality]
    false_offers: dict[str, Rate]
    missed: dict[str, Rate]
    calibration: Calibration


def evaluate_corpus(rows: Sequence[Row]) -> Evaluation:
    """Cross-validates on the corpus; rows of one template share a fold. Takes minutes."""
    read, _ = read_by_folds(pipeline.blank(), rows)
    both = judge_by_folds(read)
    alone = {"rules only": judge_by_folds(read, wording=False), "wording only": judge_by_folds(read, rules=False)}
    return compare(rows, both, alone)


def compare(rows: Sequence[Row], both: CrossValidated, alone: dict[str, CrossValidated]) -> Evaluation:
    """Compares what was read out of fold with the rows."""
    group = groups(rows)
    offers = [row.label == "offer" for row in rows]
    truth, scores = np.array(offers), probability(both.log_odds)

    def of_label(checked: CrossValidated, label: str, among: Sequence[int] | None = None) -> Quality:
        places = range(len(rows)) if among is None else among
        return quality(
            [rows[at].label == label for at in places],
            [checked.labels[at] == label for at in places],
            [group[at] for at in places],
        )

    sold = [at for at, row in enumerate(rows) if row.label == both.labels[at] and row.goods]
    families = sorted({row.family for row in rows})
    of_family = {family: [at for at, row in enumerate(rows) if row.family == family] for family in families}
    return Evaluation(
        {**{name: of_label(checked, "offer") for name, checked in alone.items()}, "both": of_label(both, "offer")},
        {label: of_label(both, label) for label in LABELS},
        {
            lang: of_label(both, "offer", [at for at, row in enumerate(rows) if row.lang == lang])
            for lang in sorted({row.lang for row in rows})
        },
        {
            name: quality(
                [name in rows[at].goods for at in sold],
                [name in both.goods[at] for at in sold],
                [group[at] for at in sold],
            )
            for name in GOODS
        },
        {
            family: rate([both.labels[at] == "offer" for at in chosen], [group[at] for at in chosen])
            for family, places in of_family.items()
            if (chosen := [at for at in places if not offers[at]])
        },
        {
            family: rate([both.labels[at] != "offer" for at in chosen], [group[at] for at in chosen])
            for family, places in of_family.items()
            if (chosen := [at for at in places if offers[at]])
        },
        Calibration(
            calibration_error(scores[both.allowed], truth[both.allowed]),
            calibration_error(scores, truth),
            {prevalence: precision_at(scores, truth, RECALL, prevalence) for prevalence in PREVALENCES},
        ),
    )
