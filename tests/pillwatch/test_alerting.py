"""`pillwatch alerts` as a user runs it."""

import re
import shutil
from pathlib import Path
from unicodedata import normalize

import orjson
import pytest

from index.listing import Author
from index.open import open_store
from tests.index.sample import listing
from tests.pillwatch.conftest import House
from tests.pillwatch.test_bad_input import one_line


@pytest.fixture
def watching(crawled: House, tmp_path: Path) -> House:
    """A house with the crawl of the replica in it, to be written to."""
    shutil.copytree(crawled.data, tmp_path, dirs_exist_ok=True)
    return House(tmp_path)


def delivered(house: House, name: str) -> list[dict[str, object]]:
    file = house.data / "alerts" / name / "delivered.jsonl"
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]


def test_a_search_brings_what_is_new_once(watching: House) -> None:
    added = watching.run("alerts", "add", "presses", "press*", "--since", "1d", "--goods", "pill_press", "--all")
    assert added.status == 0, added.err
    found = orjson.loads(
        watching.run("search", "press*", "--goods", "pill_press", "--all", "--limit", "500", "--json").out
    )["found"]
    assert len(found) > 2
    first = watching.run("alerts", "run")
    assert first.status == 0
    assert first.out.startswith(f"presses: {len(found)} new, in {watching.data}/alerts/presses/delivered.jsonl\n")
    assert {line["listing"] for line in delivered(watching, "presses")} == {one["id"] for one in found}
    shown = re.sub(r"\s+", "", first.out)
    assert all(str(line["url"]) in shown for line in delivered(watching, "presses"))
    words = {word for line in delivered(watching, "presses") for word in line["words"]}  # type: ignore[attr-defined]
    assert words
    assert all(normalize("NFKC", word).lower().startswith("press") and word in shown for word in words)
    again = watching.run("alerts", "run", "presses")
    assert (again.status, again.out) == (0, "presses: 0 new\n")
    assert len(delivered(watching, "presses")) == len(found)


def test_a_new_search_starts_from_now(watching: House) -> None:
    assert watching.run("alerts", "add", "all-hits", "").status == 0
    assert watching.run("alerts", "run").out == "all-hits: 0 new\n"


def test_a_search_without_words_is_listed_by_what_it_brings(house: House) -> None:
    house.run("alerts", "add", "hits", "")
    house.run("alerts", "add", "whole", "", "--all")
    listed = house.run("alerts", "list").out
    assert re.search(r"^hits +all hits ", listed, re.M)
    assert re.search(r"^whole +all that is kept ", listed, re.M)


def test_failed_sources_are_named_beside_nothing_new(watching: House) -> None:
    watching.run("alerts", "add", "all-hits", "")
    assert (
        "Posts may be missing; sources whose last run failed: test_walled (blocked)"
        in watching.run("alerts", "run").err
    )


def test_list_and_remove(watching: House) -> None:
    assert "No search is saved" in watching.run("alerts", "list").out
    watching.run("alerts", "add", "blues", "blue*", "--since", "1d", "--lang", "en", "--source", "test_social")
    watching.run("alerts", "run")
    count = len(delivered(watching, "blues"))
    assert count > 0
    (line,) = watching.run("alerts", "list", "--json").out.splitlines()
    search = orjson.loads(line)
    assert (search["name"], search["words"], search["lang"], search["delivered"]) == ("blues", "blue*", ["en"], count)
    assert search["last"] == delivered(watching, "blues")[-1]["time"]
    (row,) = watching.run("alerts", "list").out.splitlines()[1:]
    assert row.split()[:5] == ["blues", "blue*", "hits", "en", "test_social"]
    removed = watching.run("alerts", "remove", "blues")
    assert removed.out == f"Removed. What it brought stays in {watching.data}/alerts/blues/delivered.jsonl.\n"
    assert "No search is saved" in watching.run("alerts", "list").out
    again = watching.run("alerts", "add", "blues", "blue*", "--since", "1d")
    assert f"its {count} listings" in again.out


