"""Keeping saved searches."""

from datetime import timedelta
from pathlib import Path

import pytest

from alerts.saved import SavedSearchError, SearchFolder, made
from index.access import EVERYTHING
from index.query import Query, QueryError
from tests.alerts.samples import saved
from tests.index.sample import NOON


def test_what_was_saved_is_found_again(tmp_path: Path) -> None:
    folder = SearchFolder(tmp_path)
    assert folder.names() == []
    search = saved(tmp_path, words='"blue pills" m30*', goods=("pill_press",), lang=("en", "es"), source=("one",))
    other = saved(tmp_path, "2-b_c", "", everything=True, platform=("mastodon",))
    assert folder.names() == ["2-b_c", "blues"]
    assert (folder.get("blues"), folder.get("2-b_c")) == (search, other)
    assert search.query(NOON, EVERYTHING).goods == ("pill_press",)
    assert (search.query(NOON, EVERYTHING).hits, other.query(NOON, EVERYTHING).hits) == (True, None)
    assert other.query(NOON, EVERYTHING) == Query(access=EVERYTHING, stored_since=NOON, platform=("mastodon",))


@pytest.mark.parametrize("name", ["", "Blues", "blue pills", "../blues", ".", "-a", "azúl", "a" * 65, "a\n"])
def test_names_that_cannot_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(SavedSearchError, match="expected small letters, digits, - and _"):
        made(name=name, words="blue", since=NOON)
    with pytest.raises(SavedSearchError, match="expected small letters"):
        SearchFolder(tmp_path).get(name)


def test_invalid_searches_are_not_made() -> None:
    with pytest.raises(QueryError, match="character 6: this quotation mark is never closed"):
        made(name="a", words='blue "pills', since=NOON)
    with pytest.raises(SavedSearchError, match=r"goods.*pill_press"):
        made(name="a", words="blue", since=NOON, goods=("cheese",))
    with pytest.raises(SavedSearchError, match=r"since.*timezone"):
        made(name="a", words="blue", since=NOON.replace(tzinfo=None))


def test_a_taken_name_keeps_its_search(tmp_path: Path) -> None:
    search = saved(tmp_path)
    with pytest.raises(SavedSearchError, match="named blues already"):
        saved(tmp_path, words="other", since=NOON + timedelta(days=1))
    assert SearchFolder(tmp_path).get("blues") == search


def test_unknown_names_say_what_there_is(tmp_path: Path) -> None:
    folder = SearchFolder(tmp_path)
    with pytest.raises(SavedSearchError, match="named blues; there are: none yet"):
        folder.remove("blues")
    saved(tmp_path, "presses")
    with pytest.raises(SavedSearchError, match="named blues; there are: presses"):
        folder.get("blues")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "JSON"),
        (b'{"name":"blues","words":"x"}', "since: Field required"),
        (b'{"name":"reds","words":"x","since":"2026-11-02T12:00:00Z"}', "name: expected blues"),
        (b'{"name":"blues","words":"x","since":"2026-11-02T12:00:00Z","goods":["cheese"]}', "goods"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    saved(tmp_path)
    file = tmp_path / "blues" / "search.json"
    file.write_bytes(content)
    with pytest.raises(SavedSearchError, match=words) as caught:
        SearchFolder(tmp_path).get("blues")
    assert str(file) in str(caught.value)
