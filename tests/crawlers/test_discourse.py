"""Posts of a forum, from every shape of answer that holds some."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.post import post_id
from index.listing import Author, Media
from tests.crawlers.extracting import extract, only_post

HIDDEN_TEXT = "<p>This post was flagged by the community and is temporarily hidden.</p>"


def post(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A post as the software writes it."""
    whole: dict[str, Any] = {
        "id": 100 + number,
        "name": "Ann",
        "username": "ann",
        "avatar_template": "/letter_avatar_proxy/v4/letter/a/8797f3/{size}.png",
        "created_at": "2026-11-20T10:00:00.000Z",
        "cooked": "<p>blue <em>30s</em></p>",
        "post_number": number,
        "post_type": 1,
        "updated_at": "2026-11-21T10:00:00.000Z",
        "reply_to_post_number": None,
        "topic_id": 7,
        "topic_slug": "prices",
        "version": 1,
        "hidden": False,
        "deleted_at": None,
        "user_deleted": False,
    }
    return {**whole, **changes}


def topic(*posts: Any, **changes: Any) -> dict[str, Any]:
    """A topic with its first posts."""
    stream = [one["id"] for one in posts if isinstance(one, dict) and "id" in one]
    return {
        "post_stream": {"posts": list(posts), "stream": stream},
        "id": 7,
        "title": "Prices & offers",
        "archetype": "regular",
        **changes,
    }


def test_every_field_is_filled() -> None:
    cooked = '<p>blue</p><img src="/uploads/b.jpg" alt="a bag"><img class="emoji" src="/e.png" alt=":pill:">'
    found = only_post("discourse", topic(post(1, cooked=cooked, version=3)))
    assert found.id == post_id("discourse", "forum.example", "101")
    assert (found.platform, found.site, found.native_id, found.kind) == ("discourse", "forum.example", "101", "forum")
    assert found.url == "https://forum.example/t/prices/7/1"
    assert found.author == Author("ann", "Ann", "https://forum.example/u/ann")
    assert (found.title, found.text) == ("Prices & offers", "blue\n:pill:")
    assert found.created == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (found.edited, found.is_edited, found.deleted) == (datetime(2026, 11, 21, 10, tzinfo=UTC), True, False)
    assert found.media == (Media("https://forum.example/uploads/b.jpg", "image", "a bag"),)


def test_a_reply_is_read_without_the_title_of_its_topic() -> None:
    found = only_post("discourse", topic(post(2, reply_to_post_number=1)))
    assert found.title is None
    assert found.reply_to == "7/1"


def test_a_version_of_one_is_not_edited_however_late_it_was_touched() -> None:
    found = only_post("discourse", topic(post(1)))
    assert (found.edited, found.is_edited) == (None, False)


def test_offsets_become_utc() -> None:
    found = only_post("discourse", post(created_at="2014-07-15T21:53:56.337-04:00"))
    assert found.created == datetime(2014, 7, 16, 1, 53, 56, 337000, tzinfo=UTC)


@pytest.mark.parametrize(
    "changes",
    [
        {"deleted_at": "2026-11-21T10:00:00.000Z"},
        {"user_deleted": True, "cooked": "<p>(post deleted by author)</p>"},
        {"hidden": True, "cooked": HIDDEN_TEXT},
    ],
)
def test_what_is_no_longer_in_sight_is_deleted(changes: dict[str, Any]) -> None:
    assert only_post("discourse", topic(post(1, **changes))).deleted


@pytest.mark.parametrize(
    "body",
    [
        topic(post(1), post(2)),
        {"post_stream": {"posts": [post(1), post(2)]}, "id": 7},
        {"latest_posts": [post(1, topic_title="Prices"), post(2, topic_title="Prices")]},
        {"posts": [post(1, blurb="blue"), post(2, blurb="30s")]},
        [post(1), post(2)],
    ],
    ids=["topic", "window", "latest posts", "search of old", "array of old"],
)
def test_posts_are_found_in_every_shape(body: Any) -> None:
    found = extract("discourse", body)
    assert [one.post.native_id for one in found.posts] == ["101", "102"]
    assert found.malformed == ()


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ({"users": [], "topic_list": {"topics": [{"id": 7, "title": "Prices"}]}}, "list"),
        ({"topic_list": {"can_create_topic": False, "topics": []}}, "empty"),
        ({"category_list": {"categories": [{"id": 5, "name": "Market"}]}}, "list"),
        ({"posts": [{"id": 1, "blurb": "cut ...", "username": "ann"}], "topics": [{"id": 7}]}, "list"),
        ({"posts": [], "topics": []}, "empty"),
        ({"user_actions": [{"excerpt": "cut", "post_id": 9, "username": "ann"}]}, "list"),
        ({"latest_posts": []}, "empty"),
        (topic(), "empty"),
        (topic(post(1, post_type=3, cooked="")), "empty"),
    ],
)
def test_lists_hold_no_text_and_actions_are_no_posts(body: Any, outcome: str) -> None:
    found = extract("discourse", body)
    assert (found.outcome, found.posts, found.malformed) == (outcome, (), ())


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({**post(2), "cooked": None}, "no cooked text"),
        ({name: value for name, value in post(2).items() if name != "cooked"}, "no cooked text"),
        (post(2, created_at="0000-13-45T99:99:99"), "a time that cannot be read"),
        (post(2, id="101"), "no id"),
        (post(2, id=True), "no id"),
        ("text", "not an object"),
    ],
)
def test_a_broken_post_is_set_aside_and_the_others_come_out(broken: Any, reason: str) -> None:
    found = extract("discourse", topic(post(1), broken, post(3)))
    assert [one.post.native_id for one in found.posts] == ["101", "103"]
    assert [malformed.reason for malformed in found.malformed] == [f"post: {reason}"]


