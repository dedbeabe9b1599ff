"""Accounts: who posted, as far as one platform can tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from index.fields import facet_key
from index.listing import Listing


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One name on one site. `site` is empty where the platform's handles are global; a shop's handle is its site."""

    platform: str
    handle: str
    site: str = ""

    @property
    def key(self) -> str:
        """One string for it, and for no other account."""
        return "\0".join((self.platform, self.handle, self.site))

    @property
    def digest(self) -> str:
        """The id of the seller whose oldest account this is: 16 hex digits."""
        return blake2b(self.key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def account_of(listing: Listing) -> Account | None:
    """Who offers this: a shop by its site, everybody else by handle in lower case; None where nobody is named."""
    if listing.kind == "shop":
        return Account(listing.platform, listing.site, listing.site) if listing.site else None
    handle = spelling_of(listing)
    return Account(listing.platform, facet_key("handle", handle), listing.site) if handle else None


def spelling_of(listing: Listing) -> str:
    """The account's name as the platform shows it; empty where nobody is named."""
    if listing.kind == "shop":
        return listing.site
    return ((listing.author.handle if listing.author else None) or "").strip().lstrip("@")


def ambiguous(accounts: Iterable[Account]) -> set[tuple[str, str]]:
    """The (platform, handle) pairs that several sites have: there a name needs its site (`handle@site`)."""
    seen: set[tuple[str, str]] = set()
    twice: set[tuple[str, str]] = set()
    for account in accounts:
        pair = (account.platform, account.handle)
        (twice if pair in seen else seen).add(pair)
    return twice
