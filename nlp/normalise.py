"""Text as a reader sees it, for matching: camouflage undone, with a way back to the original.

Order: characters (`nlp.folding`), letters set apart (x a n a x), look-alike digits and symbols
(p3rc, x@nax), letters repeated (perccc). Prices, doses, imprints, telephone and CAS numbers keep
their digits, because digits are read as letters only inside a word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.folding import EMOJI_LETTERS, FoldTable

EMOJI = r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u2300-\u23FF\u3030\u303D]"

Edit = tuple[int, int, str]

_TABLE = FoldTable()
_BETWEEN = r"[.\-_*~•·/|,+\"]"
_SPREAD = re.compile(
    rf"(?<![\w@$.])[a-z](?P<sep>{_BETWEEN})(?:[a-z@$]|[0134](?=(?P=sep)[a-z]))"
    rf"(?:(?P=sep)(?:[a-z@$]|[0134](?=(?P=sep)[a-z])))+(?!\w|(?P=sep)\w)"
    r"|(?<!\S)[a-z](?:[ \t\n]{1,2}(?:[a-z@$]|[0134](?=[ \t\n]{1,2}[a-z](?!\S)))){3,}(?!\S)"
    r"|(?<!\w)#[a-z](?:\s{0,2}#[a-z]){2,}(?!\w)"
    rf"|(?<!\w)[a-z](?:{EMOJI}[a-z]){{2,}}(?!\w)"
)
_SPREAD_HINT = re.compile(rf"\b[a-z](?:\W{{1,3}}|_|{EMOJI})[a-z0134@$](?:[\W_]|\Z|{EMOJI})")
_WIDE_GAP = re.compile(r"[ \t\n]{2}")
_NARROW_GAP = re.compile(r"\S[ \t\n]\S")
_LETTER_OF_SPREAD = re.compile(r"[a-z0134@$]")
_LEET_SIGN = re.compile(r"[013457@$!€£¢][a-z]")
_INSIDE = r"[a-z](?:[013457@$!€£¢]|00|33)[a-z]"
_IN_FRONT = r"(?:0[a-z]{2}|4dd|[@$][a-z])"
_LEET_HINT = re.compile(rf"{_INSIDE}|(?<![\w.]){_IN_FRONT}")
_LEET_WORD = re.compile(rf"(?<![\w@$!€£¢])[\w@$!€£¢]*?(?:{_INSIDE}|(?<!\w){_IN_FRONT})[\w@$!€£¢]*")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MEASURE = re.compile(r"(?:\d+|x|mgs?|mcg|ug|kg|g|grs?|ml|cc|oz|lbs?|pcs?|tabs?|pills?|caps?|for|k|usd|eur|mxn)+")
_DIGITS = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t"}
_SYMBOLS = {"@": "a", "$": "s", "!": "i", "€": "e", "£": "l", "¢": "c"}
_INITIAL = re.compile(
    r"[@4]dd(?:y|ys|ies|erall)|@(?:dd|lprazolam|mbien|tivan|cid|noxy|zules)"
    r"|\$(?:hip(?:s|ping|ped)?|ell(?:s|er|ing)?|ale|nap|tock|cripts?|hop|end|ubs|uboxone|hrooms|peed)"
)
_REPEAT = re.compile(r"([a-z])\1\1+")
_DOUBLED_INSIDE = frozenset("ndleoptfz")
_DOUBLED_AT_END = frozenset("leo")
_TOUCHED = re.compile(
    rf"[\x00-\x20\x7f\U0001f170-\U0001f189]|{_LEET_SIGN.pattern}|{_REPEAT.pattern}|{_SPREAD_HINT.pattern}|\A#[a-z](?!\w)"
)
_LETTER_OF_TAGS = re.compile(r"#[a-z](?!\w)")
_EMOJI_LETTER = re.compile("[\U0001f170-\U0001f189]")


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
    characters = chunk.lower() if chunk.isascii() else "".join(map(_TABLE.__getitem__, chunk))
    if len(characters) >= min(2, len(chunk)) and "`" not in chunk and not _TOUCHED.search(characters):
        return characters  # nothing below would touch it
    folded = _folded(chunk)
    if (
        folded.text.split() != [folded.text]
        or len(folded.text) == 1 < len(chunk)
        or _LETTER_OF_TAGS.match(folded.text)
        or "`" in chunk
    ):
        return None
    together = _drawn_together(folded)
    if _LEET_SIGN.search(together.text) and not _LEET_HINT.search(together.text) and any(_unleeted(together.text)):
        return None
    return _spelled(together).text


def _folded(text: str) -> Normalised:
    return Normalised(text.lower()) if _is_plain(text) else _fold_characters(text)


def _drawn_together(folded: Normalised) -> Normalised:
    result = folded
    if not result.text.isascii() and _EMOJI_LETTER.search(result.text):
        result = _apply(result, list(_emoji_letters(result.text)))
    if _SPREAD_HINT.search(result.text):
        result = _apply(result, list(_joined(result.text)))
    return result


def _spelled(together: Normalised) -> Normalised:
    result = together
    if _LEET_SIGN.search(result.text) and _LEET_HINT.search(result.text):
        result = _apply(result, list(_unleeted(result.text)))
    if _REPEAT.search(result.text):
        result = _apply(result, list(_squeezed(result.text)))
    return result


def _is_plain(text: str) -> bool:
    return text.isascii() and text.replace("\n", "").replace("\t", "").replace("\r", "").isprintable()


def _fold_characters(text: str) -> Normalised:
    folded = list(map(_TABLE.__getitem__, text))
    plain = "".join(folded)
    if len(plain) == len(text) and all(folded):
        return Normalised(plain)
    sources = [index for index, chars in enumerate(folded) for _ in chars]
    return Normalised(plain, sources, [index + 1 for index in sources])


def _apply(old: Normalised, edits: list[Edit]) -> Normalised:
    """Replace stretches of the plain text; edits are in order and do not overlap."""
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


def _emoji_letters(text: str) -> Iterator[Edit]:
    for match in _EMOJI_LETTER.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if any(char.isalnum() or char in EMOJI_LETTERS for char in before + after):
            yield start, end, EMOJI_LETTERS[match[0]]


def _joined(text: str) -> Iterator[Edit]:
    for match in _SPREAD.finditer(text):
        wide = _WIDE_GAP.search(match[0]) and _NARROW_GAP.search(match[0])
        start = match.start()
        for word in _WIDE_GAP.split(match[0]) if wide else [match[0]]:
            yield start, start + len(word), "".join(_LETTER_OF_SPREAD.findall(word))
            start += len(word) + 2


def _unleeted(text: str) -> Iterator[Edit]:
    if "@" in text:
        text = _EMAIL.sub(lambda match: " " * len(match[0]), text)
    for match in _LEET_WORD.finditer(text):
        new = _plain_word(match[0])
        if new != match[0]:
            yield match.start(), match.end(), new


def _plain_word(word: str) -> str:
    """The word with digits and symbols between letters read as the letters they look like; same length."""
    bare = word.rstrip("!@$€£¢")
    if _MEASURE.fullmatch(bare) or "_" in bare:
        return word
    if word[0] in "@$" and not _INITIAL.fullmatch(bare):
        return word[0] + _plain_word(word[1:])
    letters = sum(char.isalpha() for char in bare)
    read = [_letter(bare, at, letters) for at in range(1, len(bare) - 1)]
    chars = [bare[0], *(new or bare[at] for at, new in enumerate(read, 1)), bare[-1]][: len(bare)]
    first, last, inner = bare[0], bare[-1], any(read)
    if first in "@$":
        chars[0] = _SYMBOLS[first]
    elif bare[1:2].isalpha() and (inner or (first == "0" and bare[2:3].isalpha()) or _INITIAL.fullmatch(bare)):
        chars[0] = _DIGITS.get(first, first)
    if inner and bare[-2].isalpha():
        chars[-1] = "l" if last == "1" else _DIGITS.get(last, last)
    return "".join(chars) + word[len(bare) :]


def _letter(word: str, at: int, letters: int) -> str | None:
    """What the character at a place inside the word stands for, or None when it stands for itself."""
    char, before, after = word[at], word[at - 1], word[at + 1]
    if char in _SYMBOLS:
        return _SYMBOLS[char] if before.isalpha() and after.isalnum() else None
    if char == before and at > 1:
        before = word[at - 2]
    elif char == after and at + 2 < len(word):
        after = word[at + 2]
    doubled = char in (word[at - 1], word[at + 1])
    if not (before.isalpha() or before in _SYMBOLS) or not (after.isalpha() or after in _SYMBOLS):
        return None
    if doubled and char not in "03":
        return None
    if char == "1" and letters >= 3:
        return "l" if before in "aeiouy" else "i"
    return _DIGITS.get(char) if letters >= (2 if char in "034" else 3) else None


def _squeezed(text: str) -> Iterator[Edit]:
    for match in _REPEAT.finditer(text):
        start, end = match.span()
        at_end = not text[end : end + 1].isalpha()
        keep = match[1] in (_DOUBLED_AT_END if at_end else _DOUBLED_INSIDE)
        yield start, end, match[1] * (2 if keep else 1)
