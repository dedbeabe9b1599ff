"""`pillwatch report`: the weekly report."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.access import EVERYTHING
from index.visible import one_line
from pillwatch.context import Context, utc_now
from pillwatch.errors import FailedError, MistakeError
from pillwatch.terminal import out

if TYPE_CHECKING:
    from alerts.weeks import Week


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(report)


def report(
    call: typer.Context,
    week: Annotated[str | None, typer.Option(help="ISO week such as 2026-W47 (default: the last that ended).")] = None,
    lang: Annotated[str, typer.Option(help="en or es.")] = "en",
    folder: Annotated[Path | None, typer.Option("--out", help="Folder (default: DATA/reports).")] = None,
) -> None:
    """Write the weekly report as one HTML file and as JSON: counts, what is above expected, what could not be read."""
    context: Context = call.obj
    for path in write_weekly(context, week=week, lang=lang, folder=folder, now=utc_now()):
        out.print(str(path), soft_wrap=True)


def write_weekly(
    context: Context, *, week: str | None, lang: str, folder: Path | None, now: datetime
) -> tuple[Path, Path]:
    """Write the report of a week (None: the last that ended before `now`); returns the paths of page and JSON.

    Raises MistakeError for a week or language that cannot be, FailedError for stores without anything
    to report on and a folder that cannot be written, and StoreError.
    """
    from reports.files import write_report
    from reports.weekly import weekly_report
    from reports.words import LANGS

    wanted = _week(week, now)
    chosen = next((known for known in LANGS if known == lang), None)
    if chosen is None:
        raise MistakeError(f"--lang {one_line(lang, 20)}: not known; expected one of {', '.join(LANGS)}")
    _check_stores(context, wanted)
    platforms = {name: source.spider for name, source in context.sources.items()}
    facts = weekly_report(
        context.store,
        context.runs,
        week=wanted,
        now=now,
        platforms=platforms,
        awaited=_awaited(context),
        access=EVERYTHING,
        goods=context.settings.watch,
    )
    into = folder or context.settings.data / "reports"
    try:
        return write_report(facts, into, chosen)
    except OSError as error:
        raise FailedError(
            f"{into}: the report cannot be written there: {error.strerror}; give --out a folder that you can write to"
        ) from None


def _awaited(context: Context) -> set[str]:
    """The sources that somebody wants to be read: enabled, and scheduled or crawled before."""
    enabled = [source for source in context.sources.values() if source.enabled and source.collect != "off"]
    return {source.name for source in enabled if source.schedule or context.runs.runs(source=source.name, limit=1)}


def _week(text: str | None, now: datetime) -> "Week":
    from alerts.weeks import Week

    running = Week.of(now)
    if text is None:
        return running.minus(1)
    try:
        week = Week.parse(text)
    except ValueError as error:
        raise MistakeError(f"--week {one_line(str(error), 120)}") from None
    if week > running:
        raise MistakeError(f"--week {week} lies in the future: this is {running}, and its own report is partial")
    return week


def _check_stores(context: Context, week: "Week") -> None:
    from alerts.detect import WEEKS
    from index.query import Query

    settings = context.settings
    if not context.runs.runs(limit=1):
        raise FailedError(
            f"{settings.runs_folder}: no run is recorded, so there is nothing to report on; "
            "collect first: pillwatch crawl SOURCE"
        )
    first = week.minus(WEEKS - 1)
    declared = set(context.sources)
    if not any(run.source in declared for run in context.runs.runs(since=first.start, until=week.end)):
        raise MistakeError(
            f"--week {week}: no run of a declared source started from {first} to {week}; `pillwatch runs` lists them"
        )
    if not context.store.search(Query(access=EVERYTHING, limit=0)).total:
        raise FailedError(
            f"{settings.store_location}: the store is empty although runs are recorded; name the right one with --store"
        )
