"""The gates before the patterns: what a pattern matches, its gate lets through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.characters import characters
from nlp.corpus import load_corpus
from nlp.gates import GIVEN, PLAIN, Gate
from nlp.reader import Reader

PIECES = st.lists(
    st.sampled_from(
        [
            *("1", "10", "30", "150", "1,500", ".5", "602", "555", "0142", "1/2", "k", "mil", "ten", "dos", "a", "for"),
            *(
                " ",
                "  ",
                "\n",
                "$",
                "€",
                "-",
                "/",
                "x",
                ".",
                ",",
                "@",
                "_",
                "(",
                ")",
                "+",
                ":",
                "=",
                "→",
                "•",
                "“",
                "💊",
            ),
            *(
                "mg",
                "g",
                "oz",
                "pills",
                "pastillas",
                "box",
                "of",
                "the",
                "pesos",
                "usd",
                "c/u",
                "pieza",
                "los",
                "M",
                "H",
            ),
            *("A215", "s903", "stamped", "con", "telegram", "snap", "signal", "Wickr", "t.me", "blue_door", ".com"),
            *("ships", "free", "overnight", "envios", "a todo el pais", "meet up", "each", "é", "ñ"),
            *("\u0130", "\u0131", "\u212a", "\u017f", "\u200b", "\u0663", "\x1c"),
        ]
    ),
    max_size=12,
).map("".join)


def lost(gate: Gate, text: str) -> list[str]:
    """The patterns that match and are shut out."""
    let_through = gate.open(text)
    return [
        pattern.pattern[:60]
        for number, pattern in enumerate(gate.patterns)
        if number not in let_through and pattern.search(text)
    ]


def test_nothing_that_a_post_of_the_corpus_holds_is_shut_out(reader: Reader) -> None:
    texts = [row.whole for row in load_corpus()[::9]]
    assert [found for text in texts for found in lost(GIVEN, text) + lost(PLAIN, characters(text).text)] == []
    assert sum(map(len, map(GIVEN.open, texts))) < len(texts) * len(GIVEN.patterns) / 10


@given(PIECES | st.text(max_size=40))
def test_nothing_that_any_text_holds_is_shut_out(reader: Reader, text: str) -> None:
    assert lost(GIVEN, text) + lost(PLAIN, characters(text).text) == []


@pytest.mark.parametrize(
    ("pattern", "text", "other"),
    [
        (r"(?<!\w)ab(?!c)", "xabc ab", "ba"),
        (r"a(?= b)", "a b", "a c"),
        (r"(?<=x)a", "xa", "ya"),
        (r"(a|b)\1c", "aac", "ab"),
        (r"(?i)kilo", "\u212aILO", "k1lo"),
        (r"(?i)din", "DİN", "dan"),
        (r"x\w{3,40}y", "x" + "é" * 40 + "y", "x--y"),
        (r"[^\d\s]x", "éx", "1x"),
        (r"\d\s\d", "1\u20032", "1a2"),
        (r"(?>a+)b*+c", "aac", "ab"),
        (r"a.b", "a-b", "ab"),
    ],
)
def test_a_looser_form(pattern: str, text: str, other: str) -> None:
    gate = Gate()
    gate.add(re.compile(pattern))
    assert gate.open(text) == (0,)
    assert gate.open(other) == ()


def test_a_gate_answers_for_each_text_anew() -> None:
    gate = Gate()
    first, second = gate.add(re.compile("a")), gate.add(re.compile("b"))
    assert [gate.open(text) for text in ("a", "b", "ab", "", "a")] == [
        (first,),
        (second,),
        (first, second),
        (),
        (first,),
    ]
    third = gate.add(re.compile("c"))
    assert gate.open("c") == (third,)


def test_broken_text_is_no_trouble() -> None:
    gate = Gate()
    gate.add(re.compile("a"))
    assert gate.open("\ud800a\x00") == (0,)
