"""Searching: what is found, marked, counted, filtered and paged."""

from datetime import timedelta

import pytest

from index.access import EVERYTHING
from index.listing import Author, Media, Price
from index.query import Query
from tests.web.conftest import World
from tests.web.samples import NOW, listing, many, mention, no_hit

HANDLES = "article h3 .who"


@pytest.fixture
def market(world: World) -> World:
    """Four hits of several goods, platforms and languages, and two posts that are no hits."""
    blues = "Blues back, M30 25 each"
    world.keep(
        [
            listing("azul", blues, days=1, mentions=(mention(blues, "Blues", "drug", "oxycodone"),)),
            listing("barra", "x@n@x bars, blues soon", days=5, goods=("other_pill",)),
            listing("prensa", "Prensa y moldes M30", days=20, lang="es", goods=("pill_press",), title="Máquina lista"),
            listing("foro", "Blues by the jar", days=60, platform="discourse", site="forum.example", kind="forum"),
            no_hit("noticias", "Police seized fake blues", days=2),
            no_hit("busca", "who has blues", days=3, label="seek"),
        ]
    )
    return world


def test_words_find_hits_newest_first_and_are_marked_in_the_original(market: World) -> None:
    page = market.get("/?q=blues")
    assert page.status == 200
    assert page.text("#count") == "3 hits"
    assert page.texts(HANDLES) == ["azul", "barra", "foro"]
    assert page.texts("article .original mark") == ["Blues", "blues", "Blues"]


def test_camouflage_is_found_and_the_mark_keeps_the_spelling_of_the_post(market: World) -> None:
    page = market.get("/?q=xanax")
    assert page.texts(HANDLES) == ["barra"]
    assert page.text("article .original mark") == "x@n@x"


def test_a_phrase_is_one_mark_and_a_star_marks_the_word_that_begins_so(market: World) -> None:
    assert market.get('/?q="by the jar"').text(".original mark") == "by the jar"
    assert market.get("/?q=mold*").text(".original mark") == "moldes"


def test_a_mark_in_the_title_stays_in_the_title(market: World) -> None:
    page = market.get("/?q=maquina")
    assert page.text("article h3 mark") == "Máquina"
    assert page.texts("article .original mark") == []


def test_who_is_found_by_handle_sees_the_handle_marked(market: World) -> None:
    assert market.get("/?q=azul").text("article h3 mark") == "azul"


def test_what_is_found_by_the_description_of_a_picture_shows_it(world: World) -> None:
    picture = Media("https://social.example/1.jpg", "image", "a hand holding blue tablets")
    world.keep([listing("foto", "dm me", media=(picture,))])
    page = world.get("/?q=tablets")
    assert page.text("article .alt mark") == "tablets"
    assert "img" not in {node.tag for node in page.tree.css("*")}


def test_all_candidates_are_one_click_away_and_counted(market: World) -> None:
    page = market.get("/?q=blues")
    everything = market.get(page.link(".headline", "all candidates (5)"))
    assert everything.text("#count") == "5 candidates"
    assert "noticias" in everything.texts(HANDLES)
    assert market.get(everything.link(".headline", "hits only (3)")).text("#count") == "3 hits"


def test_a_facet_count_is_what_its_link_gives(market: World) -> None:
    page = market.get("/?show=all")
    counted = page.tree.css(".facet a:has(.number)")
    assert len(counted) > 10
    for node, count in zip(counted, page.texts(".facet a .number"), strict=True):
        href = node.attributes["href"] or ""
        assert market.get(href).text("#count").split()[0] == count, href


def test_values_of_one_facet_are_alternatives_and_keep_their_counts(market: World) -> None:
    one = market.get(market.get("/").link("#facet-goods", "pill press"))
    assert one.texts("#facet-goods a .number") == ["1", "2", "1"]
    two = market.get(one.link("#facet-goods", "other pills"))
    assert two.text("#count") == "2 hits"
    assert two.texts("#facet-goods a[aria-current] .value") == ["pill press", "other pills"]
    assert market.get(two.link(".chosen", "goods: pill press")).texts(HANDLES) == ["barra"]


