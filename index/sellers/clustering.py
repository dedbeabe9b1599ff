"""Joining accounts into sellers: the strongest ties first, nothing against a person's word."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from index.sellers.account import Account
from index.sellers.decisions import Decision, standing
from index.sellers.groups import Groups
from index.sellers.holders import Tables
from index.sellers.weights import Weights

_Tie = tuple[float, int]
"""A weight and the place of what is shared in `Tables.shared`."""


@dataclass(frozen=True, slots=True)
class Tied:
    """What ties two groups, by a member of each: the sum of the weights and the things shared, heaviest first."""

    weight: float
    one: int
    other: int
    shared: tuple[int, ...]


@dataclass(slots=True)
class Clustering:
    """`weights` has what each shared thing weighed when it was last judged; `refused` ties that would have joined
    two groups and did not, each with the reason; `possible` ties that are worth a look."""

    tables: Tables
    groups: Groups
    decisions: tuple[tuple[int, int, Decision], ...]
    weights: dict[int, float] = field(default_factory=dict)
    refused: list[tuple[Tied, str]] = field(default_factory=list)
    possible: list[Tied] = field(default_factory=list)


def clustered(tables: Tables, decisions: Sequence[Decision], weights: Weights) -> Clustering:
    """The sellers. The same offers and decisions give the same answer, whatever came first.

    Rounds: every shared thing is weighed by how many groups hold it now; what two groups share is summed; ties at or
    above the threshold join their groups, the heaviest first; until a round joins nothing. A tie that would bring
    two accounts together that a person parted is not used: since heavier ties go first, the weakest on the way
    between the two is the one that is cut.
    """
    known = {one.account: place for place, one in enumerate(tables.standings)}
    decided = tuple(_places(standing(decisions), known))
    groups = Groups(len(tables.standings), ((a, b) for a, b, one in decided if one.action == "reject"))
    found = Clustering(tables, groups, decided)
    for a, b, one in reversed(decided):
        first, second = groups.of(a), groups.of(b)
        if one.action == "accept" and first != second and not groups.are_apart(first, second):
            groups.join(first, second)
    while True:
        ties = _ties(found, weights)
        if not _join(found, [tie for tie in ties if tie.weight >= weights.threshold], weights):
            found.possible = [tie for tie in ties if weights.possible <= tie.weight < weights.threshold]
            return found


def _places(decisions: Sequence[Decision], known: dict[Account, int]) -> list[tuple[int, int, Decision]]:
    """Decisions on accounts that have offers; one account cannot be parted from itself."""
    places = ((known.get(one.a), known.get(one.b), one) for one in decisions)
    return [(a, b, one) for a, b, one in places if a is not None and b is not None and a != b]


def _ties(found: Clustering, weights: Weights) -> list[Tied]:
    sums: dict[tuple[int, int], dict[str, _Tie]] = defaultdict(dict)
    for place, shared in enumerate(found.tables.shared):
        groups = sorted({found.groups.of(account) for account in shared.holders})
        if len(groups) < 2:
            continue
        weight = weights.weight(shared.form, shared.base, len(groups), shared.focus)
        found.weights[place] = weight
        for pair in combinations(groups, 2) if weight > 0 else ():
            families = sums[pair]
            families[shared.family] = max((weight, -place), families.get(shared.family, (0.0, 0)))
    reachable = {found.groups.of(at) for at, one in enumerate(found.tables.standings) if one.classes}
    ties = (_tied(pair, families, found.tables, weights, reachable) for pair, families in sums.items())
    return sorted(ties, key=lambda tie: (-tie.weight, tie.one, tie.other))


def _tied(
    pair: tuple[int, int], families: dict[str, _Tie], tables: Tables, weights: Weights, reachable: set[int]
) -> Tied:
    """The sum; copied texts count less where both sides name contacts (`reachable`) and share none of them."""
    places = [-place for _, place in families.values()]
    shares_contact = any(weights.forms[tables.shared[place].form].group for place in places)
    rivals = not shares_contact and reachable.issuperset(pair)
    heaviest = sorted(
        (
            (weight * (weights.rival if rivals and tables.shared[-place].form == "text" else 1.0), place)
            for weight, place in families.values()
        ),
        reverse=True,
    )
    return Tied(round(sum(weight for weight, _ in heaviest), 6), *pair, tuple(-place for _, place in heaviest))


def _join(found: Clustering, ties: list[Tied], weights: Weights) -> int:
    """Join what these ties tie; gives the number of joins."""
    groups = found.groups
    found.refused = []
    joins = 0
    for tie in ties:
        one, other = groups.of(tie.one), groups.of(tie.other)
        if one == other:
            continue
        if groups.are_apart(one, other):
            found.refused.append((tie, "a person wants two of the accounts apart"))
        elif min(groups.size(one), groups.size(other)) >= weights.big and tie.weight < weights.bridge:
            found.refused.append((tie, f"two big groups need {weights.bridge:g}, and this is all they share"))
        else:
            groups.join(one, other)
            joins += 1
    return joins
