"""The report's files."""

from pathlib import Path

from reports.data import report_json
from reports.facts import Report
from reports.page import report_html
from reports.words import Lang, words


def write_report(report: Report, folder: Path, lang: Lang) -> tuple[Path, Path]:
    """Write `report-WEEK-LANG.html` and `.json`, replacing earlier ones; returns their paths. Raises OSError."""
    w = words(lang)
    html, data = report_html(report, w).encode(), report_json(report, w)
    folder.mkdir(parents=True, exist_ok=True)
    page, record = (folder / f"report-{report.week}-{lang}.{ending}" for ending in ("html", "json"))
    page.write_bytes(html)
    record.write_bytes(data)
    return page, record
