"""Attacks on words, undone: by the generator that `bench/attacks.py` measures with."""

from random import Random
from unicodedata import category

import pytest

from bench.camouflage import HARMLESS, LIGHT, STRONG, attacked, combined
from nlp.lexicon import load_lexicon
from nlp.normalise import normalise
from nlp.tokens import search_tokens, search_words
from nlp.vocabulary import vocabulary

_WORDS = 150
_RATE = 0.97
_ALPHABET = [
    *map(chr, range(32, 127)),
    *"xanpercs" * 8,
    *" \t\n\r\x00\x1b\ud800\udfff\ufffd\ufeff\u00ad\u034f\u061c\u200b\u200d\u200f\u2028\u202a\u202c\u202e\u2066\u2069",
    *"💊🔥❌⭕💲🅿🅰Ⓜ\ufe0f\U0001f1fd\U0001f1f2\U0001f3fd\U000e0041áñßﬁİſ½²™ｘ𝐱ⓧ⒳₱₳ł€£¢¥хеаρσꓫ卂ەو٣",
]


@pytest.fixture(scope="module")
def words() -> list[str]:
    terms = (term for entry in load_lexicon() if entry.kind == "drug" and not entry.broad for term in entry.terms)
    plain = sorted({term for term in terms if term in vocabulary() and len(term) > 3})
    return Random(3).sample(plain, _WORDS)


@pytest.mark.parametrize("name", [*LIGHT, "combined"])
def test_an_attacked_word_is_found_where_it_stands(name: str, words: list[str]) -> None:
    attack = {**LIGHT, "combined": combined}[name]
    random, found, tried = Random(7), 0, 0
    for word in words:
        text = f"they say {word}, cheap"
        now = attacked(text, [(9, 9 + len(word))], attack, random)
        start, end = now.moved(9, 9 + len(word))
        tried += bool(now.edits)
        for token in search_tokens(now.text):
            stands = _seen(now.text[token.start : token.end]) == _seen(now.text[start:end])
            found += token.text == word and stands and bool(now.edits)
    assert tried > _WORDS / 3
    assert found / tried >= _RATE


def _seen(text: str) -> str:
    return "".join(char for char in text if category(char) not in {"Cf", "Mn", "Me"}).strip()


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_camouflage_stays(text: str) -> None:
    assert normalise(text).text == text


def test_words_do_not_become_other_words(words: list[str]) -> None:
    random = Random(9)
    known = set(words)
    for attack in (*LIGHT.values(), *STRONG.values()):
        for word in words:
            written = attack(word, random) or word
            assert not (set(search_words(written)) & known) - {word}, written


@pytest.mark.soak
def test_a_hundred_thousand_random_texts() -> None:
    random = Random(1)
    for _ in range(100_000):
        text = "".join(random.choices(_ALPHABET, k=random.randrange(60)))
        if random.random() < 0.2:
            text += chr(random.randrange(0x110000))
        plain, tokens = normalise(text), search_tokens(text)
        spans = [plain.span(at, at + 1) for at in range(len(plain.text))]
        assert all(0 <= start < end <= len(text) for start, end in spans), ascii(text)
        assert all(0 <= token.start < token.end <= len(text) for token in tokens), ascii(text)
        assert search_words(text) == [token.text for token in tokens], ascii(text)


def test_the_vocabulary_keeps_up_with_the_lexicons() -> None:
    """`python -m nlp.vocabulary` writes it anew; then the stores' schemas need a new version."""
    terms = {
        term
        for entry in load_lexicon()
        if entry.kind == "drug" and not entry.rule.startswith("misspellings/")
        for term in entry.terms
        if term.isascii() and term.isalpha() and len(term) > 3
    }
    assert len(terms - vocabulary()) < 0.05 * len(terms)
