"""Offers of invented accounts, and who ends up with whom."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from index.listing import Author, Listing
from index.sellers import Account, Decision, Ledger, Sellers, find_sellers, load_weights
from index.sellers.decisions import Action
from nlp.reading import Mention
from tests.index.sample import NOON, listing

Found = set[frozenset[str]]


def offer(number: int, account: str, *values: str, **fields: Any) -> Listing:
    """An offer by `platform/handle` that names these contacts (payments where they begin with a coin or `$`)."""
    platform, _, handle = account.partition("/")
    at = NOON + timedelta(minutes=number)
    given: dict[str, Any] = {"site": "", "text": f"pills number {number}", "created": at, "at": at, **fields}
    given.setdefault("mentions", tuple(named(value) for value in values))
    return listing(f"{number:032x}", platform=platform, author=Author(handle), **given)


def named(value: str) -> Mention:
    is_payment = value.startswith(("$", "bitcoin:"))
    return Mention("payment" if is_payment else "contact", value, 0, 0, value, "wallet")


def found(listings: Iterable[Listing], decisions: Sequence[Decision] = ()) -> Sellers:
    ledger = Ledger(load_weights())
    ledger.add(listings)
    return find_sellers(ledger, decisions)


def together(sellers: Iterable[Any]) -> Found:
    """The clusters of more than one account, by name."""
    return {frozenset(member.name for member in seller.members) for seller in sellers if len(seller.members) > 1}


def decided(action: Action, a: str, b: str, *, at: datetime = NOON) -> Decision:
    return Decision(time=at, action=action, a=account(a), b=account(b), by="Ann", why="seen at the stall")


def account(name: str) -> Account:
    platform, _, handle = name.partition("/")
    return Account(platform, handle)
