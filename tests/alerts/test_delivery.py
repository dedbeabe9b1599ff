"""What a saved search delivers, and that it does so once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.delivery import BATCH, EXCERPT, DeliveryError, deliveries_of
from alerts.saved import SearchFolder
from index.listing import Author, Media
from index.query import QueryError
from nlp.reading import Reason
from tests.alerts.samples import brought, ids, lines, saved, store_of
from tests.index.sample import NOON, listing

DAY = timedelta(days=1)


def test_a_line_says_what_was_found_and_why(tmp_path: Path) -> None:
    one = listing(
        "one",
        "B\u200blues in stock, ＢＬＵＥ m30. +1 (213) 555-0142",
        title="Pressed blu3",
        created=datetime(2026, 11, 1, 8, tzinfo=UTC),
        author=Author("sam_sells"),
        media=(Media("https://cdn.example.com/1.jpg", "image", "a bag of BLUES"),),
        reasons=(Reason("says that it is there", 1.5), Reason("names a price", 1.0)),
        score=0.75,
    )
    search = saved(tmp_path / "alerts", words="blue*")
    (found,) = brought(search, store_of(tmp_path / "store", one), tmp_path / "alerts", NOON + DAY)
    (line,) = lines(tmp_path / "alerts")
    assert line == {
        "id": found.id,
        "time": "2026-11-03T12:00:00Z",
        "search": "blues",
        "listing": "one",
        "url": "https://forum.example.com/one",
        "handle": "sam_sells",
        "excerpt": "Pressed blu3\nB\u200blues in stock, ＢＬＵＥ m30. +1 (213) 555-0142",
        "words": ["B\u200blues", "ＢＬＵＥ", "BLUES"],
        "goods": ["counterfeit_pill"],
        "score": 0.75,
        "reasons": ["says that it is there", "names a price"],
        "posted": "2026-11-01T08:00:00Z",
        "captured": "2026-11-02T12:00:00Z",
    }
    assert tuple(line["words"]) == found.words


def test_the_excerpt_shows_a_late_match(tmp_path: Path) -> None:
    one = listing("one", "x " * 500 + "blue" + " y" * 500)
    search = saved(tmp_path / "alerts")
    (found,) = brought(search, store_of(tmp_path / "store", one), tmp_path / "alerts")
    assert "blue" in found.excerpt
    assert found.excerpt[0] == found.excerpt[-1] == "…"
    assert len(found.excerpt) == EXCERPT + 2


def test_each_once_and_oldest_first(tmp_path: Path) -> None:
    store = store_of(
        tmp_path / "s",
        listing("b", at=NOON + DAY),
        listing("c", at=NOON),
        listing("no", "green"),
        listing("z", at=NOON),
    )
    search = saved(tmp_path)
    assert [one.listing for one in brought(search, store, tmp_path)] == ["c", "z", "b"]
    assert brought(search, store, tmp_path, NOON + DAY) == []
    store.upsert([listing("a", at=NOON + 2 * DAY), listing("b", "blue pills again", at=NOON + 2 * DAY)])
    assert [one.listing for one in brought(search, store, tmp_path, NOON + 2 * DAY)] == ["a"]
    assert ids(tmp_path) == ["c", "z", "b", "a"]


def test_hits_only_unless_everything(tmp_path: Path) -> None:
    store = store_of(tmp_path / "s", listing("hit"), listing("talk", hit=False, label="discuss"))
    saved(tmp_path, "all", everything=True)
    assert [one.listing for one in brought(saved(tmp_path), store, tmp_path)] == ["hit"]
    assert {one.listing for one in brought(SearchFolder(tmp_path).get("all"), store, tmp_path)} == {"hit", "talk"}


def test_old_posts_are_not_delivered_by_accident(tmp_path: Path) -> None:
    old, edge = listing("old", at=NOON - timedelta(microseconds=1)), listing("edge", at=NOON)
    store = store_of(tmp_path / "s", old, edge, listing("posted-long-ago", at=NOON + DAY, created=NOON - 900 * DAY))
    assert [one.listing for one in brought(saved(tmp_path), store, tmp_path)] == ["edge", "posted-long-ago"]
    earlier = saved(tmp_path, "earlier", since=NOON - 7 * DAY)
    assert [one.listing for one in brought(earlier, store, tmp_path)] == ["old", "edge", "posted-long-ago"]
    store.upsert([replace(old, text="blue again", last_seen=NOON + DAY, checked=NOON + DAY)])
    assert brought(SearchFolder(tmp_path).get("blues"), store, tmp_path, NOON + DAY) == []


def test_what_was_captured_before_a_run_and_stored_after_it_is_delivered(tmp_path: Path) -> None:
    store = store_of(tmp_path / "s", listing("first", at=NOON + DAY))
    search = saved(tmp_path)
    brought(search, store, tmp_path, NOON + DAY)
    store.upsert([listing("late", at=NOON + timedelta(hours=1))])
    assert [one.listing for one in brought(search, store, tmp_path, NOON + DAY)] == ["late"]


def test_searches_have_memories_of_their_own(tmp_path: Path) -> None:
    store = store_of(tmp_path / "s", listing("one"))
    (one,), (other,) = (brought(saved(tmp_path, name), store, tmp_path) for name in ("blues", "others"))
    assert one.listing == other.listing
    assert one.id != other.id
    again = saved(tmp_path / "elsewhere", "blues")
    assert brought(again, store, tmp_path / "elsewhere")[0].id == one.id


def test_a_line_torn_anywhere_is_repaired(tmp_path: Path) -> None:
    store = store_of(tmp_path / "s", listing("a", "blue ñ 💊", at=NOON), listing("b", "blue ñ 💊", at=NOON + DAY))
    search = saved(tmp_path)
    brought(search, store, tmp_path)
    file = deliveries_of(SearchFolder(tmp_path), "blues").path
    data = file.read_bytes()
    first = data.index(b"\n") + 1
    for length in range(len(data)):
        file.write_bytes(data[:length])
        expected = (["a", "b"], ["b"])[length >= first]
        assert [one.listing for one in brought(search, store, tmp_path)] == expected
        assert file.read_bytes() == data


def test_a_damaged_line_stops_the_search_and_is_named(tmp_path: Path) -> None:
    store = store_of(tmp_path / "s", *(listing(name) for name in "abc"))
    search = saved(tmp_path)
    brought(search, store, tmp_path)
    file = deliveries_of(SearchFolder(tmp_path), "blues").path
    damaged = file.read_bytes().replace(b'"listing":"b"', b'"li\0\0\0\0"')
    file.write_bytes(damaged)
    with pytest.raises(DeliveryError, match=r"delivered\.jsonl, line 2: not a delivery; restore or delete"):
        brought(search, store, tmp_path)
    assert file.read_bytes() == damaged


def test_a_query_that_became_invalid_delivers_nothing(tmp_path: Path) -> None:
    search = replace(saved(tmp_path), words='"blue')
    with pytest.raises(QueryError, match="never closed"):
        brought(search, store_of(tmp_path / "s", listing("a")), tmp_path)
    assert not deliveries_of(SearchFolder(tmp_path), "blues").path.exists()


def test_removing_keeps_what_was_delivered_and_a_new_search_of_the_name_goes_on(tmp_path: Path) -> None:
    store, folder = store_of(tmp_path / "s", listing("a"), listing("b", "blue and red")), SearchFolder(tmp_path)
    brought(saved(tmp_path, words="red"), store, tmp_path)
    folder.remove("blues")
    assert folder.names() == []
    assert ids(tmp_path) == ["b"]
    assert deliveries_of(folder, "blues").summary() == (1, NOON)
    assert [one.listing for one in brought(saved(tmp_path), store, tmp_path)] == ["a"]


def test_more_than_a_batch(tmp_path: Path) -> None:
    names = [f"{number:04d}" for number in range(2 * BATCH + 1)]
    store = store_of(tmp_path / "s", *(listing(name) for name in names))
    assert [one.listing for one in brought(saved(tmp_path), store, tmp_path)] == names
    assert ids(tmp_path) == names
    assert deliveries_of(SearchFolder(tmp_path), "blues").summary() == (len(names), NOON)