def test_a_window_of_broken_posts_is_not_empty() -> None:
    broken = {"id": 102, "username": None, "post_number": 2}
    found = extract("discourse", {"post_stream": {"posts": [broken]}, "id": 7})
    assert len(found.malformed) == 1


def test_letters_to_one_person_are_private() -> None:
    found = extract("discourse", topic(post(1), archetype="private_message"))
    assert [one.private for one in found.posts] == [True]


@pytest.mark.parametrize(
    ("url", "site", "permalink"),
    [
        ("https://forum.example/posts/101.json", "forum.example", "https://forum.example/t/prices/7/1"),
        ("http://FORUM.example:80/posts.json", "forum.example", "http://FORUM.example:80/t/prices/7/1"),
        ("http://127.0.0.1:8702/t/7.json", "127.0.0.1:8702", "http://127.0.0.1:8702/t/prices/7/1"),
        (
            "https://www.example.org/talk/t/prices/7.json",
            "www.example.org",
            "https://www.example.org/talk/t/prices/7/1",
        ),
        ("", "", "t/prices/7/1"),
    ],
)
def test_site_and_permalink_follow_the_address(url: str, site: str, permalink: str) -> None:
    found = only_post("discourse", post(1), url=url)
    assert (found.site, found.url) == (site, permalink)


def test_without_an_address_the_data_may_name_its_host() -> None:
    other = "https://cdn.example.net/user_avatar/forum.example.org/bo/{size}/14_2.png"
    found = extract("discourse", topic(post(1), post(2, avatar_template=other)), url="")
    assert [one.post.url for one in found.posts] == [
        "https://forum.example.org/t/prices/7/1",
        "https://forum.example.org/t/prices/7/2",
    ]
    assert {one.post.site for one in found.posts} == {"forum.example.org"}


def test_the_permalink_of_the_platform_goes_before_one_we_make() -> None:
    made = only_post("discourse", post(1, post_url="/t/renamed/7/1"))
    assert made.url == "https://forum.example/t/renamed/7/1"
    hostile = only_post("discourse", post(1, post_url="//evil.example/t/7/1"))
    assert hostile.url == "https://forum.example/t/prices/7/1"
    bare = only_post("discourse", post(1, topic_id=None, topic_slug=None))
    assert bare.url == "https://forum.example/p/101"


FEED = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Latest posts</title>
<item><title>Prices</title><dc:creator><![CDATA[@ann Ann Example]]></dc:creator>
<description><![CDATA[ <p>blue &amp; 30</p> </item> ]]></description>
<link>https://forum.example/t/prices/7?page=2#post_21</link><pubDate>Fri, 20 Nov 2026 11:00:00 +0100</pubDate>
<guid isPermaLink="false">forum.example-post-121</guid></item>
<item><title>Prices</title><dc:creator>bo</dc:creator>
<description><![CDATA[<p>first</p>
  <p><a href="https://forum.example/t/prices/7/1">Read full topic</a></p> ]]></description>
<link>https://forum.example/t/prices/7/1</link><pubDate>Fri, 20 Nov 2026 10:00:00 +0000</pubDate>
<guid isPermaLink="false">forum.example-post-7-1</guid></item>
<item><title>Broken</title><guid>forum.example-post-9</guid><link>nowhere</link></item>
</channel></rss>"""


def test_a_feed_holds_posts() -> None:
    found = extract("discourse", FEED.encode(), url="")
    first, second = (one.post for one in found.posts)
    assert (first.native_id, first.site, first.url) == ("121", "forum.example", "https://forum.example/t/prices/7/21")
    assert first.author == Author("ann", "Ann Example", "https://forum.example/u/ann")
    assert (first.title, first.text) == (None, "blue & 30")
    assert first.created == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (second.native_id, second.title, second.text) == ("7/1", "Prices", "first")
    assert [malformed.reason for malformed in found.malformed] == ["item: no link to a post"]
    assert found.posts[0].raw.startswith(b"<item><title>Prices")
    assert found.posts[0].raw.endswith(b"-post-121</guid></item>")


def test_a_feed_of_topics_is_a_list_and_a_broken_one_is_set_aside() -> None:
    topics = FEED.replace("-post-121", "-topic-7").replace("-post-7-1", "-topic-8").replace("-post-9", "-topic-9")
    assert extract("discourse", topics.encode()).outcome == "list"
    assert "not whole XML" in extract("discourse", FEED[:400].encode()).malformed[0].reason
    bomb = FEED.replace("<rss", '<!DOCTYPE x [<!ENTITY a "aaaa">]><rss', 1)
    assert "entities of its own" in extract("discourse", bomb.encode()).malformed[0].reason
