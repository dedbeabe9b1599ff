"""The lexicons: data files of what posts name and say, each entry with its source and date of review."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.tokens import search_tokens

FOLDER = Path(__file__).parent / "lexicons"
REVIEWED = "reviewed.yml"
"""The file that people's own additions go to, in the folder of the project's data."""
EntryKind = Literal["drug", "imprint", "form", "colour", "emoji", "cue", "plain", "payment", "shipping", "press", "cas"]
Lang = Literal["any", "en", "es"]
DRUG_GROUPS = frozenset({"pill", "fake_pill", "drug", "precursor", "medicine"})
"""`medicine` is lawful: named in posts, but no goods of ours."""


_PLAIN = re.compile(r"[a-z]{2,}(?: [a-z]{2,})*")
_REPEAT = re.compile(r"(.)\1\1")


class LexiconError(ValueError):
    """A lexicon file cannot be used; the message names the file, the line and the fault."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Terms that mean one thing. `broad` terms are everyday words that count only beside a second cue.

    Without `mention` they speak for or against goods but name nothing (dealer, pressed).
    `terms` are in token form (plain tokens joined by single spaces); `rule` names file and value.
    """

    kind: EntryKind
    value: str
    group: str
    lang: Lang
    broad: bool
    mention: bool
    terms: tuple[str, ...]
    rule: str
    source: str
    reviewed: date


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _EntryFile(_Strict):
    value: str
    group: str
    lang: Lang
    broad: bool = False
    mention: bool = True
    source: str
    reviewed: date | None = None
    terms: list[str]


class _LexiconFile(_Strict):
    kind: EntryKind
    reviewed: date
    sources: dict[str, str]
    entries: list[_EntryFile]


def load_lexicon(*folders: Path) -> tuple[Entry, ...]:
    """Every entry of the folders' *.yml files, by default of the project's own.

    Raises LexiconError for unknown keys, kinds, groups or sources, an empty term, and a term that stands
    twice in one kind of entry (of cues: in one group, since a cue may speak for two things).
    """
    files = [file for folder in folders or (FOLDER,) for file in sorted(folder.glob("*.yml"))]
    read = [(file, _read(file)) for file in files]
    owners: dict[tuple[str, str], tuple[Path, tuple[int, int]]] = {}
    forms = [[[token_form(term) for term in entry.terms] for entry in lexicon.entries] for _, lexicon in read]
    for (file, lexicon), entries in zip(read, forms, strict=True):
        for number, terms in enumerate(entries):
            room = lexicon.entries[number].group if lexicon.kind == "cue" else lexicon.kind
            for at, form in enumerate(terms):
                place = (number, at)
                if not form:
                    raise LexiconError(f"{_at(file, *place)}: the term has no letter, digit or emoji")
                first = owners.setdefault((room, form), (file, place))
                if first != (file, place):
                    raise LexiconError(
                        f"{_at(file, *place)}: the term {form!r} is already at {_at(first[0], *first[1])}"
                    )
    return tuple(
        _entry(file, lexicon, number, [*terms, *_plurals(lexicon.kind, terms, owners)])
        for (file, lexicon), entries in zip(read, forms, strict=True)
        for number, terms in enumerate(entries)
    )


def entries_of(file: Path) -> tuple[Entry, ...]:
    """The entries of one file by itself."""
    lexicon = _read(file)
    forms = [[token_form(term) for term in entry.terms] for entry in lexicon.entries]
    return tuple(_entry(file, lexicon, number, terms) for number, terms in enumerate(forms))


def token_form(term: str) -> str:
    """A term as the screen looks it up: its search tokens, joined by single spaces."""
    plain = term.lower()
    if _PLAIN.fullmatch(plain) and not _REPEAT.search(plain):
        return plain  # what search_tokens gives, at a tenth of the time
    return " ".join(token.text for token in search_tokens(term))


def _read(file: Path) -> _LexiconFile:
    try:
        loaded = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
        read = _LexiconFile.model_validate(loaded)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise LexiconError(f"{file}{line}: no YAML ({getattr(error, 'problem', error)})") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise LexiconError(_fault(file, error)) from error
    for number, entry in enumerate(read.entries):
        if entry.source not in read.sources:
            raise LexiconError(f"{_at(file, number)}: `sources` lacks {entry.source!r}, the source of {entry.value!r}")
        if read.kind == "drug" and entry.group not in DRUG_GROUPS:
            raise LexiconError(f"{_at(file, number)}: the group {entry.group!r} is none of {sorted(DRUG_GROUPS)}")
    return read


def _entry(file: Path, lexicon: _LexiconFile, number: int, terms: Sequence[str]) -> Entry:
    entry = lexicon.entries[number]
    rule = f"{file.stem}/{entry.value}"
    reviewed, source = entry.reviewed or lexicon.reviewed, lexicon.sources[entry.source]
    return Entry(
        lexicon.kind,
        entry.value,
        entry.group,
        entry.lang,
        entry.broad,
        entry.mention,
        tuple(terms),
        rule,
        source,
        reviewed,
    )


def _plurals(kind: EntryKind, terms: Sequence[str], owners: dict[tuple[str, str], Any]) -> Iterator[str]:
    """Plurals of drugs' names that no entry lists."""
    if kind == "drug":
        for form in terms:
            if form.isalpha() and len(form) > 3 and not form.endswith("s") and (kind, f"{form}s") not in owners:
                yield f"{form}s"


def _fault(file: Path, error: ValidationError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"{file}: not UTF-8"
    first = error.errors()[0]
    place = [part for part in first["loc"] if isinstance(part, int)]
    where = _at(file, *place) if place else str(file)
    return f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}"


def _at(file: Path, entry: int, term: int | None = None) -> str:
    """File and line of an entry or one of its terms; for messages, since it reads the file again."""
    root = yaml.compose(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    node: Any = _child(root, "entries").value[entry]
    terms = _child(node, "terms") if term is not None else None
    if terms is not None and term is not None and isinstance(terms.value, list):
        node = terms.value[term]
    return f"{file}:{node.start_mark.line + 1}"


def _child(node: Any, name: str) -> Any:
    return next((value for key, value in node.value if key.value == name), None)
