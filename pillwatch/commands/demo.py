"""`pillwatch demo`: the main job on an invented world."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from index.access import EVERYTHING
from pillwatch.context import Context, utc_now
from pillwatch.terminal import out

FOLDER = Path("demo-data")
REPLICA_PORT = 8701
SOURCES = ("replica_social", "replica_forum", "replica_shop", "replica_walled", "replica_tienda")
"""In the order of their ports from REPLICA_PORT on, which their files in crawlers/sources/ name."""


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(demo)


def demo(
    call: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Stop after the table of hits.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the search page.")] = 8700,
) -> None:
    """Crawl invented platforms on this machine, print the hits, write the report, serve the page until Ctrl-C.

    Everything is written below demo-data/, a folder for each week, whatever --data, --store or their variables say,
    and can be deleted at any time. The world ends with last week: the first demo of a week imports the twelve weeks
    before that one and crawls it as if at its end, so that last week's report has it whole; a later demo crawls now.
    """
    from index.query import Query
    from pillwatch import jobs
    from pillwatch.commands.reporting import write_weekly
    from pillwatch.commands.serving import claim, serve_page
    from pillwatch.output import hits_table, runs_table
    from pillwatch.past import WEEKS, import_past
    from pillwatch.progress import CrawlProgress
    from replica import serve

    now = utc_now()
    folder = FOLDER / f"{now:%G-W%V}"
    context = Context({**call.obj.flags, "data": folder, "store": str(folder / "store")})
    context.reader.name  # noqa: B018 - a missing model is said before anything begins
    for needed in (*(() if once else (port,)), *(REPLICA_PORT + number for number in range(len(SOURCES)))):
        claim(needed)
    sources = jobs.find_sources(context, SOURCES)
    end = _end_of_the_world(now)
    out.print(
        f"Crawling an invented world on 127.0.0.1, as it was on {end:%Y-%m-%d %H:%M} UTC; no real person is in it.\n"
        f"The demo writes to {folder}/ only: --data, --store and their variables do not count here.",
        soft_wrap=True,
    )
    with serve(end, REPLICA_PORT) as running, CrawlProgress() as progress:
        if not context.runs.runs(limit=1):
            past = dict(zip(running.urls, sources, strict=True))
            past.pop("walled")
            import_past(context, running, past, progress.weeks(WEEKS))
        is_read = any(run.verdict == "ok" for run in context.runs.runs(since=end))
        runs = jobs.crawl(context, sources, clock=utc_now if is_read else lambda: end, watch=progress.add)
    hits = context.store.search(Query(access=EVERYTHING, hits=True, limit=1000))
    out.print(hits_table(hits.found))
    out.print()
    out.print(runs_table(runs))
    reports = [write_weekly(context, week=None, lang=lang, folder=None, now=now)[0] for lang in ("en", "es")]
    out.print(
        f"\n{hits.total} hits. One source is walled off on purpose, to show how a refusal looks.\n"
        f"Last week's report: {reports[0]}; in Spanish: {reports[1]}\n"
        f"All of it lies in {folder}/; delete it with: rm -r {FOLDER}\n"
        f"Search it: .venv/bin/pillwatch --data {folder} "
        f"search 'oxy* telegram' --since {end - timedelta(days=6):%Y-%m-%d} --facet platform",
        highlight=False,
        soft_wrap=True,
    )
    if not once:
        serve_page(context, port)


def _end_of_the_world(now: datetime) -> datetime:
    """The last minute of the last complete week: the world's newest seven days are that week."""
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return monday - timedelta(minutes=1)
