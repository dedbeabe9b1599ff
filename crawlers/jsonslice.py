"""JSON values together with the exact text that they were read from, so that evidence is the object as received."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

DEEPEST = 32
"""Levels that are looked into: platforms use fewer than ten, and each is read again from its text."""
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


class JsonError(ValueError):
    """The text is not one whole JSON value; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A value and where it stands in its document; `raw` is that piece of the document unchanged."""

    value: Any
    document: str
    start: int
    end: int
    depth: int = 0

    @property
    def raw(self) -> str:
        """The text of the value as received."""
        return self.document[self.start : self.end]

    def children(self) -> Iterator[tuple[str | int, "Slice"]]:
        """Members of an object by key, items of a list by number; nothing for other values, nor below DEEPEST."""
        if self.depth >= DEEPEST:
            return
        if isinstance(self.value, dict):
            yield from self._members()
        elif isinstance(self.value, list):
            yield from self._items()

    def at(self, *path: str | int) -> "Slice | None":
        """The value below these keys and numbers; None where there is none."""
        here: Slice | None = self
        for step in path:
            # of a key that is given twice, the last counts: as in `value`
            found = [child for key, child in here.children() if key == step] if here else []
            here = found[-1] if found else None
        return here

    def _members(self) -> Iterator[tuple[str, "Slice"]]:
        at = _skip(self.document, self.start + 1)
        while self.document[at] != "}":
            key, at = _DECODER.raw_decode(self.document, at)
            child = self._value(_skip(self.document, _skip(self.document, at) + 1))
            yield key, child
            at = self._next(child.end)

    def _items(self) -> Iterator[tuple[int, "Slice"]]:
        at = _skip(self.document, self.start + 1)
        number = 0
        while self.document[at] != "]":
            child = self._value(at)
            yield number, child
            number += 1
            at = self._next(child.end)

    def _value(self, start: int) -> "Slice":
        value, end = _DECODER.raw_decode(self.document, start)
        return Slice(value, self.document, start, end, self.depth + 1)

    def _next(self, at: int) -> int:
        at = _skip(self.document, at)
        return _skip(self.document, at + 1) if self.document[at] == "," else at


def read_slice(document: str) -> Slice:
    """The one JSON value of a document. Raises JsonError when it is cut off, followed by more, or no JSON."""
    start = _skip(document, 1 if document.startswith("\ufeff") else 0)
    try:
        value, end = _DECODER.raw_decode(document, start)
    except json.JSONDecodeError as error:
        raise JsonError(f"not whole JSON: {error.msg} at character {error.pos} of {len(document)}") from None
    except RecursionError:
        raise JsonError("JSON nested too deep") from None
    except ValueError as error:  # an integer of thousands of digits
        raise JsonError(f"not readable JSON: {error}") from None
    after = _skip(document, end)
    if after != len(document):
        raise JsonError(f"JSON followed by something else at character {after}")
    return Slice(value, document, start, end)


def _skip(document: str, at: int) -> int:
    match = _SPACE.match(document, at)
    return match.end() if match else at
