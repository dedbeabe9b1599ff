"""Reading anew what is stored: the new reading is that of the stored text, and no search takes it for news."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import orjson
import pytest

import pillwatch.rereading
from index.access import EVERYTHING
from index.content import DROPPED, is_dropped
from index.listing import Listing
from index.open import open_store
from index.query import Query
from index.store import SearchStore, StoreDownError
from index.tantivy import TantivyStore
from nlp.reader import Reader, Text
from nlp.reading import Goods, Mention, Reading, Reason
from pillwatch.errors import FailedError
from pillwatch.rereading import InFlight, Rereader, alone
from tests.index.sample import NOON, listing
from tests.index.wrapped import GoingDown, Interrupted
from tests.pillwatch.conftest import House
from tests.pillwatch.test_bad_input import one_line

LATER = NOON + timedelta(hours=1)


@dataclass
class WordReader:
    """Reads by one word: a text that has `blue` is a hit, and the reading names where."""

    name: str = "m2"
    texts: list[Text] = field(default_factory=list)

    def read(self, texts: Iterable[Text]) -> Iterator[Reading]:
        for text in texts:
            self.texts.append(text)
            at = text.whole.find("blue")
            mentions = (Mention("colour", "blue", at, at + 4, "blue", "word"),) if at >= 0 else ()
            reasons = (Reason("says blue", 1.0),) if at >= 0 else ()
            hit = bool(mentions)
            goods: tuple[Goods, ...] = ("pill_press",) if hit else ()
            yield Reading(
                "offer" if hit else "none", goods, float(hit), hit, "xx", mentions, reasons, self.name, not hit
            )


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pillwatch.rereading, "SLICE", 3)


@pytest.fixture
def store(tmp_path: Path) -> SearchStore:
    return TantivyStore(tmp_path / "store")


def old(listing_id: str, text: str, **fields: Any) -> Listing:
    """A listing that the model before found to be nothing."""
    read: dict[str, Any] = {"label": "none", "goods": (), "hit": False, "score": 0.1, "model": "m1"}
    return listing(listing_id, text, **{**read, **fields})


def run(
    store: SearchStore, folder: Path, *, reader: WordReader | None = None, everything: bool = False
) -> list[tuple[Listing, Listing]]:
    """What changed hands in a whole re-reading: before and after."""
    rereader = Rereader(store, cast(Reader, reader or WordReader()), lambda changes: None, everything=everything)
    with alone(folder / "flight.json") as flight:
        return [
            (one.before, one.after)
            for looked in rereader.run(Query(access=EVERYTHING), flight)
            for one in looked.reread
        ]


def is_consistent(one: Listing) -> bool:
    """Whether the stored reading is the new model's reading of the stored text."""
    (reading,) = WordReader().read([Text(one.text)])
    return all(getattr(one, name) == getattr(reading, name) for name in Reading.__slots__ if name != "lang")


def test_the_new_reading_takes_the_place_of_the_old_and_nothing_else_moves(store: SearchStore, tmp_path: Path) -> None:
    corpus = [
        old("a", "blue pills", held=True),
        old("b", "green", hit=True, label="offer"),
        old("c", "blue", gone=NOON, lang=None),
        old("d", "blue", title="title"),
    ]
    store.upsert([*corpus, listing("e", "green", model="m2")])
    dropped = replace(old("f", "", label="offer", hit=True), **DROPPED)
    store.upsert([dropped])
    changes = run(store, tmp_path)
    there = {one.id: one for one in store.scan(Query(access=EVERYTHING))}
    assert changes == [(one, there[one.id]) for one in corpus]
    moved = {name: getattr(listing(), name) for name in Reading.__slots__ if name != "lang"}
    for before, after in changes:
        assert replace(before, **moved) == replace(after, **moved), "nothing but the reading is different"
        assert after.model == "m2"
    assert [there[key].hit for key in "abcd"] == [True, False, True, True]
    assert there["d"].mentions[0].start == 6, "offsets count the title"
    assert there["e"] == listing("e", "green", model="m2")
    assert there["f"] == dropped
    assert run(store, tmp_path) == [], "what is done is done"


def test_what_the_same_model_read_is_read_on_demand(store: SearchStore, tmp_path: Path) -> None:
    store.upsert([old("a", "blue", model="m2")])
    assert run(store, tmp_path) == []
    assert [after.hit for _, after in run(store, tmp_path, everything=True)] == [True]


