"""Each mistake ends in one clear line that says what to do, with the right status, and leaves nothing half-written."""

import os
import socket
from pathlib import Path

import orjson
import pytest

from tests.crawlers.test_discourse import post
from tests.crawlers.test_mastodon import status
from tests.pillwatch.conftest import Ended, House


def one_line(ended: Ended, status: int, *words: str) -> None:
    """The command ended with this status and one line on standard error that holds these words."""
    lines = ended.err.strip().splitlines()
    assert len(lines) == 1, ended.err
    assert ended.status == status, ended.err
    for word in words:
        assert word in lines[0]
    assert not ended.out


def source_file(house: House, name: str, content: str) -> None:
    folder = house.data / "sources"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")


GOOD = "name: one\nspider: discourse\nurl: http://127.0.0.1:9\n"


def test_broken_yaml(house: House) -> None:
    source_file(house, "one.yml", GOOD + "rate: [30\n")
    one_line(house.run("sources"), 2, "one.yml:", "not YAML")


def test_unknown_key(house: House) -> None:
    source_file(house, "one.yml", GOOD + "colour: red\n")
    one_line(house.run("crawl", "one"), 2, "one.yml:4:", "colour: unknown key")


def test_unknown_spider(house: House) -> None:
    source_file(house, "one.yml", GOOD.replace("discourse", "myspace"))
    one_line(house.run("crawl", "one"), 2, "one.yml:2:", "myspace", "mastodon")


def test_unknown_source(house: House) -> None:
    one_line(house.run("crawl", "nowhere"), 2, "no source is named 'nowhere'", "example")


def test_source_beyond_this_machine_without_operator(house: House) -> None:
    source_file(house, "one.yml", GOOD.replace("http://127.0.0.1:9", "https://forum.example.com"))
    ended = house.run("crawl", "one")
    one_line(ended, 2, "PILLWATCH_OPERATOR", "PILLWATCH_CONTACT", "why: in one.yml", "terms_reviewed: in one.yml")
    assert not (house.data / "runs").exists()


def test_source_that_is_off(house: House) -> None:
    source_file(house, "one.yml", GOOD + "collect: off\n")
    one_line(house.run("crawl", "one"), 2, "one is off")


def test_port_in_use(house: House) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        one_line(house.run("serve", "--port", port), 2, f"port {port} is in use")


def test_missing_model(house: House) -> None:
    ended = house.run("read", "--text", stdin=b"hello\n", env={"PILLWATCH_MODEL": str(house.data / "nowhere")})
    one_line(ended, 1, "nowhere", "pillwatch train")
    demo = house.run("demo", "--once", env={"PILLWATCH_MODEL": str(house.data / "nowhere")})
    one_line(demo, 1, "nowhere", "pillwatch train")
    assert not (house.data / "demo-data").exists()


def test_store_that_is_no_folder(house: House) -> None:
    (house.data / "store").write_text("not an index")
    one_line(house.run("search", "oxy"), 1, str(house.data / "store"))


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("ftp://x", "cannot be at ftp://"),
        ("htps://search.example:9200", "cannot be at htps://"),
        ("https://ann:sesame@search.example:9200", "PILLWATCH_STORE_PASSWORD"),
        ("https://search.example:many", "with its port"),
    ],
)
def test_store_at_a_place_that_cannot_be(house: House, place: str, told: str) -> None:
    ended = house.run("--store", place, "search", "oxy")
    one_line(ended, 2, told)
    assert "sesame" not in ended.err


def test_store_with_a_missing_file_of_the_authority(house: House) -> None:
    ended = house.run("--store", "https://127.0.0.1:1", "search", "oxy", env={"PILLWATCH_STORE_CA": "nowhere.pem"})
    one_line(ended, 2, "nowhere.pem", "PILLWATCH_STORE_CA")


def test_store_that_is_a_folder_of_something_else(house: House) -> None:
    (house.data / "holiday.txt").write_text("mine")
    one_line(house.run("--store", str(house.data), "search", "oxy"), 2, str(house.data), "not a search store")


def test_store_full_of_garbage(house: House) -> None:
    listings = house.data / "store" / "listings"
    listings.mkdir(parents=True)
    (listings / "notes.txt").write_text("mine")
    one_line(house.run("search", "oxy"), 1, str(listings), "another data folder")
    (listings / "pillwatch-version").write_text("0")
    one_line(house.run("search", "oxy"), 1, str(listings), "version")
    assert (listings / "notes.txt").read_text() == "mine"


