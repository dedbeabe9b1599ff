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

    Everything is written below demo-data/, a folder for each week, and can be deleted at any time.
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
    out.print("Crawling an invented world on 127.0.0.1; no real person is in it.")
    with serve(_clock_of_the_world(folder, now), REPLICA_PORT) as running, CrawlProgress() as progress:
        if not context.runs.runs(limit=1):
            past = dict(zip(running.urls, sources, strict=True))
            past.pop("walled")
            import_past(context, running, past, progress.weeks(WEEKS))
        runs = jobs.crawl(context, sources, watch=progress.add)
    hits = context.store.search(Query(access=EVERYTHING, hits=True, limit=1000))
    out.print(hits_table(hits.found))
    out.print()
    out.print(runs_table(runs))
    reports = [write_weekly(context, week=None, lang=lang, folder=None, now=now)[0] for lang in ("en", "es")]
    out.print(
        f"\n{hits.total} hits. One source is walled off on purpose, to show how a refusal looks.\n"
        f"Last week's report: {reports[0]}; in Spanish: {reports[1]}\n"
        f"All of it lies in {folder}/; delete it with: rm -r {FOLDER}\n"
        f"Search it: .venv/bin/pillwatch --data {folder} search 'oxy*' --since 7d",
        highlight=False,
    )
    if not once:
        serve_page(context, port)


def _clock_of_the_world(folder: Path, now: datetime) -> datetime:
    """When the world is seen: the week's first demo, so that a second one finds the same posts.

    Monday noon at the latest, so that the world's newest seven days lie in the last complete week.
    """
    file = folder / "clock"
    if file.exists():
        return datetime.fromisoformat(file.read_text(encoding="ascii"))
    folder.mkdir(parents=True, exist_ok=True)
    monday = (now - timedelta(days=now.weekday())).replace(hour=12, minute=0, second=0, microsecond=0)
    clock = min(now, monday)
    file.write_text(clock.isoformat(), encoding="ascii")
    return clock
