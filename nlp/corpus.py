"""The training text: nlp/corpus/*.jsonl, written for this project, post by post."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.reading import Goods, Label, PostKind
from nlp.tokens import search_tokens

FOLDER = Path(__file__).parent / "corpus"
_SHARED_RUN = 6


class CorpusError(ValueError):
    """A corpus file cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Row:
    """A post with its true label and goods; `family` says what kind of post it is."""

    id: str
    kind: PostKind
    lang: Literal["en", "es"]
    title: str | None
    text: str
    label: Label
    goods: tuple[Goods, ...]
    family: str

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


def load_corpus(folder: Path = FOLDER) -> list[Row]:
    """Every row, files in order of name; raises CorpusError for a malformed line or an id used twice."""
    rows: list[Row] = []
    seen: set[str] = set()
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                read = _RowFile.model_validate_json(line)
            except ValidationError as error:
                raise CorpusError(f"{file}:{number}: {error.errors()[0]['msg']}") from error
            if read.id in seen:
                raise CorpusError(f"{file}:{number}: the id {read.id} is used twice")
            seen.add(read.id)
            rows.append(Row(**{name: getattr(read, name) for name in _RowFile.model_fields}))
    if not rows:
        raise CorpusError(f"{folder}: no *.jsonl file with a row")
    return rows


def digest(rows: Sequence[Row]) -> str:
    """SHA-256 over what training sees, independent of file and order."""
    parts = sorted(
        orjson.dumps([row.id, row.kind, row.lang, row.title, row.text, row.label, row.goods]) for row in rows
    )
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def groups(rows: Sequence[Row]) -> list[int]:
    """A group number for each row; rows that share a run of six tokens are in one group."""
    parent = list(range(len(rows)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[tuple[str, ...], int] = {}
    for at, row in enumerate(rows):
        words = [token.text for token in search_tokens(row.whole)]
        for start in range(len(words) - _SHARED_RUN + 1):
            other = first.setdefault(tuple(words[start : start + _SHARED_RUN]), at)
            parent[root(at)] = root(other)
    return [root(at) for at in range(len(rows))]


def folds(rows: Sequence[Row], count: int, *, seed: int) -> list[int]:
    """A fold for each row, drawn by `seed`: groups stay together, labels and languages are spread evenly."""
    of_group: dict[int, list[int]] = {}
    for at, group in enumerate(groups(rows)):
        of_group.setdefault(group, []).append(at)

    def order(members: list[int]) -> tuple[str, str, str]:
        row = rows[members[0]]
        return row.label, row.lang, hashlib.sha256(f"{seed}:{row.id}".encode()).hexdigest()

    result = [0] * len(rows)
    for turn, members in enumerate(sorted(of_group.values(), key=order)):
        for at in members:
            result[at] = turn % count
    return result
