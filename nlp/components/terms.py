"""Mentions that the lexicons name: drugs, marks, forms, colours, presses, payment and shipping."""

from collections.abc import Iterator
from typing import get_args

from spacy.language import Language
from spacy.tokens import Doc

from nlp.document import Matter, Shape, mark, matter_of
from nlp.lexicon import Entry
from nlp.reading import Mention, MentionKind

_KINDS = frozenset(get_args(MentionKind)) - {"cas"}
_SHAPES: dict[str, Shape] = {"imprint": "<mark>", "press": "<press>"}
_DRUG_SHAPES: dict[str, Shape] = {"pill": "<pill>", "fake_pill": "<fake>", "drug": "<drug>", "precursor": "<chem>"}


@Language.component("pillwatch_terms")
def terms(doc: Doc) -> Doc:
    """Adds the lexicon's finds."""
    mark(doc, _mentions(matter_of(doc)))
    return doc


def _mentions(matter: Matter) -> Iterator[tuple[Mention, Shape | None]]:
    scan = matter.scan
    for hit in scan.hits:
        first, last = hit.first + hit.lead, hit.last - hit.trail
        if hit.entry.kind in _KINDS and first < last:
            start, end = scan.starts[first], scan.ends[last - 1]
            kind: MentionKind = hit.entry.kind  # type: ignore[assignment]
            yield Mention(kind, scan.text[start:end], start, end, hit.entry.value, hit.entry.rule), _shape(hit.entry)


def _shape(entry: Entry) -> Shape | None:
    if entry.kind == "drug":
        return "<slang>" if entry.broad else _DRUG_SHAPES.get(entry.group)
    return None if entry.broad else _SHAPES.get(entry.kind)
