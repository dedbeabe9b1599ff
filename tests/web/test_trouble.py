"""What is said when there is nothing, when it cannot be trusted, and when it went wrong."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.access import EVERYTHING, Access
from index.open import open_runs, open_store
from index.query import Query
from index.run import Run
from index.spool import Spool, Upsert
from index.store import Page as StorePage
from index.store import StoreError
from tests.web.conftest import World
from tests.web.samples import NOW, RLO, listing, no_hit, run
from web.app import create_app


class Refusing:
    """A store whose reads fail."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def search(self, query: Query) -> StorePage:
        raise self._error

    def get(self, ids: Sequence[str], *, access: Access) -> dict[str, object]:
        raise self._error

    def runs(self, *, since: datetime | None = None, until: datetime | None = None) -> list[Run]:
        raise self._error


def app_over(store: object, folder: Path) -> FastAPI:
    return create_app(
        store=store,  # type: ignore[arg-type]
        place=str(folder / "store"),
        runs=open_runs(folder),
        spool=folder / "spool",
        access=EVERYTHING,
        clock=lambda: NOW,
        hosts=["127.0.0.1"],
    )


def test_failed_sources_are_named_beside_the_count(world: World) -> None:
    world.keep(
        [listing("a", "blues")],
        [
            run("night_forum", "ok", hours=30),
            run("night_forum", "blocked", hours=5, failures={"http_403": 14}, note="the site refused"),
            run("shop", "partial", hours=6),
            run("healed", "broken", hours=9),
            run("healed", "ok", hours=1),
            run("long_ago", "broken", hours=400),
        ],
    )
    page = world.get("/?period=7d")
    assert (
        "2 sources failed in this period: night_forum (blocked), shop (partial): this count may be too low."
        in page.text(".warning")
    )
    assert "run of 2026-11-24 07:00 UTC (5 hours ago): blocked: the site refused; http_403 × 14" in page.text(
        ".warning"
    )
    assert "3 sources failed" in world.get("/").text(".warning")
    assert "1 source failed in this period: shop (partial)" in world.get("/?period=7d&source=shop").text(".warning")


def test_no_warning_where_every_source_was_well(world: World) -> None:
    world.keep([listing("a", "blues")], [run("a", "ok")])
    assert world.get("/").texts(".warning") == []


def test_no_hits_and_a_failed_source_is_not_taken_for_nothing(world: World) -> None:
    world.keep([listing("a", "blues")], [run("night_forum", "unreachable")])
    page = world.get("/?q=bars")
    assert page.text(".empty h3") == "Nothing matches all of this, but see the failed sources above"
    assert "night_forum (unreachable)" in page.text(".warning")


def test_what_waits_for_the_store_is_said_beside_the_count(world: World) -> None:
    world.keep([listing("a", "blues")])
    assert world.get("/").texts(".warning") == []
    with closing(Spool(world.folder / "spool", "run-1", clock=lambda: NOW, discard=lambda _: None)) as spool:
        spool.append([Upsert(listing("b", "blues"))])
        one = world.get("/?q=blues")
        spool.append([Upsert(listing("c", "blues"))])
        two = world.get("/?q=blues")
    assert one.text("#count") == "1 hit"
    assert "1 listing waits for the store and is not counted yet" in one.text(".warning")
    assert "2 listings wait for the store and are not counted yet" in two.text(".warning")


def test_an_empty_answer_says_which_restriction_to_lift(world: World) -> None:
    world.keep([listing("a", "blues", days=40), no_hit("b", "blues in the news", days=1)])
    page = world.get("/?q=blues&period=7d")
    assert page.texts(".empty li") == [
        "see all candidates, not hits only (1 post)",
        "search all time (1 post)",
    ]
    assert world.get(page.link(".empty", "see all")).text("#count") == "1 candidate"
    assert world.get(page.link(".empty", "search all time")).text("#count") == "1 hit"


def test_where_one_restriction_is_not_enough_the_words_alone_are_offered(world: World) -> None:
    world.keep([no_hit("a", "blues", days=40)])
    page = world.get("/?q=blues&period=7d&goods=pill_press&lang=es")
    assert page.texts(".empty li") == ["search for the words alone, without any filter (1 post)"]
    assert world.get(page.link(".empty", "search for")).text("#count") == "1 candidate"


