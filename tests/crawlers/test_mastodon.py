"""Statuses become posts; what is no status, or no stranger's business, is told apart."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from crawlers.post import post_id
from crawlers.spiders.mastodon import next_link
from index.listing import Author, Media
from tests.crawlers.extracting import extract, only_post


def status(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A status as the software writes it."""
    whole: dict[str, Any] = {
        "id": str(number),
        "created_at": "2026-11-20T10:00:00.000Z",
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": "en",
        "uri": f"https://social.example/users/ann/statuses/{number}",
        "url": f"https://social.example/@ann/{number}",
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "edited_at": None,
        "content": "<p>blue <b>30s</b> here</p>",
        "reblog": None,
        "account": {
            "id": "5",
            "username": "ann",
            "acct": "ann",
            "display_name": "Ann",
            "url": "https://social.example/@ann",
            "uri": "https://social.example/users/ann",
            "noindex": False,
        },
        "media_attachments": [],
        "mentions": [],
        "tags": [],
        "emojis": [],
        "card": None,
        "poll": None,
        "quote": None,
    }
    return {**whole, **changes}


def test_every_field_is_filled() -> None:
    post = only_post(
        "mastodon",
        [
            status(
                spoiler_text="for sale",
                edited_at="2026-11-20T11:30:00+01:00",
                in_reply_to_id="77",
                media_attachments=[{"type": "image", "url": "https://m.example/1.jpg", "description": "a bag"}],
                poll={"options": [{"title": "10 mg"}, {"title": "30 mg"}]},
            )
        ],
    )
    uri = "https://social.example/users/ann/statuses/1"
    assert (post.id, post.platform, post.site, post.native_id) == (post_id("mastodon", "", uri), "mastodon", "", uri)
    assert (post.kind, post.lang, post.reply_to) == ("social", "en", "77")
    assert post.url == "https://social.example/@ann/1"
    assert post.author == Author("ann@social.example", "Ann", "https://social.example/@ann")
    assert (post.title, post.text) == ("for sale", "blue 30s here\n10 mg\n30 mg")
    assert post.created == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (post.edited, post.is_edited) == (datetime(2026, 11, 20, 10, 30, tzinfo=UTC), True)
    assert post.media == (Media("https://m.example/1.jpg", "image", "a bag"),)


def test_a_remote_handle_keeps_its_host_and_a_missing_address_is_the_uri() -> None:
    account = {**status()["account"], "acct": "bo@far.example", "display_name": ""}
    post = only_post("mastodon", [status(url=None, account=account)])
    assert post.author is not None
    assert (post.author.handle, post.author.name) == ("bo@far.example", None)
    assert post.url == post.native_id


def test_media_that_the_instance_did_not_fetch_is_at_its_origin() -> None:
    attachments = [{"type": "unknown", "url": None, "remote_url": "https://far.example/1.mp4", "description": None}]
    post = only_post("mastodon", [status(media_attachments=attachments)])
    assert post.media == (Media("https://far.example/1.mp4", "unknown", None),)


def test_of_a_boost_the_original_is_the_post() -> None:
    boost = status(2, uri="https://social.example/users/bo/statuses/2/activity", reblog=status(1))
    assert only_post("mastodon", [boost]).native_id.endswith("/statuses/1")


def test_a_quoted_status_is_a_post_too() -> None:
    found = extract("mastodon", status(2, quote={"state": "accepted", "quoted_status": status(1)}))
    assert [one.post.native_id[-1] for one in found.posts] == ["2", "1"]
    withdrawn = extract("mastodon", status(2, quote={"state": "revoked", "quoted_status": None}))
    assert len(withdrawn.posts) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"ancestors": [status(1)], "descendants": [status(2)]},
        {"accounts": [status()["account"]], "statuses": [status(1), status(2)], "hashtags": []},
        [{"id": "9", "type": "mention", "status": status(1)}, {"id": "8", "type": "mention", "status": status(2)}],
    ],
    ids=["context", "search", "notifications"],
)
def test_statuses_are_found_where_they_are_nested(body: Any) -> None:
    assert len(extract("mastodon", body).posts) == 2


def test_the_same_status_twice_in_a_page_is_one_post() -> None:
    boost = status(3, uri="https://social.example/users/bo/statuses/3/activity", reblog=status(1))
    assert len(extract("mastodon", [status(1), boost]).posts) == 1


