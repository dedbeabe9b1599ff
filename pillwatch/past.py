"""A past for the demo: the invented world's earlier weeks, through the same pipeline as a crawl."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from scrapy.http import TextResponse

from crawlers.answer import page_of
from crawlers.page import Page
from crawlers.source import Source
from crawlers.spiders import known_spiders
from index.run import Run
from pillwatch.context import Context
from pillwatch.jobs import open_job
from replica import Running

WEEKS = 12
WEEK = timedelta(weeks=1)
READ_BACK = timedelta(weeks=4)
"""How far before its week each import reads. A crawl takes whole pages and topics, and so reads as many old posts
again; counts are compared at the number of posts read, which must mean the same in every week."""


def import_past(
    context: Context, running: Running, sources: Mapping[str, Source], told: Callable[[int], None]
) -> list[Run]:
    """Import the twelve ISO weeks before the one of the world's clock, oldest first, each as runs at its end.

    `sources` maps a platform of the replica to its source; `told` hears of every week that is done.
    A platform that was down in a week leaves an `unreachable` run and no posts.
    """
    clock = running.clock
    monday = (clock - timedelta(days=clock.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    runs = []
    for number in range(WEEKS, 0, -1):
        start = monday - number * WEEK
        runs += [_run(context, running, name, source, start) for name, source in sources.items()]
        told(WEEKS - number + 1)
    return runs


def _run(context: Context, running: Running, name: str, source: Source, start: datetime) -> Run:
    end = start + WEEK - timedelta(minutes=1)
    job = open_job(context, source, lambda: end)
    job.begin()
    try:
        job.intake.take(_page(running, name, source, start - READ_BACK, end))
    except TimeoutError:
        job.intake.tally.failures["timeout"] += 1
    return job.finish(requests=1)


def _page(running: Running, name: str, source: Source, start: datetime, end: datetime) -> Page:
    url, body = running.archive(name, start, end)
    response = TextResponse(url, headers={"Content-Type": "application/json; charset=utf-8"}, body=body)
    return page_of(response, known_spiders()[source.spider].extract(response), end)
