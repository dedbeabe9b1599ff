"""Marks on pills in any spelling: M30, M-30, m.3.o, S|90|3. The lexicon lists them; here signs may stand inside."""

import re
from collections.abc import Iterator
from functools import cache

from nlp.gates import PLAIN
from nlp.lexicon import FOLDER, entries_of
from nlp.units import Measure

_LOOKS = {"0": "[0o]", "1": "[1il]", "5": "[5s]"}
_HINT = re.compile(r"[a-z][^a-z\s]{0,2}\s?\W?\d|\d\W?\s?[a-z]")
_MARK = re.compile(r"[a-z]{1,3}\d[a-z\d]*")
_SIGNS = r"(?:\s?[-|/.\\]\s?|\s)?"


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str], int]:
    """One pattern of all marks, for each mark without signs its value, and the pattern's number at the gate."""
    values: dict[str, str] = {}
    for entry in entries_of(FOLDER / "imprints.yml"):
        for term in entry.terms:
            bare = term.replace(" ", "").removesuffix("s")
            if _MARK.fullmatch(bare):
                values.setdefault(bare, entry.value)
    spellings = sorted({_spelling(bare) for bare in values}, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w$€£@/.-])(?:{'|'.join(spellings)})(?:'?[sz])?(?![\w-])")
    return pattern, values, PLAIN.add(pattern)


def _spelling(bare: str) -> str:
    parts = re.findall(r"[a-z]+|\d", bare)
    return _SIGNS.join(_LOOKS.get(part, re.escape(part)) for part in parts)


def imprints(plain: str) -> Iterator[Measure]:
    """Marks in a text of plain characters, written with signs between their parts."""
    pattern, values, number = _pattern()
    if number in PLAIN.open(plain) and _HINT.search(plain):
        for match in pattern.finditer(plain):
            if value := values.get(_bare(match[0])) or values.get(_bare(match[0]).replace("o", "0")):
                yield Measure("imprint", match.start(), match.end(), value, "imprint")


def _bare(written: str) -> str:
    return re.sub(r"[\W_]|(?<=\w)[sz]$", "", re.sub(r"'?[sz]$", "", written))