def test_stopped_at_any_slice_it_goes_on(store: SearchStore, tmp_path: Path) -> None:
    store.upsert([old(f"id{number:02d}", "blue") for number in range(12)])
    with pytest.raises(StoreDownError):
        run(GoingDown(store, call=5), tmp_path)
    done = [one.id for one in store.scan(Query(access=EVERYTHING)) if one.model == "m2"]
    assert 0 < len(done) < 12
    reader = WordReader()
    run(store, tmp_path, reader=reader)
    assert all(map(is_consistent, store.scan(Query(access=EVERYTHING))))
    assert len(reader.texts) <= 12 - len(done) + pillwatch.rereading.SLICE, "but for one slice nothing is read twice"


def edit(store: SearchStore) -> Callable[[], object]:
    """A crawl that still uses the old model captures an edited post."""
    return lambda: store.upsert([old("b", "now green", at=LATER), old("c", "and blue", at=LATER)])


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_post_captured_meanwhile_never_keeps_the_reading_of_its_older_text(
    store: SearchStore, tmp_path: Path, call: int
) -> None:
    store.upsert([old("a", "blue"), old("b", "blue"), old("c", "was green")])
    run(Interrupted(store, call, edit(store)), tmp_path)
    there = store.get(["a", "b", "c"], access=EVERYTHING)
    assert [there[key].text for key in "abc"] == ["blue", "now green", "and blue"]
    run(store, tmp_path)  # what the old model read after our last look is for the next time
    assert all(map(is_consistent, store.scan(Query(access=EVERYTHING))))


def test_killed_before_the_last_look_the_next_run_looks_again(store: SearchStore, tmp_path: Path) -> None:
    store.upsert([old("a", "blue"), old("b", "blue"), old("c", "was green")])

    class Killed(BaseException):
        pass

    def kill() -> None:
        raise Killed

    captured = Interrupted(store, 2, edit(store))
    with pytest.raises(Killed):
        run(Interrupted(captured, 3, kill), tmp_path)
    stale = store.get(["b"], access=EVERYTHING)["b"]
    assert (stale.model, is_consistent(stale)) == ("m2", False), "by its model's name it would count as done"
    run(store, tmp_path)
    assert all(map(is_consistent, store.scan(Query(access=EVERYTHING))))


def test_a_post_dropped_meanwhile_says_nothing_of_its_text(store: SearchStore, tmp_path: Path) -> None:
    store.upsert([old("a", "blue"), old("b", "blue")])
    drop = Interrupted(store, 2, lambda: store.update({"a": dict(DROPPED)}))
    assert [after.id for _, after in run(drop, tmp_path)] == ["b"]
    assert is_dropped(store.get(["a"], access=EVERYTHING)["a"])


def test_a_post_removed_meanwhile_stays_away(store: SearchStore, tmp_path: Path) -> None:
    store.upsert([old("a", "blue"), old("b", "blue")])
    run(Interrupted(store, 2, lambda: store.delete(["a"])), tmp_path)
    assert [one.id for one in store.scan(Query(access=EVERYTHING))] == ["b"]


def test_a_note_that_was_never_finished_counts_for_nothing(store: SearchStore, tmp_path: Path) -> None:
    (tmp_path / "flight.json").write_bytes(b'["a", "b')
    store.upsert([old("a", "blue", model="m2")])
    assert run(store, tmp_path) == []


def test_one_at_a_time(tmp_path: Path) -> None:
    with (
        alone(tmp_path / "flight.json"),
        pytest.raises(FailedError, match="another process"),
        alone(tmp_path / "flight.json"),
    ):
        pass


def test_a_preview_stores_nothing(store: SearchStore) -> None:
    store.upsert([old("a", "blue"), old("b", "green")])
    before = list(store.scan(Query(access=EVERYTHING)))
    looked = list(Rereader(store, cast(Reader, WordReader()), lambda changes: None).preview(Query(access=EVERYTHING)))
    assert [one.after.hit for part in looked for one in part.reread] == [True, False]
    assert list(store.scan(Query(access=EVERYTHING))) == before