def test_unknown_words_get_advice(world: World) -> None:
    world.keep([listing("a", "blues")])
    assert "No stored post, hit or not, of any time, has these words" in world.get("/?q=zolpidem").text(".empty")
    assert "has these words" not in world.get("/?q=blues&period=24h&lang=es").text(".empty")


def test_a_chosen_value_without_matches_can_still_be_removed(world: World) -> None:
    world.keep([listing("a", "blues")])
    page = world.get("/?q=blues&platform=nowhere")
    assert page.texts("#facet-platform a[aria-current] .number") == ["0"]
    assert world.get(page.link("#facet-platform", "nowhere")).text("#count") == "1 hit"


def test_an_empty_store_says_how_to_fill_it(world: World) -> None:
    page = world.get("/")
    assert page.status == 200
    assert page.text(".empty h3") == f"Nothing is stored at {world.folder}/store"
    assert "pillwatch crawl SOURCE" in page.text(".empty")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("q=" + quote('"blues'), "quotation mark"),
        ("q=" + quote("*"), "beginning of a word"),
        ("q=" + "x" * 600, "at most 500"),
        ("goods=pills", "goods 'pills' is not known: it is one of counterfeit_pill"),
        ("label=maybe", "label 'maybe' is not known"),
        ("kind=tv", "kind 'tv' is not known"),
        ("since=yesterday", "since 'yesterday' is no date: write it as in 2026-11-24"),
        ("until=9999-12-31", "until '9999-12-31' is the calendar's last day"),
        ("since=2026-11-20&until=2026-11-01", "the period ends (2026-11-01) before it begins (2026-11-20)"),
        ("period=1y", "period '1y' is not known: it is one of 24h, 7d, 30d, all"),
        ("after=0", "after: this is no place in the results in this order"),
        ("after=" + "9" * 5000, "this is no place"),
        ("after=" + quote("²"), "this is no place"),
        ("like=nowhere", "like: no listing has the id nowhere"),
        ("q=blues+OR", "character 9: the search ends too early"),
        ("q=plase:x", "no field is named plase"),
        ("order=oldest", "order 'oldest' is not known"),
        ("show=" + quote(RLO), "show"),
        ("god=pills", "unknown field 'god'"),
    ],
)
def test_what_cannot_be_understood_is_said_at_the_box(world: World, address: str, words: str) -> None:
    world.keep([listing("a", "blues")])
    page = world.get("/?" + address)
    assert page.status == 400
    assert words in page.text("#q-error")
    assert "q-error" in page.attribute("#q", "aria-describedby")
    assert page.texts("article, #count") == []


@pytest.mark.parametrize("path", ["/", "/listing/abc"])
def test_a_store_that_cannot_be_read_is_said_in_one_line(tmp_path: Path, path: str) -> None:
    store = Refusing(StoreError("/data/store: no permission: give this user read permission"))
    app = app_over(store, tmp_path)
    answer = TestClient(app, base_url="http://127.0.0.1").get(path)
    assert answer.status_code == 503
    assert "The store cannot be read, so nothing can be said about what it holds." in answer.text
    assert "/data/store: no permission: give this user read permission" in answer.text
    assert "0 hits" not in answer.text


def test_a_damaged_file_of_runs_is_no_silence_about_failed_sources(tmp_path: Path) -> None:
    (tmp_path / "runs.sqlite").write_bytes(b"not a database, " * 100)
    store = open_store(tmp_path / "store")
    app = app_over(store, tmp_path)
    answer = TestClient(app, base_url="http://127.0.0.1").get("/")
    assert answer.status_code == 503
    assert "runs.sqlite" in answer.text


def test_our_own_mistake_shows_no_traceback(tmp_path: Path) -> None:
    store = Refusing(RuntimeError("inner secret"))
    app = app_over(store, tmp_path)
    answer = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False).get("/")
    assert answer.status_code == 500
    assert "Something went wrong in Pillwatch itself." in answer.text
    assert "inner secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_is_stored_while_the_page_is_served_is_found(world: World) -> None:
    assert world.get("/?q=blues").text("#count") == "0 hits"
    world.keep([listing("a", "blues")])
    assert world.get("/?q=blues").text("#count") == "1 hit"
