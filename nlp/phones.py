"""Telephone numbers, also written to be missed: in words, with letters for digits, in emoji digits, spaced out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import phonenumbers

from nlp.characters import characters
from nlp.contact import Contact
from nlp.gates import PLAIN
from nlp.normalise import Normalised

_WORDS = {
    **{"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"},
    **{"eight": "8", "nine": "9", "oh": "0", "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4"},
    **{
        "cinco": "5",
        "seis": "6",
        "siete": "7",
        "ocho": "8",
        "nueve": "9",
        "ate": "8",
        "won": "1",
        "fore": "4",
        "to": "2",
        "for": "4",
    },
}
_LETTERS = {"o": "0", "i": "1", "l": "1", "s": "5", "b": "8", "z": "2", "q": "9"}
_WORD = "|".join(sorted(_WORDS.keys() - {"to", "for"}, key=len, reverse=True))
_GLUED = (
    rf"to(?=\d|{_WORD})|(?:(?<=\d)|(?<=zero)|(?<=one)|(?<=two)|(?<=three)|(?<=four)|(?<=five)|(?<=six)|"
    rf"(?<=nine)|(?<=u ))"
    r"for(?![a-z])"
)
"""`to` and `for` as 2 and 4, glued to other figures."""
_LETTER = rf"{_GLUED}|(?<=\d)[oil](?![a-z])|[oil](?=[oil]{{0,3}}\d)|(?<=\d)[sbzq](?=\d)|(?<= )o(?= (?:\d|{_WORD}))"
_PIECE = re.compile(rf"\d|{_WORD}|{_LETTER}")
_GAP = r"(?:[^\w\n$€£,]{0,5}|\$|[ ]?\n|_)"
_RUN = re.compile(
    rf"(?<![\d$€£.,/#-])(?=[\d+(]|(?<![a-z])[a-z])(?:\+[ ]?)?\(?(?:(?:\d|{_WORD}|{_LETTER}){_GAP}){{7,24}}"
)
_LETTERED = re.compile(rf"{_WORD}|[oil]{{1,4}}?(?=\d)|(?<=\d)[oil]")
_DIGIT = re.compile(r"\d")
_LOCAL = re.compile(
    r"(?<![\w$+-])(?:(?P<abroad>\+\d{1,3}[ -](?:\d{1,2} )?)|\d{2} )?\d{3}(?:(?<= \d{3})|[-.])[- .]?\d{4}(?![\w-])"
)
_NUMBERS = frozenset({PLAIN.add(_RUN), PLAIN.add(_LOCAL)})
_LOCAL_CUE = re.compile(
    r"(?:call|text|txt|tel|phone|ring|cell|number|hmu|dentist on|📲|☎|📞|📱|reply hey to|rply hey to|questions|book by"
    r"|line|icq|whats|wsp|\bal|informes|mensajes|hoy|quiero a|stone to|tone to|\.)\W{0,6}$"
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
    | {
        (4, 4, 2),
        (3, 3, 1, 3),
        (3, 2, 5),
        (4, 2, 4),
        (2, 3, 4),
        (5, 3, 4),
        (3, 2, 3, 2),
        (3, 4, 4),
        (2, 5, 5),
        (8, 3),
        (7, 4),
    }
)
"""Lengths of the groups of digits of a plainly written number."""
_ELSEWHERE = ("GB", "AU", "ES", "CO", "IE", "DE", "FR", "IN", "EC")
"""Countries whose numbers are known by a 0 in front or by their own country code."""
_ENOUGH = 7


def phones(text: str, *, region: str) -> Iterator[Contact]:
    """Telephone numbers in E.164, `region` (ISO 3166) being the country of numbers that name none."""
    plain = characters(text)
    if _NUMBERS.isdisjoint(PLAIN.open(plain.text)):
        return
    digits = sum(map(text.count, "0123456789"))
    if text.isascii() and digits < _ENOUGH and digits + len(_LETTERED.findall(text.lower())) < _ENOUGH:
        return
    if len(_PIECE.findall(plain.text)) < _ENOUGH:
        return
    for run in _RUN.finditer(plain.text):
        yield from _numbers(plain, run, region)
    for match in _LOCAL.finditer(plain.text):
        if match["abroad"] or _LOCAL_CUE.search(plain.text[max(0, match.start() - 14) : match.start()]):
            start, end = plain.span(*match.span())
            yield Contact("contact", start, end, f"phone:{re.sub(r'[^0-9]', '', match[0])}", "phone_local")


def _numbers(plain: Normalised, run: re.Match[str], region: str) -> Iterator[Contact]:
    """The numbers of a run, which may hold other figures before or behind them."""
    pieces = list(_PIECE.finditer(plain.text, *run.span()))
    if plain.text[run.end() : run.end() + 1].isdigit():
        return
    digits = "".join(_digit(piece[0]) for piece in pieces)
    disguised = any(not piece[0].isdigit() for piece in pieces)
    international = run[0].startswith("+")
    glued = plain.text[max(0, run.start() - 1) : run.start()].isalpha() and not international
    windows: Iterable[tuple[int, int]] = _spelt_windows(len(digits)) if disguised else _plain_windows(pieces)
    if international:
        windows = [*((0, size) for size in range(min(15, len(digits)), 9, -1)), *windows]
    done = 0
    for first, size in windows:
        if first < done or _splits(pieces, first + size):
            continue
        abroad = international and first == 0
        number = _parsed(
            ("+" if abroad else "") + digits[first : first + size],
            region,
            sure=glued or (size < len(digits) and not abroad),
        )
        if number is not None:
            low = run.start() if first == 0 else pieces[first].start()
            start, end = plain.span(low, pieces[first + size - 1].end())
            rule = "phone_in_words" if disguised else "phone"
            value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            yield Contact("contact", start, end, f"phone:{value}", rule)
            done = first + size


def _splits(pieces: Sequence[re.Match[str]], end: int) -> bool:
    """Whether the figures behind the last of a number touch it."""
    return end < len(pieces) and pieces[end].start() == pieces[end - 1].end() and pieces[end - 1][0].isdigit()


def _spelt_windows(count: int) -> Iterator[tuple[int, int]]:
    """The whole run, else ten figures of it."""
    yield 0, count
    yield from ((first, 10) for first in range(count - 9))


def _plain_windows(pieces: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Groups of figures that are set as numbers are: the longest from each group on."""
    groups: list[int] = []
    for at, piece in enumerate(pieces):
        if at and piece.start() == pieces[at - 1].end():
            groups[-1] += 1
        else:
            groups.append(1)
    if len(groups) >= 10 and max(groups) == 1:
        yield 0, len(pieces)
    first = 0
    whole = len(groups)
    for at in range(whole):
        for last in range(min(whole, at + 5), at, -1):
            size = sum(groups[at:last])
            if tuple(groups[at:last]) in _USUAL and (last - at in {1, whole} or _is_set(pieces[first : first + size])):
                yield first, size
        first += groups[at]


def _is_set(pieces: Sequence[re.Match[str]]) -> bool:
    """Whether signs, not only spaces, stand between the groups (602-555-0117, no list of prices), or a 0 in front."""
    text = pieces[0].string
    return any(sign in text[pieces[0].start() : pieces[-1].end()] for sign in "-.()") or pieces[0][0] == "0"


def _digit(piece: str) -> str:
    return _WORDS.get(piece) or _LETTERS.get(piece, piece)


def _parsed(digits: str, region: str, *, sure: bool) -> phonenumbers.PhoneNumber | None:
    """The number, where some country has such numbers; unless `sure` is asked, one of a length that the region has."""
    known_length = digits[0] == "+" or len(digits) in {10, 11, 12, 13}
    countries = dict.fromkeys((region, "US", "MX", *(_ELSEWHERE if digits[0] in "0+" else ())))
    numbers = filter(None, (_number(digits, country) for country in countries))
    own = next(numbers, None)
    if own is None:
        return None
    if known_length and not sure and digits[0] != "0" and phonenumbers.is_possible_number(own):
        return own
    return next((number for number in chain((own,), numbers) if phonenumbers.is_valid_number(number)), None)


def _number(digits: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
