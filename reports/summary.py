"""The week in a few plain sentences, each with the searches that give its numbers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.facts import Report
from reports.searches import search_line
from reports.words import Words


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words for people; `searches` are the commands behind its numbers; an `alert` is what to read first."""

    text: str
    searches: tuple[str, ...] = ()
    alert: bool = False


def summary(report: Report, w: Words) -> tuple[Sentence, ...]:
    """What was found, what rose, what cannot be said, what may be too low."""
    sentences = (*_found(report, w), *_judged(report, w), *_unread(report, w))
    return tuple(replace(one, text=one.text[:1].upper() + one.text[1:]) for one in sentences)


def _found(report: Report, w: Words) -> Iterator[Sentence]:
    if report.partial:
        yield Sentence(w("summary.partial"), alert=True)
    if report.total is None:
        yield Sentence(w("summary.nothing"), alert=True)
    else:
        text = w(
            "summary.offers",
            hits=w.count(report.total.count),
            goods=", ".join(w.name("goods", name) for name in report.total.query.goods),
            scanned=w.count(report.scanned),
        )
        yield Sentence(text, (search_line(report.total.query), report.runs.line()))


def _judged(report: Report, w: Words) -> Iterator[Sentence]:
    for lead in report.leads:
        row = lead.row
        expected = w.expected(row.expected) if row.expected else ""
        text = w(
            "summary.flagged",
            goods=w.name("goods", row.goods),
            platform=w.name("platforms", row.platform),
            observed=w.count(row.current.posts),
            expected=expected,
        )
        yield Sentence(text, (search_line(row.current.query),), alert=True)
    verdicts = Counter(row.why for row in report.rows)
    if verdicts["within"]:
        yield Sentence(w.plural(f"summary.{'rest_usual' if report.leads else 'none_flagged'}", verdicts["within"]))
    if verdicts["few_weeks"]:
        yield Sentence(w.plural("summary.few_weeks", verdicts["few_weeks"]))


def _unread(report: Report, w: Words) -> Iterator[Sentence]:
    for platform in report.platforms:
        named = w.name("platforms", platform)
        if not report.of(platform)[0].current.usable:
            yield Sentence(w("summary.gap", platform=named), alert=True)
            continue
        missing = report.missing(platform)
        if missing:
            yield Sentence(w("summary.too_low", platform=named, sources=", ".join(missing)))
