"""Marks: what an offer shows that another account of the same seller may show too."""

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Literal

from index.listing import Listing
from index.sellers.weights import Form, Weights
from nlp.contacts import ADDRESSEE
from nlp.tokens import search_words

LinkKind = Literal["phone", "contact", "wallet", "text", "handle", "similar handle", "accepted"]

_COINS = frozenset({"bitcoin", "usdt-trc20", "ethereum", "monero"})
_NUMBER = re.compile(r"(?:whatsapp|phone):\+?(\d{7,15})|(\+\d{7,15})")
_WORDS = re.compile(r"[\W_\d]+")
_SESSION = "session:"
_LEFT_OUT = frozenset({"contact", "payment", "price", "quantity", "place"})
"""Mentions that copies of a text change."""

_KINDS: dict[Form, LinkKind] = {
    "phone": "phone",
    "toll_free": "phone",
    "wallet": "wallet",
    "cashtag": "wallet",
    "handle": "handle",
    "similar_handle": "similar handle",
    "text": "text",
}
TEXT, HANDLE, STEM = "text:", "handle:", "handle~"


def contact_marks(listing: Listing) -> Iterator[str]:
    """The contacts, telephones, wallets and cashtags of a listing, each once, in their standard form; not whom it
    answers."""
    named = (
        mark_of(mention.value)
        for mention in listing.mentions
        if (mention.kind == "contact" and mention.rule != ADDRESSEE)
        or (mention.kind == "payment" and not mention.rule.startswith("payments/"))
    )
    yield from dict.fromkeys(named)


def mark_of(value: str) -> str:
    """A contact's standard form: a WhatsApp number is the telephone it is."""
    number = _NUMBER.fullmatch(value)
    return f"phone:+{(number[1] or number[2]).lstrip('+')}" if number else value


def text_mark(listing: Listing, words: int, weights: Weights) -> str | None:
    """The mark of near-identical text: the listing's `near_key`, or else a digest of what is left of a long text."""
    if listing.near_key:
        return TEXT + listing.near_key
    if words < weights.own_digest:
        return None
    kept = " ".join(word for word in search_words(_masked(listing)) if word.isalpha())
    return TEXT + blake2b(kept.encode(), digest_size=12).hexdigest()


def word_count(listing: Listing) -> int:
    """The words of title and text, as white space parts them."""
    return len(listing.text.split()) + len((listing.title or "").split())


def form_of(mark: str, weights: Weights) -> Form:
    """What sort of mark it is."""
    app, _, name = mark.partition(":")
    if mark.startswith("$"):
        return "cashtag"
    if app == "phone":
        return "toll_free" if name.startswith(weights.toll_free) else "phone"
    if app in _COINS:
        return "wallet"
    if app == "text":
        return "text"
    if app == "handle":
        return "handle"
    if mark.startswith(STEM):
        return "similar_handle"
    if (app == "telegram" and name.startswith("+")) or (app == "whatsapp" and not name.isdigit()):
        return "invite"
    if _is_public(name.partition("@")[0], weights):
        return "public_name"
    return "email" if app == "email" else "messenger"


def name_in(mark: str, weights: Weights) -> str | None:
    """The handle that a messenger's contact gives; None for every other mark."""
    if form_of(mark, weights) != "messenger" or mark.startswith(_SESSION) or ":" not in mark:
        return None
    return mark.partition(":")[2].lower() or None


def kind_of(form: Form) -> LinkKind:
    """The word for a link by such a mark."""
    return _KINDS.get(form, "contact")


def _is_public(name: str, weights: Weights) -> bool:
    words = [word for word in _WORDS.split(name.lower()) if word]
    return any(word in weights.public_words for word in words) or name.lower().endswith(("bot", "support", "helpdesk"))


def _masked(listing: Listing) -> str:
    whole = f"{listing.title}\n{listing.text}" if listing.title else listing.text
    at, pieces = 0, []
    for mention in sorted(listing.mentions, key=lambda one: one.start):
        if mention.kind in _LEFT_OUT and mention.start >= at:
            pieces.append(whole[at : mention.start])
            at = mention.end
    return " ".join((*pieces, whole[at:]))
