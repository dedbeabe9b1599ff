"""From the ledger to the things that several accounts share, in an order that depends on nothing but the offers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from index.sellers.account import Account
from index.sellers.ledger import Ledger, Offer
from index.sellers.marks import HANDLE, STEM, TEXT, form_of, name_in
from index.sellers.names import bare, one_letter_off, rarity, stem
from index.sellers.weights import Form, Weights

_NOBODY, _SEVERAL = -1, -2


@dataclass(slots=True)
class Holding:
    """How one account shows a mark: in how many offers, and (minute, id) of the earliest."""

    count: int = 0
    earliest: list[tuple[int, str]] = field(default_factory=list)

    def note(self, dated: int, listing_id: str, keep: int) -> None:
        """One more offer."""
        self.count += 1
        self._keep((dated, listing_id), keep)

    def take(self, other: "Holding", keep: int) -> None:
        """All offers of another holding too."""
        self.count += other.count
        for entry in other.earliest:
            self._keep(entry, keep)

    def _keep(self, entry: tuple[int, str], keep: int) -> None:
        full = len(self.earliest) == keep and entry > self.earliest[-1]
        if not full and entry not in self.earliest:
            self.earliest = sorted((*self.earliest, entry))[:keep]


@dataclass(slots=True)
class Standing:
    """An account with offers. Minutes are of the year 1; `classes` counts offers that name a contact or a payment."""

    account: Account
    spelling: str
    first_seen: int
    first: int
    last: int
    offers: Holding
    classes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Shared:
    """A mark of two accounts or more, by their place in `Tables.standings`.

    `family` is one for marks that are one and the same fact seen twice, such as a contact and the handle in it;
    only the weightiest of a family counts. `shown` is what people read.
    """

    mark: str
    shown: str
    form: Form
    base: float
    focus: float
    family: str
    holders: Mapping[int, Holding]


@dataclass(frozen=True, slots=True)
class Tables:
    """All accounts with offers in the order of their names, and all shared marks in the order of theirs."""

    standings: tuple[Standing, ...]
    shared: tuple[Shared, ...]


def tables(ledger: Ledger) -> Tables:
    """What the ledger holds now."""
    return _Builder(ledger).tables()


class _Builder:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._weights: Weights = ledger.weights
        self._forms = [form_of(mark, ledger.weights) for mark in ledger.marks]
        self._names = [name_in(mark, ledger.weights) for mark in ledger.marks]
        self._standings = self._standing()
        order = sorted(self._standings, key=lambda number: ledger.accounts[number])
        self._place = {number: place for place, number in enumerate(order)}
        self._sorted = tuple(self._standings[number] for number in order)
        self._owners: Mapping[str, int] = {
            f"{one.account.platform}:{one.account.handle}": place for place, one in enumerate(self._sorted)
        }
        """Accounts by the contact that reaches them: `telegram:foo` reaches the account `foo` of telegram."""
        self._first = self._first_holders()

    def tables(self) -> Tables:
        derived = self._derived()
        wanted = {number for number, holder in enumerate(self._first) if holder == _SEVERAL}
        wanted |= {mark for sources in derived.values() for mark in sources if mark >= 0}
        holdings, shortest = self._holdings(wanted)
        found: list[Shared] = []
        for number, holders in holdings.items():
            mark = self._ledger.marks[number]
            owner = self._owners.get(mark)
            if owner is not None and owner not in holders:
                holders = {**holders, owner: self._sorted[owner].offers}
            self._file(found, mark, self._forms[number], holders, shortest.get(number, 0))
        for mark, sources in derived.items():
            form: Form = "handle" if mark.startswith(HANDLE) else "similar_handle"
            self._file(found, mark, form, self._merged(sources, holdings), 0)
        return Tables(self._sorted, tuple(sorted(found, key=lambda one: one.mark)))

    def _standing(self) -> dict[int, Standing]:
        found: dict[int, Standing] = {}
        for offer in self._ledger.offers():
            one = found.get(offer.account)
            if one is None:
                account = self._ledger.accounts[offer.account]
                spelling = self._ledger.spelling(offer.account)
                one = Standing(account, spelling, offer.first_seen, offer.dated, offer.dated, Holding(), {})
                found[offer.account] = one
            one.first_seen = min(one.first_seen, offer.first_seen)
            one.first, one.last = min(one.first, offer.dated), max(one.last, offer.dated)
            one.offers.note(offer.dated, offer.id, self._weights.evidence)
            for group in self._classes(offer):
                one.classes[group] = one.classes.get(group, 0) + 1
        return found

    def _classes(self, offer: Offer) -> set[str]:
        forms = self._weights.forms
        return {group for number in offer.marks if (group := forms[self._forms[number]].group)}

    def _first_holders(self) -> list[int]:
        """For each mark its one holder, or that it has none or several; the account that a contact reaches holds it."""
        first = [_NOBODY] * len(self._ledger.marks)
        for offer in self._ledger.offers():
            account = self._place[offer.account]
            for number in offer.marks:
                if first[number] == _NOBODY:
                    first[number] = self._owners.get(self._ledger.marks[number], account)
                if first[number] != account:
                    first[number] = _SEVERAL
        return first

    def _derived(self) -> dict[str, tuple[int, ...]]:
        """Marks made of handles: each with the marks (0 and up) and accounts (-1 and down) that it stands for."""
        by_name: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self._sorted):
            if one.account.handle != one.account.site and (name := bare(one.account.handle)):
                by_name[name].append(-1 - place)
        for number, contact in enumerate(self._names):
            if contact and self._first[number] != _NOBODY:
                by_name[bare(contact)].append(number)
        return dict(self._handles(by_name))

    def _handles(self, by_name: Mapping[str, list[int]]) -> Iterator[tuple[str, tuple[int, ...]]]:
        by_stem: dict[str, list[str]] = defaultdict(list)
        for name, sources in by_name.items():
            if rarity(name, self._weights) <= 0:
                continue
            if len(sources) > 1:
                yield HANDLE + name, tuple(sources)
            by_stem[stem(name, self._weights)].append(name)
        for root, names in by_stem.items():
            if root and len(names) > 1:
                yield STEM + root, tuple(source for name in names for source in by_name[name])
        for first, second in one_letter_off(by_name, self._weights):
            if stem(first, self._weights) != stem(second, self._weights):
                yield f"{STEM}{first}~{second}", (*by_name[first], *by_name[second])

    def _holdings(self, wanted: set[int]) -> tuple[dict[int, dict[int, Holding]], dict[int, int]]:
        """Who holds each wanted mark, and the fewest words of a text that carries it."""
        holdings: dict[int, dict[int, Holding]] = {number: {} for number in wanted}
        shortest: dict[int, int] = {}
        for offer in self._ledger.offers():
            account = self._place[offer.account]
            for number in offer.marks:
                if number in holdings:
                    holdings[number].setdefault(account, Holding()).note(offer.dated, offer.id, self._weights.evidence)
                    shortest[number] = min(offer.words, shortest.get(number, offer.words))
        return holdings, shortest

    def _merged(self, sources: Iterable[int], holdings: Mapping[int, Mapping[int, Holding]]) -> dict[int, Holding]:
        merged: dict[int, Holding] = {}
        for source in sources:
            held = holdings[source] if source >= 0 else {-1 - source: self._sorted[-1 - source].offers}
            for account, holding in held.items():
                merged.setdefault(account, Holding()).take(holding, self._weights.evidence)
        return merged

    def _file(self, found: list[Shared], mark: str, form: Form, holders: Mapping[int, Holding], words: int) -> None:
        if len(holders) < 2:
            return
        name = mark.removeprefix(HANDLE).removeprefix(STEM)
        base = self._base(form, name, words)
        if base > 0:
            shown = name if form in ("handle", "similar_handle") else mark.removeprefix(TEXT)
            focus, family = self._focus(form, holders), self._family(form, mark, name)
            found.append(Shared(mark, shown, form, base, focus, family, dict(sorted(holders.items()))))

    def _base(self, form: Form, name: str, words: int) -> float:
        base = self._weights.forms[form].base
        if form == "text":
            return self._weights.text_base(words)
        if form in ("handle", "similar_handle"):
            rare = min(rarity(part, self._weights) for part in name.split("~"))
            return min(base, rare * self._weights.letters.each * base / self._weights.forms["handle"].base)
        return base

    def _focus(self, form: Form, holders: Mapping[int, Holding]) -> float:
        group = self._weights.forms[form].group
        if group is None:
            return 1.0
        shares = (
            min(1.0, holding.count / self._sorted[account].classes.get(group, holding.count))
            for account, holding in sorted(holders.items())
        )
        return sum(shares) / len(holders)

    def _family(self, form: Form, mark: str, name: str) -> str:
        if form == "messenger":
            name = bare(name_in(mark, self._weights) or "")
        elif form not in ("handle", "similar_handle"):
            return mark
        root = stem(name.partition("~")[0], self._weights)
        return f"name:{root}" if root else mark
