"""Logistic regression with signed weights: small, deterministic, and readable as log-odds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ROUNDS = 400
Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Weights:
    """`bias + values @ features` is the log-odds."""

    values: Floats
    bias: float

    def log_odds(self, features: Floats) -> Floats:
        """Log-odds of each row."""
        result: Floats = features @ self.values + self.bias
        return result

    def calibrated(self, slope: float, shift: float) -> "Weights":
        """Weights whose log-odds are `slope * log-odds + shift`."""
        return Weights(self.values * slope, self.bias * slope + shift)


class Choice(Generic[Name]):
    """Weights for each of several names, read together."""

    def __init__(self, weights: Mapping[Name, Weights]) -> None:
        self.weights = weights
        self._names = tuple(weights)
        self._values = np.array([each.values for each in weights.values()])
        self._bias = np.array([each.bias for each in weights.values()])

    def likeliest(self, row: Floats) -> Name:
        """The name with the highest odds."""
        return self._names[int((self._values @ row + self._bias).argmax())]

    def likely(self, row: Floats) -> tuple[Name, ...]:
        """The names with even odds or better, in the order given; the likeliest where none has."""
        odds = self._values @ row + self._bias
        found = tuple(name for name, each in zip(self._names, odds.tolist(), strict=True) if each >= 0.0)
        return found or (self._names[int(odds.argmax())],)


def probability(log_odds: Floats | float) -> Floats:
    """The logistic function, safe for large values."""
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -30, 30)))
    return result


def fit(features: Floats, truth: Floats, counts: Floats, signs: Sequence[int], *, penalty: float) -> Weights:
    """Weights of least logistic loss plus `penalty` times half their squares; `counts` says how often a row counts.

    A sign of +1 or -1 keeps a weight at or beyond 0 on that side, 0 leaves it free. Solved by
    accelerated projected gradient (Nesterov), each weight with a step of its own, a fixed number of rounds.
    """
    rows, size = features.shape
    design = np.hstack([features, np.ones((rows, 1))])
    limit = np.array([*signs, 0])
    shrink = np.array([penalty] * size + [0.0])
    sizes = np.abs(design)
    step = 1.0 / (0.25 * (sizes.T @ (sizes.sum(axis=1) * counts)) + shrink + 1e-9)
    current = np.zeros(size + 1)
    ahead, momentum = current.copy(), 1.0
    for _ in range(_ROUNDS):
        slope = design.T @ ((probability(design @ ahead) - truth) * counts) + shrink * ahead
        after = _project(ahead - step * slope, limit)
        faster = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = after + (momentum - 1) / faster * (after - current)
        current, momentum = after, faster
    return Weights(current[:-1], float(current[-1]))


def calibration(log_odds: Floats, truth: Floats) -> tuple[float, float]:
    """Slope and shift that make log-odds of unseen rows true (Platt's scaling)."""
    weights = fit(log_odds[:, None], truth, np.ones(len(truth)), (1,), penalty=0.0)
    return float(weights.values[0]), weights.bias


def _project(values: Floats, limit: NDArray[np.int64]) -> Floats:
    held = np.where(limit > 0, np.maximum(values, 0), values)
    return np.where(limit < 0, np.minimum(held, 0), held)
