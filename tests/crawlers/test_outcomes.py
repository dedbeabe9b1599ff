"""What is no content is said by its word, whatever software it came from; broken bodies are set aside with a reason."""

from typing import Any

import pytest

from crawlers.answer import UnreadableError
from tests.crawlers.extracting import extract

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
    ],
)
def test_a_broken_body_is_set_aside_whole(spider: str, body: bytes, reason: str) -> None:
    found = extract(spider, body)
    assert (found.outcome, found.posts) == ("posts", ())
    assert [malformed.raw for malformed in found.malformed] == [body]
    assert reason in found.malformed[0].reason


@pytest.mark.parametrize("spider", SPIDERS)
@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_a_server_that_failed_is_an_error_never_an_empty_page(spider: str, status: int) -> None:
    with pytest.raises(UnreadableError, match=f"HTTP {status}") as caught:
        extract(spider, b"<html><h1>Bad gateway</h1></html>", status=status)
    assert caught.value.name == f"http_{status}"
