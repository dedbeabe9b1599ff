"""Sellers as people and other programs get them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations

from index.sellers.account import Account, ambiguous
from index.sellers.clustering import Clustering
from index.sellers.holders import Shared, Standing
from index.sellers.marks import LinkKind, kind_of
from index.sellers.weights import Weights

_ALL_PAIRS = 8
"""Of more holders than this, each is linked to the earliest alone."""

_START = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Member:
    """One account of a seller. `handle` is as the platform writes it, with `@site` where several sites have it."""

    platform: str
    handle: str
    account: Account
    offers: int
    first: datetime
    last: datetime

    @property
    def name(self) -> str:
        """`platform/handle`."""
        return f"{self.platform}/{self.handle}"


@dataclass(frozen=True, slots=True)
class Link:
    """What two members share. `a` and `b` are `platform/handle`, `weight` is log-odds (weights.yml), `date` is when
    the later of the two first showed it, `evidence` the earliest listings of a and of b that do."""

    a: str
    b: str
    kind: LinkKind
    value: str
    weight: float
    date: datetime
    evidence: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Unjoined:
    """Something that ties this seller to others and does not join them; `why` says so in words."""

    value: str
    kind: LinkKind
    weight: float
    others: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Seller:
    """A cluster of accounts.

    `id` is made of the account that was captured first. So new posts leave it alone; where two sellers become one,
    the older id stays, and where one is parted, the id stays with that account. Every id that ever was belongs to
    an account and still finds it (`Sellers.find`).
    """

    id: str
    members: tuple[Member, ...]
    links: tuple[Link, ...]
    offers: int
    first: datetime
    last: datetime


class Sellers:
    """All sellers of one clustering, those with most accounts first, then with most offers."""

    def __init__(self, clustering: Clustering, weights: Weights) -> None:
        self._clustering = clustering
        self._weights = weights
        self._groups = clustering.groups
        standings = clustering.tables.standings
        self._twice = ambiguous(one.account for one in standings)
        self._inside: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        for place, shared in enumerate(clustering.tables.shared):
            together: dict[int, list[int]] = defaultdict(list)
            for account in shared.holders:
                together[self._groups.of(account)].append(account)
            for group, accounts in together.items():
                if len(accounts) > 1:
                    self._inside[group].append((place, tuple(accounts)))

    def __iter__(self) -> Iterator[Seller]:
        groups = {self._groups.of(account) for account in range(len(self._clustering.tables.standings))}
        for group in sorted(groups, key=lambda one: (-self._groups.size(one), -self._offers(one), one)):
            yield self._seller(group)

    def find(self, wanted: str) -> Seller | None:
        """The seller by its id, by the id it had before a merge, or by `platform/handle` of an account."""
        for place, one in enumerate(self._clustering.tables.standings):
            if wanted == one.account.digest or wanted.casefold() == self._member(one).name.casefold():
                return self._seller(self._groups.of(place))
        return None

    def unjoined(self, seller: Seller) -> list[Unjoined]:
        """What was set aside, refused, or is worth a look, of this seller, heaviest first."""
        mine = {member.account for member in seller.members}
        places = [at for at, one in enumerate(self._clustering.tables.standings) if one.account in mine]
        group = self._groups.of(places[0])
        ties = [(tie, why) for tie, why in self._clustering.refused if group in self._ends(tie.one, tie.other)]
        for tie in self._clustering.possible:
            if group in self._ends(tie.one, tie.other) and not self._groups.are_apart(*self._ends(tie.one, tie.other)):
                ties.append((tie, "worth a look: not enough to join them"))
        found = []
        for tie, why in ties:
            first, second = self._ends(tie.one, tie.other)
            shared = self._clustering.tables.shared[tie.shared[0]]
            others = self._names(self._groups.inside(second if first == group else first))
            found.append(Unjoined(shared.shown, kind_of(shared.form), tie.weight, others, why))
        found += self._set_aside(places)
        return sorted(found, key=lambda one: (-one.weight, one.kind, one.value, one.others))

    def _set_aside(self, places: Iterable[int]) -> Iterator[Unjoined]:
        mine = set(places)
        for place, shared in enumerate(self._clustering.tables.shared):
            if self._clustering.weights.get(place) != 0 or shared.form == "similar_handle":
                continue
            groups = {self._groups.of(account) for account in shared.holders}
            if len(groups) > 1 and mine & shared.holders.keys():
                others = [account for account in shared.holders if account not in mine]
                why = f"set aside: {len(groups)} sellers have it whom nothing else joins"
                yield Unjoined(shared.shown, kind_of(shared.form), 0.0, self._names(others), why)

    def _ends(self, one: int, other: int) -> tuple[int, int]:
        return self._groups.of(one), self._groups.of(other)

    def _names(self, accounts: Iterable[int]) -> tuple[str, ...]:
        return tuple(self._member(self._clustering.tables.standings[one]).name for one in sorted(accounts))

    def _offers(self, group: int) -> int:
        return sum(self._clustering.tables.standings[one].offers.count for one in self._groups.inside(group))

    def _seller(self, group: int) -> Seller:
        accounts = sorted(self._groups.inside(group))
        standings = [self._clustering.tables.standings[one] for one in accounts]
        oldest = min(standings, key=lambda one: (one.first_seen, one.account))
        members = tuple(self._member(one) for one in standings)
        return Seller(
            id=oldest.account.digest,
            members=members,
            links=tuple(self._links(group, dict(zip(accounts, members, strict=True)))),
            offers=sum(member.offers for member in members),
            first=min(member.first for member in members),
            last=max(member.last for member in members),
        )

    def _member(self, one: Standing) -> Member:
        account = one.account
        several = (account.platform, account.handle) in self._twice and account.handle != account.site
        handle = f"{one.spelling}@{account.site}" if several else one.spelling
        return Member(account.platform, handle, account, one.offers.count, _time(one.first), _time(one.last))

    def _links(self, group: int, members: dict[int, Member]) -> list[Link]:
        heaviest: dict[tuple[int, int, str], Link] = {}
        for place, accounts in self._inside.get(group, ()):
            shared = self._clustering.tables.shared[place]
            weight = self._clustering.weights.get(place)
            if weight is None:
                weight = self._weights.weight(shared.form, shared.base, 1, shared.focus)
            for a, b in _pairs(shared, accounts) if weight > 0 else ():
                old = heaviest.get((a, b, shared.family))
                if old is None or weight > old.weight:
                    heaviest[a, b, shared.family] = _link(shared, a, b, members, weight)
        links = [*heaviest.values(), *self._accepted(members)]
        return sorted(links, key=lambda link: (-link.weight, link.kind, link.value, link.a, link.b))

    def _accepted(self, members: dict[int, Member]) -> Iterator[Link]:
        for a, b, decision in self._clustering.decisions:
            if decision.action == "accept" and a in members and b in members:
                names = sorted((members[a].name, members[b].name))
                yield Link(
                    names[0], names[1], "accepted", decision.why, self._weights.accepted, decision.time, ((), ())
                )


def _pairs(shared: Shared, accounts: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    if len(accounts) <= _ALL_PAIRS:
        yield from combinations(accounts, 2)
        return
    first = min(accounts, key=lambda account: (shared.holders[account].earliest[0], account))
    yield from (tuple(sorted((first, account))) for account in accounts if account != first)  # type: ignore[misc]


def _link(shared: Shared, a: int, b: int, members: dict[int, Member], weight: float) -> Link:
    holdings = (shared.holders[a], shared.holders[b])
    evidence = tuple(tuple(listing for _, listing in holding.earliest) for holding in holdings)
    date = _time(max(holding.earliest[0][0] for holding in holdings))
    names = (members[a].name, members[b].name)
    return Link(*names, kind_of(shared.form), shared.shown, round(weight, 2), date, (evidence[0], evidence[1]))


def _time(minutes: int) -> datetime:
    return _START + timedelta(minutes=minutes)