def test_hostile_text_cannot_move_the_cursor(house: House) -> None:
    text = "pressed blues M30 \x1b[2J\u202e $5 each"
    open_store(house.data / "store").upsert([listing("one", text, author=Author("sam\x1b[2J"))])
    house.run("alerts", "add", "all", "m30", "--since", "2000-01-01")
    ran = house.run("alerts", "run")
    assert "all: 1 new" in ran.out
    assert "M30" in ran.out
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


def test_preview_counts_what_would_have_come(watching: House) -> None:
    total = orjson.loads(watching.run("search", "--json", "--limit", "0").out)["total"]
    watching.run("alerts", "add", "all-hits", "")
    saved, typed = watching.run("alerts", "preview", "all-hits"), watching.run("alerts", "preview", "--query", "")
    assert saved.out == typed.out
    rows = [line.split() for line in saved.out.splitlines()[1:-1]]
    assert len(rows) == 13
    assert rows[-1][1:4] == ["so", "far", str(total)]
    assert "test_walled (blocked)" in saved.out.splitlines()[-2]
    assert saved.out.splitlines()[-1] == "0 in 12 complete weeks, 0.0 a week"


def test_one_invalid_search_does_not_stop_the_others(watching: House) -> None:
    for name in ("a-first", "broken", "last"):
        watching.run("alerts", "add", name, "blue*", "--since", "1d")
    file = watching.data / "alerts" / "broken" / "search.json"
    file.write_bytes(file.read_bytes().replace(b"blue*", b'\\"blue'))
    ended = watching.run("alerts", "run")
    assert ended.status == 1
    assert "saved search broken: character 1: this quotation mark is never closed" in ended.err.splitlines()[0]
    assert len(delivered(watching, "a-first")) == len(delivered(watching, "last")) > 0
    assert not (file.parent / "delivered.jsonl").exists()
    assert "broken" in watching.run("alerts", "list").out
    assert watching.run("alerts", "remove", "broken").status == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "a", '"blue'), ("character 1", "never closed")),
        (("add", "a", "*"), ("lone *",)),
        (("add", "A b", "blue"), ("'A b'", "small letters, digits, - and _")),
        (("add", "../a", "blue"), ("small letters",)),
        (("add", "a", "blue", "--goods", "cheese"), ("goods", "pill_press")),
        (("add", "a", "blue", "--since", "soon"), ('"soon" is not a time',)),
        (("add", "a", "blue", "--since", "2999-01-01"), ("lies in the future",)),
        (("remove", "a"), ("named a;", "none yet")),
        (("run", "a"), ("named 'a';", "none yet")),
        (("preview",), ("--query",)),
        (("preview", "a", "--query", "blue"), ("--query",)),
        (("preview", "a", "--lang", "en"), ("own filters",)),
        (("preview", "a"), ("named a;",)),
        (("preview", "--query", '"blue'), ("never closed",)),
    ],
)
def test_mistakes(house: House, words: tuple[str, ...], told: tuple[str, ...]) -> None:
    one_line(house.run("alerts", *words), 2, *told)
    assert not list(house.data.glob("alerts/**/search.json"))


def test_a_taken_name(house: House) -> None:
    house.run("alerts", "add", "a", "blue")
    one_line(house.run("alerts", "add", "a", "red"), 2, "named a already")


def test_an_empty_store_is_not_nothing_new(house: House) -> None:
    house.run("alerts", "add", "a", "blue")
    one_line(house.run("alerts", "run"), 1, "nothing is stored at", "crawl")
    one_line(house.run("alerts", "preview", "a"), 1, "nothing is stored at")


def test_a_folder_that_cannot_be_written(house: House) -> None:
    (house.data / "alerts").write_text("a file")
    one_line(house.run("alerts", "add", "a", "blue"), 1, "alerts/a")
