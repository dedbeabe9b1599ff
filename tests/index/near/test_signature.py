"""What is overlooked in a text, what is not, and by what a copy is found."""

import subprocess
import sys
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.near.signature import BANDS, ROWS, Signature, bands, signature, similarity

AD = (
    "Fresh blues just landed, same press as always. $20 each or 10 for 150. Meet in Phoenix after dark, no time "
    "wasters please. Telegram: @blue_door_x 🔵"
)


@pytest.mark.parametrize(
    "copy",
    [
        AD.replace("$20", "$35").replace("10 for 150", "5 for 90"),
        AD.replace("Phoenix", "Salt Lake City"),
        AD.replace("@blue_door_x", "kai.example"),
        AD.replace("@blue_door_x", "https://t.me/kai_example"),
        AD.replace("@blue_door_x", "@kai_example, kai@shop.example, +1 (213) 555-0142"),
        AD.replace("🔵", "💊🔥💯"),
        AD.upper(),
        AD.replace("blues", "blu3s").replace("press", "p.r.e.s.s"),
    ],
    ids=["price", "city", "handle", "link", "contacts", "emoji", "capitals", "camouflage"],
)
def test_what_sellers_change_is_overlooked(copy: str) -> None:
    assert similarity(signature(AD), signature(copy)) == 1
    assert bands(signature(AD)) == bands(signature(copy))


def test_other_words_are_seen() -> None:
    other = "Selling my old sofa, blue, two seats, some scratches. Pick it up in Phoenix before Sunday. Text 555-0142."
    assert similarity(signature(AD), signature(other)) < 0.1


def test_reordered_sentences_stay_alike() -> None:
    first, *rest = AD.split(". ")
    assert 0.75 < similarity(signature(AD), signature(". ".join([*rest, first]))) < 1


def test_short_texts_are_copies_only_when_their_words_are_the_same() -> None:
    bars = signature("xanax bars in stock $5 🔥")
    assert similarity(bars, signature("XANAX bars in stock $9")) == 1
    assert similarity(bars, signature("xanax bars in stock now $5")) == 0
    assert similarity(bars, signature("stock in xanax bars $5")) == 0
    assert similarity(bars, signature(AD)) == 0


def test_of_two_words_everything_counts() -> None:
    assert similarity(signature("Blues 20"), signature("blues 20!")) == 1
    assert similarity(signature("blues 20"), signature("blues 25")) == 0
    assert similarity(signature("blues 🔵"), signature("blues 💊")) == 0
    assert similarity(signature("$20"), signature("$25")) == 0


@pytest.mark.parametrize("text", ["", " \n", "...", "—!?"])
def test_a_text_without_words_is_like_nothing(text: str) -> None:
    assert similarity(signature(text), signature(text)) == 0
    assert bands(signature(text)) == ()


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text(a: str, b: str) -> None:
    one, other = signature(a), signature(b)
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert all(band.isalnum() and len(band) <= 17 for band in bands(one))
    assert len(bands(one)) in (0, 1, BANDS)


def test_a_lone_half_of_a_pair_of_surrogates_is_taken() -> None:
    assert bands(signature("eight words are enough for shingles \ud800 one two"))


def test_bands_are_the_same_in_every_process() -> None:
    code = f"from index.near.signature import bands, signature; print(bands(signature({AD!r})))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == str(bands(signature(AD)))


def test_bands_are_those_that_stores_hold_already() -> None:
    """When this fails, the stores need a new version of their schema: what they hold would find no copy any more."""
    assert bands(signature("one two three four five six seven eight"))[:2] == ("0783748f856", "117f54b00df")
    assert bands(signature("xanax bars in stock")) == ("s6d650ba83918e704",)


@pytest.mark.parametrize(("shared", "apart"), [(60, 20), (30, 35), (10, 45)])
def test_texts_meet_in_a_band_as_often_as_the_formula_says(shared: int, apart: int) -> None:
    random = Random(1)
    alike = shared / (shared + 2 * apart)
    met = 0
    for _ in range(400):
        numbers = [random.getrandbits(64) for _ in range(shared + 2 * apart)]
        one = Signature(frozenset(numbers[: shared + apart]), short=False)
        other = Signature(frozenset(numbers[:shared] + numbers[shared + apart :]), short=False)
        met += bool({*bands(one)} & {*bands(other)})
    assert met / 400 == pytest.approx(1 - (1 - alike**ROWS) ** BANDS, abs=0.09)
