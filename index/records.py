"""Listings and runs as JSON: names are the field names, times ISO 8601 in UTC with `Z`."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from index.listing import Author, Evidence, Listing, Media, Price, Version
from index.run import Run
from nlp.reading import Mention, Reason


class RecordError(ValueError):
    """A record cannot be written as JSON, or the JSON is not such a record; the message says why."""


def listing_to_json(listing: Listing) -> bytes:
    """Raises RecordError for a time without zone and for text that is not valid Unicode."""
    return _encoded(listing, f"listing {listing.id}")


def listing_from_json(data: bytes | str) -> Listing:
    """The listing that `listing_to_json` wrote; raises RecordError."""
    return listing_from_fields(fields_from_json(data))


def fields_from_json(data: bytes | str) -> dict[str, Any]:
    """The fields of a listing as they stand in its JSON, which takes a tenth of the time; raises RecordError."""
    try:
        fields = orjson.loads(data)
    except ValueError as error:
        raise RecordError(f"this is not the JSON of a listing: {error}") from error
    if not isinstance(fields, dict):
        raise RecordError("this is not the JSON of a listing: it is no object")
    return fields


def listing_from_fields(fields: Mapping[str, Any]) -> Listing:
    """The listing of such fields; raises RecordError."""
    try:
        return Listing(**_converted(fields, _LISTING))
    except (AttributeError, TypeError, ValueError) as error:
        raise RecordError(f"this is not the JSON of a listing: {error}") from error


def run_to_json(run: Run) -> bytes:
    """Raises RecordError for a time without zone and for text that is not valid Unicode."""
    return _encoded(run, f"run {run.id}")


def run_from_json(data: bytes | str) -> Run:
    """The run that `run_to_json` wrote; raises RecordError."""
    try:
        return Run(**_converted(orjson.loads(data), _RUN))
    except (AttributeError, TypeError, ValueError) as error:
        raise RecordError(f"this is not the JSON of a run: {error}") from error


def _encoded(record: Listing | Run, name: str) -> bytes:
    try:
        return orjson.dumps(record, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    except TypeError as error:
        raise RecordError(f"{name} cannot be written as JSON: {error.__cause__ or error}") from error


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"the time {value.isoformat()} has no zone")
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} is not a value of any field")


def _converted(given: Mapping[str, Any], converters: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    fields = dict(given)
    for name, convert in converters.items():
        if fields.get(name) is not None:
            fields[name] = convert(fields[name])
    return fields


def _several(record: Callable[..., Any]) -> Callable[[list[dict[str, Any]]], tuple[Any, ...]]:
    return lambda items: tuple(record(**item) for item in items)


def _evidence(fields: dict[str, Any]) -> Evidence:
    return Evidence(**fields)


def _version(*, replaced: str, evidence: dict[str, Any] | None, **fields: Any) -> Version:
    return Version(replaced=_time(replaced), evidence=_evidence(evidence) if evidence else None, **fields)


_time = datetime.fromisoformat
_RUN: Mapping[str, Callable[[Any], Any]] = {"started": _time, "finished": _time}
_LISTING: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("created", "edited", "first_seen", "last_seen", "checked", "gone"), _time),
    **dict.fromkeys(("goods", "seller_keys"), tuple),
    "author": lambda fields: Author(**fields),
    "media": _several(Media),
    "price": lambda fields: Price(**fields),
    "mentions": _several(Mention),
    "reasons": _several(Reason),
    "versions": _several(_version),
    "evidence": _evidence,
}
