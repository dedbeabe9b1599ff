"""Weekly series from stores: what counts, what does not, what is a gap."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.detect import judge
from alerts.series import Point, Series, weekly_series
from alerts.weeks import Week
from index.access import EVERYTHING
from index.listing import Author
from index.run import Run
from index.runs import SqliteRunStore
from index.tantivy import TantivyStore
from tests.index.sample import listing

LAST = Week(2026, 47)
MONDAY = LAST.start
NOW = datetime(2026, 11, 25, tzinfo=UTC)
PLATFORMS = {"social": "mastodon", "shop_a": "woocommerce", "shop_b": "woocommerce"}


class World:
    """Two stores in a folder."""

    def __init__(self, folder: Path) -> None:
        self.store = TantivyStore(folder / "store")
        self.runs = SqliteRunStore(folder / "runs.sqlite")

    def post(self, name: str, *, source: str = "social", **fields: Any) -> None:
        fields = {"created": MONDAY, "text": f"blue pills {name}", "source": source, **fields}
        fields.setdefault("author", Author(handle=name))
        self.store.upsert([listing(name, fields.pop("text"), platform=PLATFORMS.get(source, "mastodon"), **fields)])

    def run(self, source: str, started: datetime, posts: int = 100, **fields: Any) -> None:
        fields = {"verdict": "ok", **fields}
        self.runs.save(Run(id=f"{source}{started}", source=source, started=started, posts=posts, **fields))

    def series(self, *, weeks: int = 3, now: datetime = NOW) -> list[Series]:
        return weekly_series(
            self.store, self.runs, last=LAST, weeks=weeks, now=now, platforms=PLATFORMS, access=EVERYTHING
        )

    def points(self, goods: str = "counterfeit_pill", platform: str = "mastodon", **how: Any) -> Sequence[Point]:
        return next(one for one in self.series(**how) if (one.goods, one.platform) == (goods, platform)).points


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_every_kind_of_goods_on_every_platform_has_a_series(world: World) -> None:
    found = [(one.platform, one.goods) for one in world.series()]
    goods = ("counterfeit_pill", "other_pill", "pill_press", "precursor")
    assert found == [(platform, name) for platform in ("mastodon", "woocommerce") for name in goods]
    assert [str(point.week) for point in world.series()[0].points] == ["2026-W45", "2026-W46", "2026-W47"]


def test_hits_count_in_the_week_of_their_date(world: World) -> None:
    for back in range(3):
        world.run("social", LAST.minus(back).start)
    world.post("first", created=MONDAY)
    world.post("last", created=LAST.end - timedelta(seconds=1))
    world.post("before", created=MONDAY - timedelta(seconds=1))
    world.post("after", created=LAST.end)
    world.post("undated", created=None, at=MONDAY)
    world.post("no_hit", hit=False)
    assert [point.posts for point in world.points()] == [0, 1, 3]


def test_a_post_of_two_kinds_counts_under_each(world: World) -> None:
    world.run("social", MONDAY)
    world.post("both", goods=("counterfeit_pill", "pill_press"))
    assert [world.points(goods)[-1].posts for goods in ("counterfeit_pill", "pill_press", "precursor")] == [1, 1, 0]


def test_authors_and_texts_are_counted_once(world: World) -> None:
    world.run("social", MONDAY)
    for name, handle, text in (
        ("1", "Blue_Door", "M30s 10 for $80, call 213 555 0142"),
        ("2", "blue_door", "M30s 10 for $90, call 213 555 0199"),
        ("3", "red_door", "m30s 10 for $80 call 213 555 0142"),
        ("4", "red_door", "M30s 10 for $80, text 213 555 0142"),
    ):
        world.post(name, author=Author(handle=handle), text=text)
    point = world.points()[-1]
    assert (point.posts, point.authors, point.texts) == (4, 2, 2)


def test_a_shop_is_one_author(world: World) -> None:
    world.run("shop_a", MONDAY)
    world.post("1", source="shop_a", kind="shop", site="a.example", author=Author(handle="clerk"))
    world.post("2", source="shop_a", kind="shop", site="a.example", author=None)
    world.post("3", source="shop_a", kind="shop", site="b.example", author=None)
    assert world.points(platform="woocommerce")[-1].authors == 2


def test_the_denominator_is_what_complete_runs_of_the_week_read(world: World) -> None:
    world.run("social", MONDAY, posts=100)
    world.run("social", LAST.end - timedelta(minutes=1), posts=40)
    world.run("social", LAST.end, posts=1000)
    world.run("social", MONDAY + timedelta(days=1), posts=500, verdict="partial")
    world.run("social", MONDAY + timedelta(days=2), posts=500, verdict="stopped")
    assert world.points()[-1].scanned == 140


@pytest.mark.parametrize("verdict", ["partial", "broken", "blocked", "unreachable", "stopped"])
def test_a_week_without_a_complete_run_is_a_gap(world: World, verdict: str) -> None:
    world.run("social", MONDAY, verdict=verdict)
    world.run("shop_a", MONDAY)
    world.post("stored all the same")
    point = world.points()[-1]
    assert (point.usable, point.posts, point.scanned) == (False, 0, 0)
    assert world.points(platform="woocommerce")[-1].usable


def test_a_complete_run_that_read_nothing_is_a_gap_too(world: World) -> None:
    world.run("social", MONDAY, posts=0)
    assert not world.points()[-1].usable


def test_hits_of_a_failed_source_stay_out_like_its_denominator(world: World) -> None:
    world.run("shop_a", MONDAY, posts=60)
    world.run("shop_b", MONDAY, posts=60, verdict="partial")
    world.post("counted", source="shop_a")
    world.post("left out", source="shop_b")
    world.post("undeclared", source="stranger")
    point = world.points(platform="woocommerce")[-1]
    assert (point.posts, point.scanned, point.sources) == (1, 60, ("shop_a",))


def test_only_the_running_week_is_partial(world: World) -> None:
    assert [point.partial for point in world.points(now=MONDAY)] == [False, False, True]
    assert [point.partial for point in world.points(now=LAST.end)] == [False, False, False]


def test_a_failed_week_is_not_taken_for_a_fall(world: World) -> None:
    """The week fails, its posts are stored by the next one: it stays a gap and the next is judged without it."""
    for back in range(13):
        world.run("social", LAST.minus(back).start, verdict="unreachable" if back == 5 else "ok")
        if back != 5:
            for number in range(4):
                world.post(f"{back}-{number}", created=LAST.minus(back).start)
    series = world.series(weeks=13)[0]
    assert [point.usable for point in series.points].count(False) == 1
    judged = judge(series)
    assert judged.expected == pytest.approx(4)
    assert (judged.verdict, len(judged.baseline)) == ("usual", 7)
    assert LAST.minus(5) not in judged.baseline
