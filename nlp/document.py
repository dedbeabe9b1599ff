"""What travels with a spaCy Doc through the pipeline: the text, what was found in it, the verdict.

The Doc itself holds no words: those of the scan are what the house reads by, and spaCy would keep
every word of the web in its vocabulary for ever.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.form import marks, signs
from nlp.reading import Mention, PostKind, Reading
from nlp.screen import Scan
from nlp.wording import Pushes, Worded

_KEY = "pillwatch"
_FIRST_WORDS = 200

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
    `shapes` says for tokens of mentions what the wording is read by, `pushes` what the wording says.
    """

    scan: Scan
    kind: PostKind
    lang: str
    mentions: list[Mention] = field(default_factory=list)
    doubtful: set[Mention] = field(default_factory=set)
    shapes: dict[int, Shape] = field(default_factory=dict)
    pushes: Pushes | None = None
    reading: Reading | None = None


def make_doc(vocab: Vocab, scan: Scan, *, kind: PostKind, lang: str) -> Doc:
    """A Doc that carries the Matter of a text."""
    doc = Doc(vocab)
    doc.user_data[_KEY] = Matter(scan, kind, lang)
    return doc


def matter_of(doc: Doc) -> Matter:
    """The Matter of a Doc made by `make_doc`."""
    matter: Matter = doc.user_data[_KEY]
    return matter


def mark(doc: Doc, mentions: Iterable[tuple[Mention, Shape | None]]) -> None:
    """Keep mentions, and let their tokens be read as a shape."""
    matter = matter_of(doc)
    starts, ends = matter.scan.starts, matter.scan.ends
    for mention, shape in mentions:
        matter.mentions.append(mention)
        if shape is not None:
            first = bisect_right(ends, mention.start)
            for at in range(first, bisect_left(starts, mention.end, lo=first)):
                matter.shapes[at] = shape


def worded(matter: Matter) -> Worded:
    """What the wording is read by: shapes in place of mentions, numbers as one; of a long text its beginning."""
    line = ["<num>" if word.isdigit() else word for word in matter.scan.words[:_FIRST_WORDS]]
    more = marks(matter.scan.undisguised)
    for at, shape in matter.shapes.items():
        if at < len(line):
            if shape == "<slang>":
                more.append(line[at])
            line[at] = shape
    return Worded(line, more)


def as_written(scan: Scan) -> Worded:
    """The same to the letter: what stands between white space, and every sign."""
    text = scan.undisguised
    return Worded(text.split()[:_FIRST_WORDS], marks(text) + signs(text))
