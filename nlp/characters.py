"""A text character by character in plain form: digits, marks and letters stay what they are, nothing is respelt.

Prices, telephone numbers, marks and CAS numbers are looked for here, since undoing camouflage
(`nlp.normalise`) reads digits as letters.
"""

from functools import lru_cache

from nlp.folding import FoldTable
from nlp.normalise import Normalised

_TABLE = FoldTable()


class _Points(dict[int, str]):
    """The same by the number of the code point."""

    def __missing__(self, point: int) -> str:
        self[point] = folded = _TABLE[chr(point)]
        return folded


_POINTS = _Points()
_CONTROLS = {point: _TABLE[chr(point)] for point in (*range(32), 127)}


@lru_cache(4)
def characters(text: str) -> Normalised:
    """Lower case, invisible characters gone, look-alikes of other scripts plain, with the way back."""
    if text.isascii():
        return Normalised(text.lower().translate(_CONTROLS))
    if all(len(_TABLE[char]) == 1 for char in set(text)):
        return Normalised(text.translate(_POINTS))
    folded = [_TABLE[char] for char in text]
    plain = "".join(folded)
    sources = [index for index, chars in enumerate(folded) for _ in chars]
    return Normalised(plain, sources, [index + 1 for index in sources])
