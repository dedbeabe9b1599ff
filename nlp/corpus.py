"""The training text: nlp/corpus/*.jsonl, written for this project, post by post."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from nlp.reading import Goods, Label, MentionKind, PostKind

FOLDER = Path(__file__).parent / "corpus"
_TAG = re.compile(rf"<(/?)({'|'.join(get_args(MentionKind))})>")

Marked = tuple[MentionKind, int, int]
"""A mention that a person has marked: its kind, start and end in the whole text."""


class CorpusError(ValueError):
    """A corpus file cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Row:
    """A post with its true label and goods; `family` says what kind of post it is.

    `mentions` are those that a person has marked, None where nobody has looked for them; `reviewer`
    is who gave the label, None for rows of the corpus.
    """

    id: str
    kind: PostKind
    lang: Literal["en", "es"]
    title: str | None
    text: str
    label: Label
    goods: tuple[Goods, ...]
    family: str
    mentions: tuple[Marked, ...] | None = None
    reviewer: str | None = None

    @property
    def whole(self) -> str:
        """The text that is read: the title on its own line, then the text."""
        return self.text if self.title is None else f"{self.title}\n{self.text}"


class _RowFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    kind: PostKind
    lang: Literal["en", "es"]
    title: str | None
    text: str
    label: Label
    goods: tuple[Goods, ...]
    family: str
    marked: bool

    @model_validator(mode="after")
    def _goods_belong_to_offers_and_searches(self) -> "_RowFile":
        if bool(self.goods) != (self.label in {"offer", "seek"}):
            raise ValueError("goods belong to offer and seek, and to nothing else")
        return self


def load_corpus(folder: Path = FOLDER) -> list[Row]:
    """Every row, files in order of name; raises CorpusError for a malformed line or an id used twice."""
    rows: list[Row] = []
    seen: set[str] = set()
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = _row(_RowFile.model_validate_json(line))
            except ValidationError as error:
                raise CorpusError(f"{file}:{number}: {error.errors()[0]['msg']}") from error
            except ValueError as error:
                raise CorpusError(f"{file}:{number}: {error}") from error
            if row.id in seen:
                raise CorpusError(f"{file}:{number}: the id {row.id} is used twice")
            seen.add(row.id)
            rows.append(row)
    if not rows:
        raise CorpusError(f"{folder}: no *.jsonl file with a row")
    return rows


def _row(read: _RowFile) -> Row:
    title, text = read.title, read.text
    mentions: tuple[Marked, ...] | None = None
    if read.marked:
        title, in_title = (None, ()) if title is None else _untagged(title)
        text, in_text = _untagged(text)
        shift = 0 if title is None else len(title) + 1
        mentions = (*in_title, *((kind, start + shift, end + shift) for kind, start, end in in_text))
    return Row(read.id, read.kind, read.lang, title, text, read.label, read.goods, read.family, mentions)


def _untagged(tagged: str) -> tuple[str, tuple[Marked, ...]]:
    """The text without tags, and what they mark."""
    text, at, found = "", 0, list[Marked]()
    opened: tuple[str, int] | None = None
    for tag in _TAG.finditer(tagged):
        text, at = text + tagged[at : tag.start()], tag.end()
        kind: MentionKind = tag[2]  # type: ignore[assignment]
        if tag[1] and opened and opened[0] == kind and opened[1] < len(text):
            found.append((kind, opened[1], len(text)))
            opened = None
        elif tag[1] or opened:
            raise ValueError(f"the tag {tag[0]} has no partner")
        else:
            opened = kind, len(text)
    if opened:
        raise ValueError(f"the tag <{opened[0]}> is not closed")
    return text + tagged[at:], tuple(found)


def digest(rows: Sequence[Row]) -> str:
    """SHA-256 over what training sees, independent of file and order."""
    parts = sorted(
        orjson.dumps([row.id, row.kind, row.lang, row.title, row.text, row.label, row.goods]) for row in rows
    )
    return hashlib.sha256(b"\n".join(parts)).hexdigest()
