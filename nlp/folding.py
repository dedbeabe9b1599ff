"""One character at a time: what a reader sees in it, in plain lower-case letters.

`fold` undoes full-width and mathematical letters (Unicode NFKC), accents, look-alikes of other
scripts (the pairs that Unicode Technical Standard 39 lists as confusable) and invisible characters.
"""

import unicodedata

_LOOKALIKES = (
    ("a", "аαɑᴀ∂ᎪΑАꭺ⍺"),
    ("b", "ЬьвβʙᏴΒВƄ♭"),
    ("c", "сᴄϲℂᏟСϹⅽ"),
    ("d", "ԁᴅɗđďÐðᎠꭰ"),
    ("e", "еεᴇєҽΕЕᎬℯǝ"),
    ("f", "ƒꜰϝẝ"),
    ("g", "ɡɢԍᶃ"),
    ("h", "һнʜհΗНᎻħ"),
    ("i", "іιɩɪıΙІᎥ¡"),
    ("j", "јʝᴊЈᎫϳ"),
    ("k", "кκᴋΚКᏦĸ"),
    ("l", "ӏʟłᏞℓƖ"),
    ("m", "мᴍΜМᎷϺ"),
    ("n", "пηոɴΝŋ"),
    ("o", "оοσօᴏΟОøØѳ"),
    ("p", "рρᴘΡРᏢþÞ"),
    ("q", "ԛգǫ"),
    ("r", "гʀᎡяЯɾ"),
    ("s", "ѕꜱЅᏚʂ"),
    ("t", "тτᴛΤТᎢŧ†"),
    ("u", "υսᴜμцʋ"),
    ("v", "νѵᴠᏙ"),
    ("w", "ѡԝᴡωᎳшщ"),
    ("x", "хχΧХ×ҳ"),
    ("y", "уγʏΥУүў"),
    ("z", "ᴢΖᏃʐ"),
)
_SINGLE: dict[str, str] = {char: latin for latin, others in _LOOKALIKES for char in others}
_SINGLE |= {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"}
_SINGLE |= {"–": "-", "—": "-", "‐": "-", "−": "-", "\u2011": "-", "․": ".", "⁄": "/", "\u2800": " "}
_SINGLE |= dict.fromkeys("\u115f\u1160\u3164\uffa0", "")
# Circled and squared letters that NFKC leaves alone; the four emoji among them stay emoji (see `EMOJI_LETTERS`).
_SINGLE |= {chr(0x1F150 + n): chr(97 + n) for n in range(26)}

EMOJI_LETTERS: dict[str, str] = {chr(0x1F170 + n): chr(97 + n) for n in range(26)}
"""Letters in a filled square: letters within a word, emoji when they stand alone."""

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
