"""A text character by character in plain form: digits, marks and letters stay what they are, nothing is respelt.

Prices, telephone numbers, marks and CAS numbers are looked for here, since undoing camouflage
(`nlp.normalise`) reads digits as letters.
"""

from nlp.folding import FoldTable
from nlp.normalise import Normalised

_TABLE = FoldTable()


def characters(text: str) -> Normalised:
    """Lower case, invisible characters gone, look-alikes of other scripts plain, with the way back."""
    if text.isascii():
        return Normalised(text.lower().replace("\x00", " "))
    folded = [_TABLE[char] for char in text]
    plain = "".join(folded)
    if len(plain) == len(text) and all(folded):
        return Normalised(plain)
    sources = [index for index, chars in enumerate(folded) for _ in chars]
    return Normalised(plain, sources, [index + 1 for index in sources])
