"""`python -m tests.alerts.deliver_at STORE ROOT NAME TIME SECONDS`: a delivery in a process of its own.

`SECONDS` are spent on each listing, so that a kill meets it at work. Prints `ready` when it begins, then how
many were delivered.
"""

import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from alerts import delivery
from alerts.saved import SearchFolder
from index.access import EVERYTHING
from index.listing import Listing
from index.open import open_store
from index.query import Node


def main() -> None:
    """Deliver once."""
    store, root, name, now, seconds = sys.argv[1:]
    whole = delivery._words

    def slowly(listing: Listing, clauses: Sequence[Node]) -> tuple[str, ...]:
        time.sleep(float(seconds))
        return whole(listing, clauses)

    delivery._words = slowly
    folder = SearchFolder(Path(root))
    opened = open_store(store)
    print("ready", flush=True)
    print(len(list(delivery.deliver(folder.get(name), opened, folder, datetime.fromisoformat(now), EVERYTHING))))


if __name__ == "__main__":
    main()
