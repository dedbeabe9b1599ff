"""Text from the web stays text: no markup of its own, no hidden or turning characters, no live addresses."""

from html import unescape
from urllib.parse import quote

import pytest

from index.listing import Author, Evidence, Listing, Media, Price, Version
from nlp.reading import Mention, Reason
from tests.web.conftest import Page, World
from tests.web.samples import NOW, RLO, SCRIPT, listing, run

PAYLOADS = (
    SCRIPT,
    '"><img src=x onerror="window.__ran = 1">',
    "'><svg onload=window.__ran=1>",
    "</bdi></article></main><style>*{display:none}</style><iframe src=//evil.example>",
    "{{ 7 * 7 }}{% raw %}&lt;b&gt;",
)
# fmt: off
OURS = {
    "a", "article", "aside", "b", "bdi", "body", "br", "button", "code", "datalist", "dd", "details", "div", "dl",
    "dt", "em",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "head", "header", "html", "input", "label",
    "li", "link", "main", "mark", "meta", "nav", "ol", "p", "rect", "section", "span", "strong", "summary", "svg",
    "script", "table", "tbody", "td", "th", "thead", "time", "title", "tr", "ul",
}
# fmt: on
"""The elements that our templates write."""


def everywhere(payload: str) -> Listing:
    """A listing with the payload in every field that comes from outside."""
    text = f"blues {payload} end"
    return listing(
        "hostile",
        text,
        title=f"title {payload}",
        platform="mastodon",
        site=payload,
        native_id=payload,
        url=f"https://social.example/{payload}",
        author=Author(payload, payload, payload),
        lang=payload,
        place=payload,
        price=Price(payload, payload),
        reply_to=payload,
        media=(Media(payload, payload, payload),),
        mentions=(Mention("drug", "blues", 0, 5, payload, payload),),
        reasons=(Reason(payload, 1.0),),
        model=payload,
        source=payload,
        policy=payload,
        seller_keys=(payload,),
        near_key=payload,
        versions=(Version(payload, payload, NOW, Evidence(payload, payload)),),
        evidence=Evidence(payload, payload),
        is_edited=True,
        gone=NOW,
    )


def assert_inert(page: Page) -> None:
    """Only elements and attributes that our templates write; every link leads to us or to the web."""
    for node in page.tree.css("*"):
        assert node.tag in OURS, node.html
        assert node.tag != "script" or (node.attributes, node.text()) == ({"src": "/suggest.js", "defer": None}, "")
        assert not [name for name in node.attributes if name.startswith("on") or name == "style"], node.html
        href = node.attributes.get("href") or ""
        assert node.tag != "a" or href.startswith(("/", "?", "#", "http://", "https://")), node.html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_any_field_is_shown_as_text(world: World, payload: str) -> None:
    post = everywhere(payload)
    world.keep([post], [run(payload, "blocked", note=payload, failures={payload: 2})])
    results, own = world.get(f"/?q={quote('blues')}"), world.get(f"/listing/{post.id}?q=blues")
    for page in (results, own):
        assert page.status == 200
        assert_inert(page)
        assert page.texts("article .original")[0].startswith("blues " + " ".join(payload.split()))
    assert payload in unescape(results.response.text)
    assert len(results.tree.css("article")) == 1
    assert len(results.tree.css("footer")) == 1


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", ["q", "goods", "handle", "since", "period", "after", "like", "nonsense", "order"])
def test_markup_in_the_address_is_shown_as_text(world: World, name: str, payload: str) -> None:
    world.keep([listing("a", "blues")])
    page = world.get(f"/?{name}={quote(payload)}&show=all")
    assert page.status in {200, 400}
    assert_inert(page)
    if name == "q":
        assert page.attribute("#q", "value") == payload


def test_markup_in_the_path_is_shown_as_text(world: World) -> None:
    for path in (f"/listing/{quote(SCRIPT)}", f"/{quote(SCRIPT)}"):
        page = world.get(path)
        assert page.status == 404
        assert_inert(page)


def test_turning_and_invisible_characters_are_named(world: World) -> None:
    text = f"👩\u200d🔬 oxy {RLO}desrever\u202c \x1b[31mred xa\u200bnax \x00 " + "\u200b" * 400 + "end"
    post = listing("hostile", text, author=Author(f"evil{RLO}", "\u2066n\u2069ame", None), source=f"s{RLO}")
    world.keep([post], [run(f"s{RLO}", "blocked", note="\x1b]0;x\x07")])
    for page in (world.get("/?q=xanax"), world.get(f"/listing/{post.id}")):
        assert not set("\u202e\u202c\u2066\u2069\u200b\x1b\x00\x07") & set(page.response.text)
        assert page.text("article .original") == (
            "👩\u200d🔬 oxy ‹U+202E›desrever‹U+202C› ‹U+001B›[31mred xa‹U+200B›nax ‹U+0000› ‹U+200B› ×400end"
        )
        assert page.attribute(".original .box", "title") == "right-to-left override"
    assert world.get("/?q=xanax").text("article .original mark") == "xa‹U+200B›nax"
    assert "s‹U+202E› (blocked)" in world.get("/").text(".warning")


def test_a_filter_with_a_turning_character_still_finds(world: World) -> None:
    world.keep([listing("a", "blues", author=Author(f"evil{RLO}x", None, None)), listing("b", "bars")])
    page = world.get("/")
    found = world.get(page.link("#facet-handle", "evil‹U+202E›x"))
    assert found.text("#count") == "1 hit"
    assert found.text(".chosen a").startswith("handle: evil‹U+202E›x")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", "java\nscript:alert(1)", "//evil.example",
     "https://", "http://[", "vbscript:x", "JAVASCRIPT:alert(1)", f"https://a.example/{RLO}gpj.exe"],
)  # fmt: skip
def test_only_plain_web_addresses_are_links(world: World, url: str) -> None:
    post = listing("a", "blues", url=url, author=Author("a", None, url), media=(Media(url, "image"),))
    world.keep([post])
    for page in (world.get("/"), world.get(f"/listing/{post.id}")):
        assert not page.tree.css('a[target="_blank"]')
        assert "(not a web address, so not a link)" in page.text("main")


def test_what_looks_like_our_own_notation_does_no_harm(world: World) -> None:
    world.keep([listing("a", "‹U+FFFFFF› ‹U+0041› blues")])
    assert world.get("/").text(".original") == "‹U+FFFFFF› ‹U+0041› blues"
