"""What a weekly report says, in no language yet: only counts that may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from alerts.detect import Verdict, Why
from alerts.weeks import Week
from index.query import Query
from index.run import Verdict as RunVerdict
from nlp.reading import Goods
from reports.counts import Count
from reports.masking import Masked
from reports.searches import RunsAsked

State = Literal["complete", "some_failed", "none_ok", "no_run", "undeclared"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One week of a series as shown; `posts`, `authors` and `texts` are of what `query` finds.

    Where the week is not `usable` the counts are hidden and say nothing.
    """

    week: Week
    posts: Count
    authors: Count
    texts: Count
    scanned: Count
    usable: bool
    partial: bool
    query: Query
    runs: RunsAsked


@dataclass(frozen=True, slots=True)
class Expected:
    """The count to expect: from `low` to `high`, as it follows from the baseline's counts as shown.

    `upper`, the count above which a week is flagged, is None where it would give a hidden count away.
    """

    low: float
    high: float
    upper: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """A series as shown, oldest week first, and the judgement of its last week.

    Posts of `new_sources`, which have no past, are in the count but not in the comparison.
    """

    goods: Goods
    platform: str
    cells: tuple[Cell, ...]
    verdict: Verdict
    why: Why
    expected: Expected | None
    baseline: tuple[Week, ...]
    new_sources: tuple[str, ...]

    @property
    def current(self) -> Cell:
        """The week of the report."""
        return self.cells[-1]

    @property
    def ever_shown(self) -> bool:
        """Whether any week has a count that is not hidden."""
        return any(cell.posts.exact for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Example:
    """A post of the week, masked; `posted` is its day in UTC."""

    goods: Goods
    platform: str
    posted: date
    lang: str | None
    post: Masked


@dataclass(frozen=True, slots=True)
class Lead:
    """A flagged series and posts of it."""

    row: Row
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class SourceWeek:
    """What was collected from a source in the week.

    `ok` runs ended `ok` and read `scanned` posts; the others are in `failed`, by verdict.
    """

    name: str
    platform: str | None
    ok: int
    failed: tuple[tuple[RunVerdict, int], ...]
    scanned: Count
    state: State

    @property
    def runs(self) -> int:
        """All runs of the week."""
        return self.ok + sum(number for _, number in self.failed)


@dataclass(frozen=True, slots=True)
class Sum:
    """A count over all platforms and the search that gives it."""

    count: Count
    query: Query


@dataclass(frozen=True, slots=True)
class Report:
    """The week's report.

    `total` is None where no run ended well. `left_out` are hits of sources of which no run ended well.
    `collected_to` is when the last run of the week started. `scanned` sums over the platforms.
    """

    week: Week
    partial: bool
    collected_to: datetime | None
    total: Sum | None
    left_out: Sum | None
    scanned: Count
    runs: RunsAsked
    rows: tuple[Row, ...]
    leads: tuple[Lead, ...]
    examples: tuple[Example, ...]
    sources: tuple[SourceWeek, ...]

    @property
    def platforms(self) -> tuple[str, ...]:
        """In the order of their rows."""
        return tuple(dict.fromkeys(row.platform for row in self.rows))

    def missing(self, platform: str) -> Sequence[str]:
        """The platform's sources that were not read in full."""
        return [source.name for source in self.sources if source.platform == platform and source.state != "complete"]

    def of(self, platform: str) -> Sequence[Row]:
        """The rows of a platform."""
        return [row for row in self.rows if row.platform == platform]
