"""Each platform answers as its software does, with the traps that the world holds."""

from datetime import timedelta
from typing import Any
from urllib.robotparser import RobotFileParser

import httpx
import pytest

import replica
from replica.world import load_world

from .conftest import EPOCH

PRODUCTS = "/wp-json/wc/store/v1/products"
WORLD = load_world()


def status_of(by: str, *, weeks: int = 0) -> str:
    """The id of the post that `by` wrote in that week before the epoch."""
    (found,) = (s for s in WORLD.statuses.values() if s.by == by and s.age // timedelta(days=7) == weeks)
    return str(found.id)


def timeline(web: httpx.Client, running: replica.Running, **query: str | int) -> httpx.Response:
    return web.get(running.urls["social"] + "/api/v1/timelines/public", params=query)


def ids(answer: httpx.Response) -> list[int]:
    return [int(status["id"]) for status in answer.json()]


def all_statuses(web: httpx.Client, running: replica.Running) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    answer = timeline(web, running, limit=40)
    while True:
        found += answer.json()
        if "next" not in answer.links:
            return found
        answer = web.get(answer.links["next"]["url"])


def test_a_timeline_has_twenty_posts_and_never_more_than_forty(web: httpx.Client, running: replica.Running) -> None:
    assert len(timeline(web, running).json()) == 20
    assert len(timeline(web, running, limit=400).json()) == 40
    newest = ids(timeline(web, running))
    assert newest == sorted(newest, reverse=True)


def test_min_id_walks_up_and_since_id_gives_the_newest(web: httpx.Client, running: replica.Running) -> None:
    every = [int(status["id"]) for status in all_statuses(web, running)]
    start = every[100]
    assert ids(timeline(web, running, min_id=start, limit=5)) == every[95:100]
    assert ids(timeline(web, running, since_id=start, limit=5)) == every[:5]
    newer = timeline(web, running, limit=20).links["prev"]["url"]
    assert web.get(newer).json() == []
    running.set_clock(EPOCH + timedelta(days=3))
    assert len(web.get(newer).json()) == 4


def test_rate_limit_headers_are_mastodons(web: httpx.Client, running: replica.Running) -> None:
    headers = timeline(web, running).headers
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Reset"]) == ("300", "2026-11-08T18:05:00.000Z")


def test_a_tag_timeline_ignores_case_and_holds_only_its_tag(web: httpx.Client, running: replica.Running) -> None:
    found = web.get(running.urls["social"] + "/api/v1/timelines/tag/Restock").json()
    assert len(found) >= 3
    assert all("restock" in {tag["name"] for tag in status["tags"]} for status in found)
    assert "#<span>restock</span></a>" in found[0]["content"]


def test_a_deleted_or_unknown_status_is_404(web: httpx.Client, running: replica.Running) -> None:
    url = f"{running.urls['social']}/api/v1/statuses/{status_of('brokeoxnard')}"
    assert web.get(url).status_code == 200
    running.set_clock(EPOCH + timedelta(days=1))
    gone = web.get(url)
    assert (gone.status_code, gone.json()) == (404, {"error": "Record not found"})
    assert web.get(running.urls["social"] + "/api/v1/statuses/1").status_code == 404


def test_an_edit_shows_when_the_clock_has_passed_it(web: httpx.Client, running: replica.Running) -> None:
    url = f"{running.urls['social']}/api/v1/statuses/{status_of('sapphire_sal')}"
    before = web.get(url).json()
    running.set_clock(EPOCH + timedelta(hours=10))
    after = web.get(url).json()
    assert before["edited_at"] is None
    assert "7 each" in before["content"]
    assert after["edited_at"] == "2026-11-09T04:00:00.000Z"
    assert "6 each" in after["content"]
    assert (before["uri"], before["created_at"]) == (after["uri"], after["created_at"])


def test_a_status_edited_twice_goes_through_all_its_texts(web: httpx.Client, running: replica.Running) -> None:
    url = f"{running.urls['social']}/api/v1/statuses/{status_of('nova_nate', weeks=6)}"
    texts = []
    for age in (timedelta(days=41), timedelta(days=39, hours=20), timedelta()):
        running.set_clock(EPOCH - age)
        texts.append(web.get(url).json()["content"])
    assert ["$4" in text for text in texts] == [True, False, False]
    assert ["Sold out" in text for text in texts] == [False, False, True]


def test_accounts_local_remote_noindex_and_a_boost(web: httpx.Client, running: replica.Running) -> None:
    every = all_statuses(web, running)
    accounts = {status["account"]["acct"]: status["account"] for status in every}
    assert {acct for acct, account in accounts.items() if account["noindex"]} == {"hush_hannah", "quiet_quinn"}
    remote = next(status for status in every if status["account"]["acct"] == "kilo_kay@pond.example")
    assert remote["uri"].startswith("https://pond.example/users/kilo_kay/statuses/")
    assert remote["id"] not in remote["uri"]
    (boost,) = (status for status in every if status["reblog"])
    assert boost["reblog"]["account"]["acct"] == "sapphire_sal"
    assert boost["reblog"]["reblogs_count"] == 1
    assert boost["content"] == boost["reblog"]["content"]
    local = timeline(web, running, local="true", limit=40).json()
    assert all("@" not in status["account"]["acct"] for status in local)


def test_media_warning_mention_and_reply(web: httpx.Client, running: replica.Running) -> None:
    every = all_statuses(web, running)
    pictures = [media["description"] for status in every for media in status["media_attachments"]]
    assert len(pictures) == 2
    assert any("M and 30" in description for description in pictures)
    assert [status["spoiler_text"] for status in every if status["sensitive"]] == ["overdose response"]
    (mentioning,) = (status for status in every if status["mentions"])
    assert mentioning["mentions"][0]["acct"] == "candycarla"
    assert 'class="u-url mention">@<span>candycarla</span></a>' in mentioning["content"]
    (reply,) = (status for status in every if status["in_reply_to_id"])
    answered = next(status for status in every if status["id"] == reply["in_reply_to_id"])
    assert answered["replies_count"] == 1


def test_hostile_text_is_escaped_by_mastodon_and_raw_in_the_forum(web: httpx.Client, running: replica.Running) -> None:
    every = all_statuses(web, running)
    texts = "".join(status["content"] for status in every)
    names = [status["account"]["display_name"] for status in every]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in texts
    assert "<script>" not in texts
    assert "<script>alert(1)</script>" in names
    assert any(name.startswith("=cmd") for name in names)
    assert all(character in texts for character in "\x1b\x07\u202e\u200d\u200b\u00ad")
    topic = web.get(running.urls["forum"] + "/t/126.json").json()
    assert "<script>alert(1)</script>" in topic["post_stream"]["posts"][1]["cooked"]


def test_topic_lists_go_page_by_page_with_a_pinned_old_topic_first(web: httpx.Client, running: replica.Running) -> None:
    forum, topics, more = running.urls["forum"], [], "/latest"
    while more:
        listed = web.get(forum + more.replace("/latest", "/latest.json")).json()["topic_list"]
        topics += listed["topics"]
        more = listed.get("more_topics_url", "")
    bumped = [topic["bumped_at"] for topic in topics]
    assert topics[0]["pinned"]
    assert bumped[0] < bumped[-1]
    assert bumped[1:] == sorted(bumped[1:], reverse=True)
    assert len(topics) == len({topic["id"] for topic in topics}) == 38
    market = web.get(forum + "/c/market/5.json").json()["topic_list"]
    assert {topic["category_id"] for topic in market["topics"]} == {5}
    assert market["more_topics_url"].startswith("/c/market/5/l/latest?")


def test_a_long_topic_gives_twenty_posts_and_the_ids_of_all(web: httpx.Client, running: replica.Running) -> None:
    url = running.urls["forum"] + "/t/102"
    stream = web.get(url + ".json").json()["post_stream"]
    assert (len(stream["posts"]), len(stream["stream"])) == (20, 24)
    rest = web.get(url + "/posts.json", params={"post_ids[]": stream["stream"][20:]}).json()["post_stream"]["posts"]
    assert [post["id"] for post in rest] == stream["stream"][20:]
    assert web.get(f"{running.urls['forum']}/posts/{rest[0]['id']}.json").json() == rest[0]
    assert '<aside class="quote no-group" data-username="lab_rat_lou"' in stream["posts"][4]["cooked"]


def test_forum_edits_and_both_kinds_of_deletion(web: httpx.Client, running: replica.Running) -> None:
    forum = running.urls["forum"]
    removed, emptied = f"{forum}/t/135.json", f"{forum}/t/137.json"
    edited = web.get(f"{forum}/t/132.json").json()["post_stream"]["posts"][2]
    assert web.get(removed).status_code == 200
    running.set_clock(EPOCH + timedelta(days=2))
    gone = web.get(removed)
    assert (gone.status_code, gone.json()["error_type"]) == (404, "not_found")
    first = web.get(emptied).json()["post_stream"]["posts"][0]
    assert first["user_deleted"]
    assert first["deleted_at"] == "2026-11-09T14:00:00.000Z"
    assert first["cooked"] == "<p>(post deleted by author)</p>"
    again = web.get(f"{forum}/posts/{edited['id']}.json").json()
    assert (edited["version"], again["version"]) == (1, 2)
    assert again["updated_at"] == "2026-11-10T00:00:00.000Z" != edited["updated_at"]
    assert again["cooked"] != edited["cooked"]


def test_one_forum_post_is_malformed(web: httpx.Client, running: replica.Running) -> None:
    posts = web.get(running.urls["forum"] + "/t/126.json").json()["post_stream"]["posts"]
    (bad,) = (post for post in posts if "cooked" not in post)
    assert bad["username"] is None
    assert bad["created_at"] == "0000-13-45T99:99:99"


def test_requests_for_what_robots_txt_forbids_are_counted(web: httpx.Client, running: replica.Running) -> None:
    forum = running.urls["forum"]
    robots = RobotFileParser()
    robots.parse(web.get(forum + "/robots.txt").text.splitlines())
    listed = [web.get(f"{forum}/latest.json?page={page}").json()["topic_list"]["topics"] for page in range(4)]
    vault = [topic for topics in listed for topic in topics if topic["category_id"] == 9]
    before = running.forbidden_requests
    assert vault
    for topic in vault:
        for path in (f"/t/{topic['id']}.json", f"/t/{topic['slug']}/{topic['id']}.json", "/c/vault/9.json"):
            assert not robots.can_fetch("pillwatch", forum + path)
            web.get(forum + path)
    assert running.forbidden_requests == before + 3 * len(vault)
    assert robots.can_fetch("pillwatch", forum + "/t/102.json")
    web.get(forum + "/t/102.json")
    assert running.forbidden_requests == before + 3 * len(vault)


def test_the_slow_topic_outlasts_an_impatient_client(web: httpx.Client, running: replica.Running) -> None:
    url = running.urls["forum"] + "/t/120.json"
    with pytest.raises(httpx.ReadTimeout):
        web.get(url, timeout=0.5)
    assert web.get(url).json()["id"] == 120


def test_the_walled_forum_shows_nothing(web: httpx.Client, running: replica.Running) -> None:
    walled = running.urls["walled"]
    for path in ("/latest.json", "/t/1.json", "/posts/1.json", "/"):
        answer = web.get(walled + path)
        assert answer.status_code == 403
        assert answer.json() == {
            "errors": ["You need to be logged in to do that."],
            "error_type": "not_logged_in",
        }
    login = web.get(walled + "/latest", headers={"Accept": "text/html"})
    assert login.status_code == 200
    assert "Log in" in login.text


def test_shop_prices_are_minor_units_in_the_shops_currency(web: httpx.Client, running: replica.Running) -> None:
    found = {
        shop: web.get(running.urls[shop] + f"{PRODUCTS}/{id}").json() for shop, id in (("shop", 503), ("tienda", 2106))
    }
    assert found["shop"]["prices"]["price"] == "32500"
    assert found["shop"]["name"] == "Punch &amp; Die Set &#8220;M / 30&#8221;, round 6.5 mm"
    currencies = [(one["prices"]["currency_code"], one["prices"]["currency_minor_unit"]) for one in found.values()]
    assert currencies == [("USD", 2), ("MXN", 2)]
    assert not any("created" in key or "date" in key for key in found["shop"])


def test_shop_pages_and_what_the_shop_refuses(web: httpx.Client, running: replica.Running) -> None:
    url = running.urls["shop"] + PRODUCTS
    first = web.get(url)
    assert len(first.json()) == 10
    assert (first.headers["X-WP-Total"], first.headers["X-WP-TotalPages"]) == ("43", "5")
    assert web.get(url, params={"page": 6}).json() == []
    assert web.get(url, params={"per_page": 101}).json()["code"] == "rest_invalid_param"
    assert web.get(url + "/99999").status_code == 404


def test_products_appear_vanish_and_change_their_price(web: httpx.Client, running: replica.Running) -> None:
    url = running.urls["shop"] + PRODUCTS
    assert (web.get(url + "/512").status_code, web.get(url + "/545").status_code) == (200, 404)
    assert web.get(url + "/521").json()["prices"]["price"] == "16900"
    running.set_clock(EPOCH + timedelta(days=2))
    assert (web.get(url + "/512").status_code, web.get(url + "/545").status_code) == (404, 200)
    running.set_clock(EPOCH - timedelta(days=21))
    assert web.get(url + "/521").json()["prices"]["price"] == "14900"


def test_the_addresses_in_the_answers_lead_to_pages(web: httpx.Client, running: replica.Running) -> None:
    status = next(s for s in all_statuses(web, running) if s["account"]["acct"] == "script_kid")
    post = web.get(running.urls["forum"] + "/t/103.json").json()["post_stream"]["posts"][0]
    product = web.get(running.urls["shop"] + f"{PRODUCTS}/501").json()
    for url in (status["url"], running.urls["forum"] + post["post_url"], product["permalink"]):
        answer = web.get(url)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
    assert "<script>" not in web.get(status["url"]).text