@pytest.mark.parametrize("changes", [{"visibility": "unlisted"}, {"visibility": "private"}, {"visibility": "direct"}])
def test_what_is_not_public_is_private(changes: dict[str, Any]) -> None:
    found = extract("mastodon", [status(**changes)])
    assert [one.private for one in found.posts] == [True]


def test_an_account_that_asks_not_to_be_indexed_is_private() -> None:
    hidden = status(1, account={**status()["account"], "noindex": True})
    found = extract("mastodon", [hidden, status(2)])
    assert [one.private for one in found.posts] == [True, False]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (status(uri=None), "no uri"),
        (status(uri="a\0b"), "a handle or an address with characters that are none"),
        (status(content=None), "no content"),
        (status(account=None), "no account"),
        (status(account={}), "no account.acct"),
        (status(created_at="0000-13-45T99:99:99"), "a time that cannot be read"),
        (status(created_at=None), "no time"),
        (status(content="<div>" * 20_000), "more than"),
        ({"id": "1"}, "no uri"),
        ("text", "not an object"),
        (None, "not an object"),
    ],
)
def test_a_broken_status_is_set_aside_and_the_others_come_out(broken: Any, reason: str) -> None:
    found = extract("mastodon", [status(1), broken, status(2)])
    assert len(found.posts) == 2
    assert len(found.malformed) == 1
    assert reason in found.malformed[0].reason
    assert orjson.loads(found.malformed[0].raw) == broken


def test_where_only_statuses_belong_whatever_else_stands_is_broken() -> None:
    url = "https://social.example/api/v1/timelines/public"
    found = extract("mastodon", [{"id": "1", "name": "no status"}], url=url)
    assert [malformed.reason for malformed in found.malformed] == ["status: no uri"]


def test_evidence_is_the_object_as_received() -> None:
    body = orjson.dumps([status(1)]).replace(b'"sensitive":false', b'"sensitive" : false ,\n "odd":1.50')
    (found,) = extract("mastodon", body).posts
    assert found.raw == body[1:-1]


def test_a_page_that_is_not_utf_8_is_read_by_its_charset_and_kept_byte_for_byte() -> None:
    body = b"[" + orjson.dumps(status(1, content="CAFE")).replace(b"CAFE", b"caf\xe9 \x93oxy\x94") + b"]"
    declared = extract("mastodon", body, headers={"Content-Type": "application/json; charset=windows-1252"})
    assert declared.posts[0].post.text == "café “oxy”"
    assert declared.posts[0].raw == body[1:-1]


def test_characters_that_cannot_be_stored_are_replaced() -> None:
    body = b"[" + orjson.dumps(status(1, content="CONTENT")).replace(b"CONTENT", b"a\\ud800b\\u0000c") + b"]"
    assert extract("mastodon", body).posts[0].post.text == "a\ufffdb\ufffdc"


def test_an_edit_history_and_an_instance_are_lists() -> None:
    version = {name: status()[name] for name in ("account", "content", "created_at", "emojis", "media_attachments")}
    history = [{**version, "sensitive": False, "spoiler_text": ""}]
    assert extract("mastodon", history, url="https://social.example/api/v1/statuses/1/history").outcome == "list"
    instance = {"domain": "social.example", "configuration": {"statuses": {"max_characters": 500}}}
    assert extract("mastodon", instance, url="https://social.example/api/v2/instance").outcome == "list"


def test_empty_answers_are_empty() -> None:
    assert extract("mastodon", {"ancestors": [], "descendants": []}).outcome == "empty"
    assert extract("mastodon", {"accounts": [], "statuses": [], "hashtags": []}).outcome == "empty"


@pytest.mark.parametrize(
    ("link", "following"),
    [
        ('<https://a.example/x?max_id=1>; rel="next", <https://a.example/x?min_id=2>; rel="prev"', "max_id=1"),
        ('<https://a.example/x?min_id=2>; rel="prev", <https://a.example/x?b=1,2&max_id=1>; rel=next', "max_id=1"),
        ('<https://a.example/x?min_id=2>; rel="prev"', None),
        ("", None),
        ("nonsense; rel=next", None),
    ],
)
def test_the_next_page_is_named_by_the_link_header(link: str, following: str | None) -> None:
    found = next_link(link)
    assert found is None if following is None else str(found).endswith(following)
