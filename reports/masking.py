"""Posts with everything that could lead to a person taken out: handles, contacts, telephones, wallets, links.

What the reading found is masked, and what patterns find in the text itself, read twice: with look-alike
and invisible characters undone, and with camouflage (`b l u e d 0 0 r`) undone too.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.listing import Listing
from nlp.contact import Contact
from nlp.contacts import contacts
from nlp.folding import FoldTable
from nlp.normalise import normalise
from nlp.wallets import is_cas
from reports.patterns import CAS, Kind, patterns

READ = 4_000
"""Code points of a post that are looked at; nothing beyond is shown."""
_MARGIN = 200
_SHORTEST_TERM = 3
_LONGEST_AMOUNT = 4
_GOODS = frozenset({"drug", "imprint", "dose", "quantity", "price", "form"})
_PRECEDENCE: tuple[Kind, ...] = ("number", "payment", "contact", "link")
_REGIONS = ("US", "MX")
_TABLE = FoldTable()

Span = tuple[int, int, Kind]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a post: text as posted, or, where `masked` names what was there, nothing of it."""

    text: str
    masked: Kind | None = None


@dataclass(frozen=True, slots=True)
class Masked:
    """A post's title and text without what could lead to a person."""

    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _View:
    """A plain form of a text and the way back."""

    text: str
    back: Callable[[int, int], tuple[int, int]]


def masked(listing: Listing, *, length: int) -> Masked:
    """Title and text, each cut to about `length` code points, never inside what is masked."""
    border = len(listing.title) + 1 if listing.title else 0
    whole = f"{listing.title}\n{listing.text}" if listing.title else listing.text
    spans = _merged([_widened(whole, span) for span in _spans(listing, whole[:READ])])
    end = len(whole) if len(whole) <= READ else READ - _MARGIN
    title = _pieces(whole, spans, 0, min(max(0, border - 1), end))
    return Masked(tuple(_cut(title, length)), tuple(_cut(_pieces(whole, spans, border, end), length)))


def _spans(listing: Listing, whole: str) -> Iterator[Span]:
    terms: dict[str, Kind] = dict.fromkeys(_own_names(listing), "contact")
    for mention in listing.mentions:
        if mention.kind == "contact" or (mention.kind == "payment" and mention.rule in ("cashtag", "wallet")):
            kind: Kind = "contact" if mention.kind == "contact" else "payment"
            terms |= {_term(mention.text): kind, _term(mention.value.partition(":")[2]): kind}
            yield mention.start, mention.end, kind
    for region in _REGIONS:
        for contact in contacts(whole, region=region):
            terms[_term(whole[contact.start : contact.end])] = _kind_of(contact)
            yield contact.start, contact.end, _kind_of(contact)
    goods = [(mention.start, mention.end) for mention in listing.mentions if mention.kind in _GOODS]
    views = (_folded(whole), _normalised(whole))
    for view in views:
        for start, end, kind in _found(view, goods):
            terms.setdefault(_term(view.text[start:end]), kind)
            yield *view.back(start, end), kind
    for view in views:
        for term, kind in terms.items():
            if len(term) >= _SHORTEST_TERM:
                for match in re.finditer(rf"(?<![^\W_]){re.escape(term)}(?![^\W_])", view.text):
                    yield *view.back(*match.span()), kind


def _own_names(listing: Listing) -> set[str]:
    """The author's own names and the shop's address, which a text may repeat."""
    author = listing.author
    names = [listing.site, *(((author.handle or ""), (author.name or "")) if author else ())]
    return {_term(name) for whole in names for name in (whole, whole.partition("@")[0])}


def _term(text: str) -> str:
    return _folded(text).text.strip(" \n\t@$#:./-")


def _kind_of(contact: Contact) -> Kind:
    if contact.rule.startswith("phone"):
        return "number"
    return "contact" if contact.kind == "contact" else "payment"


def _found(view: _View, goods: list[tuple[int, int]]) -> Iterator[Span]:
    """`goods` are goods, doses and prices of the original: words with digits that are nobody's name."""
    known = patterns()
    for kind, pattern in known.always:
        yield from ((*match.span(), kind) for match in pattern.finditer(view.text))
    without_cas = CAS.sub(lambda match: "x" * len(match[0]) if is_cas(match[0]) else match[0], view.text)
    for pattern in known.numbers:
        yield from ((*match.span(), "number") for match in pattern.finditer(without_cas))
    for pattern in known.names:
        for match in pattern.finditer(view.text):
            for group in pattern.groupindex:
                if match[group] and match[group] not in known.stop_words and not _is_amount(match[group]):
                    yield *match.span(group), "contact"
    for pattern in known.unless_goods:
        for match in pattern.finditer(view.text):
            start, end = view.back(*match.span())
            if not any(start < high and low < end for low, high in goods):
                yield *match.span(), "contact"


def _is_amount(word: str) -> bool:
    return word.isdecimal() and len(word) <= _LONGEST_AMOUNT


def _folded(text: str) -> _View:
    folded = [_TABLE[char] for char in text]
    origins = [at for at, chars in enumerate(folded) for _ in chars]
    return _View("".join(folded), lambda start, end: (origins[start], origins[end - 1] + 1))


def _normalised(text: str) -> _View:
    plain = normalise(text)
    return _View(plain.text, plain.span)


def _widened(text: str, span: Span) -> Span:
    """To whole words, with the invisible characters behind them, so that no rest of a name stays."""
    start, end, kind = max(0, span[0]), min(len(text), span[1]), span[2]
    while 0 < start < end and _inside(text[start - 1]) and _inside(text[start]):
        start -= 1
    while 0 < end < len(text) and ((_inside(text[end]) and _inside(text[end - 1])) or not _TABLE[text[end]]):
        end += 1
    return start, end, kind


def _inside(char: str) -> bool:
    return char.isalnum() or char == "_"


def _merged(spans: list[Span]) -> list[Span]:
    result: list[Span] = []
    for start, end, kind in sorted(span for span in spans if span[0] < span[1]):
        if result and start <= result[-1][1]:
            low, high, other = result[-1]
            result[-1] = (low, max(end, high), min(kind, other, key=_PRECEDENCE.index))
        else:
            result.append((start, end, kind))
    return result


def _pieces(whole: str, spans: list[Span], low: int, high: int) -> Iterator[Piece]:
    at = low
    for start, end, kind in spans:
        if low < end and start < high:
            if start > at:
                yield Piece(whole[at:start])
            yield Piece("", kind)
            at = max(at, end)
    if at < high:
        yield Piece(whole[at:high])


def _cut(pieces: Iterator[Piece], length: int) -> Iterator[Piece]:
    """What is masked counts as one code point; text ends with a whole word where it has one."""
    left = length
    for piece in pieces:
        if left <= 0:
            yield Piece(" …")
            return
        if len(piece.text) > left:
            head = piece.text[:left]
            yield Piece((head.rsplit(None, 1)[0] if head.strip() else "").rstrip() + " …")
            return
        yield piece
        left -= max(len(piece.text), 1)
