"""What travels with a spaCy Doc through the pipeline: the text, what was found in it, the verdict."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.reading import Mention, PostKind, Reading
from nlp.screen import Scan

_KEY = "pillwatch"

Shape = Literal[
    "<pill>",
    "<drug>",
    "<slang>",
    "<fake>",
    "<mark>",
    "<press>",
    "<chem>",
    "<dose>",
    "<qty>",
    "<price>",
    "<contact>",
    "<pay>",
    "<place>",
]
"""What the classifier sees in place of the words of a mention, so that it learns frames and not names."""


@dataclass(slots=True)
class Matter:
    """One text on its way: `mentions` grows component by component, `reading` is set by the last.

    `doubtful` are mentions that hold only if the text is about drugs at all.
    """

    scan: Scan
    kind: PostKind
    lang: str
    mentions: list[Mention] = field(default_factory=list)
    doubtful: set[Mention] = field(default_factory=set)
    reading: Reading | None = None


def make_doc(vocab: Vocab, scan: Scan, *, kind: PostKind, lang: str) -> Doc:
    """A Doc whose words are the search tokens of the text."""
    doc = Doc(vocab, words=[token.text for token in scan.tokens])
    doc.user_data[_KEY] = Matter(scan, kind, lang)
    return doc


def matter_of(doc: Doc) -> Matter:
    """The Matter of a Doc made by `make_doc`."""
    matter: Matter = doc.user_data[_KEY]
    return matter


def mark(doc: Doc, mentions: Iterable[tuple[Mention, Shape | None]]) -> None:
    """Keep mentions, and let their tokens be read as a shape."""
    matter = matter_of(doc)
    starts = [token.start for token in matter.scan.tokens]
    ends = [token.end for token in matter.scan.tokens]
    for mention, shape in mentions:
        matter.mentions.append(mention)
        if shape is not None:
            for at in range(bisect_right(ends, mention.start), bisect_left(starts, mention.end)):
                doc[at].norm_ = shape
