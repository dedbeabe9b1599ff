"""`scrapy crawl SPIDER -a source=NAME`: ends as `pillwatch crawl NAME` does."""

import argparse

from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import AsyncCrawlerProcess

from crawlers.source import Source
from crawlers.spiders import known_spiders
from pillwatch.context import Context
from pillwatch.errors import MistakeError, advice, line_of, status_of
from pillwatch.jobs import crawl, find_sources, status_of_runs
from pillwatch.terminal import complain


class Command(BaseRunSpiderCommand):
    """Scrapy's own begins to crawl before it knows whether it may, and ends with 0 whatever came of it."""

    requires_project = True

    def syntax(self) -> str:
        """How it is called."""
        return "[options] SPIDER -a source=NAME"

    def short_desc(self) -> str:
        """What it does."""
        return "Crawl a declared source with the spider of its software"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; every expected error, and every run that is not as it should be, is one line on standard error."""
        context = Context()
        try:
            self.exitcode = self._crawl(context, _source(context, args, opts.spargs.get("source", "")))
        except Exception as error:
            status = status_of(error)
            if status is None:
                raise
            complain(f"scrapy crawl: {line_of(error)}{advice(error, context)}")
            self.exitcode = status
        finally:
            context.close()

    def _crawl(self, context: Context, source: Source) -> int:
        assert isinstance(self.crawler_process, AsyncCrawlerProcess)  # noqa: S101 - Scrapy makes no other by default
        (run,) = crawl(context, [source], process=self.crawler_process)
        status = status_of_runs([run])
        if status:
            complain(f"{run.source}: {run.verdict}: {run.note}")
        return status


def _source(context: Context, args: list[str], name: str) -> Source:
    """The source that was asked for. Raises MistakeError, SourceError, SettingsError."""
    if len(args) != 1 or not name:
        raise MistakeError("say which: scrapy crawl SPIDER -a source=NAME; `pillwatch sources` lists both")
    spider = args[0]
    if spider not in known_spiders():
        raise MistakeError(f"no spider is named {spider!r}; there are: {', '.join(sorted(known_spiders()))}")
    (source,) = find_sources(context, [name])
    if source.spider != spider:
        raise MistakeError(f"source {name} is not of {spider}: scrapy crawl {source.spider} -a source={name}")
    return source
