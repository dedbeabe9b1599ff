"""What the copies of a text have in common: its words without what is changed from one copy to the next."""

import re
from functools import lru_cache
from hashlib import blake2b

from nlp.places import place_words
from nlp.tokens import search_words

LONGEST = 20_000
"""Code points of a text that count: what lies beyond is not looked at, as in reading."""

_REMEMBERED = 65_536
_PLATFORM = "telegram|tele|tg|snap(?:chat)?|sc|wickr|whatsapp|insta(?:gram)?|ig|kik|signal|discord|session|cash ?app"
_ADDRESS = re.compile(
    r"(?i)(?:https?://|www\.)\S+"
    r"|(?<!\w)(?:t|wa|signal|threema|discord|instagram|snapchat)\.(?:me|dog|id|gg|com)/\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[a-z]{2,24}"
    r"|(?<!\w)[@$][a-z_][\w.]{2,40}"
)
_SIGNED = re.compile(r"(?<!\S)(?=\S*[@/$]|www\.)\S+")
"""What can hold an address: looking for one everywhere costs more than all the rest."""
_NAMED = re.compile(rf"(?i)(?<!\w)({_PLATFORM})\s*[:=>|]+\s*[\w.\-]{{3,40}}")
_UNITS = frozenset(
    {"mg", "mgs", "mcg", "g", "gr", "grs", "gram", "grams", "gramo", "gramos", "kg", "oz", "lb", "lbs", "k"}
    | {"usd", "dollar", "dollars", "buck", "bucks", "mxn", "peso", "pesos", "dlls", "dolares", "eur", "euro", "euros"}
)
"""They come and go with the numbers: 20, $20, 20 dlls."""


def kept_words(text: str) -> list[int]:
    """The 64-bit hashes of the words of a text, in order, without numbers, prices, units, handles, links, emoji
    and names of places; camouflage is undone.

    They are dropped and not replaced by a sign: a price list would be nothing but signs, and alike to every other.
    """
    bare = text[:LONGEST]
    bare = _SIGNED.sub(lambda chunk: _ADDRESS.sub(" ", chunk[0]), bare)
    if ":" in bare or "=" in bare or ">" in bare or "|" in bare:
        bare = _NAMED.sub(r"\1 ", bare)
    return [number for word in search_words(bare) if (number := _kept(word))]


def all_words(text: str) -> list[int]:
    """The 64-bit hashes of all words, numbers and emoji."""
    return [word_number(word) for word in search_words(text[:LONGEST])]


def word_number(word: str) -> int:
    """The 64-bit hash of a word, never 0."""
    return int.from_bytes(blake2b(word.encode(errors="replace"), digest_size=8).digest(), "little") | 1


@lru_cache(_REMEMBERED)
def _kept(word: str) -> int:
    """The hash of a word, never 0; 0 for one that is dropped."""
    dropped = not word[0].isalpha() or "_" in word or any(map(str.isdigit, word))
    return 0 if dropped or word in _UNITS or word in place_words() else word_number(word)
