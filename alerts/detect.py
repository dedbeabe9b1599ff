"""Whether the last week of a series lies above what its past leads one to expect.

The rule is EARS C2 as the R package surveillance 1.26 defines it (function earsC, method C2): the mean
of a baseline that ends two weeks before the week judged, plus the normal quantile times its standard
deviation. Counts are compared at the same reading effort. With y the hits and n the posts scanned of
the k baseline weeks, and n0 the posts scanned in the week judged:

    expected = n0 * sum(y) / sum(n)        (the mean count, times n0 over the mean of n)
    sigma    = max(1, n0 / mean(n) * sqrt(sum((y - n * sum(y) / sum(n))^2) / (k - 1)))
    upper    = expected + z(1 - alpha) * sigma

Where n is the same every week, sigma is the plain standard deviation; where it is not, the deviations
are taken from what each week's own n leads one to expect, so that a change of n alone adds no spread.
The test is one-sided: only a rise is flagged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

from alerts.series import Point, Series
from alerts.weeks import Week

BASELINE = 7
FEWEST = 5
GAP = 2
ALPHA = 0.01
LEAST_SIGMA = 1.0
WEEKS = 1 + GAP + BASELINE + 3
"""Weeks of a series to judge with: the one judged, the gap, the baseline, and three in the place of gaps."""
_QUANTILE = NormalDist().inv_cdf(1 - ALPHA)

Verdict = Literal["flagged", "usual", "no verdict", "not judged (running week)"]
Why = Literal["above", "within", "no_run", "few_weeks", "running"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was `observed` in the last week, what was `expected`, and above which count (`upper`) it is flagged.

    `baseline` are the weeks compared with, oldest first. `expected` and `upper` are None where there is
    no verdict. `why` is the reason of the verdict, as a word that reports put into a sentence.
    """

    observed: int
    expected: float | None
    upper: float | None
    baseline: tuple[Week, ...]
    verdict: Verdict
    why: Why


def judge(series: Series) -> Judgement:
    """Judge the last point against the seven (at least five) latest usable weeks before the gap of two."""
    current = series.points[-1]
    before = baseline_of(series)
    weeks = tuple(point.week for point in before)
    if current.partial:
        return Judgement(current.posts, None, None, weeks, "not judged (running week)", "running")
    if not current.usable:
        return Judgement(current.posts, None, None, weeks, "no verdict", "no_run")
    if len(before) < FEWEST:
        return Judgement(current.posts, None, None, weeks, "no verdict", "few_weeks")
    posts, scanned = [point.posts for point in before], [point.scanned for point in before]
    mean = expectation(posts, scanned, current.scanned)
    upper = mean + _QUANTILE * max(LEAST_SIGMA, _spread(posts, scanned, current.scanned))
    above = current.posts > upper
    return Judgement(current.posts, mean, upper, weeks, "flagged" if above else "usual", "above" if above else "within")


def baseline_of(series: Series) -> tuple[Point, ...]:
    """The points that the last one is compared with; those of the gap keep a rise out of its own baseline."""
    return tuple(point for point in series.points[: -1 - GAP] if point.usable)[-BASELINE:]


def expectation(posts: Sequence[int], scanned: Sequence[int], now_scanned: int) -> float:
    """The count to expect among `now_scanned` posts from a baseline's counts (see above)."""
    return now_scanned * sum(posts) / sum(scanned)


def _spread(posts: Sequence[int], scanned: Sequence[int], now_scanned: int) -> float:
    rate = sum(posts) / sum(scanned)
    squares = sum((y - rate * n) ** 2 for y, n in zip(posts, scanned, strict=True))
    return now_scanned * len(scanned) / sum(scanned) * sqrt(squares / (len(posts) - 1))
