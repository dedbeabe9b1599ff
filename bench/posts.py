"""Invented posts to measure with: 300 to 600 bytes of text whose words are as unevenly frequent as real ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice, product
from random import Random

from index.listing import Author, Listing
from nlp.reading import LABELS, Mention, Reason

COMMON = "wa"
"""The most frequent word of all posts."""

_START = datetime(2026, 1, 5, tzinfo=UTC)
_APART = timedelta(seconds=30)
"""A million posts fill a year."""

_VOCABULARY = 50_000
_ODD = (*("💊", "🔵", "años", "$20", "10 for 150.", "30mg,", "@some_shop", "#wave") * 4, "p3lls", "b.l.u.e", "x x x x")
"""Signs, accents and a little camouflage, which cost more than plain words."""


def posts(count: int) -> Iterator[Listing]:
    """The same posts at every call."""
    random = Random(1)
    words = _words(_VOCABULARY)
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    for number in range(count):
        text = " ".join(random.choices(words, cum_weights=weights, k=130))
        text = text[: random.randrange(310, 550)] + f" {random.choice(_ODD)} id{number}"
        yield _listing(number, random, text)


def batches(listings: Iterator[Listing], size: int) -> Iterator[list[Listing]]:
    """The same listings in lists of `size`, the last one perhaps shorter."""
    while batch := list(islice(listings, size)):
        yield batch


def _words(count: int) -> list[str]:
    """Pronounceable words, the short ones first; every tenth carries a comma."""
    syllables = [first + second for first, second in product("wbdfgklmnprst", "aeiou")]
    short = [*syllables, *map("".join, product(syllables, repeat=2))]
    words = [*short, *map("".join, islice(product(syllables, repeat=3), count - len(short)))]
    return [word + "," if rank % 10 == 9 else word for rank, word in enumerate(words)]


def _listing(number: int, random: Random, text: str) -> Listing:
    seen = _START + number * _APART
    label = random.choices(LABELS, cum_weights=(1, 2, 4, 20))[0]
    offer = label == "offer"
    return Listing(
        id=f"{random.getrandbits(128):032x}",
        platform="example",
        site="forum.example.com",
        kind="social",
        native_id=str(number),
        url=f"https://forum.example.com/posts/{number}",
        author=Author(f"seller_{int(random.paretovariate(0.5)) % 1_000_000}"),
        title=None,
        text=text,
        lang="en",
        created=seen,
        label=label,
        goods=("counterfeit_pill",) if offer else (),
        score=round(random.random(), 4),
        hit=offer,
        mentions=(Mention("drug", text[:5], 0, 5, "oxycodone", "bench"),) if offer else (),
        reasons=(Reason(text[:5], 1.5),) if offer else (),
        model="none",
        first_seen=seen,
        last_seen=seen,
        checked=seen,
        source="example",
        policy="example",
    )
