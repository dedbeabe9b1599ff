"""Which cluster of copies a post belongs to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from index.listing import Listing
from index.near.masking import word_number
from index.near.signature import Signature, bands, digest, signature, similarity

THRESHOLD = 0.55
"""Copies share at least this part of their shingles: chosen by `python -m bench.near`."""

Lookup = Callable[[Sequence[str]], Iterable[Listing]]
"""Stored listings that have one of these bands. The few oldest of each band are enough: of what was copied
thousands of times all are alike."""


def assign(listings: Sequence[Listing], lookup: Lookup) -> list[Listing]:
    """The listings, in order, each with its `near_key`: that of the most similar post, stored or in the same batch,
    which is a copy; its own where there is none; None where a text has no words. One lookup for all.

    A `near_key` that a listing has already stays. The order inside a batch does not matter. Between batches the
    copy that comes first names the cluster, and clusters are never united: but posts that say and name the same
    have the same key of their own, so that texts copied without a change never depend on the order.
    """
    posts = [_read(listing) for listing in listings]
    stored = lookup(sorted({band for post in posts if not post.key for band in post.bands}))
    known = _Known()
    for post in (*map(_read, stored), *posts):
        if post.key:
            known.add(post, post.key)
    keys: dict[int, str | None] = {}
    for at in sorted(range(len(posts)), key=lambda at: (listings[at].dated, listings[at].id)):
        post = posts[at]
        keys[at] = post.key or known.key_of_copy(post) or _own_key(post)
        if (key := keys[at]) and not post.key:
            known.add(post, key)
    return [replace(listing, near_key=keys[at]) for at, listing in enumerate(listings)]


def bands_of(listing: Listing) -> tuple[str, ...]:
    """What a store indexes of a listing to find it by; nothing while it belongs to no cluster."""
    return bands(signature(_whole(listing))) if listing.near_key else ()


@dataclass(frozen=True, slots=True)
class _Post:
    signature: Signature
    bands: tuple[str, ...]
    goods: frozenset[str]
    key: str | None


class _Known:
    """Posts with their keys, to be found by their bands; one of those that are alike in everything."""

    def __init__(self) -> None:
        self._by_band: dict[str, dict[tuple[Signature, frozenset[str], str], None]] = {}

    def add(self, post: _Post, key: str) -> None:
        for band in post.bands:
            self._by_band.setdefault(band, {})[post.signature, post.goods, key] = None

    def key_of_copy(self, post: _Post) -> str | None:
        """Of equally similar copies the one with the smallest key."""
        met = {one for band in post.bands for one in self._by_band.get(band, ())}
        rated = (
            (-similarity(post.signature, signature), key)
            for signature, goods, key in met
            if _same_goods(post.goods, goods)
        )
        best, key = min(rated, default=(0.0, ""))
        return key if -best >= THRESHOLD else None


def _read(listing: Listing) -> _Post:
    read = signature(_whole(listing))
    named = frozenset(mention.value for mention in listing.mentions if mention.kind in ("drug", "imprint"))
    return _Post(read, bands(read), named, listing.near_key)


def _whole(listing: Listing) -> str:
    return f"{listing.title}\n{listing.text}" if listing.title else listing.text


def _own_key(post: _Post) -> str | None:
    if not post.signature.shingles:
        return None
    return f"{digest([*sorted(post.signature.shingles), *sorted(map(word_number, post.goods))]):016x}"


def _same_goods(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether at least half of what the one names that names less is named by the other too.

    A shop's one page for each drug, and a seller's one text for many, are different offers: a search for one must
    not be answered by another. A price list that lost or gained something is the same.
    """
    return 2 * len(a & b) >= min(len(a), len(b))
