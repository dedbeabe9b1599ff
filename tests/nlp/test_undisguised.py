"""A disguise says nothing by itself: a text is read as it would be without."""

from random import Random

import pytest

from bench.camouflage import LIGHT, attacked, combined
from nlp.lexicon import load_lexicon
from nlp.reader import Reader, Text
from nlp.screen import Screen

_POSTS = (
    ("who else took the morphine after surgery? my doctor says two tablets a day", ("morphine", "tablets", "doctor")),
    ("Police seized fentanyl and heroin in Reno, no arrests yet https://news.example/1", ("fentanyl", "heroin")),
    ("xanax bars in stock, shipping everywhere, snap: blue.door_5", ("xanax", "stock", "shipping")),
    ("No shipping of viagra, please do not ask. Pharmacy staff only!", ("shipping", "viagra", "Pharmacy")),
)
_READ_ALIKE = [
    *("spaced", "dotted", "line breaks", "split hashtags", "zero width", "soft hyphen", "variation selectors"),
    *("combining marks", "bidi marks", "Cyrillic", "Greek", "emoji between", "full width", "mathematical bold"),
    *("circled letters", "filled letters", "flag letters", "small capitals", "raised letters"),
]
"""Attacks that leave nothing behind."""


@pytest.fixture(scope="module")
def screen() -> Screen:
    return Screen(load_lexicon())


@pytest.mark.parametrize("name", [*_READ_ALIKE, "combined"])
def test_a_disguised_post_is_read_as_the_plain_one(reader: Reader, name: str) -> None:
    attack = {**LIGHT, "combined": combined}[name]
    for text, words in _POSTS:
        now = attacked(text, [(text.find(word), text.find(word) + len(word)) for word in words], attack, Random(7))
        assert now.edits
        plain, read = reader.read([Text(text, lang="en"), Text(now.text, lang="en")])
        assert read.label == plain.label
        assert read.score == pytest.approx(plain.score, abs=0.05)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Selling PERCS 💊 now!", "Selling PERCS 💊 now!"),
        ("don’t say “José”… 5½ €", "don’t say “Jose”… 5½ €"),
        ("X.A.N.A.X and Xan.ax and #p #e #r #c #s", "XANAX and Xanax and percs"),
        ("🇽\u200b🇦\u200b🇳\u200b🇦\u200b🇽, x💊a💊n💊a💊x", "xanax, xanax"),
        ("XAN@X, ХANAX, хanax, V₳ⱠłɄ₥", "XANAX, XANAX, xanax, Valium"),
        ("say  x a n a x  now\nand  p e r c s .", "say xanax now\nand percs."),
        ("\u202eniponolK\u202c and \u202exanaX\u202c", "Klonopin and Xanax"),
        ("p3rcs: calls£1/min, box177HP51FL", "percs: calls£1/min, box177HP51FL"),
        ("🅿️ercs\nfor you", "percs\nfor you"),
    ],
)
def test_what_is_no_disguise_stays_as_given(screen: Screen, text: str, expected: str) -> None:
    assert screen.scan(text).undisguised == expected


@pytest.mark.parametrize(
    "text", ["we take p_a_y_p_a_l only, xanax", "my $ponsor and a s¢@mmer, xanax", "x a n a x, p a g o  justo"]
)
def test_a_part_of_a_disguise_is_no_mention(reader: Reader, text: str) -> None:
    (reading,) = reader.read([Text(text)])
    assert {mention.kind for mention in reading.mentions} <= {"drug", "payment"}
    assert not [mention for mention in reading.mentions if mention.rule in {"underscored", "cashtag", "at_handle"}]


def test_names_in_different_disguises_are_one_name(reader: Reader) -> None:
    (reading,) = reader.read([Text("got x.a.n.a.x, x-a-n-a-x and x*a*n*a*x in stock")])
    assert not [reason for reason in reading.reasons if "several goods" in reason.text]
