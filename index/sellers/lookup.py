"""Finding an account by what a person types."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.access import EVERYTHING
from index.listing import Listing
from index.query import Query
from index.sellers.account import Account, account_of
from index.store import SearchStore


def accounts_of(listings: Iterable[Listing]) -> set[Account]:
    """The accounts behind these listings."""
    return {account for listing in listings if (account := account_of(listing)) is not None}


def accounts_named(store: SearchStore, name: str) -> list[Account]:
    """The accounts with an offer that `platform/handle` or `platform/handle@site` names: several where a handle is
    on several sites, none where nobody has it. Raises ValueError for a name of another form."""
    platform, _, handle = name.strip().partition("/")
    handle = handle.lower().lstrip("@")
    if not (platform and handle):
        raise ValueError("expected PLATFORM/HANDLE")
    owner, _, site = handle.rpartition("@")
    queries = _queries(platform, handle, owner, site)
    found = accounts_of(listing for query in queries for listing in store.scan(query))
    whole = sorted(one for one in found if one.handle == handle)
    return whole or sorted(one for one in found if (one.handle, one.site) == (owner, site))


def _queries(platform: str, handle: str, owner: str, site: str) -> Iterator[Query]:
    offers = Query(access=EVERYTHING, label=("offer",), platform=(platform,))
    yield replace(offers, handle=(handle, f"@{handle}"))
    yield replace(offers, site=(handle,), kind=("shop",))
    if owner and site:
        yield replace(offers, handle=(owner, f"@{owner}"), site=(site,))
