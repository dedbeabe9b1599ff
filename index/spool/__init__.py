"""The spool between a crawl and the search store: what was read is safe on disk before the store is asked."""

from index.spool.delivered import Delivered
from index.spool.entries import Entry, Gone, Upsert
from index.spool.refused import RefusedEntry, RefusedFile
from index.spool.replay import replay
from index.spool.retry import retry
from index.spool.spool import Spool
from index.spool.waiting import Waiting, waiting, waiting_entries

__all__ = [
    "Delivered",
    "Entry",
    "Gone",
    "RefusedEntry",
    "RefusedFile",
    "Spool",
    "Upsert",
    "Waiting",
    "replay",
    "retry",
    "waiting",
    "waiting_entries",
]
