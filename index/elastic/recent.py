"""What this process wrote and searches cannot see yet."""

from collections.abc import Iterable
from threading import Lock

MOST = 50_000
"""Ids kept, some megabytes; then the indices are refreshed."""


class Recent:
    """The index of each listing that was written since the last refresh. Threads may share it."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[str, int]] = {}
        self._writes = 0
        self._seen = 0
        self._lock = Lock()

    def note(self, places: Iterable[tuple[str, str]]) -> None:
        """These ids were written to or deleted from these indices."""
        with self._lock:
            self._writes += 1
            self._places.update((listing_id, (index, self._writes)) for listing_id, index in places)

    def place(self, listing_id: str) -> str | None:
        """The index where this process wrote it last."""
        index, _ = self._places.get(listing_id, (None, 0))
        return index

    @property
    def is_full(self) -> bool:
        """Whether it is time for a refresh."""
        return len(self._places) >= MOST

    @property
    def is_unseen(self) -> bool:
        """Whether something waits for a refresh."""
        return self._writes > self._seen

    def mark(self) -> int:
        """To be asked before a refresh and given to `refreshed` after it: what others write meanwhile stays noted."""
        return self._writes

    def refreshed(self, mark: int) -> None:
        """A refresh that began at this mark made all before visible."""
        with self._lock:
            self._seen = max(self._seen, mark)
            for listing_id in [key for key, (_, write) in self._places.items() if write <= mark]:
                del self._places[listing_id]
