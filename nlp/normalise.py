"""Text as a reader sees it, for matching: camouflage undone, with a way back to the original.

Order: text shown from right to left, characters (`nlp.folding`), emoji and signs as letters (`nlp.emblems`), letters
set apart (`nlp.spread`), digits and signs as letters (`nlp.leet`), letters repeated (`nlp.repeats`). Prices, doses,
imprints, telephone and CAS numbers keep their digits, because digits are read as letters only inside a word.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlp.emblems import EMBLEM, flags, spelled_out
from nlp.folding import FoldTable
from nlp.leet import LEET_SIGN, unleeted
from nlp.repeats import REPEAT, unrepeated
from nlp.spread import CUT_SIGN, SPREAD_SIGN, joined
from nlp.vocabulary import vocabulary

Edit = tuple[int, int, str]

_TABLE = FoldTable()
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_OVERRIDE = "\u202e"
_SHOWN_REVERSED = re.compile(r"\u202e([^\u202c\u202e\n]{2,200})\u202c")
_TOUCHED = re.compile(
    rf"[\x00-\x20\x7f]|{EMBLEM.pattern}|{LEET_SIGN.pattern}|{REPEAT.pattern}|{SPREAD_SIGN.pattern}|{CUT_SIGN.pattern}|\A#[a-z](?!\w)"
)
_LETTER_OF_TAGS = re.compile(r"#[a-z](?!\w)")


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text` is the plain form; `starts[i]` and `ends[i]` bound what its character i came from.

    Both are None when the characters correspond one to one. Use `span` to go back.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original behind `text[start:end]`; `start < end` is required."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], max(self.ends[start], self.ends[end - 1])


def normalise(text: str) -> Normalised:
    """The plain form of any string; never raises."""
    return _spelled(_drawn_together(_folded(text)))


def plain_alone(chunk: str) -> str | None:
    """The plain form of a stretch without white space, or None where it hangs on what stands around it."""
    if _OVERRIDE in chunk or "`" in chunk:
        return None
    characters = chunk.lower() if chunk.isascii() else "".join(map(_TABLE.__getitem__, chunk))
    if len(characters) >= min(2, len(chunk)) and not _TOUCHED.search(characters):
        return characters  # nothing below would touch it
    folded = _folded(chunk)
    if folded.text.split() != [folded.text] or _LETTER_OF_TAGS.match(folded.text):
        return None
    together = _drawn_together(folded)
    if len(together.text) == 1:
        return together.text if len(folded.text) == len(chunk) == 1 else None
    return _spelled(together).text


def _folded(text: str) -> Normalised:
    if _is_plain(text):
        return Normalised(text.lower())
    shown = _apply(Normalised(text), flags(text)) if _FLAG.search(text) else Normalised(text)
    if _OVERRIDE in text:
        shown = _apply(shown, _shown(shown.text))
    return _fold_characters(shown)


def _shown(text: str) -> Iterator[Edit]:
    """Stretches under an override, each as people see it: from its end, unless only what is stored makes words."""
    for match in _SHOWN_REVERSED.finditer(text):
        stored, seen = match[1], match[1][::-1]
        ways = [way for way in (seen, stored) if _makes_words(way)]
        if seen.lower() == stored.lower():
            ways = [seen]
        if ways != [stored]:
            yield *match.span(1), " ".join(ways or [seen, stored])


def as_shown(text: str) -> str:
    """The text in the order in which people see it, where that changes no character's place but its own."""
    edits = list(_shown(text)) if _OVERRIDE in text else []
    return _replaced(text, edits) if edits and all(len(new) == end - start for start, end, new in edits) else text


def _makes_words(text: str) -> bool:
    words = _spelled(_drawn_together(_fold_characters(Normalised(text)))).text.split()
    return bool(words) and sum(word in vocabulary() for word in words) * 2 >= len(words)


def _drawn_together(folded: Normalised) -> Normalised:
    result = folded
    if not result.text.isascii() and EMBLEM.search(result.text):
        result = _apply(result, spelled_out(result.text))
    return _apply(result, joined(result.text))


def _spelled(together: Normalised) -> Normalised:
    result = _apply(together, unleeted(together.text))
    return _apply(result, unrepeated(result.text))


def _is_plain(text: str) -> bool:
    return text.isascii() and text.replace("\n", "").replace("\t", "").replace("\r", "").isprintable()


def _fold_characters(old: Normalised) -> Normalised:
    folded = list(map(_TABLE.__getitem__, old.text))
    plain = "".join(folded)
    if len(plain) == len(old.text) and all(folded):
        return Normalised(plain, old.starts, old.ends)
    sources = [index for index, chars in enumerate(folded) for _ in chars]
    if old.starts is None or old.ends is None:
        return Normalised(plain, sources, [index + 1 for index in sources])
    return Normalised(plain, [old.starts[index] for index in sources], [old.ends[index] for index in sources])


def _apply(old: Normalised, changes: Iterable[Edit]) -> Normalised:
    """Replace stretches of the plain text; changes are in order and do not overlap."""
    edits = list(changes)
    if not edits:
        return old
    size = len(old.text)
    starts = old.starts if old.starts is not None else range(size)
    ends = old.ends if old.ends is not None else range(1, size + 1)
    if all(len(new) == end - start for start, end, new in edits):
        return Normalised(_replaced(old.text, edits), old.starts, old.ends)
    new_starts: list[int] = []
    new_ends: list[int] = []
    done = 0
    for start, end, new in edits:
        new_starts += starts[done:start]
        new_ends += ends[done:start]
        if len(new) == end - start:
            new_starts += starts[start:end]
            new_ends += ends[start:end]
        else:
            new_starts += [starts[start]] * len(new)
            new_ends += [ends[end - 1]] * len(new)
        done = end
    return Normalised(_replaced(old.text, edits), new_starts + list(starts[done:]), new_ends + list(ends[done:]))


def _replaced(text: str, edits: list[Edit]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        parts += (text[done:start], new)
        done = end
    return "".join((*parts, text[done:]))
