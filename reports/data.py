"""The report as JSON: the same numbers as the page, each with the search that gives it."""

from typing import Any

import orjson

from index.visible import visible
from reports.counts import Count
from reports.facts import Cell, Example, Expected, Report, Row, SourceWeek, Sum
from reports.masking import Piece
from reports.searches import query_data, search_line
from reports.summary import summary
from reports.words import Words

FORMAT = "pillwatch weekly report 1"


def report_json(report: Report, w: Words) -> bytes:
    """The report under the names of `reports.facts`; a count has `shown` and the bounds `low` and `high`."""
    record = {
        "format": FORMAT,
        "lang": w("lang"),
        "week": str(report.week),
        "since": report.week.start,
        "until": report.week.end,
        "partial": report.partial,
        "collected_to": report.collected_to,
        "notice": w("notice"),
        "summary": [{"text": sentence.text, "searches": sentence.searches} for sentence in summary(report, w)],
        "total": _sum(report.total, w),
        "left_out": _sum(report.left_out, w),
        "scanned": {**_count(report.scanned, w), "runs": report.runs.data()},
        "series": [_row(row, w) for row in report.rows],
        "leads": [
            {
                **_row(lead.row, w),
                "notice": w("lead_not_finding"),
                "examples": [_example(example, w) for example in lead.examples],
            }
            for lead in report.leads
        ],
        "examples": [_example(example, w) for example in report.examples],
        "sources": [_source(source, report, w) for source in report.sources],
    }
    return orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


def _count(count: Count, w: Words) -> dict[str, Any]:
    return {"shown": w.count(count), "low": count.low, "high": count.high}


def _sum(total: Sum | None, w: Words) -> dict[str, Any] | None:
    if total is None:
        return None
    return {**_count(total.count, w), "search": search_line(total.query), "query": query_data(total.query)}


def _row(row: Row, w: Words) -> dict[str, Any]:
    return {
        "goods": row.goods,
        "goods_name": w.name("goods", row.goods),
        "platform": row.platform,
        "platform_name": w.name("platforms", row.platform),
        "verdict": row.verdict,
        "verdict_in_words": w(f"verdicts.{row.why}"),
        "expected": row.expected and _expected(row.expected, w),
        "baseline": [str(week) for week in row.baseline],
        "weeks": [_cell(cell, w) for cell in row.cells],
    }


def _expected(expected: Expected, w: Words) -> dict[str, Any]:
    upper = None if expected.upper is None else round(expected.upper, 1)
    return {"shown": w.expected(expected), "flagged_above": upper}


def _cell(cell: Cell, w: Words) -> dict[str, Any]:
    """A week without a complete run has no counts at all."""
    known = {"week": str(cell.week), "usable": cell.usable, "partial": cell.partial}
    if not cell.usable:
        return known
    return {
        **known,
        "posts": _count(cell.posts, w),
        "authors": _count(cell.authors, w),
        "texts": _count(cell.texts, w),
        "scanned": {**_count(cell.scanned, w), "runs": cell.runs.data()},
        "search": search_line(cell.query),
        "query": query_data(cell.query),
    }


def _example(example: Example, w: Words) -> dict[str, Any]:
    return {
        "goods": example.goods,
        "platform": example.platform,
        "posted": example.posted,
        "lang": example.lang,
        "title": _text(example.post.title, w) or None,
        "text": _text(example.post.text, w),
    }


def _text(pieces: tuple[Piece, ...], w: Words) -> str:
    return "".join(w(f"masks.{piece.masked}") if piece.masked else visible(piece.text) for piece in pieces)


def _source(source: SourceWeek, report: Report, w: Words) -> dict[str, Any]:
    return {
        "name": source.name,
        "platform": source.platform,
        "runs_ok": source.ok,
        "runs_failed": dict(source.failed),
        "scanned": _count(source.scanned, w) if source.ok else None,
        "state": source.state,
        "search": report.runs.line(),
    }
