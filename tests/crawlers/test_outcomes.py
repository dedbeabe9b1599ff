"""What is no content is said by its word, whatever software it came from; broken bodies are set aside with a reason."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import TextResponse

from crawlers.answer import UnreadableError
from crawlers.declaration import Source
from crawlers.spiders import known_spiders
from tests.crawlers.crawl_process import CollectingJob
from tests.crawlers.extracting import URLS, extract
from tests.crawlers.test_discourse import post, topic
from tests.crawlers.test_mastodon import status
from tests.crawlers.test_woocommerce import product

SPIDERS = ("mastodon", "discourse", "woocommerce")
LOGIN = b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body><form>password</form></body></html>"
CHALLENGE = b'<html><head><title>Just a moment...</title></head><body><div id="cf-chl"></div></body></html>'
NOT_LOGGED_IN = {"errors": ["You need to be logged in to do that."], "error_type": "not_logged_in"}


@pytest.mark.parametrize("spider", SPIDERS)
@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, LOGIN, "blocked"),
        (200, b"\xef\xbb\xbf  <!-- x --><HTML>", "blocked"),
        (200, "<html><title>Acc\u00e8s</title>".encode("cp1252"), "blocked"),
        (200, CHALLENGE, "blocked"),
        (503, CHALLENGE, "blocked"),
        (200, b"Too many requests, retry later", "blocked"),
        (200, NOT_LOGGED_IN, "blocked"),
        (200, {"error": "This method requires an authenticated user"}, "blocked"),
        (200, {"code": "rest_forbidden", "message": "No.", "data": {"status": 401}}, "blocked"),
        (302, b"", "blocked"),
        (400, {"code": "rest_invalid_param", "message": "No."}, "blocked"),
        (401, {"error": "The access token is invalid"}, "blocked"),
        (403, NOT_LOGGED_IN, "blocked"),
        (403, LOGIN, "blocked"),
        (422, {"error": "This method requires an authenticated user"}, "blocked"),
        (429, b"", "blocked"),
        (451, LOGIN, "blocked"),
        (404, {"error": "Nicht gefunden"}, "gone"),
        (404, LOGIN, "gone"),
        (410, b"", "gone"),
        (200, {"errors": ["..."], "error_type": "not_found"}, "gone"),
        (200, {"code": "woocommerce_rest_product_invalid_id", "message": "x", "data": {"status": 404}}, "gone"),
        (200, [], "empty"),
        (200, {}, "empty"),
        (204, b"", "empty"),
        (200, {"id": "1", "name": "something else"}, "list"),
        (200, [{"id": "1", "name": "something else"}], "list"),
    ],
)
def test_no_content_is_an_outcome(spider: str, status: int, body: Any, outcome: str) -> None:
    found = extract(spider, body, status=status)
    assert (found.outcome, found.posts, found.malformed) == (outcome, (), ())


@pytest.mark.parametrize("spider", SPIDERS)
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the body is empty"),
        (b'[{"id": "1", "cont', "not whole JSON"),
        (b"[1] and more", "followed by something else"),
        (b'{"a": ' * 100_000, "nested too deep"),
        (b"\x80\x81\xfe\xff", "not whole JSON"),
        (b"null", "neither an object nor a list"),
        (b"12", "neither an object nor a list"),
        (b"<!-- -->" * 3_000 + b"<x>\x00", "not whole JSON"),
        (b"<?xml version='1.0'?><fe", "not whole"),
        (b"<catalogue><product>aspirin</product></catalogue>", "not whole JSON"),
        (b"# Products\n\n- aspirin\n", "not whole JSON"),
        (b"Products of our shop. " * 100, "not whole JSON"),
    ],
)
def test_a_broken_body_is_set_aside_whole(spider: str, body: bytes, reason: str) -> None:
    found = extract(spider, body)
    assert (found.outcome, found.posts) == ("posts", ())
    assert [malformed.raw for malformed in found.malformed] == [body]
    assert reason in found.malformed[0].reason


@pytest.mark.parametrize("spider", SPIDERS)
@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=nonsense", "; charset=us-ascii"])
def test_a_page_in_a_charset_that_nobody_declared_is_set_aside_whole(spider: str, charset: str) -> None:
    """Its handles and addresses would name somebody else."""
    body = orjson.dumps(WHOLE[spider][0]).replace(b'":"', b'":"caf\xe9\x81', 1)
    found = extract(spider, body, headers={"Content-Type": f"application/json{charset}"})
    assert (found.outcome, found.posts) == ("posts", ())
    assert [malformed.raw for malformed in found.malformed] == [body]
    assert "not UTF-8" in found.malformed[0].reason


@pytest.mark.parametrize("character", ["\\ud800", "\\u0000"])
@pytest.mark.parametrize(
    ("spider", "whole", "broken"),
    [
        ("mastodon", status(1), '"acct":"'),
        ("mastodon", status(1), '"uri":"'),
        ("mastodon", status(1), '"url":"'),
        ("discourse", post(1), '"username":"'),
        ("discourse", post(1), '"topic_slug":"'),
        ("woocommerce", product(1), '"permalink":"'),
    ],
)
def test_a_handle_or_address_is_never_mended(spider: str, whole: Any, broken: str, character: str) -> None:
    body = orjson.dumps(whole).decode()
    assert broken in body
    found = extract(spider, body.replace(broken, broken + character).encode())
    assert found.posts == ()
    assert "a handle or an address with characters that are none" in found.malformed[0].reason


@pytest.mark.parametrize("spider", SPIDERS)
@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_a_server_that_failed_is_an_error_never_an_empty_page(spider: str, status: int) -> None:
    with pytest.raises(UnreadableError, match=f"HTTP {status}") as caught:
        extract(spider, b"<html><h1>Bad gateway</h1></html>", status=status)
    assert caught.value.name == f"http_{status}"


NOW = datetime(2026, 11, 24, tzinfo=UTC)
TOPICS = {"topic_list": {"topics": [{"id": 7, "bumped_at": NOW.isoformat()}], "more_topics_url": "/latest?page=1"}}
WHOLE: dict[str, list[Any]] = {
    "mastodon": [[status(1, quote={"state": "accepted", "quoted_status": status(2)}), status(3, reblog=status(4))]],
    "discourse": [topic(post(1), post(2)), {"latest_posts": [post(1)]}, TOPICS],
    "woocommerce": [[product(1), product(2)]],
}
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 1e300, 10**30, "", "x", "\ud800", "\0", "//[", "http://[", [], [[]], {}, {"id": {}}, [None], [{}]]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every member and item in JSON."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, child in inner for found in [(*path, key), *places(child, (*path, key))]]


@pytest.mark.parametrize("spider", SPIDERS)
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_nothing_that_a_site_can_send_breaks_a_spider(spider: str, data: st.DataObject) -> None:
    body = copy.deepcopy(data.draw(st.sampled_from(WHOLE[spider])))
    for _ in range(data.draw(st.integers(1, 3))):
        *outer, last = data.draw(st.sampled_from(places(body) or [()]))
        here = body
        for key in outer:
            here = here[key]
        here[last] = copy.deepcopy(data.draw(JUNK))
    url = URLS[spider]
    source = Source(name="any", spider=spider, url="https://any.example")
    walker = known_spiders()[spider](CollectingJob({}, source, NOW, None, lambda: NOW))
    response = TextResponse(url, body=json.dumps(body).encode(), request=Request(url))
    found = walker.extract(response)
    assert found.outcome in ("posts", "list", "empty", "blocked", "gone")
    assert (found.outcome == "posts") == bool(found.posts or found.malformed)
    for request in walker.follow(response, found):
        assert request.url.startswith(("https://any.example/", url[:18]))
    for collected in found.posts:
        orjson.dumps(collected.post)  # fails on what cannot be stored
        assert json.loads(collected.raw)
