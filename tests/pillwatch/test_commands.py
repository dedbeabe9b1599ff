"""The commands that people and other programs use, on a crawled world."""

import csv
import io
import re
import unicodedata
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from index.open import open_runs
from index.run import Run
from index.spool import Spool, Upsert
from tests.index.sample import listing
from tests.pillwatch.conftest import EPOCH, House

OFFER = (
    b'{"platform": "x", "kind": "social", "native_id": "1", "created": "2026-11-01T10:00:00Z", '
    b'"text": "pressed blues 30s for sale, dm to order, $5 each, telegram @bluedoor_example"}\n'
)
INVISIBLE = {"Cc", "Cf", "Cs", "Co"}


def invisible(text: str) -> set[str]:
    """Characters that could move a cursor, turn a line around or hide; a joiner between emoji is none."""
    return {char for char in text if unicodedata.category(char) in INVISIBLE and char not in "\n\r\t\u200d"}


def test_search_finds_and_says_why(crawled: House) -> None:
    ended = crawled.run("search", "m30", "--facet", "platform")
    assert ended.status == 0
    assert " hits" in ended.out
    assert "mastodon" in ended.out
    assert "test_walled (blocked)" in ended.err.replace("\n", " ")


def test_json_holds_what_the_table_shows(crawled: House) -> None:
    answer = orjson.loads(crawled.run("search", "--json", "--limit", "5", "--facet", "goods").out)
    assert answer["total"] > 5
    assert len(answer["found"]) == 5
    assert answer["found"][0].keys() >= {"id", "text", "label", "goods", "score", "hit", "first_seen", "evidence"}
    assert all(one["hit"] for one in answer["found"])
    assert dict(answer["facets"]["goods"])["counterfeit_pill"] > 0
    assert [run["source"] for run in answer["failed"]] == ["test_walled"]


@pytest.mark.parametrize("flags", [("--data", "typo"), ("--store", "/proc/foo")])
def test_a_place_where_nothing_is_stored_is_named_beside_the_0(house: House, flags: tuple[str, str]) -> None:
    place = "typo/store" if flags[0] == "--data" else "/proc/foo"
    said = f"Nothing is stored at {place}; --data or --store names another place."
    table = house.run(*flags, "search", "oxy")
    assert table.out.startswith("0 hits")
    assert said in table.err
    assert said in house.run(*flags, "search", "oxy", "--csv").err
    assert orjson.loads(house.run(*flags, "search", "oxy", "--json").out)["nothing_at"] == place


def test_words_that_nobody_wrote_are_no_empty_store(crawled: House) -> None:
    answer = crawled.run("search", "qwertzuiop")
    assert answer.out.startswith("0 hits")
    assert "Nothing is stored" not in answer.err


def test_what_waits_for_the_store_is_said_beside_the_count(house: House) -> None:
    spool = Spool(house.data / "spool", "run-1", clock=lambda: EPOCH, discard=lambda _: None)
    spool.append([Upsert(listing("a")), Upsert(listing("b"))])
    said = "2 listings wait for the store and are not counted yet: `pillwatch spool show`."
    assert said in house.run("search", "blues").err
    assert said in house.run("search", "blues", "--csv").err
    assert orjson.loads(house.run("search", "blues", "--json").out)["waiting"] == 2
    spool.close()


def test_all_finds_more_than_hits(crawled: House) -> None:
    hits = orjson.loads(crawled.run("search", "--json").out)["total"]
    everything = orjson.loads(crawled.run("search", "--json", "--all").out)["total"]
    assert everything > hits


def test_csv_is_exactly_the_rows_shown(crawled: House) -> None:
    found = orjson.loads(crawled.run("search", "--json", "--all", "--limit", "500").out)["found"]
    rows = list(csv.DictReader(io.StringIO(crawled.run("search", "--csv", "--all", "--limit", "500").out)))
    assert [row["id"] for row in rows] == [one["id"] for one in found]
    for row in rows:
        for cell in row.values():
            assert cell[:1] not in {"=", "+", "@", "\t"}
            assert not invisible(cell)


