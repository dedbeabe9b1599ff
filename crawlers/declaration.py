"""What a source file declares: a site, how politely it is crawled, what a good run looks like."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from crawlers.post import Post
from index.listing import Author, Price

Collect = Literal["full", "aggregate", "off"]

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
LONGEST_INTERVAL = timedelta(days=366)
PER_MINUTE = {"s": 60.0, "min": 1.0, "h": 1 / 60}
FIELDS = frozenset(
    [*Post.__slots__, *(f"author.{name}" for name in Author.__slots__), *(f"price.{name}" for name in Price.__slots__)]
)
"""Names that `expect.filled` may hold."""


def _collect(value: object) -> object:
    return "off" if value is False else value  # YAML reads a bare `off` as false


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d{1,4})([mhdw])", value) if isinstance(value, str) else None
    if match is None or not int(match[1]):
        raise ValueError("expected a duration such as 90m, 6h, 7d or 2w")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def _rate(value: object) -> float:
    match = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)/(s|min|h)", value) if isinstance(value, str) else None
    if match is None or not float(match[1]):
        raise ValueError("expected a rate such as 30/min, 1/s or 120/h")
    return float(match[1]) * PER_MINUTE[match[2]]


def _day(value: object) -> object:
    if isinstance(value, (int, float, datetime)):
        raise ValueError("expected a date such as 2026-11-01")
    return value


def _site(value: str) -> str:
    try:
        parts = urlsplit(value)
        port_is_valid = parts.port != 0
    except ValueError:
        port_is_valid = False
    if (
        not port_is_valid
        or parts.scheme not in ("http", "https")
        or not parts.hostname
        or re.search(r"[\s\x00-\x1f]", value)
    ):
        raise ValueError("expected an address such as https://forum.example.com")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("expected the address of the site without user, query or fragment")
    return value.rstrip("/")


def fire_times(schedule: str, after: datetime) -> Iterator[datetime]:
    """The times after that one at which a `schedule:` asks for a crawl; cron lines are read in UTC.

    Raises ValueError for a text that is neither `every` with a duration nor a cron line.
    """
    try:
        if schedule.startswith("every "):
            interval = _duration(schedule.removeprefix("every "))
            return (after + number * interval for number in count(1))
        if len(schedule.split()) == 5:  # the library would take a sixth field, seconds
            return CronSim(schedule, after.astimezone(UTC))
    except (ValueError, CronSimError):
        pass
    raise ValueError("expected `every 6h` or a cron line of five fields such as 15 4 * * *, read in UTC")


def _schedule(value: str) -> str:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    first = next(fire_times(value, start), None)
    if first is None:
        raise ValueError("this cron line names a day that never comes")
    if value.startswith("every ") and first - start > LONGEST_INTERVAL:
        raise ValueError(f"longer than {LONGEST_INTERVAL.days} days; leave it out to crawl by hand")
    return value


def _range(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise ValueError("expected [least, most]")
    return value


def _known_fields(value: Mapping[str, float]) -> Mapping[str, float]:
    for name in value:
        if name not in FIELDS:
            raise ValueError(f"a post has no field {name}")
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Count = Annotated[int, Field(strict=True, ge=0)]
Text = Annotated[str, Field(strict=True)]


class Expect(BaseModel):
    """What a good run brings: how many posts, the least share of posts that fill a field, the most malformed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    posts: Annotated[tuple[Count, Count], AfterValidator(_range)]
    filled: Annotated[Mapping[str, Share], AfterValidator(_known_fields)] = Field(default_factory=dict)
    malformed: Share = 0.02


class Source(BaseModel):
    """One declared source.

    `rate` is in requests a minute and a ceiling, `revisit` the age up to which posts are read again,
    `options` what only its spider knows (checked against that spider's model when the file is loaded).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(strict=True, pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    spider: Text
    url: Annotated[str, Field(strict=True), AfterValidator(_site)]
    enabled: Annotated[bool, Field(strict=True)] = False
    collect: Annotated[Collect, BeforeValidator(_collect)] = "full"
    why: Text = ""
    terms_reviewed: Annotated[date | None, BeforeValidator(_day)] = None
    retention_days: Annotated[int, Field(strict=True, ge=1, le=3650)] = 365
    schedule: Annotated[str, Field(strict=True), AfterValidator(_schedule)] | None = None
    revisit: Duration = timedelta(days=7)
    rate: Annotated[float, BeforeValidator(_rate)] = 30.0
    expect: Expect | None = None
    options: Mapping[str, Any] = Field(default_factory=dict)


class Options(BaseModel):
    """Base of the spiders' own options; one without fields takes none."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WalkOptions(Options):
    """Options of platforms whose posts have dates: `backfill` is how far back the first crawl goes."""

    backfill: Duration = timedelta(days=30)