def test_searches_learn_it_before_it_is_stored(store: SearchStore, tmp_path: Path) -> None:
    store.upsert([old("a", "blue")])
    met: list[tuple[Listing, Listing, Listing]] = []

    def announce(changes: Sequence[tuple[Listing, Listing]]) -> None:
        met.extend((*pair, store.get(["a"], access=EVERYTHING)["a"]) for pair in changes)

    with alone(tmp_path / "flight.json") as flight:
        assert isinstance(flight, InFlight)
        list(Rereader(store, cast(Reader, WordReader()), announce).run(Query(access=EVERYTHING), flight))
    ((before, after, then),) = met
    assert before == then == old("a", "blue")
    assert after == store.get(["a"], access=EVERYTHING)["a"]


def forgotten(house: House) -> list[Listing]:
    """The store of a crawl as a model that found nothing would have left it; returned as it was."""
    store = open_store(house.data / "store")
    whole = list(store.scan(Query(access=EVERYTHING)))
    nothing: dict[str, Any] = {
        "label": "none",
        "goods": (),
        "score": 0.0,
        "hit": False,
        "mentions": (),
        "reasons": (),
        "model": "older",
    }
    store.update({one.id: nothing for one in whole})
    store.close()
    return whole


@pytest.fixture
def read_before(crawled: House, tmp_path: Path) -> House:
    """A house with the crawl of the replica in it, to be written to."""
    shutil.copytree(crawled.data, tmp_path / "house")
    return House(tmp_path / "house")


def test_a_crawled_world_reads_the_same_again(read_before: House) -> None:
    whole = forgotten(read_before)
    hits = sum(one.hit for one in whole)
    planned = read_before.run("reread", "--dry-run")
    assert planned.status == 0, planned.err
    assert planned.out.startswith(f"{len(whole)} listings would be read by pillwatch-")
    assert f"{hits} hits gained, 0 lost" in planned.out
    ended = read_before.run("reread", "--json")
    assert ended.status == 0, ended.err
    lines = [orjson.loads(line) for line in ended.out.splitlines()]
    assert {line["id"]: line["label"] for line in lines} == {
        one.id: ["none", one.label] for one in whole if one.label != "none" or one.goods
    }
    assert all(
        line["model"][0] == "older" and line.keys() <= {"id", "source", "label", "goods", "hit", "score", "model"}
        for line in lines
    )
    assert f"{hits} hits gained, 0 lost" in ended.err
    assert list(open_store(read_before.data / "store").scan(Query(access=EVERYTHING))) == whole
    assert "0 listings read" in read_before.run("reread").out


def test_only_what_was_asked_for(read_before: House) -> None:
    whole = forgotten(read_before)
    wanted = [one for one in whole if one.source == "test_forum"]
    ended = read_before.run("reread", "--source", "test_forum")
    assert ended.out.startswith(f"{len(wanted)} listings read by ")
    rows = [line.split() for line in ended.out.splitlines()]
    before_none = next(row for row in rows if row[:1] == ["none"])
    counts = [sum(one.label == label for one in wanted) for label in ("offer", "seek", "discuss", "none")]
    assert before_none[1:] == [str(count) for count in counts]
    assert next(row for row in rows if row[:1] == ["test_forum"])[1] == str(len(wanted))
    there = open_store(read_before.data / "store").scan(Query(access=EVERYTHING))
    assert {one.source for one in there if one.model != "older"} == {"test_forum"}
    one_line(read_before.run("reread", "--since", "soon"), 2, '"soon" is not a time')


def test_searches_bring_nothing_because_of_it(read_before: House) -> None:
    whole = forgotten(read_before)
    assert read_before.run("alerts", "add", "all-hits", "", "--since", "2000-01-01").status == 0
    assert read_before.run("alerts", "run").out == "all-hits: 0 new\n"
    pending = next(one for one in whole if one.hit)
    store = open_store(read_before.data / "store")
    store.update({pending.id: {"hit": True}})
    store.close()
    assert read_before.run("reread").status == 0
    assert read_before.run("alerts", "run").out.startswith("all-hits: 1 new"), "it was a hit before, and not brought"
    edited = next(one for one in whole if one.hit and one.id != pending.id)
    store = open_store(read_before.data / "store")
    store.upsert([replace(edited, text=f"{edited.text} NEW BATCH", checked=edited.checked + timedelta(hours=1))])
    store.close()
    assert read_before.run("alerts", "run").out.startswith("all-hits: 1 new"), "an edited post is news"
