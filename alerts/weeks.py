"""ISO weeks in UTC, the step of every series."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_NAME = re.compile(r"(?P<year>\d{4})-[Ww](?P<number>\d{1,2})", re.ASCII)
_YEARS = range(1970, 9999)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week: Monday 00:00 UTC to the next Monday. Ordered by time; `str` gives `2026-W47`."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> "Week":
        """The week in which a timezone-aware time lies."""
        year, number, _ = moment.astimezone(UTC).isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> "Week":
        """The week that `2026-W47` names. Raises ValueError, in words a user can act on."""
        typed = _NAME.fullmatch(text.strip())
        if not typed:
            raise ValueError(f'"{text.strip()[:40]}" is not a week: expected year and ISO week, such as 2026-W47')
        year, number = int(typed["year"]), int(typed["number"])
        if year not in _YEARS:
            raise ValueError(f"{text.strip()}: expected a year from {_YEARS[0]} to {_YEARS[-1]}")
        try:
            datetime.fromisocalendar(year, number, 1)
        except ValueError:
            last = datetime(year, 12, 28, tzinfo=UTC).isocalendar().week  # the 28th always lies in the last ISO week
            raise ValueError(f"{text.strip()}: the year {year} has the weeks W01 to W{last}") from None
        return cls(year, number)

    @property
    def start(self) -> datetime:
        """Monday 00:00 UTC."""
        return datetime.fromisocalendar(self.year, self.number, 1).replace(tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The next Monday 00:00 UTC, which is no longer in the week."""
        return self.start + timedelta(weeks=1)

    def minus(self, weeks: int) -> "Week":
        """The week that many weeks earlier."""
        return Week.of(self.start - timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"
