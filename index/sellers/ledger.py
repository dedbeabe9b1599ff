"""The ledger: what of every offer counts for sellers, in about 250 bytes each."""

import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from index.fields import microseconds
from index.listing import Listing
from index.sellers.account import Account, account_of, spelling_of
from index.sellers.marks import contact_marks, text_mark, word_count
from index.sellers.weights import Weights

_MINUTE = 60_000_000
_HEAD = struct.Struct("<IIIH")
_MOST_WORDS = 65_535


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer: `account` and `marks` are numbers of this ledger, times are minutes since the year 1."""

    id: str
    account: int
    first_seen: int
    dated: int
    words: int
    marks: tuple[int, ...]


@dataclass(slots=True)
class Ledger:
    """Offers by id. The order in which they were added, and how many at a time, makes no difference.

    Adding a listing again replaces what was known of it, so that an edit counts; one that is no offer any more,
    or names nobody, is taken out.
    """

    weights: Weights
    accounts: list[Account] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    spellings: dict[int, str] = field(default_factory=dict)
    _accounts: dict[Account, int] = field(default_factory=dict)
    _marks: dict[str, int] = field(default_factory=dict)
    _offers: dict[str, bytes] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._offers)

    def add(self, listings: Iterable[Listing]) -> None:
        """Take these listings in."""
        for listing in listings:
            account = account_of(listing) if listing.label == "offer" else None
            if account is None:
                self._offers.pop(listing.id, None)
            else:
                self._offers[listing.id] = self._packed(listing, account)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these; unknown ids are left out."""
        for listing_id in ids:
            self._offers.pop(listing_id, None)

    def offers(self) -> Iterator[Offer]:
        """Every offer, in no order that means anything."""
        for listing_id, packed in self._offers.items():
            account, first_seen, dated, words = _HEAD.unpack_from(packed)
            marks = struct.unpack_from(f"<{(len(packed) - _HEAD.size) // 4}I", packed, _HEAD.size)
            yield Offer(listing_id, account, first_seen, dated, words, marks)

    def ids_of(self, accounts: Collection[Account]) -> list[str]:
        """The ids of these accounts' offers, in order."""
        numbers = {number for account in accounts if (number := self._accounts.get(account)) is not None}
        return sorted(offer.id for offer in self.offers() if offer.account in numbers)

    def spelling(self, account: int) -> str:
        """The handle as the platform writes it; of several spellings the first in the order of characters."""
        return self.spellings.get(account, self.accounts[account].handle)

    def _packed(self, listing: Listing, account: Account) -> bytes:
        words = min(word_count(listing), _MOST_WORDS)
        text = text_mark(listing, words, self.weights)
        marks = [self._marked(mark) for mark in (*contact_marks(listing), *((text,) if text else ()))]
        seen, dated = (microseconds(time) // _MINUTE for time in (listing.first_seen, listing.dated))
        head = _HEAD.pack(self._named(account, spelling_of(listing)), seen, dated, words)
        return head + struct.pack(f"<{len(marks)}I", *marks)

    def _named(self, account: Account, spelling: str) -> int:
        number = self._accounts.setdefault(account, len(self.accounts))
        if number == len(self.accounts):
            self.accounts.append(account)
        if spelling != account.handle and spelling < self.spellings.get(number, spelling + "\0"):
            self.spellings[number] = spelling
        return number

    def _marked(self, mark: str) -> int:
        number = self._marks.setdefault(mark, len(self.marks))
        if number == len(self.marks):
            self.marks.append(mark)
        return number
