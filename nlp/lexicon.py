"""The lexicons: data files of what posts name and say, each entry with its source and date of review."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.tokens import search_tokens

FOLDER = Path(__file__).parent / "lexicons"
EntryKind = Literal[
    "drug", "imprint", "form", "colour", "emoji", "cue", "plain", "payment", "shipping", "place", "press", "cas"
]


class LexiconError(ValueError):
    """A lexicon file cannot be used; the message names the file and the fault."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Terms that mean one thing. `broad` terms are everyday words that count only beside a second cue.

    `terms` are in token form (plain tokens joined by single spaces); `rule` names file and value.
    """

    kind: EntryKind
    value: str
    group: str
    broad: bool
    terms: tuple[str, ...]
    rule: str
    source: str
    reviewed: date


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _EntryFile(_Strict):
    value: str
    group: str
    lang: Literal["any", "en", "es"]
    broad: bool = False
    source: str
    terms: list[str]


class _LexiconFile(_Strict):
    kind: EntryKind
    reviewed: date
    sources: dict[str, str]
    entries: list[_EntryFile]


def load_lexicon(folder: Path = FOLDER) -> tuple[Entry, ...]:
    """Every entry of the folder's *.yml files; raises LexiconError for unknown keys, sources or empty terms."""
    return tuple(entry for file in sorted(folder.glob("*.yml")) for entry in _entries(file))


def _entries(file: Path) -> Iterator[Entry]:
    try:
        read = _LexiconFile.model_validate(yaml.safe_load(file.read_text("utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        first = str(error).replace("\n", " ")
        raise LexiconError(f"{file}: {first}") from error
    for number, entry in enumerate(read.entries, 1):
        if entry.source not in read.sources:
            raise LexiconError(
                f"{file}: entry {number} ({entry.value}) names the source {entry.source!r}, which `sources` lacks"
            )
        terms = tuple(dict.fromkeys(form for term in entry.terms for form in _forms(term, read.kind)))
        if "" in terms:
            raise LexiconError(f"{file}: entry {number} ({entry.value}) has a term without letters, digits or emoji")
        rule = f"{file.stem}/{entry.value}"
        source = read.sources[entry.source]
        yield Entry(read.kind, entry.value, entry.group, entry.broad, terms, rule, source, read.reviewed)


def _forms(term: str, kind: EntryKind) -> Iterator[str]:
    form = " ".join(token.text for token in search_tokens(term))
    yield form
    if kind == "drug" and form.isalpha() and len(form) > 3 and not form.endswith("s"):
        yield form + "s"
