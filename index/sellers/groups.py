"""Groups of accounts that only ever grow, and the pairs that a person wants apart."""

from collections import defaultdict
from collections.abc import Iterable


class Groups:
    """Accounts 0 to `count - 1`, at first each alone; a group's name is its smallest account."""

    def __init__(self, count: int, apart: Iterable[tuple[int, int]] = ()) -> None:
        self._parent = list(range(count))
        self.members: dict[int, list[int]] = {}
        self._apart: dict[int, set[int]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def of(self, account: int) -> int:
        """The name of its group."""
        root = account
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[account] != root:
            self._parent[account], account = root, self._parent[account]
        return root

    def inside(self, group: int) -> list[int]:
        """The accounts of the group of that name."""
        return self.members.get(group, [group])

    def size(self, group: int) -> int:
        """How many accounts it has."""
        return len(self.inside(group))

    def are_apart(self, one: int, other: int) -> bool:
        """Whether a person wants an account of the one group apart from an account of the other."""
        fewer, more = sorted((one, other), key=lambda group: len(self._apart.get(group, ())))
        return any(self.of(account) == more for account in self._apart.get(fewer, ()))

    def join(self, one: int, other: int) -> None:
        """Make one group of two."""
        first, second = sorted((one, other))
        self.members[first] = self.inside(first) + self.inside(second)
        self.members.pop(second, None)
        self._parent[second] = first
        if apart := self._apart.pop(second, None):
            self._apart[first] |= apart
