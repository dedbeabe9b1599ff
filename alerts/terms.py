"""New words of the trade: words and emoji that keep company with known goods and are in no lexicon."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log, sqrt

from index.listing import Listing
from index.sellers.account import account_of
from nlp.lexicon import Entry
from nlp.tokens import Token, search_tokens

NEAR = 5
"""Words on either side of goods that are their company."""
LEAST_Z = 3.0
LEAST_SELLERS = 3
_PRIOR = 0.1
"""What the prior is worth, as a share of all use: it keeps rare words from standing out by chance. With it, about
seven sellers beside goods and nobody elsewhere make a z of 3."""
_GOODS = frozenset({"drug", "imprint", "press", "form"})
_EXAMPLES = 3
_SHORTEST = 3
_LEFT_BEHIND = 1_000
"""Tokens of a listing that are looked at."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that `sellers` accounts set beside known goods, `others` use elsewhere; `z` is how sure the difference is.

    `examples` are ids of listings that have it, each of another seller.
    """

    term: str
    sellers: int
    others: int
    z: float
    examples: tuple[str, ...]


def known_words(entries: Iterable[Entry]) -> frozenset[str]:
    """Every word of every term of the lexicons."""
    return frozenset(word for entry in entries for term in entry.terms for word in term.split())


def candidates(
    listings: Iterable[Listing], known: Container[str], *, least_sellers: int = LEAST_SELLERS, least_z: float = LEAST_Z
) -> list[Candidate]:
    """Words beside goods in offers against words elsewhere, each account counted once, the surest first.

    Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008): the use of all accounts.
    """
    beside: dict[str, dict[str, str]] = defaultdict(dict)
    elsewhere: dict[str, set[str]] = defaultdict(set)
    for listing in listings:
        account = account_of(listing)
        name = f"{account.platform}/{account.site}/{account.handle}" if account else listing.id
        for word, near in _words(listing, known):
            if near and listing.label == "offer":
                beside[word].setdefault(name, listing.id)
            else:
                elsewhere[word].add(name)
    return sorted(
        (one for one in _ranked(beside, elsewhere) if one.sellers >= least_sellers and one.z >= least_z),
        key=lambda one: (-one.z, one.term),
    )


def _ranked(beside: Mapping[str, Mapping[str, str]], elsewhere: Mapping[str, set[str]]) -> Iterator[Candidate]:
    here, there = sum(map(len, beside.values())), sum(map(len, elsewhere.values()))
    for term, sellers in beside.items():
        mine, others = len(sellers), len(elsewhere.get(term, ()))
        prior, whole = _PRIOR * (mine + others), _PRIOR * (here + there)
        odds_here = (mine + prior) / (here + whole - mine - prior)
        odds_there = (others + prior) / (there + whole - others - prior)
        z = (log(odds_here) - log(odds_there)) / sqrt(1 / (mine + prior) + 1 / (others + prior))
        yield Candidate(term, mine, others, round(z, 2), tuple(sorted(sellers.values()))[:_EXAMPLES])


def _words(listing: Listing, known: Container[str]) -> Iterator[tuple[str, bool]]:
    """Unknown words of a listing outside its mentions, and whether goods stand near."""
    whole = f"{listing.title}\n{listing.text}" if listing.title else listing.text
    tokens = search_tokens(whole)[:_LEFT_BEHIND]
    covered = [(mention.start, mention.end) for mention in listing.mentions]
    goods = [mention.start for mention in listing.mentions if mention.kind in _GOODS]
    places = [at for at, token in enumerate(tokens) if any(token.start <= start < token.end for start in goods)]
    for at, token in enumerate(tokens):
        if token.text not in known and _is_word(token) and not _is_covered(token, covered):
            yield token.text, any(abs(at - place) <= NEAR for place in places)


def _is_word(token: Token) -> bool:
    text = token.text
    return not text.isascii() or (len(text) >= _SHORTEST and not text[0].isdigit() and "_" not in text)


def _is_covered(token: Token, covered: list[tuple[int, int]]) -> bool:
    return any(start < token.end and token.start < end for start, end in covered)
