"""Counts that an evaluation is made of, with confidence intervals by bootstrap over groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.weights import Floats

_DRAWS = 1000
_SEED = 11
_BINS = 15


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `of`; `low` and `high` bound 95% of the draws of groups."""

    count: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The rate, 0 where there is nothing to count."""
        return self.count / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.share:.3f} [{self.low:.3f}, {self.high:.3f}] ({self.count}/{self.of})"


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision, recall and their harmonic mean, with bounds of 95% of the draws for the last."""

    precision: float
    recall: float
    f1: float
    low: float
    high: float
    right: int

    def cells(self) -> tuple[str, ...]:
        """For a table: precision, recall, F1 with its interval."""
        return f"{self.precision:.3f}", f"{self.recall:.3f}", f"{self.f1:.3f} [{self.low:.3f}, {self.high:.3f}]"


def rate(events: Sequence[bool], groups: Sequence[object]) -> Rate:
    """How often something happened; rows of one group are drawn together."""
    happened = np.array(events, float)
    sums = _drawn(np.stack([happened, np.ones(len(happened))], axis=1), groups)
    low, high = _bounds(sums[:, 0] / np.maximum(1, sums[:, 1]))
    return Rate(int(happened.sum()), len(happened), low, high)


def quality(truth: Sequence[bool], answers: Sequence[bool], groups: Sequence[object]) -> Quality:
    """How well answers meet the truth."""
    real, said = np.array(truth, bool), np.array(answers, bool)
    counts = np.stack([real & said, said, real], axis=1).astype(float)
    right, chosen, there = counts.sum(axis=0)
    sums = _drawn(counts, groups)
    low, high = _bounds(2 * sums[:, 0] / np.maximum(1, sums[:, 1] + sums[:, 2]))
    f1 = 2 * right / max(1.0, chosen + there)
    precision, recall = right / max(1.0, chosen), right / max(1.0, there)
    return Quality(float(precision), float(recall), float(f1), low, high, int(right))


def calibration_error(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """Expected calibration error: bins of equal width, the gap of score and truth weighed by their rows."""
    places = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(places, scores, minlength=_BINS) - np.bincount(places, truth.astype(float), minlength=_BINS)
    return float(np.abs(gaps).sum() / len(scores))


def precision_at(scores: Floats, truth: NDArray[np.bool_], recall: float, prevalence: float) -> float:
    """Precision at the highest score that still finds `recall` of the true rows, were `prevalence` of all rows true."""
    threshold = np.quantile(scores[truth], 1 - recall, method="lower")
    found = float((scores[truth] >= threshold).mean()) * prevalence
    wrong = float((scores[~truth] >= threshold).mean()) * (1 - prevalence)
    return found / (found + wrong) if found else 0.0


def _drawn(counts: Floats, groups: Sequence[object]) -> Floats:
    """Sums of the rows' counts for each of many draws of as many groups as there are."""
    number = {group: at for at, group in enumerate(dict.fromkeys(groups))}
    of_group = np.zeros((max(1, len(number)), counts.shape[1]))
    np.add.at(of_group, [number[group] for group in groups], counts)
    draws = np.random.default_rng(_SEED).poisson(1.0, (_DRAWS, len(of_group)))
    sums: Floats = draws @ of_group
    return sums


def _bounds(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)
