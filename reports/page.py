"""The report as one HTML page that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from index.access import EVERYTHING
from index.query import Query
from index.visible import visible
from reports import chart
from reports.facts import Report, Row, SourceWeek
from reports.searches import search_line
from reports.summary import summary
from reports.words import Words

_HERE = Path(__file__).parent
_LEGEND: tuple[tuple[chart.Look, str], ...] = (
    ("posts", "posts_bar"),
    ("hidden", "hidden_bar"),
    ("flagged", "flagged_bar"),
    ("partial", "partial_bar"),
    ("partial_hidden", "partial_hidden_bar"),
    ("gap", "gap_bar"),
    ("expected", "expected_bar"),
    ("baseline", "baseline_bar"),
    ("scanned", "scanned_bar"),
)


@dataclass
class Notes:
    """Numbers the searches in the order in which the page names them."""

    lines: list[str] = field(default_factory=list)

    def number(self, line: str) -> int:
        """The number of a search, the same each time."""
        if line not in self.lines:
            self.lines.append(line)
        return self.lines.index(line) + 1


def report_html(report: Report, w: Words) -> str:
    """The page, in the language of the words; the same report gives the same page."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["search"] = search_line
    page = environment.get_template("weekly.html").render(
        report=report,
        w=w,
        style=Markup((_HERE / "templates" / "weekly.css").read_text(encoding="utf-8")),  # noqa: S704 (ours)
        notes=Notes(),
        prefix=search_line(Query(access=EVERYTHING, hits=True, since=report.week.start, until=report.week.end)) + " ",
        summary=summary(report, w),
        charts=[(row, chart.chart_of(row)) for row in report.rows if row.ever_shown],
        chart=chart,
        looks=_looks(report),
        goods=tuple(dict.fromkeys(row.goods for row in report.rows)),
        describe=lambda row: _describe(row, w),
        means=lambda source: _means(source, w),
        of=lambda one: w("of", goods=w.name("goods", one.goods), platform=w.name("platforms", one.platform)),
        quiet=_quiet,
    )
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _finalize(value: object) -> object:
    """Every expression passes here, so that no template can forget the invisible characters."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _describe(row: Row, w: Words) -> str:
    """The chart in words, for those who do not see it."""
    peak = max((cell for cell in row.cells if cell.usable), key=lambda cell: cell.posts.low)
    return w(
        "chart.describe" if row.current.usable else "chart.describe_gap",
        goods=w.name("goods", row.goods),
        platform=w.name("platforms", row.platform),
        week=row.current.week,
        observed=w.count(row.current.posts),
        peak=f"{peak.week}: {w.count(peak.posts)}",
    )


def _means(source: SourceWeek, w: Words) -> str:
    failed = ", ".join(f"{w.name('failures', verdict)}: {number}" for verdict, number in source.failed)
    return w(f"states.{source.state}", failed=failed)


def _looks(report: Report) -> list[tuple[str, str]]:
    """What the charts' legend explains: what this report's charts can show."""
    drawn = {box.look for row in report.rows if row.ever_shown for box in chart.chart_of(row).boxes}
    return [(look, word) for look, word in _LEGEND if look in drawn]


def _quiet(rows: Sequence[Row]) -> list[Row]:
    """Rows that a table need not spell out: under 5 posts and not flagged."""
    return [row for row in rows if not row.current.posts.exact and row.verdict != "flagged"]
