"""One character at a time: what a reader sees in it, in plain lower-case letters.

`fold` undoes full-width and mathematical letters (Unicode NFKC), accents, look-alikes of other
scripts (`nlp.lookalikes`) and invisible characters.
"""

import unicodedata

from nlp.lookalikes import LETTERS

_SINGLE: dict[str, str] = {char: latin for latin, others in LETTERS for char in others}
_SINGLE |= {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"}
_SINGLE |= {"–": "-", "—": "-", "‐": "-", "−": "-", "\u2011": "-", "․": ".", "⁄": "/", "\u2800": " "}
_SINGLE |= dict.fromkeys("\u115f\u1160\u3164\uffa0", "")
_SINGLE |= dict.fromkeys("™℠", " ")
# Circled and bracketed letters that NFKC leaves alone or gives brackets.
for _first in (0x1F150, 0x1F110, 0x249C):
    _SINGLE |= {chr(_first + n): chr(97 + n) for n in range(26)}

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_EMOJI = range(0x1F000, 0x1FB00)  # asked before the category: new emoji are unassigned in older Unicode data
_INVISIBLE = frozenset({"Mn", "Me", "Mc", "Cf"})
_BLANK = frozenset({"Zs", "Zl", "Zp", "Cc", "Cs", "Co", "Cn"})


def fold(char: str) -> str:
    """The plain form of one code point: none, one or several code points, never a control character."""
    if char in "\t\n\r":
        return char
    if char in _SINGLE:
        return _SINGLE[char]
    if ord(char) in _EMOJI and ord(char) not in _SKIN_TONES and not unicodedata.decomposition(char):
        return char
    category = unicodedata.category(char)
    if category in _INVISIBLE or ord(char) in _SKIN_TONES:
        return ""
    if category in _BLANK:
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if char.isascii():
        return char.lower()
    parts = unicodedata.normalize("NFKD", char)
    plain = "".join(part for part in parts if unicodedata.category(part) not in _INVISIBLE)
    plain = "".join(_SINGLE.get(part, part) for part in plain).lower()
    return "".join(_SINGLE.get(part, part) for part in plain if part != "\u0307")


class FoldTable(dict[str, str]):
    """`table[char]` is `fold(char)`, worked out once."""

    def __missing__(self, char: str) -> str:
        self[char] = folded = fold(char)
        return folded


_FOLDED = FoldTable()


def folded(text: str) -> str:
    """`fold` of each code point."""
    return "".join(map(_FOLDED.__getitem__, text))
