"""What a saved search must not bring: posts that match only because they were read anew, which is no news."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

import orjson

from alerts.saved import SavedSearchError, SearchFolder, held
from index.access import EVERYTHING
from index.listing import Listing
from index.matching import matches


@dataclass(frozen=True, slots=True)
class PassedFile:
    """JSON lines, a listing each with the digest of the text that was read anew: once that is edited, the listing
    is news like any other. Only whoever holds the search's lock writes."""

    path: Path

    def keys(self) -> set[str]:
        """The `key_of` all that was passed over; a last line that was never finished does not count.

        Raises SavedSearchError for any other line that is none of ours, OSError.
        """
        try:
            lines = self.path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return set()
        return {self._key(line, number) for number, line in enumerate(lines, 1) if line.endswith(b"\n")}

    def append(self, keys: Iterable[str]) -> None:
        """Add these, durable when it returns. Raises OSError."""
        with self.path.open("a+b") as file:
            file.seek(0)
            whole = sum(len(line) for line in file if line.endswith(b"\n"))
            file.truncate(whole)
            file.write(b"".join(orjson.dumps({"passed": key}, option=orjson.OPT_APPEND_NEWLINE) for key in keys))
            file.flush()
            os.fsync(file.fileno())

    def _key(self, line: bytes, number: int) -> str:
        try:
            return str(orjson.loads(line)["passed"])
        except (ValueError, KeyError, TypeError):
            raise SavedSearchError(
                f"{self.path}, line {number}: not a listing that was passed over; restore or delete that line, "
                "then run again"
            ) from None


def passed_of(folder: SearchFolder, name: str) -> PassedFile:
    """What the search of that name passes over. Raises SavedSearchError."""
    return PassedFile(folder.place(name) / "passed.jsonl")


def key_of(listing: Listing) -> str:
    """The listing's id and a digest of its title and text."""
    text = orjson.dumps([listing.title, listing.text])
    return f"{listing.id} {blake2b(text, digest_size=16).hexdigest()}"


def pass_over(folder: SearchFolder, changes: Sequence[tuple[Listing, Listing]], now: datetime) -> None:
    """Of listings (before, after) about to be stored with a new reading, let no search bring one that it would not
    have brought before. What matched already and was not brought yet still comes.

    To be called before they are stored: a delivery that runs meanwhile is waited for. Raises SavedSearchError,
    QueryError, OSError.
    """
    for name in folder.names():
        query = folder.get(name).query(now, EVERYTHING)
        fresh = [key_of(after) for before, after in changes if matches(after, query) and not matches(before, query)]
        if fresh:
            with held(folder.place(name)):
                passed_of(folder, name).append(fresh)
