"""The page of one listing: everything that is known of it."""

from dataclasses import replace
from datetime import timedelta

from index.listing import Author, Media, Price
from nlp.reading import Reason
from tests.web.conftest import World
from tests.web.samples import NOW, listing, mention


def test_it_shows_the_post_its_reading_its_times_and_its_evidence(world: World) -> None:
    title, text = "Fresh stock", "Blues 25 each, @azul_555"
    whole = f"{title}\n{text}"
    post = listing(
        "azul",
        text,
        title=title,
        days=3,
        author=Author("azul", "Azul Norte", "https://social.example/@azul"),
        mentions=(mention(whole, "25 each", "price", "25 USD"), mention(whole, "@azul_555", "contact", "azul_555")),
        reasons=tuple(Reason(f"reason {n}", 1 - n / 2) for n in range(6)),
        media=(Media("https://social.example/1.jpg", "image", "blue tablets"),),
        price=Price("25.00", "USD"),
        place="Los Angeles",
        reply_to="77",
    )
    world.keep([post])
    page = world.get(f"/listing/{post.id}?q=blues")
    assert page.status == 200
    assert page.text("h1") == "Fresh stock"
    assert page.texts(".original .mention") == ["25 each", "@azul_555"]
    assert page.texts(".original mark") == ["Blues"]
    assert page.texts(".reasons .weight") == ["+1.00", "+0.50", "+0.00", "−0.50", "−1.00", "−1.50"]
    facts = page.text("main")
    for fact in (
        "Posted 2026-11-21 12:00 UTC",
        "First captured 2026-11-21 13:00 UTC",
        "Permalink https://social.example/@azul/1",
        "Name Azul Norte",
        "Price 25.00 USD",
        "Place Los Angeles",
        "Answer to 77",
        "Policy of the source public timeline",
        "SHA-256 " + "ab" * 32,
        "evidence/azul.json",
        f"pillwatch show {post.id}",
        "described as blue tablets",
        "read by pillwatch-1",
    ):
        assert fact in facts
    start = whole.index("25 each")
    assert page.texts("tbody tr") == [
        f"price 25 each 25 USD {start}–{start + 7} lexicon:25 USD",
        f"contact @azul_555 azul_555 {whole.index('@azul')}–{len(whole)} lexicon:azul_555",
    ]


def test_an_edited_post_shows_what_it_said_before_and_its_evidence(world: World) -> None:
    old = listing("a", "blues 25 each", title="Menu")
    new = replace(old, text="sold out", title="Closed", is_edited=True, checked=old.checked + timedelta(hours=2),
                  first_seen=NOW, evidence=None)  # fmt: skip
    world.keep([old])
    world.keep([new])
    page = world.get(f"/listing/{old.id}")
    assert page.texts(".original") == ["sold out", "blues 25 each"]
    assert page.text(".version h3").startswith("Until 2026-11-24 12:00 UTC")
    assert "Menu" in page.text(".version")
    assert "ab" * 32 in page.text(".version")
    assert world.get("/").texts("article .badge.edited") == ["edited"]


def test_a_deleted_post_says_so_and_keeps_what_was_captured(world: World) -> None:
    post = listing("a", "blues", deleted=True, gone=NOW - timedelta(days=1))
    world.keep([post])
    page = world.get(f"/listing/{post.id}")
    assert "Deleted at the source; first found deleted 2026-11-23 12:00 UTC (1 day ago)" in page.text(".warning")
    assert page.text(".original") == "blues"


def test_a_very_long_text_is_shown_whole_on_request(world: World) -> None:
    text = "blues " * 10_000
    post = listing("a", text)
    world.keep([post])
    page = world.get(f"/listing/{post.id}")
    assert len(page.text(".original")) <= 20_001
    whole = world.get(f"/listing/{post.id}" + page.link(".whole", "Show the whole text (60,000 characters)"))
    assert len(whole.text(".original")) == len(text.strip())


def test_an_unknown_id_is_said(world: World) -> None:
    page = world.get("/listing/0123")
    assert page.status == 404
    assert page.text("h1") == "No listing has the id 0123: it was never stored, or it was purged."


def test_words_that_cannot_be_read_are_said(world: World) -> None:
    post = listing("a", "blues")
    world.keep([post])
    page = world.get(f"/listing/{post.id}?q=%22x")
    assert page.status == 400
    assert "quotation mark" in page.text("h1")
