"""The settings of the Scrapy project that `scrapy.cfg` names: those of `crawlers`, and where its jobs come from."""

from crawlers.job import Job
from crawlers.settings import *  # noqa: F403


def PILLWATCH_JOB(name: str) -> Job:  # noqa: N802 - Scrapy takes upper-case names only
    """The job of a source, for `scrapy crawl SPIDER -a source=NAME`; raises as `find_sources` and `open_job` do."""
    from pillwatch.context import Context
    from pillwatch.jobs import find_sources, open_job

    context = Context({})
    return open_job(context, find_sources(context, [name])[0])