def test_hostile_bytes_are_inert_in_the_terminal(crawled: House) -> None:
    found = orjson.loads(crawled.run("search", "--json", "--all", "--limit", "500").out)["found"]
    hostile = [one for one in found if invisible(f"{one['text']}{one['title']}{(one['author'] or {}).get('name')}")]
    assert hostile, "the world holds texts with escapes and bidi characters"
    assert not invisible(crawled.run("search", "--all", "--limit", "500").out)
    for one in hostile:
        shown = crawled.run("show", one["id"])
        assert not invisible(shown.out)
        assert "‹U+" in shown.out


def test_show_checks_the_evidence(crawled: House, tmp_path: Path) -> None:
    one = orjson.loads(crawled.run("search", "--json", "--limit", "1").out)["found"][0]
    shown = crawled.run("show", one["id"])
    assert shown.status == 0
    assert f"SHA-256 {one['evidence']['sha256']}: matches" in shown.out.replace("\n", " ")
    assert orjson.loads(crawled.run("show", one["id"], "--json").out)["evidence_checked"] is True


def test_evidence_that_was_changed_is_said(crawled: House) -> None:
    one = orjson.loads(crawled.run("search", "--json", "--limit", "1").out)["found"][0]
    file = crawled.data / one["evidence"]["uri"]
    content = file.read_bytes()
    try:
        file.write_bytes(content.replace(b'"status":200', b'"status":201'))
        ended = crawled.run("show", one["id"])
        assert ended.status == 1
        assert "it was changed" in ended.err
    finally:
        file.write_bytes(content)


def test_sources_and_runs_as_json(crawled: House) -> None:
    sources = [orjson.loads(line) for line in crawled.run("sources", "--json").out.splitlines()]
    assert {"test_social", "replica_social"} <= {source["name"] for source in sources}
    runs = [orjson.loads(line) for line in crawled.run("runs", "--json").out.splitlines()]
    assert {run["verdict"] for run in runs} == {"ok", "blocked"}
    assert "test_walled" in crawled.run("runs").out


def test_all_runs_of_a_period_as_json(house: House) -> None:
    store = open_runs(house.data / "runs")
    for hour in range(40):
        store.save(Run(id=f"r{hour:02}", source="one", started=EPOCH + timedelta(hours=hour), posts=hour))
    store.close()
    period = ("--since", "2026-11-19T16:00:00Z", "--until", "2026-11-21T04:00:00Z")
    found = [orjson.loads(line)["id"] for line in house.run("runs", *period, "--json").out.splitlines()]
    assert found == [f"r{hour:02}" for hour in range(36, 0, -1)]
    assert house.run("runs").out.count(" one ") == 30
    assert len(house.run("runs", "--json", "--limit", "3").out.splitlines()) == 3


def test_doctor_says_where_each_setting_came_from(crawled: House) -> None:
    ended = crawled.run("doctor")
    assert ended.status == 0, ended.out
    assert "environment" in ended.out
    assert re.search(r"^store_ca +not set ", ended.out, re.M)
    wrong = crawled.run("--model", "/nowhere", "doctor")
    assert wrong.status == 1
    assert "flag" in wrong.out
    assert "pillwatch train" in " ".join(wrong.out.split())


def test_settings_precedence(house: House) -> None:
    (house.data / "pillwatch.toml").write_text('operator = "from the file"\ncontact = "file@example.org"\n')
    doctor = house.run("--store", str(house.data / "elsewhere"), "doctor", env={"PILLWATCH_OPERATOR": "Example County"})
    settings = doctor.out.partition("\n\n")[0]
    lines = {line.split()[0]: line for line in settings.splitlines() if line.strip()}
    assert "Example County" in lines["operator"]
    assert "environment" in lines["operator"]
    assert "pillwatch.toml" in lines["contact"]
    assert "flag" in lines["store"]
    assert "default" in lines["port"]


COMMANDS = (
    "demo crawl parse import read train evaluate search show sources runs hold release retention reread serve doctor"
)


@pytest.mark.parametrize("command", COMMANDS.split())
def test_every_command_explains_itself(house: House, command: str) -> None:
    ended = house.run(command, "--help")
    assert ended.status == 0
    assert len(ended.out.splitlines()) > 4


