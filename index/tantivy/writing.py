"""One writer at a time across processes: take the lock, write, commit, let go."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from index.access import EVERYTHING
from index.listing import Listing
from index.store import StoreDownError
from index.tantivy.reading import stored

_HEAP = 50_000_000
_PAUSE = 0.01
"""Seconds between two tries at a busy lock; a try costs 0.1 ms, and a writer that waits must meet the
short time between two batches of a busy one."""


class Session:
    """What can be done while the lock is held; `get` sees all that was committed before."""

    def __init__(self, index: tantivy.Index, writer: tantivy.IndexWriter) -> None:
        index.reload()
        self._searcher = index.searcher()
        self._schema = index.schema
        self._writer = writer
        self._absent: set[str] = set()
        self._put: set[str] = set()

    def get(self, ids: Sequence[str]) -> dict[str, Listing]:
        """The listings with these ids as they were when the session began."""
        found = stored(self._searcher, self._schema, ids, EVERYTHING)
        self._absent.update(listing_id for listing_id in ids if listing_id not in found)
        return found

    def put(self, listing_id: str, document: tantivy.Document) -> None:
        """Replace whatever has this id."""
        # Every deletion is looked up in every segment: none for what is known not to be there.
        if listing_id not in self._absent or listing_id in self._put:
            self._writer.delete_documents_by_term("id", listing_id)
        self._put.add(listing_id)
        self._writer.add_document(document)

    def remove(self, listing_id: str) -> None:
        """Delete what has this id."""
        self._writer.delete_documents_by_term("id", listing_id)


@contextmanager
def session(index: tantivy.Index, folder: Path, patience: float) -> Iterator[Session]:
    """Commits when the block ends well, takes all back when it does not, and lets go of the lock.

    Raises StoreDownError when the lock stays busy for `patience` seconds.
    """
    writer = _acquired(index, folder, patience)
    try:
        try:
            yield Session(index, writer)
        except BaseException:
            writer.rollback()
            raise
        writer.commit()
    finally:
        # Merging goes on in threads of the writer and would be lost with it.
        writer.wait_merging_threads()


def _acquired(index: tantivy.Index, folder: Path, patience: float) -> tantivy.IndexWriter:
    until = time.monotonic() + patience
    while True:
        try:
            return index.writer(_HEAP, num_threads=1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            if time.monotonic() >= until:
                raise StoreDownError(
                    f"{folder}: another process has kept the search store for {patience:g} s: "
                    "wait for it to end or stop it, then run again"
                ) from error
        time.sleep(_PAUSE)
