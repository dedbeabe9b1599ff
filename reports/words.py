"""The report's words, numbers and dates in a language."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from alerts.weeks import Week
from reports.counts import SMALLEST, Count
from reports.facts import Expected

Lang = Literal["en", "es"]
LANGS: tuple[Lang, ...] = get_args(Lang)


class Words:
    """Words by dotted key, as in `w("summary.gap", platform="...")`; what is not there raises KeyError."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words = words

    def __call__(self, key: str, **values: object) -> str:
        return str(self._at(key)).format_map(values)

    def plural(self, key: str, n: int, **values: object) -> str:
        """The words for one or for `n`."""
        return self(f"{key}.{'one' if n == 1 else 'many'}", n=self.number(n), **values)

    def name(self, group: str, value: str) -> str:
        """What people call a coded value; a platform that has no word of ours keeps its name."""
        return str(self._at(group).get(value, value))

    def number(self, number: int) -> str:
        """Digits in threes."""
        digits = f"{number:,}" if number >= int(self._at("thousands_from")) else str(number)
        return digits.replace(",", self("thousands"))

    def count(self, count: Count) -> str:
        """A count as it may be shown: the number, `<5`, or the range in which it lies."""
        if count.exact:
            return self.number(count.low)
        if count.low == 0:
            return self("under", n=self.number(count.high + 1))
        return self("span", low=self.number(count.low), high=self.number(count.high))

    def expected(self, expected: Expected) -> str:
        """The expected count, to one decimal."""
        low, high = f"{expected.low:.1f}", f"{expected.high:.1f}"
        if expected.high < SMALLEST:
            return self("under", n=SMALLEST)
        if expected.low < SMALLEST:
            return self("up_to", n=high)
        return low if low == high else self("span", low=low, high=high)

    def day(self, day: date) -> str:
        """As in `16 November 2026`."""
        return self("day", day=day.day, month=self._at("months")[day.month - 1], year=day.year)

    def days(self, week: Week) -> str:
        """The first and the last day of a week; month and year once where they are the same."""
        first, last = week.start.date(), (week.end - timedelta(days=1)).date()
        begin = self.day(first)
        if first.year == last.year:
            begin = self("day_month", day=first.day, month=self._at("months")[first.month - 1])
        if (first.year, first.month) == (last.year, last.month):
            begin = str(first.day)
        return self("days", first=begin, last=self.day(last))

    def time(self, moment: datetime) -> str:
        """To the minute."""
        return f"{self.day(moment.date())}, {moment:%H:%M}"

    def _at(self, key: str) -> Any:
        value: Any = self._words
        for part in key.split("."):
            value = value[part]
        return value


@cache
def words(lang: Lang) -> Words:
    """The words of a language."""
    return Words(yaml.safe_load((Path(__file__).parent / f"words.{lang}.yml").read_text(encoding="utf-8")))