@pytest.mark.parametrize(
    ("filters", "handles"),
    [
        ("platform=discourse", ["foro"]),
        ("site=forum.example", ["foro"]),
        ("kind=forum", ["foro"]),
        ("lang=es", [""]),
        ("drug=oxycodone", ["azul"]),
        ("handle=barra", ["barra"]),
        ("show=all&label=seek", ["busca"]),
        ("period=24h", ["azul"]),
        ("period=7d", ["azul", "barra"]),
        ("since=2026-11-19&until=2026-11-19", ["barra"]),
        ("until=2026-10-01", ["foro"]),
    ],
)
def test_filters(market: World, filters: str, handles: list[str]) -> None:
    found = market.get(f"/?{filters}")
    assert found.text("#count").split()[0] == str(len(handles))
    if handles != [""]:
        assert found.texts(HANDLES) == handles


def test_a_new_search_keeps_the_filters_and_a_new_filter_keeps_the_words(market: World) -> None:
    page = market.get("/?q=blues&goods=other_pill&period=7d")
    kept = {node.attributes["name"]: node.attributes["value"] for node in page.tree.css("form input[type=hidden]")}
    assert kept == {"goods": "other_pill", "period": "7d"}
    assert "q=blues" in page.link("#facet-goods", "other pills")


def test_dates_go_before_the_period(market: World) -> None:
    page = market.get("/?period=7d&since=2026-09-01&until=2026-09-30")
    assert page.texts(HANDLES) == ["foro"]
    assert page.texts(".chosen a") == ["from 2026-09-01 to 2026-09-30 ×, remove"]


def test_weeks_have_numbers_and_the_running_week_is_partial(market: World) -> None:
    page = market.get("/?show=all")
    bars = page.tree.css(".weeks ol a")
    running = bars[-1]
    assert len(bars) == 14
    assert running.attributes["aria-label"] == "2026-W48, from 2026-11-23: 1 post, partial: so far"
    assert [int(number or 0) for number in page.texts(".weeks .number")] == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 3, 1]
    assert market.get(bars[-2].attributes["href"] or "").text("#count") == "3 candidates"


def test_bars_do_not_leave_the_period_and_weeks_cut_by_it_are_partial(market: World) -> None:
    page = market.get("/?since=2026-11-04&until=2026-11-19")
    assert page.texts(".weeks .day") == ["part", "09 Nov", "part"]


def test_posts_older_than_the_bars_are_counted_beside_them(world: World) -> None:
    world.keep([listing("viejo", "blues", days=400), listing("nuevo", "blues")])
    page = world.get("/")
    assert "1 post in other weeks: see the table" in page.text(".weeks figcaption")
    assert page.texts(".weeks tbody th") == ["2026-W48", "2025-W43"]


def test_paging_reaches_every_hit_once(world: World) -> None:
    world.keep(many(45))
    seen, href = [], "/?q=pressed"
    for _ in range(3):
        page = world.get(href)
        assert page.text("#count") == "45 hits"
        seen += page.texts(HANDLES)
        href = page.link(".paging", "Next") if "Next →" in page.texts(".paging a") else ""
    assert href == ""
    assert seen == [f"seller{n:03}" for n in range(45)]
    assert "Results 41 to 45" in page.text(".paging")
    assert page.link(".paging", "← First page") == "/?q=pressed"


def test_a_page_of_which_nothing_is_left_says_so_and_leads_back(world: World) -> None:
    world.keep(many(21))
    second = world.get("/").link(".paging", "Next")
    world.store.delete([one.listing.id for one in world.store.search(Query(access=EVERYTHING, limit=100)).found[20:]])
    page = world.get(second)
    assert page.text(".results > .empty") == "Nothing is left behind this place: back to the first page."
    assert page.link(".results .empty", "back to") == "/"


def test_copies_are_one_card_that_leads_to_all(world: World) -> None:
    world.keep([listing(f"copy{n}", "blues 25 each", days=n, near_key="k1") for n in range(3)])
    world.keep([listing("alone", "blues", days=9)])
    page = world.get("/?copies=one")
    assert page.texts(HANDLES) == ["copy0", "alone"]
    assert page.text("#count") == "4 hits"
    assert page.text(".copies") == "1 of 3 copies"
    assert world.get(page.link(".copies", "1 of 3")).texts(HANDLES) == ["copy0", "copy1", "copy2"]
    assert world.get("/?order=copied").texts(HANDLES) == ["copy0", "alone"]


def test_more_like_this(world: World) -> None:
    world.keep(
        [
            listing("this", "pressed blues with overnight delivery in phoenix"),
            listing("alike", "overnight delivery of blues in phoenix", days=4),
            listing("other", "green bars tonight", days=1),
        ]
    )
    own = world.get("/?q=pressed").attribute("article h3 a", "href")
    page = world.get(world.get(own).link(".back", "More like this"))
    assert page.texts(HANDLES) == ["alike"]
    assert page.texts(".chosen a")[0].startswith("like ")


