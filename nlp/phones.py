"""Telephone numbers, also written to be missed: in words, with letters for digits, in emoji digits, spaced out."""

import re
from collections.abc import Iterator

import phonenumbers

from nlp.characters import characters
from nlp.contact import Contact
from nlp.normalise import Normalised

_WORDS = {
    **{"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"},
    **{"eight": "8", "nine": "9", "oh": "0", "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4"},
    **{"cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9", "ate": "8", "won": "1", "fore": "4"},
}
_LETTERS = {"o": "0", "i": "1", "l": "1", "s": "5", "b": "8", "z": "2", "q": "9"}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_LETTER = rf"[{''.join(_LETTERS)}](?![a-z])|[oil](?=\d)"
_PIECE = re.compile(rf"\d|{_WORD}|{_LETTER}")
_GAP = r"(?:[^\w\n$€£,]{0,5}|[ ]?\n?|_)"
_RUN = re.compile(rf"(?<![\w$€£.,/#-])(?:\+\s?)?\(?(?:(?:\d|{_WORD}|{_LETTER}){_GAP}){{7,17}}")
_WORD_HINT = re.compile(_WORD)
_DIGIT = re.compile(r"\d")
_GROUP = re.compile(r"\d+")
_LOCAL = re.compile(r"(?<![\w$-])\d{3}[-.]\d{4}(?![\w-])")
_LOCAL_CUE = re.compile(
    r"(?:call|text|txt|tel|phone|ring|cell|number|hmu|dentist on|📲|☎|📞|📱|reply hey to|rply hey to|\.)\W{0,6}$"
)
_USUAL = frozenset(
    {(10,), (11,), (12,), (13,), (3, 3, 4), (1, 3, 3, 4), (3, 7), (6, 4), (3, 4, 3), (2, 4, 4), (2, 8), (3, 3, 2, 2)}
    | {
        (2, 3, 3, 4),
        (2, 2, 4, 4),
        (2, 1, 3, 3, 4),
        (2, 10),
        (2, 1, 10),
        (2, 2, 2, 2, 2),
        (3, 2, 2, 3),
        (4, 6),
        (4, 3, 3),
    }
    | {
        (5, 5),
        (3, 3, 3, 1),
        (2, 3, 5),
        (2, 4, 2, 2),
        (1, 10),
        (1, 3, 7),
        (5, 3, 3),
        (5, 6),
        (3, 8),
        (4, 3, 4),
        (3, 3, 5),
    }
    | {(4, 4, 2), (3, 3, 1, 3), (3, 2, 5), (4, 2, 4), (2, 3, 4), (5, 3, 4), (3, 2, 3, 2), (3, 4, 4), (2, 5, 5)}
)
"""Lengths of the groups of digits of a plainly written number."""
_ELSEWHERE = ("GB", "AU", "ES", "CO", "IE", "DE", "FR")
_ENOUGH = 7


def phones(text: str, *, region: str) -> Iterator[Contact]:
    """Telephone numbers in E.164, `region` (ISO 3166) being the country of numbers that name none."""
    digits = sum(map(text.count, "0123456789"))
    if digits < _ENOUGH and text.isascii() and digits + len(_WORD_HINT.findall(text.lower())) < _ENOUGH:
        return
    plain = characters(text)
    if len(_PIECE.findall(plain.text)) < _ENOUGH:
        return
    for run in _RUN.finditer(plain.text):
        yield from _numbers(plain, run, region)
    for match in _LOCAL.finditer(plain.text):
        if _LOCAL_CUE.search(plain.text[max(0, match.start() - 14) : match.start()]):
            start, end = plain.span(*match.span())
            yield Contact("contact", start, end, f"phone:{re.sub(r'[^0-9]', '', match[0])}", "phone_local")


def _numbers(plain: Normalised, run: re.Match[str], region: str) -> Iterator[Contact]:
    """The number of a run, which may hold a bare figure or a word before or after it."""
    pieces = list(_PIECE.finditer(plain.text, *run.span()))
    written = run[0].strip()
    after = plain.text[run.end() : run.end() + 1]
    if pieces[-1].end() == run.end() and (after.isalnum()) and not pieces[-1][0].isdigit():
        pieces.pop()
    if pieces[-1][0].isdigit() and pieces[-1].end() == run.end() and after.isdigit():
        return
    digits = "".join(_digit(piece[0]) for piece in pieces)
    disguised = any(not piece[0].isdigit() for piece in pieces)
    international = written.startswith("+")
    if not international and not disguised and not _is_usual(plain.text[run.start() : run.end()]):
        return
    for first, size in _windows(digits, international):
        chosen = pieces[first : first + size]
        if sum(piece[0].isdigit() for piece in chosen) == 0 and size < len(pieces):
            continue
        number = _parsed(("+" if international and first == 0 else "") + digits[first : first + size], region)
        if number is not None:
            low = run.start() if first == 0 else chosen[0].start()
            start, end = plain.span(low, chosen[-1].end())
            rule = "phone_in_words" if disguised else "phone"
            value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            yield Contact("contact", start, end, f"phone:{value}", rule)
            return


def _windows(digits: str, international: bool) -> Iterator[tuple[int, int]]:
    """Where in a run of digits the number may be: the whole first."""
    yield 0, len(digits)
    if not international:
        for size in (11, 10):
            for first in range(len(digits) - size + 1):
                if size == 10 or digits[first] == "1":
                    yield first, size


def _digit(piece: str) -> str:
    return _WORDS.get(piece) or _LETTERS.get(piece, piece)


def _is_usual(written: str) -> bool:
    groups = tuple(map(len, _GROUP.findall(written)))
    return groups in _USUAL or (len(groups) >= 10 and max(groups) == 1)


def _parsed(digits: str, region: str) -> phonenumbers.PhoneNumber | None:
    """The number, where some country has such numbers; else one of a length that the region has."""
    first = None
    for country in dict.fromkeys((region, "US", "MX", *_ELSEWHERE)):
        try:
            number = phonenumbers.parse(digits, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
        if first is None and country in {region, "US", "MX"} and phonenumbers.is_possible_number(number):
            first = number
    long_enough = len(digits.lstrip("+")) >= 10
    return first if first is not None and long_enough else None
