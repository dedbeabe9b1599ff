"""Making invisible characters visible, for every place where a person reads hostile text."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_ZWJ = "\u200d"


def visible(text: str) -> str:
    """The text with control, bidi and zero-width characters replaced by their code point, as in `‹U+202E›`.

    Line breaks and tabs stay; so does a zero-width joiner between two emoji, where it makes one picture.
    """
    return _INVISIBLE.sub(lambda found: _shown(found, text), text)


def one_line(text: str, width: int | None = None) -> str:
    """`visible` text on one line, white space folded, cut with `…` at `width` characters."""
    line = " ".join(visible(text).split())
    return line if width is None or len(line) <= width else line[: width - 1] + "…"


def _shown(found: re.Match[str], text: str) -> str:
    char = found.group()
    if char == _ZWJ and _is_symbol(text, found.start() - 1, -1) and _is_symbol(text, found.end(), 1):
        return char
    return f"‹U+{ord(char):04X}›"


def _is_symbol(text: str, at: int, step: int) -> bool:
    """Whether the character there is a picture, looking past variation selectors and skin tones."""
    while 0 <= at < len(text) and (text[at] == "\ufe0f" or unicodedata.category(text[at]) == "Sk"):
        at += step
    return 0 <= at < len(text) and unicodedata.category(text[at]) == "So"
