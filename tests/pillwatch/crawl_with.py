"""`python -m tests.pillwatch.crawl_with DATA TIME STORE SOURCE...`: a crawl whose store is not well.

STORE is `down` (cannot be reached), `locked` (refuses the password), `kill-before=N` or `kill-after=N` (the process
kills itself without warning before the Nth upsert reaches the store, or before its answer comes back), or `fine`.
"""

import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from index.listing import Listing
from index.store import Outcome, Refused, SearchStore
from index.tantivy import TantivyStore
from pillwatch.context import Context
from pillwatch.jobs import crawl, find_sources
from tests.index.spool.stores import DOWN, LOCKED_OUT, FailingStore


class KillingStore(FailingStore):
    """Kills this process before or after its Nth upsert."""

    def __init__(self, inner: SearchStore, before: int = 0, after: int = 0) -> None:
        super().__init__(inner)
        self.before, self.after = before, after
        self.upserts = 0

    def upsert(self, listings: Sequence[Listing]) -> list[Outcome | Refused]:
        self.upserts += bool(listings)
        if listings and self.upserts == self.before:
            os.kill(os.getpid(), signal.SIGKILL)
        outcomes = self.inner.upsert(listings)
        if listings and self.upserts == self.after:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcomes


def store_of(word: str, inner: SearchStore) -> SearchStore:
    name, _, number = word.partition("=")
    if name.startswith("kill"):
        return KillingStore(inner, **{name.removeprefix("kill-"): int(number)})
    return FailingStore(inner, {"down": DOWN, "locked": LOCKED_OUT, "fine": None}[name])


def main() -> None:
    data, time, word, *names = sys.argv[1:]
    clock = datetime.fromisoformat(time)
    context = Context({"data": Path(data), "store": str(Path(data) / "store")})
    context.store = store_of(word, TantivyStore(Path(data) / "store"))
    crawl(context, find_sources(context, names), clock=lambda: clock)


if __name__ == "__main__":
    main()
