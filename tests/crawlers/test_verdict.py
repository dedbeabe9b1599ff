"""Whether a run can be trusted."""

from collections import Counter

import pytest

from crawlers.declaration import Expect
from crawlers.tally import Tally
from crawlers.verdict import judge
from index.run import Verdict

EXPECT = Expect(posts=(10, 100), filled={"created": 0.9}, malformed=0.1)


def tally(
    *,
    posts: int = 50,
    created: int = 50,
    malformed: int = 0,
    answered: int = 3,
    outcome: str = "posts",
    **failures: int,
) -> Tally:
    return Tally(
        fields=("created",),
        posts=posts,
        malformed=malformed,
        answered=answered,
        failures=Counter(failures),
        filled=Counter(created=created),
        outcomes=Counter({outcome: answered} if answered else {}),
    )


@pytest.mark.parametrize(
    ("met", "verdict", "words"),
    [
        (tally(), "ok", ""),
        (tally(posts=3, created=3), "broken", "3 posts, expected 10 to 100"),
        (tally(posts=101, created=101), "broken", "101 posts"),
        (tally(created=40), "broken", "created is filled in 80%"),
        (tally(malformed=20), "broken", "20 of 70 objects are malformed"),
        (tally(malformed=2), "ok", ""),
        (tally(timeout=1), "partial", "timeout 1"),
        (tally(blocked_429=2), "partial", "blocked_429 2"),
        (tally(posts=0, created=0, outcome="blocked", blocked_403=3), "blocked", "blocked_403 3"),
        (tally(posts=0, created=0, answered=0, dns=1), "unreachable", "dns 1"),
        (tally(posts=0, created=0, outcome="gone"), "broken", "nothing at this address"),
    ],
)
def test_verdict(met: Tally, verdict: Verdict, words: str) -> None:
    found, note = judge(met, EXPECT)
    assert found == verdict
    assert words in note


def test_a_site_whose_robots_forbid_everything_is_blocked() -> None:
    met = tally(posts=0, created=0, answered=0)
    met.forbidden = 1
    assert judge(met, None)[0] == "blocked"


def test_a_run_that_could_read_nothing_is_broken_without_expectations_too() -> None:
    met = tally(posts=0, created=0, malformed=3)
    assert judge(met, None) == ("broken", "no post could be read, 3 objects are malformed")
    met.private = 1
    assert judge(met, None)[0] == "ok"


def test_an_empty_run_is_never_ok_where_posts_are_expected() -> None:
    assert judge(tally(posts=0, created=0, outcome="empty"), EXPECT)[0] == "broken"


def test_a_run_that_was_ended_is_not_judged_by_its_counts() -> None:
    assert judge(tally(), EXPECT, stopped="by hand") == ("stopped", "by hand")
    assert judge(tally(), EXPECT, broken="the store is full") == ("broken", "the store is full")


def test_a_run_of_which_the_store_refused_a_listing_is_partial() -> None:
    met = tally()
    met.refused = 1
    assert judge(met, EXPECT) == ("partial", "")
    assert judge(met, EXPECT, stopped="by hand")[0] == "stopped"


def test_what_conduct_left_out_is_said() -> None:
    met = tally()
    met.forbidden, met.private = 2, 3
    assert judge(met, EXPECT) == (
        "ok",
        "2 pages left out for robots.txt; 3 posts left out: not for strangers",
    )
