"""Saved searches: what is looked for again and again, a folder each."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass as plain_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from pydantic import AwareDatetime, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from index.access import Access
from index.parse import parse_query
from index.query import Query
from index.visible import one_line
from nlp.reading import Goods


class SavedSearchError(ValueError):
    """A saved search cannot be made, found or read; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """`words` as typed, and filters as in `Query`; `everything` finds also what is no hit.

    `since` bounds when a listing was stored: what was stored before is never delivered.
    Built with a value that cannot be, it raises pydantic's ValidationError; `made` says it in a line.
    """

    name: str
    words: str
    since: AwareDatetime
    goods: tuple[Goods, ...] = ()
    platform: tuple[str, ...] = ()
    lang: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    everything: bool = False

    def query(self, now: datetime, access: Access) -> Query:
        """What it asks of a store at this time for whoever has this access. Raises QueryError."""
        return Query(
            access=access,
            clauses=parse_query(self.words, now),
            stored_since=self.since,
            goods=self.goods,
            platform=self.platform,
            lang=self.lang,
            source=self.source,
            hits=None if self.everything else True,
        )


def made(**fields: Any) -> SavedSearch:
    """A saved search of these fields whose query is valid. Raises SavedSearchError, QueryError."""
    try:
        search = SavedSearch(**fields)
    except ValidationError as error:
        raise SavedSearchError(_in_words(error)) from None
    _check_name(search.name)
    parse_query(search.words, search.since)
    return search


@plain_dataclass(frozen=True, slots=True)
class SearchFolder:
    """All saved searches: below `root` a folder each, named for the search, with `search.json` in it."""

    root: Path

    def names(self) -> list[str]:
        """Sorted; none while there is no folder."""
        return sorted(file.parent.name for file in self.root.glob("*/search.json"))

    def place(self, name: str) -> Path:
        """The folder of a search, also of one that was removed. Raises SavedSearchError for what is no name."""
        _check_name(name)
        return self.root / name

    def get(self, name: str) -> SavedSearch:
        """The saved search of that name, its query not looked at. Raises SavedSearchError."""
        file = self.place(name) / "search.json"
        try:
            search = TypeAdapter(SavedSearch).validate_json(file.read_bytes())
        except FileNotFoundError:
            raise self._unknown(name) from None
        except ValidationError as error:
            raise SavedSearchError(f"{file}: {_in_words(error)}; correct the file or remove the search") from None
        if search.name != name:
            raise SavedSearchError(f"{file}: name: expected {name}, the name of its folder")
        return search

    def add(self, search: SavedSearch) -> None:
        """Keep it, durable when it returns. Raises SavedSearchError when the name is taken, OSError."""
        place = self.place(search.name)
        with held(place):
            if (place / "search.json").exists():
                raise SavedSearchError(f"a saved search is named {search.name} already; remove it or choose another")
            fresh = place / ".search.json"
            with fresh.open("wb") as file:
                file.write(orjson.dumps(search, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(place / "search.json")

    def remove(self, name: str) -> None:
        """Forget the search. What it delivered stays: it is the record of what people were told.

        Raises SavedSearchError when there is none of that name, OSError.
        """
        try:
            (self.place(name) / "search.json").unlink()
        except FileNotFoundError:
            raise self._unknown(name) from None

    def _unknown(self, name: str) -> SavedSearchError:
        return SavedSearchError(f"no saved search is named {name}; there are: {', '.join(self.names()) or 'none yet'}")


@contextmanager
def held(place: Path) -> Iterator[None]:
    """Be the only process at this search's folder, which is made; whoever comes second waits. Raises OSError."""
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name):
        raise SavedSearchError(
            f"{one_line(name, 40)!r} cannot be the name of a saved search: expected small letters, digits, - and _"
        )


def _in_words(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
