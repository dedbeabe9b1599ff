"""Folders that are no store, or a broken one: one line that says where and what to do."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.access import EVERYTHING
from index.query import Query
from index.store import StoreError
from index.tantivy import TantivyStore
from tests.index.children import output
from tests.index.sample import listing


def complaint(folder: Path, *, writing: bool = False) -> str:
    """What the store says when it is used; one line that names the folder."""
    store = TantivyStore(folder)
    with pytest.raises(StoreError) as caught:
        store.upsert([listing("b")]) if writing else store.search(Query(access=EVERYTHING))
    said = str(caught.value)
    assert said.startswith(str(folder))
    assert "\n" not in said
    return said


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "s"
    store = TantivyStore(folder)
    store.upsert([listing("a")])
    store.close()
    return folder


@pytest.mark.parametrize("writing", [False, True])
def test_file_in_place_of_the_folder(tmp_path: Path, writing: bool) -> None:
    place = tmp_path / "s"
    place.write_text("x")
    assert complaint(place, writing=writing).endswith("give a folder, not a file")


@pytest.mark.parametrize("writing", [False, True])
def test_something_else_in_its_place(tmp_path: Path, writing: bool) -> None:
    (tmp_path / "listings").mkdir()
    (tmp_path / "listings" / "holiday.txt").write_text("x")
    assert "not a search store (no pillwatch-version in it): move it away" in complaint(tmp_path, writing=writing)
    assert (tmp_path / "listings" / "holiday.txt").read_text() == "x"


def test_other_files_beside_it_are_nobodys_business(made: Path) -> None:
    (made / "runs.sqlite").write_text("x")
    assert TantivyStore(made).upsert([listing("b")]) == ["new"]


@pytest.mark.parametrize("writing", [False, True])
def test_folder_of_something_else(tmp_path: Path, writing: bool) -> None:
    (tmp_path / "holiday.txt").write_text("x")
    assert complaint(tmp_path, writing=writing).endswith(
        "this is not a search store, it holds other files (holiday.txt): name the store's own folder, or a new one"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.txt"]


def test_empty_disk_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "lost+found").mkdir()
    assert TantivyStore(tmp_path).upsert([listing("a")]) == ["new"]


@pytest.mark.parametrize("writing", [False, True])
def test_version_of_another_program(made: Path, writing: bool) -> None:
    (made / "listings" / "pillwatch-version").write_text("99\n")
    said = complaint(made, writing=writing)
    assert "written by version '99'" in said
    assert "reads version 2: run `pillwatch store upgrade` for an older one" in said


@pytest.mark.parametrize("victim", ["meta.json", ".managed.json", "*.store", "*.fast"])
@pytest.mark.parametrize("damage", [b"garbage", b""])
@pytest.mark.parametrize("writing", [False, True])
def test_damaged_files(made: Path, victim: str, damage: bytes, writing: bool) -> None:
    for file in list((made / "listings").glob(victim)):
        file.write_bytes(damage)
    assert complaint(made, writing=writing).endswith(
        "restore the folder from a backup, or move it away and crawl again"
    )


def test_damage_that_makes_the_engine_panic_or_fail_is_told(made: Path) -> None:
    for file in (made / "listings").glob("*.store"):
        file.write_bytes(bytes(255 - byte for byte in file.read_bytes()[:-100]) + file.read_bytes()[-100:])
    assert "restore the folder from a backup" in complaint(made)


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


UNPRIVILEGED = """
if os.geteuid() == 0:
    os.setgroups([])
    os.setuid(65534)
try:
    print(store.search(Query(access=EVERYTHING)).total)
    print(store.upsert([listing("b")]))
except StoreError as error:
    print(error)
"""


def test_folder_without_write_permission(open_to_all: Path) -> None:
    folder = open_to_all / "s"
    TantivyStore(folder).upsert([listing("a")])
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    said = output(UNPRIVILEGED, folder)
    assert said.startswith(str(folder))
    assert said.endswith("give this user write permission on the folder and its files (reading needs it too)\n")


def test_place_where_no_folder_can_be_made(open_to_all: Path) -> None:
    open_to_all.chmod(0o555)
    empty, refused = output(UNPRIVILEGED, open_to_all / "s").splitlines()
    assert empty == "0"
    assert refused.startswith(str(open_to_all / "s"))
    assert "give this user write permission" in refused
    assert not (open_to_all / "s").exists()


def test_half_made_store_of_a_killed_process_is_no_obstacle(tmp_path: Path) -> None:
    half = tmp_path / ".new-0123"
    half.mkdir()
    (half / "meta.json").write_text("{")
    store = TantivyStore(tmp_path)
    assert store.search(Query(access=EVERYTHING)).total == 0
    assert store.upsert([listing("a")]) == ["new"]
    assert [path.name for path in half.iterdir()] == ["meta.json"]
