"""A run's way to the store: into the spool first, and from there whenever the store is up."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from index.access import EVERYTHING
from index.listing import Listing
from index.spool import Entry, Spool
from index.store import SearchStore, StoreDownError, StoreError

LIMIT = 64_000_000
"""Bytes that may wait in the spool of one run before the run waits for the store."""

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds that a run waits before each try when too much is in its spool; then it ends."""

LONGEST_PAUSE = 60.0
"""Seconds at most between two tries while the run goes on."""


@dataclass(slots=True)
class Outbox:
    """The store and the spool of one run. `monotonic` counts seconds; `sleep` is only used when too much waits.

    A store that is down is left alone for a while, longer after each failure. Any other StoreError is raised by
    every later `send`, for waiting will not mend it; what was given is in the spool all the same.
    """

    store: SearchStore
    spool: Spool
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _pause: float = 0.0
    _next_try: float = float("-inf")
    _trouble: StoreError | None = field(default=None)

    def stored(self, ids: Sequence[str]) -> dict[str, Listing] | None:
        """The listings with these ids; None when the store cannot say."""
        if self._trouble or self._rests():
            return None
        try:
            return self.store.get(ids, access=EVERYTHING)
        except StoreError as error:
            self._note(error)
            return None

    def send(self, entries: Sequence[Entry]) -> None:
        """Make entries safe, then deliver what waits unless the store is left alone.

        Raises OSError when they are not safe, and StoreError when they are but waiting will not mend the store.
        """
        self.spool.append(entries)
        if self._trouble or not self._rests():
            self._deliver()

    def make_room(self) -> None:
        """Wait for the store where too much is in the spool; raises StoreDownError when it does not come back."""
        for pause in PAUSES:
            if self._trouble or self.spool.waiting_bytes <= LIMIT:
                break
            self.sleep(pause)
            self._deliver()
        if self.spool.waiting_bytes > LIMIT:
            self._trouble = self._trouble or StoreDownError(
                f"the store is down, and {self.spool.waiting:,} listings wait in the spool, which is as many as may: "
                "see that the store works, then crawl again or run `pillwatch spool retry`"
            )
            raise self._trouble

    def last_try(self) -> None:
        """Deliver what waits, however lately the store failed. Raises StoreError when waiting will not mend it."""
        if self.spool.waiting:
            self._deliver()

    def _deliver(self) -> None:
        if self._trouble is None:
            try:
                self.spool.deliver(self.store)
                self._pause = 0.0
            except StoreError as error:
                self._note(error)
        if self._trouble is not None:
            raise self._trouble

    def _rests(self) -> bool:
        return self.monotonic() < self._next_try

    def _note(self, error: StoreError) -> None:
        if not isinstance(error, StoreDownError):
            self._trouble = error
            return
        self._pause = min(max(1.0, 2 * self._pause), LONGEST_PAUSE)
        self._next_try = self.monotonic() + self._pause
