"""Whether the last week of a series lies above what its past leads one to expect.

The rule is EARS C2 as the R package surveillance 1.26 defines it (function earsC, method C2): the mean
of a baseline that ends two weeks before the week judged, plus the normal quantile times its standard
deviation. Counts are compared at the same reading effort, source by source, so that neither a bigger
crawl nor a source that came or went looks like a rise. With y the hits and n the posts scanned of a
source in one of the k weeks of the baseline, and n0 those scanned of it in the week judged:

    rate     = sum(y) / sum(n)                       of each source, over the baseline
    expected = sum over sources of n0 * rate
    residual = sum over sources of (y - n * rate)    of each week of the baseline
    sigma    = max(1, N0 / mean(N) * sqrt(sum(residual^2) / (k - 1)))
    upper    = expected + z(1 - alpha) * sigma

N and N0 are the n and n0 of all sources together. With one source, expected is the mean count times the
scanned posts now over those of a mean week, and, where n never changes, sigma is the plain standard deviation.
A source without a week in the baseline has no rate: its posts are left out of the comparison. The test is
one-sided: only a rise is flagged.
"""

from collections import Counter
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

    `observed` are the posts of the sources that have a past; those of `new_sources` are left out.
    `baseline` are the weeks compared with, oldest first. `expected` and `upper` are None where there is
    no verdict. `why` is the reason of the verdict, as a word that reports put into a sentence.
    """

    observed: int
    expected: float | None
    upper: float | None
    baseline: tuple[Week, ...]
    verdict: Verdict
    why: Why
    new_sources: tuple[str, ...] = ()


def judge(series: Series) -> Judgement:
    """Judge the last point against the seven (at least five) latest usable weeks before the gap of two."""
    current, before = series.points[-1], baseline_of(series)
    weeks = tuple(point.week for point in before)
    known = {source for point in before for source in point.sources}
    new = tuple(source for source in current.sources if source not in known)
    observed = sum(share.posts for share in current.shares if share.source in known)
    if current.partial:
        return Judgement(current.posts, None, None, weeks, "not judged (running week)", "running")
    if not current.usable:
        return Judgement(current.posts, None, None, weeks, "no verdict", "no_run")
    if len(before) < FEWEST:
        return Judgement(current.posts, None, None, weeks, "no verdict", "few_weeks")
    expected = expectation(before, current)
    upper = expected + _QUANTILE * max(LEAST_SIGMA, _spread(before, current))
    above = observed > upper
    return Judgement(
        observed,
        expected,
        upper,
        weeks,
        verdict="flagged" if above else "usual",
        why="above" if above else "within",
        new_sources=new,
    )


def baseline_of(series: Series) -> tuple[Point, ...]:
    """The points that the last one is compared with; the gap keeps a rise out of its own baseline.

    A week in which none of the last week's sources was read well has nothing to compare.
    """
    sources = set(series.points[-1].sources)
    before = [point for point in series.points[: -1 - GAP] if sources & set(point.sources) or not sources]
    return tuple(point for point in before if point.usable)[-BASELINE:]


def expectation(baseline: Sequence[Point], current: Point) -> float:
    """The count to expect in the current week (see above)."""
    rates = _rates(baseline)
    return sum(share.scanned * rates.get(share.source, 0.0) for share in current.shares)


def _rates(baseline: Sequence[Point]) -> dict[str, float]:
    posts: Counter[str] = Counter()
    scanned: Counter[str] = Counter()
    for share in (share for point in baseline for share in point.shares):
        posts[share.source] += share.posts
        scanned[share.source] += share.scanned
    return {source: posts[source] / read for source, read in scanned.items()}


def _spread(baseline: Sequence[Point], current: Point) -> float:
    """The standard deviation of the weeks around their own expectation, at the current week's effort."""
    rates = _rates(baseline)
    sources = set(current.sources) & set(rates)
    shares = [[share for share in point.shares if share.source in sources] for point in baseline]
    residuals = [sum(one.posts - one.scanned * rates[one.source] for one in week) for week in shares]
    read = sum(one.scanned for week in shares for one in week)
    now_read = sum(share.scanned for share in current.shares if share.source in sources)
    effort = now_read * len(baseline) / read
    return effort * sqrt(sum(residual**2 for residual in residuals) / (len(baseline) - 1))
