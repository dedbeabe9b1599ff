"""What waits in the spool, and its line in a segment: `checksum kind JSON`.

The checksum is CRC-32 in eight hex digits over `kind JSON`; kinds are `upsert`, `known` and `gone`. JSON holds no
line break, so that a line is an entry.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zlib import crc32

import orjson

from index.listing import Listing
from index.records import RecordError, listing_from_json, listing_to_json


@dataclass(frozen=True, slots=True)
class Upsert:
    """Store this capture; with `known_only` nothing unless its id is stored already."""

    listing: Listing
    known_only: bool = False

    @property
    def id(self) -> str:
        """Of the listing."""
        return self.listing.id


@dataclass(frozen=True, slots=True)
class Gone:
    """Mark as deleted at its source, found so `at` that time; nothing when the store knows something newer."""

    listing_id: str
    at: datetime

    @property
    def id(self) -> str:
        """Of the listing."""
        return self.listing_id


Entry = Upsert | Gone


def kind_of(entry: Entry) -> str:
    """`upsert`, `known` or `gone`."""
    if isinstance(entry, Gone):
        return "gone"
    return "known" if entry.known_only else "upsert"


def entry_to_json(entry: Entry) -> bytes:
    """Raises RecordError for an entry that has no JSON form."""
    if isinstance(entry, Upsert):
        return listing_to_json(entry.listing)
    if entry.at.tzinfo is None:
        raise RecordError(f"listing {entry.id} cannot be marked as gone: the time {entry.at.isoformat()} has no zone")
    return orjson.dumps({"id": entry.id, "at": entry.at.astimezone(UTC)}, option=orjson.OPT_UTC_Z)


def entry_from_json(kind: str, data: bytes | str) -> Entry:
    """The entry that `entry_to_json` wrote; raises RecordError."""
    if kind in ("upsert", "known"):
        return Upsert(listing_from_json(data), known_only=kind == "known")
    try:
        if kind == "gone":
            fields = orjson.loads(data)
            return Gone(fields["id"], datetime.fromisoformat(fields["at"]))
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"this is not the JSON of a deletion: {error}") from error
    raise RecordError(f"an entry of the kind {kind[:20]!r} is unknown")


def to_line(entry: Entry) -> bytes:
    """Raises RecordError for an entry that has no JSON form."""
    told = kind_of(entry).encode() + b" " + entry_to_json(entry)
    return b"%08x %s\n" % (crc32(told), told)


def from_line(line: bytes) -> Entry:
    """The entry of a line without its end; raises RecordError for a line that is not as it was written."""
    checksum, _, told = line.partition(b" ")
    if checksum != b"%08x" % crc32(told):
        raise RecordError("its checksum does not fit: the line was damaged")
    kind, _, data = told.partition(b" ")
    return entry_from_json(kind.decode(), data)
