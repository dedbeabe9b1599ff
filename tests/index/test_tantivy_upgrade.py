"""An embedded store of another version: written anew, and never taken for empty on the way."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import tantivy

import index.tantivy.upgrade
from index.access import EVERYTHING
from index.listing import Listing
from index.query import Query
from index.records import listing_to_json
from index.store import StoreDownError, StoreError
from index.tantivy import TantivyStore
from index.tantivy.schema import VERSION
from index.tantivy.upgrade import Standing, standing, upgrade
from tests.index.children import output
from tests.index.sample import NOON, listing

CORPUS = [
    listing("a", "x@nax bars"),
    listing("b", "gone", deleted=True, gone=NOON),
    replace(listing("c", deleted=True), held=True),  # without a time of going, as only an update leaves it
    *(listing(f"id{number}", f"blue {number}") for number in range(20)),
]
WHOLE = {one.id: one for one in CORPUS}


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store as an older version made it: another schema, and listings that were deleted or replaced since."""
    monkeypatch.setattr(index.tantivy.upgrade, "_SLICE", 5)
    place = tmp_path / "listings"
    place.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=True)
    builder.add_bytes_field("listing", stored=True)
    writer = tantivy.Index(builder.build(), str(place)).writer(15_000_000, num_threads=1)
    for one in [listing("a", "an earlier text"), listing("x", "removed")]:
        writer.add_document(document(one))
    writer.commit()
    for listing_id in ("a", "x"):
        writer.delete_documents_by_term("id", listing_id)
    for one in CORPUS:
        writer.add_document(document(one))
    writer.commit()
    writer.wait_merging_threads()
    (place / "pillwatch-version").write_text("0\n")
    return tmp_path


def document(one: Listing) -> tantivy.Document:
    made = tantivy.Document(id=one.id, text=one.text)
    made.add_bytes("listing", listing_to_json(one))
    return made


def told(folder: Path) -> list[int]:
    done: list[int] = []
    upgrade(folder, watch=done.append)
    return done


def content(folder: Path) -> dict[str, Listing]:
    return {one.id: one for one in TantivyStore(folder).scan(Query(access=EVERYTHING))}


def test_every_listing_is_as_it_was(old: Path) -> None:
    with pytest.raises(StoreError, match="version '0'"):
        TantivyStore(old).search(Query(access=EVERYTHING))
    assert standing(old) == Standing("0", VERSION, len(CORPUS))
    assert told(old)[-1] == len(CORPUS)
    assert content(old) == WHOLE
    assert sorted(path.name for path in old.iterdir()) == ["listings"]
    assert standing(old) == Standing(VERSION, VERSION, len(CORPUS))
    assert told(old) == [], "nothing more to do"


def test_a_look_changes_nothing(old: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in old.rglob("*") if path.suffix != ".lock"}
    standing(old)
    assert {path: path.stat().st_mtime_ns for path in old.rglob("*") if path.suffix != ".lock"} == before


def test_an_empty_index_too(tmp_path: Path) -> None:
    store = TantivyStore(tmp_path)
    store.upsert([listing()])
    store.delete(["a"])
    (tmp_path / "listings" / "pillwatch-version").write_text("0\n")
    assert told(tmp_path) == []
    assert content(tmp_path) == {}


class Killed(BaseException):
    """In place of the end of the process."""


class Steps:
    """Counts what is done to folders, and is killed before the step of that number."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, last: int) -> None:
        self._left = last
        for owner, name in ((Path, "rename"), (Path, "mkdir"), (shutil, "rmtree")):
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **fields: Any) -> Any:
            if self._left == 0:
                raise Killed
            self._left -= 1
            return call(*args, **fields)

        return step


def test_killed_at_any_step_nothing_is_lost_and_nothing_looks_empty(
    old: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off = 0
    for last in count():
        folder = tmp_path_factory.mktemp("killed") / "store"
        shutil.copytree(old, folder)
        try:
            with monkeypatch.context() as patched:
                Steps(patched, last)
                told(folder)
        except Killed:
            with suppress(StoreError):  # said aloud; an empty answer would be the defect
                assert content(folder) == WHOLE
            cut_off += not (folder / "listings" / "pillwatch-version").exists()
            told(folder)
        else:
            break
        assert content(folder) == WHOLE
        assert [path.name for path in folder.iterdir()] == ["listings"]
    assert last > 15
    assert cut_off > 5, "some kills struck while the new index was taking its place"


@pytest.mark.parametrize(("version", "words"), [("999", "use the Pillwatch that wrote it"), ("x", "wrote it")])
def test_a_later_version_stays(old: Path, version: str, words: str) -> None:
    (old / "listings" / "pillwatch-version").write_text(version)
    with pytest.raises(StoreError, match=words):
        told(old)
    assert (old / "listings" / "pillwatch-version").read_text() == version


def test_a_listing_that_cannot_be_read_stops_it(old: Path) -> None:
    writer = tantivy.Index.open(str(old / "listings")).writer(15_000_000, num_threads=1)
    broken = tantivy.Document(id="broken", text="")
    broken.add_bytes("listing", b'{"id": "broken"}')
    writer.add_document(broken)
    writer.commit()
    writer.wait_merging_threads()
    with pytest.raises(StoreError, match="not the JSON of a listing"):
        told(old)
    assert standing(old) == Standing("0", VERSION, len(CORPUS) + 1), "it is as it was"


def test_another_process_that_writes_is_not_overtaken(old: Path) -> None:
    writer = tantivy.Index.open(str(old / "listings")).writer(15_000_000, num_threads=1)
    with pytest.raises(StoreDownError, match="stop it, then run again"):
        told(old)
    del writer
    told(old)
    assert content(old) == WHOLE


def test_no_store_at_all(tmp_path: Path) -> None:
    assert standing(tmp_path / "nowhere") is None
    with pytest.raises(StoreError, match="there is no search store"):
        told(tmp_path)
    (tmp_path / "listings").mkdir()
    with pytest.raises(StoreError, match="not a search store"):
        told(tmp_path)


def test_other_processes_find_the_new_one(old: Path) -> None:
    told(old)
    assert output("print(len(store.search(Query(access=EVERYTHING, limit=100)).found))", old) == f"{len(CORPUS)}\n"