def test_read_keeps_order_and_ids(house: House) -> None:
    lines = [
        b'{"id": "a", "text": "pressed blues 30s for sale, dm to order, $5 each, telegram @bluedoor_example"}',
        b'{"id": "b", "text": "lovely weather in the park"}',
        b'{"id": 7, "text": "my grandmother died of a fake pill, please carry naloxone", "kind": "forum"}',
    ]
    ended = house.run("read", stdin=b"\n".join(lines))
    readings = [orjson.loads(line) for line in ended.out.splitlines()]
    assert [reading["id"] for reading in readings] == ["a", "b", 7]
    assert [reading["hit"] for reading in readings] == [True, False, False]
    assert readings[1]["screened_out"]
    assert readings[1]["label"] == "none"


def test_import_goes_the_same_way(house: House) -> None:
    posts = house.data / "posts.jsonl"
    posts.write_bytes(
        b'{"n": "1", "t": "pressed blues 30s for sale, dm to order, $5 each, telegram @bluedoor_example"}\n'
        b'{"n": "2", "t": "lovely weather in the park"}\n'
        b'{"n": null, "t": "no name"}\n'
        b"nonsense\n"
    )
    (house.data / "map.yml").write_text("fields: {native_id: n, text: t}\nconstants: {platform: x, kind: social}\n")
    first = house.run("import", str(posts), "--map", "map.yml")
    assert first.status == 1, "two of four lines were refused"
    assert "2 posts read: 1 new, 0 changed, 0 had already, 1 without a term (not kept), 2 refused; 1 hits" in first.out
    assert "line 3: native_id" in first.err
    assert "line 4: not JSON" in first.err
    assert "1 had already" in house.run("import", str(posts), "--map", "map.yml").out
    assert orjson.loads(house.run("search", "blues", "--json").out)["total"] == 1


def test_import_under_the_name_of_a_source_is_refused(crawled: House) -> None:
    before = {path.name: path.read_bytes() for path in (crawled.data / "state").glob("*.json")}
    posts = crawled.data / "posts.jsonl"
    posts.write_bytes(OFFER)
    ended = crawled.run("import", str(posts), "--source", "test_social")
    assert (ended.status, ended.out) == (2, "")
    assert "test_social" in ended.err
    assert "choose another name" in ended.err
    assert {path.name: path.read_bytes() for path in (crawled.data / "state").glob("*.json")} == before
    assert len(crawled.run("runs", "--json").out.splitlines()) == 5


def test_import_moves_no_cursor(house: House) -> None:
    """A source that is declared later under that name walks from its own beginning."""
    (house.data / "posts.jsonl").write_bytes(OFFER)
    assert house.run("import", "posts.jsonl", "--source", "given").status == 0
    assert not list(house.data.glob("state/*.json"))


def test_an_import_of_which_nothing_could_be_read_failed(house: House) -> None:
    (house.data / "posts.jsonl").write_bytes(b'{"tweet": "blues 30s"}\n' * 3)
    ended = house.run("import", "posts.jsonl")
    assert ended.status == 1
    assert "line 3: a post has no field 'tweet'" in ended.err
    (run,) = [orjson.loads(line) for line in house.run("runs", "--json").out.splitlines()]
    assert (run["verdict"], run["malformed"], run["note"]) == (
        "broken",
        3,
        "no post could be read, 3 objects are malformed",
    )


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_import_takes_a_stream(house: House, name: str) -> None:
    ended = house.run("import", name, stdin=OFFER)
    assert ended.status == 0, ended.err
    assert ended.out.startswith("1 posts read: 1 new")


def test_an_import_of_a_file_that_is_not_there_leaves_no_run(house: House) -> None:
    for name in ("nowhere.jsonl", "."):
        ended = house.run("import", name)
        assert (ended.status, ended.out) == (2, "")
        assert name in ended.err
    assert not house.run("runs", "--json").out


def test_a_post_dated_in_the_future_is_kept_without_its_date(house: House) -> None:
    """It would stand above all others for ever."""
    (house.data / "posts.jsonl").write_bytes(OFFER.replace(b"2026-", b"2999-"))
    ended = house.run("import", "posts.jsonl")
    assert ended.status == 0
    assert "1 posts dated after their capture: kept without a date" in ended.err
    (found,) = orjson.loads(house.run("search", "blues", "--json").out)["found"]
    assert found["created"] is None
