"""Stored bodies: where address, status and headers come from, and mistakes in one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawlers.parsing import ParsingError, parse_file
from tests.crawlers.test_discourse import post


def stored(folder: Path, body: Any, meta: Any = None) -> Path:
    path = folder / "page.json"
    path.write_text(json.dumps(body))
    if meta is not None:
        (folder / "page.json.meta.json").write_text(meta if isinstance(meta, str) else json.dumps(meta))
    return path


META = {"method": "GET", "url": "https://forum.example/posts/101.json", "status": 403, "headers": {"server": "x"}}


def test_what_lies_beside_the_file_counts(tmp_path: Path) -> None:
    assert parse_file("discourse", stored(tmp_path, post(1), META)).outcome == "blocked"


def test_what_is_given_goes_before_what_lies_beside(tmp_path: Path) -> None:
    path = stored(tmp_path, post(1), META)
    assert parse_file("discourse", path, status=404).outcome == "gone"
    (found,) = parse_file("discourse", path, status=200).posts
    assert found.post.url == "https://forum.example/t/prices/7/1"
    (found,) = parse_file("discourse", path, status=200, url="https://other.example/posts/101.json").posts
    assert found.post.site == "other.example"


def test_headers_name_the_charset(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_bytes(json.dumps(post(1, cooked="CAFE")).encode().replace(b"CAFE", b"caf\xe9"))
    (found,) = parse_file("discourse", path, headers={"Content-Type": "application/json; charset=iso-8859-1"}).posts
    assert found.post.text == "café"


def test_without_anything_beside_it_a_body_is_a_good_answer_of_nowhere(tmp_path: Path) -> None:
    (found,) = parse_file("discourse", stored(tmp_path, post(1))).posts
    assert (found.post.site, found.post.url) == ("", "t/prices/7/1")


def test_an_unknown_spider_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ParsingError, match="no spider is named myspace; known: discourse, mastodon, woocommerce"):
        parse_file("myspace", stored(tmp_path, []))


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ParsingError, match=r"none\.json: cannot be read: No such file"):
        parse_file("mastodon", tmp_path / "none.json")


@pytest.mark.parametrize(
    ("meta", "words"),
    [
        ("{", "not JSON"),
        ([], "expected an object"),
        ({"status": "200"}, "status .number."),
        ({"url": 5}, "url .an address of the web."),
        ({"url": "foo"}, "url .an address of the web."),
        ({"headers": ["a"]}, "headers"),
    ],
)
def test_a_broken_description_of_an_answer_is_one_clear_line(tmp_path: Path, meta: Any, words: str) -> None:
    path = stored(tmp_path, post(1), meta)
    with pytest.raises(ParsingError, match=words):
        parse_file("discourse", path)
