"""The detector against numbers worked out by hand."""

from collections.abc import Mapping, Sequence

import pytest

from alerts.detect import WEEKS, judge
from alerts.series import Point, Series, Share
from alerts.weeks import Week

LAST = Week(2026, 47)
PAST = (2, 4, 3, 5, 4, 6, 4)
"""Mean 4; squared deviations 4+0+1+1+0+4+0 = 10; standard deviation sqrt(10/6) = 1.29099."""
Z = 2.3263479


def series(
    posts: Sequence[int | None], scanned: Sequence[int] | int = 100, *, partial: bool = False, source: str = "a"
) -> Series:
    """One source; None is a week without a complete run."""
    read = [scanned] * len(posts) if isinstance(scanned, int) else scanned
    return of_sources(
        [{} if count is None else {source: (count, number)} for count, number in zip(posts, read, strict=True)],
        partial=partial,
    )


def of_sources(weeks: Sequence[Mapping[str, tuple[int, int]]], *, partial: bool = False) -> Series:
    """Weeks that end with LAST; for each source posts and posts scanned."""
    points = [
        Point(
            week=LAST.minus(len(weeks) - 1 - at),
            posts=sum(posts for posts, _ in week.values()),
            authors=0,
            texts=0,
            scanned=sum(scanned for _, scanned in week.values()),
            usable=bool(week),
            partial=partial and at == len(weeks) - 1,
            shares=tuple(Share(source, *counts) for source, counts in sorted(week.items())),
        )
        for at, week in enumerate(weeks)
    ]
    return Series("counterfeit_pill", "mastodon", tuple(points))


@pytest.mark.parametrize(("now", "verdict"), [(7, "usual"), (8, "flagged"), (0, "usual")])
def test_above_the_mean_by_the_quantile_times_the_deviation(now: int, verdict: str) -> None:
    judged = judge(series([*PAST, 4, 4, now]))
    assert judged.expected == pytest.approx(4)
    assert judged.upper == pytest.approx(4 + Z * 1.29099, abs=1e-4)  # 7.0033
    assert (judged.observed, judged.verdict) == (now, verdict)
    assert judged.baseline == tuple(LAST.minus(back) for back in range(9, 2, -1))


@pytest.mark.parametrize(("now", "verdict"), [(2, "usual"), (3, "flagged")])
def test_the_deviation_is_at_least_one(now: int, verdict: str) -> None:
    judged = judge(series([0] * 9 + [now]))
    assert judged.expected == 0
    assert judged.upper == pytest.approx(Z)
    assert judged.verdict == verdict


@pytest.mark.parametrize(("now", "verdict"), [(8, "usual"), (14, "usual"), (15, "flagged")])
def test_a_bigger_crawl_alone_is_no_rise(now: int, verdict: str) -> None:
    judged = judge(series([*PAST, 4, 4, now], [100] * 9 + [200]))
    assert judged.expected == pytest.approx(8)
    assert judged.upper == pytest.approx(8 + Z * 2 * 1.29099, abs=1e-4)  # 14.0067
    assert judged.verdict == verdict


def test_a_smaller_crawl_does_not_hide_a_rise() -> None:
    assert judge(series([*PAST, 4, 4, 7], [100] * 9 + [50])).verdict == "flagged"


def test_crawls_of_different_size_add_no_spread() -> None:
    judged = judge(series([10, 20, 10, 30, 10, 20, 10, 10, 10, 12], [100, 200, 100, 300, 100, 200, 100, 100, 100, 100]))
    assert judged.expected == pytest.approx(10)
    assert judged.upper == pytest.approx(10 + Z)


def test_the_two_weeks_before_do_not_count() -> None:
    assert judge(series([*PAST, 90, 90, 9])).verdict == "flagged"


def test_a_failed_week_is_no_fall_and_an_earlier_one_stands_in() -> None:
    judged = judge(series([9, 4, 4, None, 4, 4, None, 4, 4, 4, 4, 4, 4]))
    assert judged.baseline == tuple(LAST.minus(back) for back in (11, 10, 8, 7, 5, 4, 3))
    assert judged.expected == pytest.approx(4)
    with_zeros = judge(series([9, 4, 4, 0, 4, 4, 0, 4, 4, 4, 4, 4, 4]))
    assert with_zeros.expected == pytest.approx(20 / 7)


@pytest.mark.parametrize(("usable", "verdict"), [(5, "flagged"), (4, "no verdict")])
def test_fewer_than_five_weeks_give_no_verdict(usable: int, verdict: str) -> None:
    judged = judge(series([None] * (10 - usable) + [4] * usable + [4, 4, 50]))
    assert (judged.verdict, len(judged.baseline)) == (verdict, usable)
    assert (judged.why == "few_weeks") == (judged.expected is None) == (verdict == "no verdict")


def test_a_week_without_a_complete_run_has_no_verdict() -> None:
    judged = judge(series([*PAST, 4, 4, None]))
    assert (judged.verdict, judged.why, judged.expected, judged.upper) == ("no verdict", "no_run", None, None)


def test_the_running_week_is_not_judged() -> None:
    judged = judge(series([*PAST, 4, 4, 500], partial=True))
    assert (judged.observed, judged.verdict, judged.expected) == (500, "not judged (running week)", None)


def test_a_source_that_failed_makes_no_rise_of_the_others() -> None:
    """Source b has no hits but half of all posts: without it the share of hits doubles, but not a's own."""
    both = {"a": (10, 100), "b": (0, 100)}
    judged = judge(of_sources([both] * 9 + [{"a": (10, 100)}]))
    assert judged.expected == pytest.approx(10)
    assert judged.verdict == "usual"


def test_a_new_source_makes_no_rise() -> None:
    judged = judge(of_sources([{"a": (10, 100)}] * 9 + [{"a": (11, 100), "new": (40, 100)}]))
    assert (judged.observed, judged.verdict) == (11, "usual")
    assert judged.expected == pytest.approx(10)
    assert judged.new_sources == ("new",)


def test_only_new_sources_give_no_verdict() -> None:
    judged = judge(of_sources([{"old": (10, 100)}] * 9 + [{"new": (40, 100)}]))
    assert (judged.verdict, judged.why) == ("no verdict", "few_weeks")


def test_weeks_to_fetch_are_enough_for_three_gaps() -> None:
    full = [4] * WEEKS
    gaps = [None if at in (4, 5, 6) else count for at, count in enumerate(full)]
    assert len(judge(series(gaps)).baseline) == 7
