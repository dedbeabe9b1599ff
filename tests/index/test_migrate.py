"""Moving a store: everything arrives as it is, whatever happens on the way."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.migrate
from index.access import EVERYTHING, Access
from index.listing import Listing, Version
from index.migrate import Migration, migrate
from index.query import Query
from index.store import SearchStore, StoreDownError, StoreError
from index.tantivy import TantivyStore
from tests.index.children import start
from tests.index.conftest import NewStore
from tests.index.sample import NOON, listing, listings
from tests.index.wrapped import GoingDown, Interrupted, Refusing, Spoiling, Wrapped

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of three, so that a dozen listings make several."""
    monkeypatch.setattr(index.migrate, "SLICE", 3)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[SearchStore, SearchStore]:
    """A store of twelve listings, `id00` to `id11`, and an empty one."""
    source, target = TantivyStore(tmp_path / "from"), TantivyStore(tmp_path / "to")
    source.upsert([listing(f"id{number:02d}", f"blue {number}") for number in range(12)])
    return source, target


def bring(source: SearchStore, target: SearchStore, folder: Path) -> Migration:
    return migrate(source, target, folder / "note.json", watch=lambda doing, done: None)


def stored(store: SearchStore) -> list[Listing]:
    return list(store.scan(Query(access=EVERYTHING)))


