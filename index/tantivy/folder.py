"""The folder of the store: `listings/` with the files of the index and the version of its schema."""

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

import tantivy

from index.store import StoreError, StoreSettingsError
from index.tantivy.schema import VERSION, build_schema, register_tokenizer
from index.visible import one_line

VERSION_FILE = "pillwatch-version"


def open_index(folder: Path) -> tantivy.Index | None:
    """The index in the folder; None where nothing was stored yet. Raises StoreError, OSError, ValueError."""
    place = place_of(folder)
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError("this is a file")
    if not place.exists():
        _refuse_a_folder_of_others(folder)
        return None
    _check_version(place)
    index = tantivy.Index.open(str(place))
    register_tokenizer(index)
    index.config_reader("manual")
    return index


def make_index(folder: Path) -> None:
    """Make an empty index, whole or not at all; when another process is faster, its index stays."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".new-{secrets.token_hex(8)}"
    fresh.mkdir()
    try:
        tantivy.Index(build_schema(), str(fresh))
        with (fresh / VERSION_FILE).open("w", encoding="utf-8") as file:
            file.write(f"{VERSION}\n")
            file.flush()
            os.fsync(file.fileno())
        _rename(fresh, place_of(folder))
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def place_of(folder: Path) -> Path:
    """Where the files of the index lie in the store's folder."""
    return folder / "listings"


def _rename(fresh: Path, place: Path) -> None:
    try:
        fresh.rename(place)
    except OSError:
        if not (place / VERSION_FILE).exists():
            raise
    descriptor = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_a_folder_of_others(folder: Path) -> None:
    """What begins with a dot is ours (an index half made) or nobody's, `lost+found` that of a disk of its own.

    The index itself may be there by now: another process has just made it.
    """
    harmless = (place_of(folder).name, "lost+found")
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            if not path.name.startswith(".") and path.name not in harmless:
                raise StoreSettingsError(
                    f"{folder}: this is not a search store, it holds other files ({one_line(path.name, 40)}): "
                    "name the store's own folder, or a new one"
                )


def _check_version(place: Path) -> None:
    try:
        found = (place / VERSION_FILE).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        raise StoreError(
            f"{place}: this is not a search store (no {VERSION_FILE} in it): move it away or use another data folder"
        ) from None
    if found != VERSION:
        raise StoreError(
            f"{place}: written by version {found[:20]!r} of the search store, this Pillwatch reads version {VERSION}: "
            "run `pillwatch store upgrade` for an older one, use the Pillwatch that wrote it for a later one"
        )
