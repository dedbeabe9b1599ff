"""Who may ask, and what a browser may do with the answer."""

import pytest

from tests.web.conftest import World
from tests.web.samples import listing


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8700", "localhost:1", "LOCALHOST", "[::1]:8700", "[::1]"])
def test_our_own_names_are_answered(world: World, host: str) -> None:
    assert world.get("/", host=host).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.", "", "[::2]:80", "x@localhost"]
)
@pytest.mark.parametrize("path", ["/", "/listing/x", "/style.css", "/none"])
def test_a_foreign_host_gets_one_clear_line(world: World, host: str, path: str) -> None:
    world.keep([listing("a", "secret blues")])
    page = world.get(path, host=host)
    assert page.status == 400
    assert page.response.text == "Wrong Host header: this page answers only under 127.0.0.1 or [::1] or localhost.\n"


@pytest.mark.parametrize("path", ["/", "/?q=%22", "/listing/none", "/style.css", "/none"])
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_every_answer_has_the_security_headers(world: World, path: str, host: str) -> None:
    headers = world.get(path, host=host).response.headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-dns-prefetch-control"] == "off"


def test_nothing_is_loaded_from_elsewhere_and_the_one_script_is_ours(world: World) -> None:
    world.keep([listing("a", "blues")])
    tree = world.get("/?q=blues").tree
    assert [node.attributes["href"] for node in tree.css("link")] == ["/style.css"]
    assert not tree.css("img, iframe, object, embed, style, [style], [src]:not(script)")
    (script,) = tree.css("script")
    assert (script.attributes["src"], script.text()) == ("/suggest.js", "")
    assert "eval(" not in world.get("/suggest.js").response.text
    sheet = world.get("/style.css").response
    assert sheet.headers["content-type"].startswith("text/css")
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text


def test_it_says_that_there_is_no_log_in_yet(world: World) -> None:
    assert "On this machine only. No log-in yet" in world.get("/").text(".notice")


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_the_frameworks_own_pages_are_off(world: World, path: str) -> None:
    assert world.get(path).status == 404
