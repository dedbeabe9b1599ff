"""The last step of a crawl: pages become stored listings, and a run gets its verdict."""

import asyncio
import logging
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawlers.job import Job
from crawlers.page import Page
from crawlers.spider import Failed, Gone
from crawlers.state import StateError
from index.store import StoreError

logger = logging.getLogger(__name__)


class KeepPipeline:
    """Feeds pages to the job's intake and ends the job when the spider closes."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.spider_failed, signal=signals.spider_error)
        crawler.signals.connect(pipeline.spider_closed, signal=signals.spider_closed)
        return pipeline

    @property
    def job(self) -> Job:
        """The spider's job."""
        job: Job = self.crawler.spider.job  # type: ignore[union-attr]
        return job

    def open_spider(self) -> None:
        """Begin the run."""
        self.job.begin()

    def process_item(self, item: Page | Gone | Failed) -> Page | Gone | Failed:
        """Take an item; what cannot be made safe ends the crawl, and so does a store that somebody must mend."""
        try:
            if isinstance(item, Page):
                self.job.intake.take(item)
            elif isinstance(item, Gone):
                self.job.intake.gone(item.listing_id)
            else:
                self._count(item)
        except (StoreError, OSError) as error:
            self._abort(str(error))
        return item

    def _count(self, failed: Failed) -> None:
        tally = self.job.intake.tally
        if failed.name == "forbidden":
            tally.forbidden += 1
        else:
            tally.failures[failed.name] += 1

    def spider_failed(self, failure: Failure) -> None:
        """A callback of the spider raised: a defect of ours or a page nobody foresaw, never an empty result."""
        self.job.broken = (
            self.job.broken or f"the spider failed: {type(failure.value).__name__}: {failure.getErrorMessage()}"
        )

    def spider_closed(self, reason: str) -> None:
        """End the run, whatever ended the crawl."""
        stopped = "" if reason == "finished" or self.job.broken else f"the crawl was ended: {reason}"
        stats = self.crawler.stats.get_stats() if self.crawler.stats else {}
        try:
            self.job.finish(requests=int(stats.get("downloader/request_count", 0)), stopped=stopped)
        except (StoreError, StateError, OSError) as error:
            logger.error("%s: the run did not end well: %s", self.job.source.name, error)

    def _abort(self, reason: str) -> None:
        self.job.broken = self.job.broken or reason
        if self.crawler.engine and not self._closing:
            self._closing = asyncio.get_running_loop().create_task(
                self.crawler.engine.close_spider_async(reason="store")
            )
