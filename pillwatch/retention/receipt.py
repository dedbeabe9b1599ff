"""Receipts: what a run of retention removes, written before it begins and completed when nothing remains."""

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self

import orjson
from pydantic import AwareDatetime, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass

from crawlers.evidence import write_atomically
from index.content import evidence_of
from index.lines import make_entries_durable
from index.listing import Listing
from pillwatch.errors import FailedError
from pillwatch.retention.rules import Reason, Rules


class ReceiptError(FailedError):
    """A file is no receipt, or not as it was written; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One listing that goes, or whose content goes, and the SHA-256 of its evidence."""

    id: str
    source: str
    reason: Reason
    last_seen: AwareDatetime
    evidence: tuple[str, ...]

    @classmethod
    def of(cls, listing: Listing, reason: Reason, captures: Iterable[Listing] = ()) -> Self:
        """What a receipt says of it; `captures` are those that the store refused, whose evidence goes too."""
        evidence = tuple(sorted({one.sha256 for capture in (listing, *captures) for one in evidence_of(capture)}))
        return cls(id=listing.id, source=listing.source, reason=reason, last_seen=listing.last_seen, evidence=evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """A listing that was planned to go and did not, and why."""

    id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What held for a source: days from when a post was last seen, and `collect` of its file, or `undeclared`."""

    days: int
    collect: str


@checked_dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`planned` or `done`; `listings` as in `Entry`, `unreferenced` evidence by its path below the data folder,
    `quarantine` objects and `refused` entries (those past their own time) by source.

    `remains` says what could not be removed; such a receipt stays `planned`, and the next run tries again.
    """

    state: Literal["planned", "done"]
    planned: AwareDatetime
    finished: AwareDatetime | None
    by: str
    default_days: int
    policies: Mapping[str, Policy]
    listings: tuple[Entry, ...]
    spared: tuple[Spared, ...] = ()
    unreferenced: tuple[str, ...] = ()
    quarantine: Mapping[str, int]
    refused: Mapping[str, int]
    looked_in: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[tuple[str, Reason], int]:
        """Listings by source and reason."""
        return Counter((entry.source, entry.reason) for entry in self.listings)

    @property
    def removed(self) -> set[str]:
        """Ids of the listings that go for good."""
        return {entry.id for entry in self.listings if entry.reason == "expired"}

    @property
    def dropped(self) -> set[str]:
        """Ids of the listings that stay without content."""
        return {entry.id for entry in self.listings if entry.reason != "expired"}


_RECEIPT = TypeAdapter(Receipt)
_ENTRY = TypeAdapter(Entry)


def entry_from_json(line: bytes) -> Entry:
    """The entry that orjson wrote."""
    return _ENTRY.validate_json(line)


def policies_of(rules: Rules, names: set[str]) -> Mapping[str, Policy]:
    """What holds for these sources."""
    return {name: Policy(days=rules.days(name), collect=rules.policy(name)) for name in sorted(names)}


def new_path(folder: Path, now: datetime) -> Path:
    """A free name for a receipt of that time."""
    stem = f"retention-{now:%Y%m%dT%H%M%S%fZ}"
    names = (folder / f"{stem}{f'-{number}' if number > 1 else ''}.json" for number in range(1, 1_000_000))
    return next(name for name in names if not name.exists())


def write(path: Path, receipt: Receipt) -> None:
    """The receipt as `body`, and `sha256` over its canonical JSON; durable when it returns. Raises OSError."""
    counts: dict[str, dict[str, int]] = {}
    for (source, reason), count in receipt.counts.items():
        counts.setdefault(source, {})[reason] = count
    fields = {one.name: getattr(receipt, one.name) for one in dataclasses.fields(receipt)}
    plain = orjson.loads(orjson.dumps({**fields, "counts": counts}, option=orjson.OPT_UTC_Z))
    body = orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)
    record = {"body": orjson.Fragment(body), "sha256": hashlib.sha256(body).hexdigest()}
    write_atomically(path, orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    make_entries_durable(path.parent)


def verify(path: Path) -> Receipt:
    """The receipt in this file, proven against its digest: SHA-256 of `body` as JSON with sorted keys, without
    spaces, in UTF-8. Raises ReceiptError, OSError."""
    body, digest = _read(path)
    found = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    if found != digest:
        raise ReceiptError(f"{path}: the digest does not match: this receipt is not as it was written")
    return _parsed(path, body)


def unfinished(folder: Path) -> Iterator[Path]:
    """The receipts of runs that were interrupted or left something, oldest first. Raises ReceiptError, OSError."""
    yield from (path for path in sorted(folder.glob("retention-*.json")) if _read(path)[0].get("state") == "planned")


def _read(path: Path) -> tuple[dict[str, Any], object]:
    try:
        record = orjson.loads(path.read_bytes())
        body, digest = record["body"], record["sha256"]
    except (ValueError, KeyError, TypeError):
        raise ReceiptError(f"{path}: this is not a receipt of retention") from None
    if not isinstance(body, dict):
        raise ReceiptError(f"{path}: this is not a receipt of retention")
    return body, digest


def _parsed(path: Path, body: dict[str, Any]) -> Receipt:
    try:
        return _RECEIPT.validate_python({name: value for name, value in body.items() if name != "counts"})
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        raise ReceiptError(f"{path}: this is not a receipt of retention ({where})") from None
