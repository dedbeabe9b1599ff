"""Posts from a file that somebody lawfully exported, made the same records as those of a crawl."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedRandom, BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import yaml

from crawlers.page import Collected, Extract, Malformed, Page
from crawlers.post import Post
from crawlers.postfile import PostFileError, post_of

LINES = 200
"""Lines that travel together as one page."""
FIELDS = {*Post.__slots__, "author.handle", "author.name", "author.url", "price.amount", "price.currency"}


@dataclass(frozen=True, slots=True)
class FieldMap:
    """How another shape becomes a Post: `fields` names theirs for ours (dots reach inside), `constants` are given."""

    fields: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The record under our names; without a map the record as it is."""
        if not self.fields and not self.constants:
            return dict(record)
        mapped: dict[str, Any] = {}
        for ours, value in [*self.constants.items(), *((o, _reach(record, t)) for o, t in self.fields.items())]:
            outer, _, inner = ours.partition(".")
            if inner and value is not None:
                mapped[outer] = {**(mapped.get(outer) or {}), inner: value}
            elif not inner:
                mapped[outer] = value
        return mapped


def load_map(path: Path) -> FieldMap:
    """Read a map file. Raises PostFileError with file and what is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PostFileError(f"{path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PostFileError(f"{path}: not a YAML file: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict) or not content or set(content) - {"fields", "constants"}:
        raise PostFileError(f"{path}: expected `fields:` (ours: theirs) and `constants:` (ours: value), nothing else")
    parts = {name: content.get(name) or {} for name in ("fields", "constants")}
    for name, part in parts.items():
        if not isinstance(part, dict):
            raise PostFileError(f"{path}: {name} must be a mapping of our field names")
        unknown = sorted(str(key) for key in part if key not in FIELDS)
        if unknown:
            raise PostFileError(f"{path}: {name}: a post has no field {unknown[0]}; it has {', '.join(sorted(FIELDS))}")
    wrong = [key for key, value in parts["fields"].items() if not isinstance(value, str)]
    if wrong:
        raise PostFileError(f"{path}: fields: {wrong[0]} must name one of their fields")
    return FieldMap(parts["fields"], parts["constants"])


def pages_of(path: Path, field_map: FieldMap, now: datetime) -> Iterator[Page]:
    """The file as pages of some lines each; a refused line is Malformed with `line 3: why`.

    It is opened at once, before the first page is asked for. Raises PostFileError when it cannot be read.
    """
    try:
        file = _opened(path)
    except OSError as error:
        raise PostFileError(f"{path}: {error.strerror}") from None
    return _pages(file, path, field_map, now)


def _opened(path: Path) -> BufferedReader | BufferedRandom:
    """The file; of a stream (a pipe) a copy without a name, for its digest must be known before its first line."""
    file = path.open("rb")
    if file.seekable():
        return file
    with file:
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        return copy


def _pages(file: BufferedReader | BufferedRandom, path: Path, field_map: FieldMap, now: datetime) -> Iterator[Page]:
    try:
        with file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            lines = ((number, line.strip()) for number, line in enumerate(file, 1) if line.strip())
            while some := list(islice(lines, LINES)):
                yield _page(path, digest, some, field_map, now)
    except OSError as error:
        raise PostFileError(f"{path}: {error.strerror}") from None


def _page(path: Path, digest: str, lines: list[tuple[int, bytes]], field_map: FieldMap, now: datetime) -> Page:
    posts, malformed = [], []
    for number, line in lines:
        try:
            posts.append(Collected(_post(line, field_map), line))
        except ValueError as error:
            malformed.append(Malformed(line, f"line {number}: {error}"))
    return Page(f"import:{path.name}", 200, {}, now, digest, Extract("posts", tuple(posts), tuple(malformed)))


def _post(line: bytes, field_map: FieldMap) -> Post:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    return post_of(field_map.apply(record))


def _reach(record: Mapping[str, Any], name: str) -> Any:
    value: Any = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
