"""What could lead to a person, as patterns over folded text (lower case, look-alikes and invisible signs undone).

They are wide on purpose: a report can spare a word, but not a telephone number. Their words are in masking.yml.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

Kind = Literal["number", "payment", "contact", "link"]
Pattern = re.Pattern[str]

_FILE = Path(__file__).parent / "masking.yml"
_NAME = r"[a-z0-9_](?:[\w.\-]{0,38}\w)?"
_DOT = r"(?:\.|\s?[\[({<]\s?(?:\.|dot|punto)\s?[\])}>]\s?|\s(?:dot|punto)\s)"
_AT = r"(?:@|\s?[\[({<]\s?(?:@|at|arroba)\s?[\])}>]\s?|\s(?:at|arroba)\s)"
_SLASH = r"(?:/|\s(?:slash|barra|diagonal)\s)"
_BETWEEN = r"(?:[^\w$€£¥]|_|\by\b){0,8}?"
_MONEY = "$€£¥"


@dataclass(frozen=True, slots=True)
class Patterns:
    """`always` and `numbers` are masked wherever they stand, the latter unless a CAS number hides in it.

    `names` mark a word by what stands beside it (their groups), masked unless it is one of `stop_words`.
    `unless_goods` look like names and like pills: masked unless the reading knows the word.
    """

    always: tuple[tuple[Kind, Pattern], ...]
    numbers: tuple[Pattern, ...]
    names: tuple[Pattern, ...]
    unless_goods: tuple[Pattern, ...]
    stop_words: frozenset[str]


CAS = re.compile(r"(?<![\d\-])\d{2,7}-\d{2}-\d(?![\d\-])")
"""A registry number of a chemical, if its check digit is right: it looks like a telephone number and is none."""


@cache
def patterns() -> Patterns:
    """The patterns, built once."""
    words = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    services = "|".join(words["services"])
    return Patterns(
        always=_always("|".join(words["address_endings"])),
        numbers=_numbers("|".join(words["number_words"])),
        names=_names(services, words),
        unless_goods=(
            re.compile(r"(?<![\w#])(?=[a-z]*\d)(?:[a-z]{4,}\d{2,}[a-z0-9]*|(?=\w{8,})[0-9]*[a-z]+\d[0-9a-z]*)(?!\w)"),
            re.compile(r"\w+@\w+"),
        ),
        stop_words=frozenset(words["stop_words"]),
    )


def _always(endings: str) -> tuple[tuple[Kind, Pattern], ...]:
    path = rf"(?:\s?{_SLASH}\s?[^\s/]{{1,80}}|[?#:]\S{{1,80}})*"
    finds: tuple[tuple[Kind, str], ...] = (
        ("link", r"(?:h[tx]{2}ps?\s?:?\s?/\s?/|www\s?\.\s?)\S+"),
        ("link", rf"(?<!\w)(?:t|telegram|wa|signal)\s?[.,·•:_/\- ]\s?(?:me|dog)\s?{_SLASH}\s?[\w+\-#=?]+"),
        ("link", rf"(?<![\w.])(?:[\w-]{{1,63}}{_DOT}){{1,5}}(?:{endings})(?!\w){path}"),
        ("link", rf"(?<![\w.])(?:[\w-]{{1,63}}\s?(?:\.|{_DOT})\s?){{1,5}}(?:com|net|org|onion|gg)(?!\w){path}"),
        ("link", r"(?<![\w.])(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}(?=[/:?#]\w)\S*"),
        ("link", r"(?<![\w.])[\w-]{2,63}\.[a-z]{2,24}(?![\w.])"),
        ("contact", rf"[\w.+-]{{1,64}}{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,5}}[a-z]{{2,24}}"),
        ("contact", r"(?<!\w)@\s?[a-z_][\w.\-]*(?:@[\w.\-]+)?|(?<!\w)@\w[\w.\-]*"),
        ("contact", r"\w[\w.\-]*@(?!\w)"),
        ("contact", r"(?:\[|\(|\s)arroba(?:\]|\)|\s)\s?[\w.\-]+"),
        ("contact", r"[0-9a-z]+_[0-9a-z_]*|_+[0-9a-z][0-9a-z_]*"),
        ("contact", r"[a-z]\w{2,31}\.\d{2,4}(?!\w)|\w{2,32}#\d{4}(?!\d)"),
        ("payment", r"(?<![\w$])\$\s?[a-z][\w-]*"),
        ("payment", r"(?<!\w)(?=[a-z]*\d)[0-9a-z]{18,}(?:\s(?=[a-z]*\d)[0-9a-z]{8,})*"),
        ("number", r"(?<!\d)8(?:00|88|77|66|55|44|33)[\-. )]{1,2}[a-z0-9]{3}[\-. ]?[a-z0-9]{4}(?!\w)"),
    )
    return tuple((kind, re.compile(find)) for kind, find in finds)


def _numbers(words: str) -> tuple[Pattern, ...]:
    """Seven digits or more, in figures or words, whatever signs stand between them: telephones, and dates too.

    After a sign of money ten, so that prices in a row stay.
    """
    numeral = rf"(?:\d|(?<=\d)[oil|]{{1,3}}(?![a-z])|(?<![a-z])[oil|]{{1,3}}(?=\d)|(?:{words}))"
    return tuple(
        re.compile(rf"{before}\+?\(?{numeral}(?:{_BETWEEN}{numeral}){{{least - 1},}}(?![a-z])\)?")
        for before, least in ((rf"(?<![a-z\d{_MONEY}])", 7), (r"(?<![a-z])", 10))
    )


def _names(services: str, words: Mapping[str, Any]) -> tuple[Pattern, ...]:
    links, asks = "|".join(words["link_words"]), "|".join(words["ask_words"])
    service = rf"(?<![a-z0-9])(?:{services})(?![a-z])"
    between = rf"(?:[^\w\n]|\n(?=[@\w])|(?<![a-z])(?:{links})(?![a-z0-9_.\-])){{1,16}}"
    return tuple(
        re.compile(find)
        for find in (
            rf"{service}{between}(?P<name>{_NAME})(?:\s?(?:/|\||&|\bor\b|\bo\b)\s?(?P<second>{_NAME}))?",
            rf"{service}[^\n]{{0,30}}?[:=>→]\s?(?P<name>{_NAME})",
            rf"(?<!\w)(?P<name>{_NAME})\s(?:on|en|in|por)\s(?:{services})(?![a-z])",
            rf"(?<![a-z])(?:{asks})[\s:=@>→\-]{{1,4}}(?P<name>{_NAME})",
        )
    )
