"""Whole walks through a real Scrapy engine: where they begin, what they follow, where they end, what they ask last."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.post import post_id
from tests.crawlers.site import Prepared, crawl, serve
from tests.crawlers.test_discourse import post, topic
from tests.crawlers.test_mastodon import status
from tests.crawlers.test_woocommerce import product

NOW = "2026-11-24T12:00:00+00:00"
PUBLIC = "/api/v1/timelines/public"
API = "/wp-json/wc/store/v1/products"


def prepared(body: Any, **headers: str) -> Prepared:
    return Prepared(
        json.dumps(body).encode(), headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def source(spider: str, url: str, **options: Any) -> dict[str, Any]:
    return {"name": "quiet", "spider": spider, "url": url, "rate": "6000/min", "options": options}


def values(items: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [item["value"] for item in items if item["item"] == kind]


def native_ids(items: list[dict[str, Any]]) -> list[str]:
    return [one["post"]["native_id"] for page in values(items, "Page") for one in page["extract"]["posts"]]


def timeline(pages: int) -> Mapping[str, Prepared]:
    """Pages of two statuses a day, from yesterday backwards, under max_id 1, 2, 3 ..."""
    answers = {}
    for number in range(pages):
        day = 23 - number
        link = f'<{{site}}{PUBLIC}?limit=40&max_id={number + 1}>; rel="next"'
        found = [status(day * 10 + n, created_at=f"2026-11-{day:02}T1{n}:00:00Z") for n in (1, 0)]
        answers[str(number)] = prepared(found, Link=link)
    return answers


def answer_timeline(pages: Mapping[str, Prepared], path: str) -> Prepared | None:
    parts = urlsplit(path)
    number = parse_qs(parts.query).get("max_id", ["0"])[0]
    return pages.get(number) if parts.path == PUBLIC else None


def test_a_first_walk_goes_back_to_the_backfill_and_no_page_further(tmp_path: Path) -> None:
    with serve(lambda path: answer_timeline(timeline(9), path)) as (url, asked):
        items = crawl(tmp_path, {"source": source("mastodon", url, backfill="3d"), "now": NOW})
    assert asked == [f"{PUBLIC}?limit=40", *(f"{PUBLIC}?limit=40&max_id={n}" for n in (1, 2))]
    assert len(native_ids(items)) == 6
    assert {page["fetched"] for page in values(items, "Page")} == {NOW}


def test_a_later_walk_goes_back_to_the_horizon(tmp_path: Path) -> None:
    with serve(lambda path: answer_timeline(timeline(9), path)) as (url, asked):
        crawl(tmp_path, {"source": source("mastodon", url), "now": NOW, "horizon": "2026-11-20T12:00:00+00:00"})
    assert len(asked) == 4


def test_a_link_to_another_site_is_not_followed(tmp_path: Path) -> None:
    away = prepared([status()], Link='<http://elsewhere.test/api/v1/timelines/public?max_id=1>; rel="next"')
    with serve(lambda path: away) as (url, asked):
        items = crawl(tmp_path, {"source": source("mastodon", url), "now": NOW})
    assert len(asked) == 1
    assert values(items, "Failed") == []


def test_each_hashtag_is_walked(tmp_path: Path) -> None:
    with serve(lambda path: prepared([])) as (url, asked):
        crawl(tmp_path, {"source": source("mastodon", url, timelines=["tag/oxy", "tag/azúl"], limit=5), "now": NOW})
    assert sorted(asked) == ["/api/v1/timelines/tag/az%C3%BAl?limit=5", "/api/v1/timelines/tag/oxy?limit=5"]


def stored(number: int) -> dict[str, Any]:
    uri = f"https://social.example/users/ann/statuses/{number}"
    received = json.dumps(status(number, id=f"local-{number}"))
    return {"id": post_id("mastodon", "", uri), "native_id": uri, "url": None, "received": received}


def test_posts_that_the_walk_did_not_meet_are_asked_for_and_found_gone(tmp_path: Path) -> None:
    answers = {
        f"{PUBLIC}?limit=40": prepared([status(1)]),
        "/api/v1/statuses/local-3": prepared(status(3)),
        "/api/v1/statuses/local-4": Prepared(b"", 410),
    }
    order = {"now": NOW, "stored": [stored(1), stored(2), {**stored(5), "received": None}, stored(3), stored(4)]}
    with serve(answers.get) as (url, asked):
        items = crawl(tmp_path, {"source": source("mastodon", url), **order})
    assert asked[1:] == ["/api/v1/statuses/local-2", "/api/v1/statuses/local-3", "/api/v1/statuses/local-4"]
    assert values(items, "Gone") == [{"listing_id": stored(2)["id"]}, {"listing_id": stored(4)["id"]}]
    assert [page["extract"]["outcome"] for page in values(items, "Page")] == ["posts", "gone", "posts", "gone"]


@pytest.mark.parametrize("code", [403, 404, 500])
def test_nothing_is_concluded_from_a_walk_that_was_cut(tmp_path: Path, code: int) -> None:
    with serve(lambda path: Prepared(b"{}", code)) as (url, asked):
        items = crawl(tmp_path, {"source": source("mastodon", url), "now": NOW, "stored": [stored(1)]})
    assert len(asked) == 1
    assert values(items, "Gone") == []
    failed = [(one["name"], one["url"]) for one in values(items, "Failed")]
    assert failed == ([("http_500", f"{url}{PUBLIC}?limit=40")] if code == 500 else [])


def test_a_refusal_ends_the_asking(tmp_path: Path) -> None:
    refused = Prepared(b"{}", 429)
    answers = {f"{PUBLIC}?limit=40": prepared([status(1)])}
    order = {"now": NOW, "stored": [stored(2), stored(3)]}
    with serve(lambda path: answers.get(path, refused)) as (url, asked):
        items = crawl(tmp_path, {"source": source("mastodon", url), **order})
    assert asked[1:] == ["/api/v1/statuses/local-2"]
    assert values(items, "Gone") == []


def test_a_site_that_cannot_be_reached_is_a_failure(tmp_path: Path) -> None:
    with serve(lambda path: None) as (url, _):
        pass
    items = crawl(tmp_path, {"source": source("mastodon", url), "now": NOW, "stored": [stored(1)]})
    assert [item["item"] for item in items] == ["Failed"]
    assert items[0]["value"]["name"] == "refused"


def item(number: int, active: str, **changes: Any) -> dict[str, Any]:
    return {"id": number, "title": "T", "bumped_at": active, "last_posted_at": active, "pinned": False, **changes}


def test_a_forum_is_walked_from_topic_to_window_and_pinned_topics_end_nothing(tmp_path: Path) -> None:
    old, new = "2026-01-05T10:00:00Z", "2026-11-23T10:00:00Z"
    more = {"more_topics_url": "/latest?no_definitions=true&page=1"}
    first = [post(n, id=n, created_at=old) for n in range(1, 21)]
    stream = list(range(1, 71))

    def window(ids: list[int], created: str) -> Prepared:
        return prepared({"post_stream": {"posts": [post(n, id=n, created_at=created) for n in ids]}, "id": 7})

    answers = {
        "/latest.json": prepared({"topic_list": {"topics": [item(6, old, pinned=True)], **more}}),
        "/latest.json?no_definitions=true&page=1": prepared(
            {"topic_list": {"topics": [item(7, new), item(8, old)], **{"more_topics_url": "/latest?page=2"}}}
        ),
        "/latest.json?page=2": prepared(
            {"topic_list": {"topics": [item(9, old)], "more_topics_url": "/latest?page=3"}}
        ),
        "/t/7.json": prepared({**topic(*first), "post_stream": {"posts": first, "stream": stream}}),
    }

    def answer(path: str) -> Prepared | None:
        ids = [int(id) for id in parse_qs(urlsplit(path).query).get("post_ids[]", [])]
        if ids:
            return window(ids, new if min(ids) > 50 else old)
        return answers.get(path)

    with serve(answer) as (url, asked):
        items = crawl(tmp_path, {"source": source("discourse", url, backfill="7d"), "now": NOW})
    paths = [path.partition("?post_ids")[0] for path in asked]
    assert sorted(paths) == sorted([*answers, "/t/7/posts.json", "/t/7/posts.json"])
    assert sorted(map(int, native_ids(items))) == [*range(1, 21), *range(31, 71)]


def test_a_category_is_walked_by_its_address(tmp_path: Path) -> None:
    empty = prepared({"topic_list": {"topics": []}})
    with serve(lambda path: empty) as (url, asked):
        crawl(tmp_path, {"source": source("discourse", url, categories=["market/5", "lounge"]), "now": NOW})
    assert sorted(asked) == ["/c/lounge/l/latest.json", "/c/market/5/l/latest.json"]


def test_an_unmet_forum_post_is_asked_for_by_id_and_an_opener_by_its_topic(tmp_path: Path) -> None:
    answers = {"/latest.json": prepared({"topic_list": {"topics": []}}), "/t/7.json": prepared(topic(post(1)))}
    order = [
        {"id": "a", "native_id": "101", "url": "https://forum.example/t/prices/7/1", "received": None},
        {"id": "b", "native_id": "102", "url": "https://forum.example/t/prices/7/2", "received": None},
    ]
    with serve(answers.get) as (url, asked):
        items = crawl(tmp_path, {"source": source("discourse", url), "now": NOW, "stored": order})
    assert asked[1:] == ["/t/7.json", "/posts/102.json"]
    assert values(items, "Gone") == [{"listing_id": "b"}]


def test_a_shop_is_walked_whole(tmp_path: Path) -> None:
    def answer(path: str) -> Prepared | None:
        parts = urlsplit(path)
        number = int(parse_qs(parts.query).get("page", ["0"])[0])
        return prepared([product(number)], X_WP_TotalPages="3") if parts.path == API else None

    order = [{"id": "gone", "native_id": "9", "url": None, "received": None}]
    with serve(answer) as (url, asked):
        items = crawl(tmp_path, {"source": source("woocommerce", url), "now": NOW, "stored": order})
    assert [parse_qs(urlsplit(path).query)["page"] for path in asked[:3]] == [["1"], ["2"], ["3"]]
    assert asked[3:] == [f"{API}/9"]
    assert native_ids(items) == ["1", "2", "3"]
    assert values(items, "Gone") == [{"listing_id": "gone"}]
