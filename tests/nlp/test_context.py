"""Whose words a mark of selling is, and what an analyst reads of it."""

import json

import pytest

from nlp.contacts import ADDRESSEE, contacts
from nlp.context import modifiers
from nlp.evidence import OFFER_GROUPS
from nlp.language import Language
from nlp.lexicon import load_lexicon
from nlp.pool import read_json
from nlp.reader import Reader, Text
from nlp.screen import Screen


@pytest.fixture(scope="module")
def screen() -> Screen:
    return Screen(load_lexicon())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am not really selling percs", {"denied"}),
        ("nobody ships percs any more", {"denied"}),
        ("he was selling percs at school", {"others_sale", "past_sale"}),
        ("they deliver percs to the door", {"others_sale"}),
        ('warning, police say: "percs in stock, dm me"', {"quoted"}),
        ("selling percs, no cap, in stock", set()),
        ("percs in stock, dm me. he left", set()),
        ("not today but selling percs tomorrow", set()),
    ],
)
def test_marks_of_selling_that_are_not_the_writers_own(screen: Screen, text: str, expected: set[str]) -> None:
    assert set(modifiers(screen.scan(text), OFFER_GROUPS).values()) <= expected
    assert bool(modifiers(screen.scan(text), OFFER_GROUPS)) == bool(expected)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("M30 blues in stock, 10 for $150, dm me", "offer"),
        ("Police arrested a man who was selling M30 pills for $15 each, officers said", "discuss"),
        ("who got xans around here? need some", "seek"),
    ],
)
def test_reasons_add_up_to_the_score(reader: Reader, text: str, label: str) -> None:
    from math import exp

    (reading,) = reader.read([Text(text)])
    assert reading.label == label
    total = sum(reason.weight for reason in reading.reasons)
    assert reading.score == pytest.approx(1 / (1 + exp(-total)), abs=0.02)
    assert any(f'"{word}' in reason.text.lower() for reason in reading.reasons for word in text.lower().split())


def test_reasons_name_the_frame(reader: Reader) -> None:
    (news,) = reader.read([Text("Police arrested a man who was selling M30 pills for $15 each, officers said")])
    assert any("news or a police report" in reason.text and reason.weight < 0 for reason in news.reasons)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("do you have the stuff that we talked about", "en"),
        ("ya llegaron las que me pediste para el viernes", "es"),
        ("", "und"),
        ("Guten Morgen zusammen, wie geht es euch heute", "de"),
    ],
)
def test_language(text: str, lang: str) -> None:
    assert Language().of(text.lower().split(), text) == lang


def test_several_processes_read_the_same_in_order(reader: Reader) -> None:
    texts = [Text(f"{number} percs for sale") for number in range(2500)] + [Text("hello there")]
    assert list(read_json(reader, texts, processes=2)) == list(read_json(reader, texts, processes=1))


def test_half_a_character_is_read_and_told(reader: Reader) -> None:
    (told,) = read_json(reader, [Text("xanax \ud800 bars $5 each, dm @blue\ud800door_example")], processes=1)
    assert json.loads(told)["mentions"][0]["text"] == "xanax \ud800 bars"


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("@ann_example @bob_example damn cocaine", 2),
        ("Replying to @ann_example and @bob_example yes, cocaine", 2),
        ("percs 20 each, hit @ann_example", 0),
    ],
)
def test_whom_a_post_answers_is_no_way_to_reach_its_writer(text: str, answered: int) -> None:
    assert [contact.rule for contact in contacts(text)].count(ADDRESSEE) == answered


def test_a_lone_mark_is_no_offer(reader: Reader) -> None:
    alone, offered = reader.read([Text("M30"), Text("M30 blues 8 each, tap in, dm me")])
    assert alone.label != "offer"
    assert offered.label == "offer"


def test_what_is_worded_one_way_is_one_reason(reader: Reader) -> None:
    (reading,) = reader.read([Text("pressed blues 8 each, 100 for 540, tap in, cashapp, telegram blue_door_example")])
    assert sum("worded as offers" in reason.text for reason in reading.reasons) == 1
