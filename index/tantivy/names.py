"""The handles and contacts of one store, to complete what somebody types."""

from bisect import bisect_left
from collections.abc import Callable
from heapq import nsmallest
from time import monotonic

import tantivy

_MOST = 100_000
"""Names of a kind that are kept, the most frequent: some megabytes."""

_FEW = 20_000
"""Fewer names than this are read anew whenever something was written, more once a while."""

_WHILE = 60.0
"""Seconds."""

_KINDS = ("handle:", "contact:")


class Names:
    """Read out of a state of the index when first asked for."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._state: tuple[int, int] | None = None
        self._read = 0.0
        self._sorted: list[str] = []
        self._numbers: dict[str, int] = {}

    def beginning(self, searcher: tantivy.Searcher, text: str, count: int) -> list[str]:
        """The most frequent names that begin like this, ties by name."""
        state = (searcher.num_docs, searcher.num_segments)
        if self._state != state and (len(self._sorted) < _FEW or self._clock() > self._read + _WHILE):
            found = [pair for kind in _KINDS for pair in searcher.terms_with_prefix("keys", kind, limit=_MOST)]
            self._numbers = dict(found)
            self._sorted = sorted(self._numbers)
            self._state, self._read = state, self._clock()
        first = bisect_left(self._sorted, text)
        last = bisect_left(self._sorted, text + chr(0x10FFFF), lo=first)
        return nsmallest(count, self._sorted[first:last], key=lambda name: (-self._numbers[name], name))
