"""The handles and contacts of one store, to complete what somebody types."""

from bisect import bisect_left
from collections.abc import Callable
from heapq import nsmallest
from itertools import islice
from time import monotonic

import tantivy

_MOST = 100_000
"""Names of a kind that are kept, the most frequent: some megabytes."""

_FEW = 20_000
"""Fewer names than this are read anew whenever something was written, more once a while."""

_WHILE = 60.0
"""Seconds."""

_PART = 100
"""Where more than one in so many names begin like this, some are soon met among the most frequent."""

_KINDS = ("handle:", "contact:")


class Names:
    """Read out of a state of the index when first asked for."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._state: tuple[int, int] | None = None
        self._read = 0.0
        self._sorted: list[str] = []
        self._frequent: list[str] = []
        self._numbers: dict[str, int] = {}

    def beginning(self, searcher: tantivy.Searcher, text: str, count: int) -> list[str]:
        """The most frequent names that begin like this, ties by name."""
        state = (searcher.num_docs, searcher.num_segments)
        if self._state != state and (len(self._sorted) < _FEW or self._clock() > self._read + _WHILE):
            found = [pair for kind in _KINDS for pair in searcher.terms_with_prefix("keys", kind, limit=_MOST)]
            self._numbers = dict(found)
            self._sorted = sorted(self._numbers)
            self._frequent = sorted(self._sorted, key=self._rank)
            self._state, self._read = state, self._clock()
        first = bisect_left(self._sorted, text)
        last = bisect_left(self._sorted, text + chr(0x10FFFF), lo=first)
        if last - first > len(self._sorted) // _PART:
            return list(islice((name for name in self._frequent if name.startswith(text)), count))
        return nsmallest(count, self._sorted[first:last], key=self._rank)

    def _rank(self, name: str) -> tuple[int, str]:
        return -self._numbers[name], name