def test_data_folder_that_cannot_be_written(house: House) -> None:
    file = house.data / "a file"
    file.write_text("")
    posts = house.data / "posts.jsonl"
    posts.write_text('{"platform": "x", "kind": "social", "native_id": "1", "text": "blues 30s dm me"}\n')
    one_line(house.run("import", str(posts), env={"PILLWATCH_DATA": str(file / "below")}), 1, str(file))


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to show a folder that even its maker cannot write")
def test_read_only_store(house: House) -> None:
    one_line(house.run("crawl", "nothing", env={"PILLWATCH_DATA": "/proc/pillwatch"}), 2, "nothing")
    posts = house.data / "posts.jsonl"
    posts.write_text('{"platform": "x", "kind": "social", "native_id": "1", "text": "blues 30s dm me"}\n')
    one_line(house.run("import", str(posts), env={"PILLWATCH_DATA": "/proc/pillwatch"}), 1, "/proc/pillwatch")


def test_query_that_cannot_be_read(house: House) -> None:
    one_line(house.run("search", '"never closed'), 2, "character 1", "never closed")
    one_line(house.run("search", "x", "--since", "yesterday-ish"), 2, "7d")
    one_line(house.run("search", "x", "--goods", "teapots"), 2, "teapots", "counterfeit_pill")


def test_id_that_is_not_there(house: House) -> None:
    one_line(house.run("show", "0" * 32), 2, "no listing has the id")


def test_broken_settings_file(house: House) -> None:
    (house.data / "pillwatch.toml").write_text("port = \n")
    one_line(house.run("runs"), 2, "pillwatch.toml")
    (house.data / "pillwatch.toml").write_text("colour = 1\n")
    one_line(house.run("runs"), 2, "colour", "pillwatch.toml")
    one_line(House(house.data, {"PILLWATCH_PORT": "many"}).run("serve"), 2, "port")


def test_parse_what_is_not_there(house: House, tmp_path: Path) -> None:
    one_line(house.run("parse", "mastodon", str(tmp_path / "none.json")), 2, "none.json")
    (tmp_path / "page.json").write_text("[]")
    one_line(house.run("parse", "myspace", str(tmp_path / "page.json")), 2, "myspace", "mastodon")


def test_parse_a_page_that_is_not_utf_8(house: House) -> None:
    """Read by guess, its handle would be another one's."""
    page = orjson.dumps([status(1)]).replace(b'"acct":"', b'"acct":"caf\xe9')
    (house.data / "page.json").write_bytes(page)
    one_line(house.run("parse", "mastodon", "page.json"), 1, "malformed", "not UTF-8")


@pytest.mark.parametrize("url", ["foo", "", "ftp://forum.example/posts/1.json", "https://", "https://[/", "//x/y"])
def test_parse_from_nowhere(house: House, url: str) -> None:
    (house.data / "page.json").write_bytes(orjson.dumps(post(1)))
    one_line(house.run("parse", "discourse", "page.json", "--url", url), 2, "--url", "https://forum.example.com")


def test_texts_that_are_no_json(house: House) -> None:
    one_line(house.run("read", stdin=b"plain words\n"), 2, "line 1", "--text")
    one_line(house.run("read", stdin=b'{"text": "a", "kind": "poem"}\n'), 2, "line 1", "kind", "social")


def test_a_text_that_cannot_be_read_takes_no_other_with_it(house: House) -> None:
    lines = [b'{"id": 1, "text": "a"}', b'{"id": 2, "text": "\\ud800"}', b"[]", b"", b'{"id": 5, "text": "b"}']
    ended = house.run("read", stdin=b"\n".join(lines))
    assert ended.status == 2
    assert [orjson.loads(line)["id"] for line in ended.out.splitlines()] == [1, 5]
    second, third = ended.err.splitlines()
    assert "standard input, line 2: not JSON" in second
    assert "surrogate" in second
    assert "line 3: expected an object" in third


def test_a_file_that_is_not_there(house: House) -> None:
    for words in (("read",), ("read", "--text"), ("parse", "mastodon"), ("import",), ("retention", "--verify")):
        one_line(house.run(*words, "nowhere.json"), 2, "nowhere.json", "No such file")
        one_line(house.run(*words, "."), 2, ".: ", "Is a directory")


@pytest.mark.parametrize("place", ["/dev/null", "/dev/null/below", "/proc/pillwatch"])
def test_a_data_folder_that_cannot_be_is_named_by_its_setting(house: House, place: str) -> None:
    posts = house.data / "posts.jsonl"
    posts.write_text('{"platform": "x", "kind": "social", "native_id": "1", "text": "blues 30s dm me"}\n')
    for words in (("crawl", "replica_shop"), ("import", str(posts))):
        one_line(house.run("--data", place, *words), 1, place, "--data", "PILLWATCH_DATA")


def test_nothing_that_was_typed_moves_the_cursor(house: House) -> None:
    for words in (("parse", "mastodon", "\x1b[31mx"), ("--data", "/dev/null/\x1b[31mx", "crawl", "replica_shop")):
        ended = house.run(*words)
        assert ended.status
        assert "\x1b" not in ended.err
        assert "‹U+001B›[31mx" in ended.err
