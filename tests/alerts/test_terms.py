"""Candidates for the lexicon: what sellers set beside known goods and nobody else says."""

from alerts.terms import candidates, known_words
from index.listing import Author, Listing
from nlp.lexicon import load_lexicon
from nlp.reading import Mention
from tests.index.sample import listing

KNOWN = known_words(load_lexicon())


def offer(number: int, text: str, seller: str) -> Listing:
    at = text.index("percs")
    mention = Mention("drug", "percs", at, at + 5, "oxycodone", "test")
    return listing(f"offer{number}", text, author=Author(seller), label="offer", mentions=(mention,))


def talk(number: int, text: str) -> Listing:
    return listing(f"talk{number}", text, author=Author(f"talker{number}"), label="discuss", mentions=())


def test_a_new_word_of_several_sellers_is_found_with_its_posts() -> None:
    offers = [offer(number, f"fresh percs and skyberries today {number}", f"seller{number}") for number in range(6)]
    rest = [talk(number, "we walked along the shore today and talked") for number in range(60)]
    (found,) = candidates([*offers, *rest], KNOWN)
    assert (found.term, found.sellers, found.others) == ("skyberries", 6, 0)
    assert found.z >= 3
    assert set(found.examples) <= {one.id for one in offers}


def test_one_seller_who_repeats_himself_proves_nothing() -> None:
    offers = [offer(number, f"percs and skyberries {number}", "seller1") for number in range(50)]
    assert candidates([*offers, *(talk(number, "hello there") for number in range(60))], KNOWN) == []


def test_what_everybody_says_and_what_is_known_is_no_candidate() -> None:
    offers = [offer(number, f"percs oxycodone yesterday {number}", f"seller{number}") for number in range(6)]
    rest = [talk(number, "yesterday was fine") for number in range(60)]
    assert candidates([*offers, *rest], KNOWN) == []
