"""The report of an invented store: its numbers, their searches, what it hides, and that it is the same each time."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from alerts.detect import WEEKS, judge
from alerts.series import author_of, text_of, weekly_series
from index.access import EVERYTHING
from index.query import Query
from index.store import RunStore, SearchStore
from pillwatch.cli import app
from reports.facts import Report
from reports.files import write_report
from reports.weekly import weekly_report
from reports.words import LANGS, Lang
from tests.reports.world import COUNTS, NOW, PLATFORMS, WEEK, fill, post

RUNNING = WEEK.start + timedelta(days=5)


def facts(stores: tuple[SearchStore, RunStore], now: datetime = NOW) -> Report:
    return weekly_report(*stores, week=WEEK, now=now, platforms=PLATFORMS, awaited=(), access=EVERYTHING)


def written(
    stores: tuple[SearchStore, RunStore], folder: Path, lang: Lang = "en", now: datetime = NOW
) -> tuple[str, Any]:
    page, record = write_report(facts(stores, now), folder, lang)
    return page.read_text(encoding="utf-8"), orjson.loads(record.read_bytes())


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the invented stores, to be read only."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def stores(data: Path) -> tuple[SearchStore, RunStore]:
    return fill(data)


@pytest.fixture(scope="module")
def page(stores: tuple[SearchStore, RunStore], tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(stores, tmp_path_factory.mktemp("page"))[0]


@pytest.fixture(scope="module")
def record(stores: tuple[SearchStore, RunStore], tmp_path_factory: pytest.TempPathFactory) -> Any:
    return written(stores, tmp_path_factory.mktemp("record"))[1]


def series(record: Any, goods: str, platform: str) -> Any:
    return next(one for one in record["series"] if (one["goods"], one["platform"]) == (goods, platform))


def dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from dicts(one)


def matches(count: dict[str, Any], number: int) -> bool:
    return bool(count["low"] <= number <= count["high"])


def test_the_planted_rise_is_the_one_lead(record: Any, page: str) -> None:
    assert [(lead["goods"], lead["platform"]) for lead in record["leads"]] == [("counterfeit_pill", "mastodon")]
    lead = record["leads"][0]
    assert lead["notice"] == "Lead, not a finding"
    assert lead["weeks"][-1]["posts"]["shown"] == "26"
    # y = 10 9 8 11 7 9 8 of 629 632 635 638 641 644 647 posts; 656 now: 656 * 62 / 4466
    assert lead["expected"]["shown"] == "9.1"
    assert lead["baseline"] == [str(WEEK.minus(back)) for back in range(9, 2, -1)]
    assert len(lead["examples"]) == 2
    assert "26 posts where 9.1 were expected. A lead, not a finding." in page


def test_the_failed_week_is_a_gap_and_no_fall(record: Any, page: str) -> None:
    forum = series(record, "counterfeit_pill", "discourse")
    gap = forum["weeks"][5]
    assert gap == {"week": "2026-W40", "usable": False, "partial": False}
    assert "2026-W40" not in forum["baseline"]
    assert (forum["verdict"], len(forum["baseline"])) == ("usual", 7)
    assert page.count('class="box gap"') >= 2 + 1  # two charts and the legend


def test_a_failed_source_is_named_with_what_it_means(record: Any, page: str) -> None:
    tienda = next(source for source in record["sources"] if source["name"] == "demo_tienda")
    assert (tienda["runs_ok"], tienda["runs_failed"], tienda["scanned"]) == (0, {"blocked": 1}, None)
    assert "Not counted: no run ended well (the site refused: 1). A missing week is not a fall." in page
    assert "WooCommerce shops: not everything could be read (demo_tienda), so the counts may be too low." in page
    assert "never_run" not in page


def test_every_search_gives_its_number(record: Any, data: Path, stores: tuple[SearchStore, RunStore]) -> None:
    """Run as typed, on the command line, and as a Query; authors and texts over what it finds."""
    store, _ = stores
    cells = [cell for one in record["series"] for cell in one["weeks"] if cell["usable"]]
    assert len(cells) == 12 * 13 - 4  # the forum's gap in four series
    totals = {}
    for cell in [*cells, record["total"], record["left_out"]]:
        query = _query(cell["query"])
        totals[cell["search"]] = store.search(query).total
        if "posts" in cell:
            found = list(store.scan(query))
            assert matches(cell["posts"], len(found)), cell
            assert matches(cell["authors"], len({author_of(listing) for listing in found})), cell
            assert matches(cell["texts"], len({text_of(listing) for listing in found})), cell
        else:
            assert matches(cell, totals[cell["search"]]), cell
    for search in [*list(totals)[::9], record["total"]["search"], record["left_out"]["search"]]:
        ended = CliRunner().invoke(app, ["--data", str(data), *_words(search), "--json"])
        assert (ended.exit_code, orjson.loads(ended.stdout)["total"]) == (0, totals[search]), search


def _query(data: dict[str, Any]) -> Query:
    times = {name: datetime.fromisoformat(data[name] + "T00:00:00+00:00") for name in ("since", "until")}
    lists = {name: tuple(value) for name, value in data.items() if isinstance(value, list)}
    return Query(access=EVERYTHING, **{**data, **times, **lists})


def _words(search: str) -> list[str]:
    first, *words = search.split(" ")
    assert first == "pillwatch"
    return words


def test_every_number_of_posts_read_is_that_of_its_runs(record: Any, data: Path) -> None:
    """The runs as the command prints them that the report names."""
    printed: dict[str, list[Any]] = {}
    asked = [one for one in dicts(record) if "runs" in one and "low" in one]
    assert len(asked) > 100
    for count in asked:
        wanted = count["runs"]
        if wanted["command"] not in printed:
            ended = CliRunner().invoke(app, ["--data", str(data), *_words(wanted["command"])])
            printed[wanted["command"]] = [orjson.loads(line) for line in ended.stdout.splitlines()]
        read = [
            run["posts"]
            for run in printed[wanted["command"]]
            if run["source"] in wanted["sources"] and run["verdict"] == wanted["verdict"]
        ]
        assert matches(count, sum(read))
        assert count["low"] == count["high"]
    assert len(printed) == 13


def test_every_number_of_the_page_names_its_search(page: str) -> None:
    numbers = re.findall(r'<span class="n" title="(pillwatch (?:search|runs) [^"]*)">([^<]*)</span>', page)
    assert len(numbers) == page.count('<span class="n"') > 100
    listed = re.findall(r'<li id="s(\d+)"><code>(.*?)</code>', page)
    lines = [re.sub(r"<[^>]+>", "", line) for _, line in listed]
    referred = re.findall(r'<a class="ref" href="#s(\d+)" title="([^"]*)">\[(\d+)\]</a>', page)
    assert referred
    assert all(lines[int(number) - 1] == line and number == shown for number, line, shown in referred)


def test_counts_below_five_are_hidden_everywhere(record: Any, page: str) -> None:
    counts = [one for one in dicts(record) if "shown" in one and "low" in one]
    assert all(one["low"] >= 5 if one["low"] == one["high"] else one["low"] == 0 for one in counts)
    assert {one["shown"] for one in counts if one["high"] < 5} == {"<5"}
    shown = re.findall(r'<span class="n"[^>]*>([^<]*)</span>', page)
    assert "&lt;5" in shown
    assert not [text for text in shown if text.isdecimal() and int(text) < 5]


def test_nothing_depends_on_hidden_counts(stores: tuple[SearchStore, RunStore], tmp_path: Path) -> None:
    """Other hidden counts, the same totals: page and data are the same, charts and expectations included."""
    moved = {
        **COUNTS,
        ("pill_press", "demo_social"): (4, 0, 3, 4, 0, 1, 0, 2, 3, 0, 4, 1, 0),
        ("precursor", "demo_social"): (0,) * 12 + (1,),
        ("other_pill", "demo_forum"): (0, 5, 4, 0, 6, 0, 1, 5, 0, 4, 5, 0, 6),
    }
    for lang in LANGS:
        for now in (NOW, RUNNING):
            mine = written(stores, tmp_path / "mine", lang, now)
            assert mine == written(fill(tmp_path / f"other-{lang}-{now.day}", moved), tmp_path / "theirs", lang, now)


@pytest.mark.parametrize("lang", LANGS)
def test_the_same_data_give_the_same_bytes(lang: Lang, stores: tuple[SearchStore, RunStore], tmp_path: Path) -> None:
    first = write_report(facts(stores), tmp_path / "first", lang)
    second = write_report(facts(fill(tmp_path / "again"), NOW + timedelta(days=90)), tmp_path / "second", lang)
    assert [path.name for path in first] == [f"report-2026-W47-{lang}.html", f"report-2026-W47-{lang}.json"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize(("lang", "tag"), [("en", "Week still running"), ("es", "Semana en curso")])
def test_the_running_week_is_partial_and_not_judged(
    lang: Lang, tag: str, stores: tuple[SearchStore, RunStore], tmp_path: Path
) -> None:
    page, record = written(stores, tmp_path, lang, RUNNING)
    assert f'<span class="tag">{tag}</span>' in page
    assert (record["partial"], record["leads"]) == (True, [])
    assert {one["verdict"] for one in record["series"]} == {"not judged (running week)"}
    assert series(record, "counterfeit_pill", "mastodon")["weeks"][-1]["posts"]["shown"] == "26"
    assert 'class="box partial"' in page
    assert 'class="box flagged"' not in page


def test_page_needs_nothing_from_outside(page: str) -> None:
    assert not re.findall(r"<(?:script|link|img|iframe|object|embed)\b|url\((?!#)|@import|src=", page)
    assert set(re.findall(r'href="([^"]{2})', page)) == {"#s"}


def test_no_example_leads_to_a_person(record: Any, page: str) -> None:
    examples = [*record["examples"], *record["leads"][0]["examples"]]
    assert len(examples) >= 4
    for text in [page, *(f"{one['title']} {one['text']}" for one in examples)]:
        assert not re.search(r"blue_door|555|t\.me|shop\.example", text)
    assert any("[contact]" in one["text"] for one in examples)


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    store, runs = fill(tmp_path)
    evil = '<script>alert(1)</script><img src=x onerror="x">{{ 7*7 }} \u202eblue\x1b[2J'
    store.update(
        {
            listing.id: {"text": evil, "title": f"</title>{evil}", "lang": '"><b>'}
            for listing in store.scan(Query(access=EVERYTHING, hits=True, since=WEEK.start, until=WEEK.end))
        }
    )
    page, record = written((store, runs), tmp_path / "out")
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "‹U+202E›" in page
    assert not re.search("[\u202e\x1b]", page + orjson.dumps(record).decode())


def test_posts_deleted_at_their_source_are_no_examples(tmp_path: Path) -> None:
    store, runs = fill(tmp_path)
    store.update(
        {found.id: {"gone": NOW} for found in store.scan(Query(access=EVERYTHING, hits=True, since=WEEK.start))}
    )
    _, record = written((store, runs), tmp_path / "out")
    assert (record["examples"], record["leads"][0]["examples"]) == ([], [])
    assert record["leads"][0]["weeks"][-1]["posts"]["shown"] == "26"


def test_offers_of_a_failed_source_are_told_but_not_counted(tmp_path: Path) -> None:
    store, runs = fill(tmp_path)
    store.upsert([post("pill_press", "demo_tienda", 12, number, f"late-{number}") for number in range(6)])
    page, record = written((store, runs), tmp_path / "out")
    assert record["left_out"]["shown"] == "6"
    assert series(record, "pill_press", "woocommerce")["weeks"][-1]["posts"]["shown"] == "<5"
    assert "6 further posts that read like offers came from sources of which no run ended well" in page


def test_a_week_in_which_all_failed_says_so(tmp_path: Path) -> None:
    stores = fill(tmp_path)
    after = weekly_report(
        *stores,
        week=WEEK.minus(-1),
        now=NOW + timedelta(days=7),
        platforms=PLATFORMS,
        awaited=(),
        access=EVERYTHING,
    )
    page = write_report(after, tmp_path / "out", "en")[0].read_text(encoding="utf-8")
    assert "No run of any source ended well this week, so nothing can be said about it." in page
    assert "Mastodon: no run ended well this week, so there is no count. A missing week is not a fall." in page
    assert (after.total, after.leads, after.examples) == (None, (), ())


def test_the_range_of_an_expectation_holds_the_truth(stores: tuple[SearchStore, RunStore]) -> None:
    """With hidden weeks in the baseline a range is shown; the true expectation lies in it, also with two sources."""
    series = weekly_series(*stores, last=WEEK, weeks=WEEKS, now=NOW, platforms=PLATFORMS, access=EVERYTHING)
    rows = {(row.goods, row.platform): row for row in facts(stores).rows}
    ranges = 0
    for one in series:
        expected, truth = rows[one.goods, one.platform].expected, judge(one).expected
        assert expected is not None
        assert truth is not None
        assert expected.low - 1e-9 <= truth <= expected.high + 1e-9
        assert (expected.upper is None) == (expected.low < expected.high)
        ranges += expected.low < expected.high
    assert 0 < ranges < len(series)
