"""Adding a term to the reviewed terms in the project's data folder."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from nlp.lexicon import DRUG_GROUPS, FOLDER, REVIEWED, Entry, Lang, LexiconError, load_lexicon, token_form

_HEAD = """\
# Terms that people of this installation have reviewed and accepted (`pillwatch lexicon add`).
kind: drug
reviewed: {today}
sources:
  review: accepted by a person of this installation
entries:
"""


@dataclass(frozen=True, slots=True)
class NewTerm:
    """A term to add: what it means, its group (pill, fake_pill, drug, ...) and whether it is an everyday word too."""

    term: str
    value: str
    group: str
    broad: bool
    lang: Lang = "any"


def add(new: NewTerm, folder: Path, today: date) -> Path:
    """Appends the term to `folder`/reviewed.yml and returns that file; the lexicon stays loadable.

    Raises LexiconError where the term is empty or known already, or the group is none.
    """
    form = token_form(new.term)
    if not form:
        raise LexiconError(f"{new.term!r}: has no letter, digit or emoji")
    if new.group not in DRUG_GROUPS:
        raise LexiconError(f"group {new.group!r}: must be one of {', '.join(sorted(DRUG_GROUPS))}")
    known = [entry for entry in load_lexicon(FOLDER, folder) if entry.kind == "drug" and form in entry.terms]
    if known:
        raise LexiconError(f"{new.term!r}: is in the lexicon already, as {known[0].value} ({known[0].rule})")
    entry = {"value": new.value, "group": new.group, "lang": new.lang, "broad": new.broad, "source": "review"}
    line = yaml.safe_dump(
        [entry | {"reviewed": today, "terms": [new.term]}],
        default_flow_style=True,
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    file = folder / REVIEWED
    folder.mkdir(parents=True, exist_ok=True)
    head = "" if file.exists() else _HEAD.format(today=today.isoformat())
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"{head}  - {line.strip().removeprefix('[').removesuffix(']')}\n")
    return file


def entries_with(entries: tuple[Entry, ...], term: str) -> list[Entry]:
    """Every entry that has the term, in whatever spelling; empty where none has."""
    form = token_form(term)
    return [entry for entry in entries if form and form in entry.terms]