def test_what_is_typed_is_completed(world: World) -> None:
    world.keep([listing("fetty_mike", "cheap fetty"), listing("other", "fent and more fent")])
    answer = world.get("/suggest?q=fet").response.json()
    assert answer == [
        {"kind": "drug", "typed": "drug:fentanyl", "number": 2},
        {"kind": "term", "typed": "fetty", "number": 1},
        {"kind": "handle", "typed": "handle:fetty_mike", "number": 1},
    ]
    page = world.get("/?q=cheap+fet")
    assert world.get(page.link(".suggestions", "fetty")).texts(HANDLES) == ["fetty_mike"]


def test_order_by_relevance(world: World) -> None:
    world.keep([listing("once", "blues and a long list of other things", days=1), listing("often", "blues", days=9)])
    newest = world.get("/?q=blues")
    assert newest.texts(HANDLES) == ["once", "often"]
    assert world.get(newest.link(".headline", "by relevance")).texts(HANDLES) == ["often", "once"]


def test_a_card_says_why_when_and_where(world: World) -> None:
    text = "Blues 25 each"
    world.keep(
        [
            listing(
                "azul",
                text,
                days=3,
                mentions=(mention(text, "25 each", "price", "25 USD"),),
                price=Price("25", "USD"),
                place="Los Angeles",
            )
        ]
    )
    page = world.get("/")
    assert page.text("article .why") == "Why it is a hit +2.10 names a drug beside a price"
    assert page.text("article .named") == "price 25 USD “25 each”"
    assert page.text("article .original .mention") == "25 each"
    assert page.text("article .badges") == "hit offer 0.97 counterfeit pills"
    assert "Posted 2026-11-21 12:00 UTC (3 days ago) Captured 2026-11-21 13:00 UTC (2 days ago)" in page.text(
        "article .times"
    )
    assert page.attribute("article time", "datetime") == "2026-11-21T12:00:00Z"
    permalink = 'article .times a[target="_blank"]'
    assert page.text(permalink) == page.attribute(permalink, "href") == "https://social.example/@azul/1"
    assert set(page.attribute(permalink, "rel").split()) == {"noopener", "noreferrer", "nofollow"}
    assert "25 USD · Los Angeles · source social_example" in page.text("article .meta")


def test_an_undated_post_says_so_and_counts_for_the_week_of_its_capture(world: World) -> None:
    seen = NOW - timedelta(days=10)
    world.keep([listing("tienda", "oxy 30", created=None, first_seen=seen)])
    page = world.get("/?since=2026-11-14&until=2026-11-14")
    assert "Posted the platform gives no date Captured 2026-11-14 12:00 UTC" in page.text("article .times")


def test_deleted_and_edited_posts_are_marked_and_can_be_filtered(world: World) -> None:
    world.keep(
        [
            listing("ido", "blues", deleted=True, gone=NOW - timedelta(hours=3)),
            listing("otro", "blues", is_edited=True),
        ]
    )
    page = world.get("/")
    assert page.texts("article .badge.gone") == ["deleted at the source"]
    assert page.texts("article .badge.edited") == ["edited"]
    assert "Found deleted 2026-11-24 09:00 UTC" in " ".join(page.texts("article .times"))
    assert world.get(page.link("#facet-gone", "not deleted")).texts(HANDLES) == ["otro"]
    assert world.get(page.link("#facet-gone", "deleted")).texts(HANDLES) == ["ido"]


def test_a_long_text_is_cut_around_the_mark_with_a_link_to_the_whole(world: World) -> None:
    text = "much talk " * 500 + "blues here " + "more talk " * 500
    post = listing("largo", text)
    world.keep([post])
    page = world.get("/?q=blues")
    assert page.text(".original mark") == "blues"
    assert len(page.text(".original")) < 700
    href = page.link(".said", f"The whole text ({len(text):,} characters)")
    assert href == f"/listing/{post.id}?q=blues"
    assert page.text(".original").startswith("…")
    assert len(world.get(href).text(".original")) == len(text.strip())


def test_a_post_without_author_or_handle_is_shown(world: World) -> None:
    world.keep([listing("x", "blues", author=None), listing("y", "bars", author=Author(None, "Only Name", None))])
    assert sorted(world.get("/").texts("article h3")) == [
        "Social post by Only Name",
        "Social post by an unnamed author",
    ]