@settings(max_examples=10, deadline=None)
@given(st.lists(listings.filter(lambda one: one.id), max_size=8, unique_by=lambda one: one.id))
def test_everything_arrives_as_it_is(corpus: list[Listing]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        source, target = TantivyStore(folder / "from"), TantivyStore(folder / "to")
        source.upsert(corpus)
        source.update({one.id: {"deleted": one.deleted, "gone": one.gone} for one in corpus})  # also what merging adds
        ended = bring(source, target, folder)
        assert (ended.copied, ended.equal, ended.different) == (len(corpus), len(corpus), 0)
        assert stored(target) == stored(source)
        again = bring(source, target, folder)
        assert (again.copied, again.already, again.equal) == (0, len(corpus), len(corpus))


def test_every_engine_takes_a_listing_as_it_is(new_store: NewStore, tmp_path: Path) -> None:
    source, target = TantivyStore(tmp_path / "from"), new_store()
    edited = listing("b", "new", versions=(Version(None, "old", NOON),), at=LATER)
    source.upsert([listing("a", deleted=True), edited, listing("c", created=NOON - timedelta(days=400))])
    source.update({"a": {"gone": None}})
    target.upsert([listing("b", "old"), listing("d")])
    ended = bring(source, target, tmp_path)
    assert (ended.copied, ended.already, ended.equal, ended.extra) == (3, 0, 3, 1)
    assert target.get(["a", "b", "c"], access=EVERYTHING) == source.get(["a", "b", "c"], access=EVERYTHING)
    assert target.get(["b"], access=EVERYTHING)["b"].versions == edited.versions


def test_a_store_that_goes_down_goes_on_where_it_was(pair: tuple[SearchStore, SearchStore], tmp_path: Path) -> None:
    source, target = pair
    with pytest.raises(StoreDownError, match="down for a test"):
        bring(source, GoingDown(target, call=5), tmp_path)
    before = len(stored(target))
    assert 0 < before < 12
    assert orjson.loads((tmp_path / "note.json").read_bytes())["after"] == f"id{before - 1:02d}"
    asked: list[str] = []

    @dataclass
    class Asked(Wrapped):
        def get(self, ids: Sequence[str], *, access: Access) -> dict[str, Listing]:
            asked.extend(ids)
            return super().get(ids, access=access)

    ended = bring(source, Asked(target), tmp_path)
    assert asked == [f"id{number:02d}" for number in range(before, 12)], "what is done is not copied again"
    assert (ended.copied, ended.already, ended.equal, ended.different) == (12, 0, 12, 0)
    assert stored(target) == stored(source)
    assert not (tmp_path / "note.json").exists()


def test_what_came_in_behind_the_copy_is_brought_too(pair: tuple[SearchStore, SearchStore], tmp_path: Path) -> None:
    source, target = pair

    def crawl() -> None:
        source.upsert([listing("00-new"), listing("id01", "edited", at=LATER)])

    ended = bring(source, Interrupted(target, call=3, between=crawl), tmp_path)
    assert (ended.copied, ended.equal, ended.different) == (14, 13, 0)
    assert stored(target) == stored(source)


def test_what_was_looked_at_later_stays(pair: tuple[SearchStore, SearchStore], tmp_path: Path) -> None:
    source, target = pair
    newer, older = listing("id03", "newer", at=LATER), listing("id04", "older", at=NOON - timedelta(hours=1))
    target.upsert([newer, older, listing("id05", "as old", held=True), listing("id06", "blue 6"), listing("other")])
    ended = bring(source, target, tmp_path)
    assert ended == Migration(copied=10, already=1, equal=11, newer=1, extra=1)
    there = target.get(["id03", "id04", "id05", "other"], access=EVERYTHING)
    assert there == {"id03": newer, **source.get(["id04", "id05"], access=EVERYTHING), "other": listing("other")}


def test_one_refused_stops_no_other_and_is_named(pair: tuple[SearchStore, SearchStore], tmp_path: Path) -> None:
    source, target = pair
    ended = bring(source, Refusing(target, frozenset({"id01", "id10"})), tmp_path)
    assert (ended.copied, ended.equal, ended.refused, ended.different) == (10, 10, 2, 2)
    assert ended.first == [("id01", "id01 is poison"), ("id10", "id10 is poison")]
    mended = bring(source, target, tmp_path)
    assert (mended.copied, mended.equal, mended.refused, mended.different) == (12, 12, 0, 0)


def test_what_arrived_spoilt_is_found(pair: tuple[SearchStore, SearchStore], tmp_path: Path) -> None:
    ended = bring(pair[0], Spoiling(pair[1], "id07"), tmp_path)
    assert (ended.equal, ended.different, ended.first) == (11, 1, [("id07", "not as it was written")])


def test_what_was_lost_in_the_target_meanwhile_is_brought_again(
    pair: tuple[SearchStore, SearchStore], tmp_path: Path
) -> None:
    source, target = pair
    with pytest.raises(StoreDownError):
        bring(source, GoingDown(target, call=7), tmp_path)
    target.delete(["id00"])
    target.update({"id02": {"text": "spoilt"}})
    assert bring(source, target, tmp_path).equal == 12
    assert stored(target) == stored(source)


@pytest.mark.parametrize("note", [b"", b"[]", b'{"after": 1', b'{"before": ""}'])
def test_a_damaged_note_says_what_to_do(pair: tuple[SearchStore, SearchStore], tmp_path: Path, note: bytes) -> None:
    (tmp_path / "note.json").write_bytes(note)
    with pytest.raises(StoreError, match="remove it and run again"):
        bring(*pair, tmp_path)


def test_killed_at_any_point_and_run_again_it_ends_well(tmp_path: Path) -> None:
    source = TantivyStore(tmp_path / "from")
    source.upsert([replace(listing(f"id{number:02d}", f"blue {number}"), held=number % 7 == 0) for number in range(60)])
    chance = random.Random(5)
    for slices in (0, 2, 9, 19, 21):
        folder = tmp_path / str(slices)
        folder.mkdir()
        child = start(
            """
import index.migrate
index.migrate.SLICE = 3
folder = Path(sys.argv[1])
print("begins", flush=True)
index.migrate.migrate(TantivyStore(folder.parent / "from"), TantivyStore(folder / "to"), folder / "note.json",
                      watch=lambda doing, done: print(doing, flush=True))
""",
            folder,
        )
        with child:
            assert child.stdout
            for _ in range(slices + 1):
                child.stdout.readline()
            sleep(chance.uniform(0, 0.02))
            child.kill()
        target = TantivyStore(folder / "to")
        ended = bring(source, target, folder)
        assert (ended.equal, ended.different) == (60, 0)
        assert ended.copied + ended.already == 60
        assert stored(target) == stored(source)
