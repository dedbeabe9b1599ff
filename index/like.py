"""More like this: the words of one listing, most of which another must share a part of."""

from index.fields import key
from index.listing import Listing
from index.query import AnyOf, Clause, Keyed, Node, Not, QueryError
from index.words import words_of

WORDS = 16
"""Words that are looked for: the longest, which are the rarest."""

SHARED = 4
"""One in so many of them must occur, and two at least."""

_SHORTEST = 4


def like(listing: Listing) -> tuple[Node, ...]:
    """Nodes that other listings match which share many of its words; to be ordered by relevance.

    Raises QueryError for a listing that has too few words.
    """
    whole = f"{listing.title}\n{listing.text}" if listing.title else listing.text
    words = {token.text for token in words_of(whole) if len(token.text) >= _SHORTEST or not token.text.isascii()}
    chosen = sorted(words, key=lambda word: (-len(word), word))[:WORDS]
    if len(chosen) < 2:
        raise QueryError("this listing has too few words to look for others like it")
    shared = max(2, -(-len(chosen) // SHARED))
    alike = AnyOf(tuple(Clause((word,)) for word in chosen), at_least=shared)
    return alike, Not(Keyed("keys", (key("id", listing.id),)))
