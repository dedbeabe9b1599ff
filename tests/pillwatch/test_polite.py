"""A crawl of a site that says how it wants to be visited, through real HTTP."""

import json
import time
from collections.abc import Callable

from tests.crawlers.site import Prepared, serve
from tests.crawlers.test_mastodon import status
from tests.pillwatch.conftest import Ended, House

TIMELINE = "/api/v1/timelines/public?limit=40"
POSTS = Prepared(json.dumps([status(1, created_at="2026-11-20T10:00:00Z")]).encode())


def crawl(house: House, url: str) -> Ended:
    folder = house.data / "sources"
    folder.mkdir(exist_ok=True)
    (folder / "quiet.yml").write_text(
        f"name: quiet\nspider: mastodon\nurl: {url}\nrate: 6000/min\noptions: {{backfill: 3650d}}\n", encoding="utf-8"
    )
    return house.run("crawl", "quiet")


def answering(*robots: Prepared | None, then: Callable[[str], Prepared | None]) -> Callable[[str], Prepared | None]:
    return lambda path: robots[0] if path == "/robots.txt" else then(path)


def text(body: str, status: int = 200) -> Prepared:
    return Prepared(body.encode(), status, {"content-type": "text/plain"})


def test_what_robots_forbid_is_never_asked_for(house: House) -> None:
    robots = text("User-agent: *\nDisallow: /api/\n")
    with serve(answering(robots, then=lambda _: POSTS)) as (url, asked):
        ended = crawl(house, url)
    assert asked == ["/robots.txt"]
    assert ended.status == 3
    assert "robots.txt" in ended.out
    assert ended.err.split() == ["blocked"]


def test_robots_that_cannot_be_had_forbid_everything(house: House) -> None:
    with serve(answering(text("oops", 503), then=lambda _: POSTS)) as (url, asked):
        ended = crawl(house, url)
    assert set(asked) == {"/robots.txt"}
    assert ended.status == 3


def test_no_robots_allow_everything(house: House) -> None:
    with serve(answering(None, then=lambda _: POSTS)) as (url, asked):
        ended = crawl(house, url)
    assert asked[:2] == ["/robots.txt", TIMELINE]
    assert ended.status == 0, ended.err


def test_crawl_delay_goes_before_our_rate(house: House) -> None:
    times = []

    def pages(path: str) -> Prepared | None:
        times.append(time.monotonic())
        link = "" if "max_id" in path else '<{site}/api/v1/timelines/public?max_id=1>; rel="next"'
        return Prepared(POSTS.body, headers={"Link": link})

    with serve(answering(text("User-agent: *\nCrawl-delay: 2\n"), then=pages)) as (url, _):
        crawl(house, url)
    assert len(times) == 2
    assert times[1] - times[0] > 1.9


def test_retry_after_is_waited_for(house: House) -> None:
    times = []

    def once_busy(_: str) -> Prepared | None:
        times.append(time.monotonic())
        return Prepared(b"{}", 429, {"Retry-After": "2"}) if len(times) == 1 else POSTS

    with serve(answering(None, then=once_busy)) as (url, _):
        ended = crawl(house, url)
    assert ended.status == 0, ended.out
    assert len(times) == 2
    assert times[1] - times[0] > 1.9


def test_a_wait_that_is_too_long_is_blocked_without_a_second_request(house: House) -> None:
    busy = Prepared(b"{}", 429, {"Retry-After": "9000"})
    with serve(answering(None, then=lambda _: busy)) as (url, asked):
        ended = crawl(house, url)
    assert asked == ["/robots.txt", TIMELINE]
    assert ended.status == 3
    assert "blocked_429 1" in ended.out


def test_a_site_that_is_not_there_is_unreachable(house: House) -> None:
    with serve(lambda _: None) as (url, _):
        pass
    ended = crawl(house, url)
    assert ended.status == 1
    assert "unreachable" in ended.out
    assert len(ended.err.splitlines()) <= 1, ended.err
