"""What all spiders share: a walk of one source, newest to oldest, that turns every answer into a Page."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DontCloseSpider,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UsageError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.answer import UnreadableError, page_of
from crawlers.declaration import Options, Source, WalkOptions
from crawlers.page import Extract, Page
from index.listing import Listing


class Job(Protocol):
    """What a spider asks of the run that it works for.

    `horizon` is how far back to go, None on the first walk. `unmet` names stored posts that may be
    deleted, once the walk is over; `received` gives the raw object that one of them was read from.
    """

    source: Source
    started: datetime
    user_agent: str

    def clock(self) -> datetime: ...

    @property
    def horizon(self) -> datetime | None: ...

    def unmet(self) -> Iterable[Listing]: ...

    def received(self, listing: Listing) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Gone:
    """A stored post that its site no longer has."""

    listing_id: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A request that brought no page; `name` is `timeout`, `dns`, `refused`, `connection`, `forbidden`, `http_502`."""

    url: str
    name: str
    reason: str


Item = Page | Gone | Failed | Request
FAILURES = (
    (IgnoreRequest, "forbidden"),
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "refused"),
)


class SourceSpider(scrapy.Spider):
    """A spider of one software. A subclass names it and says where posts are listed, what a page holds, what follows.

    `walk_is_whole` is false once a page of the walk failed or was refused: then nobody may conclude
    that a post which was not met is gone.
    """

    options_model: ClassVar[type[Options]] = Options
    handle_httpstatus_list: ClassVar[range] = range(400, 600)
    """Refusals come to us: they are outcomes."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self.root = job.source.url
        self.allowed_domains = [urlsplit(self.root).hostname or ""]
        self.options = self.options_model.model_validate(dict(job.source.options))
        self.walk_is_whole = True
        self._unmet: Iterator[Listing] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, source: str = "", **kwargs: Any) -> Self:
        """Made by Scrapy; the setting PILLWATCH_JOB gives the job of a source. Raises UsageError."""
        make: Callable[[str], Job] | None = crawler.settings.get("PILLWATCH_JOB")
        if not source or make is None:
            raise UsageError(f"say which source: scrapy crawl {cls.name} -a source=NAME")
        job = make(source)
        if job.source.spider != cls.name:
            right = f"scrapy crawl {job.source.spider} -a source={source}"
            raise UsageError(f"source {source} is not of {cls.name}: {right}")
        spider = cls(job)
        spider._set_crawler(crawler)
        crawler.settings.set("DOWNLOAD_DELAY", 60 / job.source.rate, priority="spider")
        crawler.settings.set("USER_AGENT", job.user_agent, priority="spider")
        crawler.signals.connect(spider.ask_after_unmet, signal=signals.spider_idle)
        return spider

    @classmethod
    @abstractmethod
    def extract(cls, response: Response) -> Extract:
        """What an answer holds; depends on the answer alone. Raises UnreadableError."""

    @abstractmethod
    def listings(self) -> Iterator[Request]:
        """The requests that the walk begins with."""

    @abstractmethod
    def follow(self, response: Response, extract: Extract) -> Iterator[Request]:
        """The requests that a page of the walk leads to."""

    @abstractmethod
    def recheck(self, listing: Listing) -> Request | None:
        """The request for one stored post, answered 404 or 410 when it is gone; None when there is no such address."""

    def request(self, url: str, **meta: Any) -> Request:
        """A request of the walk."""
        return Request(url, self.parse, headers={"Accept": "application/json"}, meta=meta, errback=self.failed)

    async def start(self) -> AsyncIterator[Request]:
        """Begin the walk."""
        for request in self.listings():
            yield request.replace(meta={**request.meta, "begins": True})

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Item]:
        """One page of the walk: the Page, then what follows from it."""
        try:
            extract = self.extract(response)
        except UnreadableError as error:
            self.walk_is_whole = False
            yield Failed(response.url, error.name, str(error))
            return
        if extract.outcome == "blocked" or (extract.outcome == "gone" and response.meta.get("begins")):
            self.walk_is_whole = False
        yield page_of(response, extract, self.job.clock())
        yield from self.follow(response, extract)

    def failed(self, failure: Failure) -> Iterator[Item]:
        """A request of the walk that brought no answer."""
        failed = _failed(failure)
        if failed.name != "forbidden":
            self.walk_is_whole = False
        yield failed

    def ask_after_unmet(self) -> None:
        """When the walk is over, ask for stored posts that it has not met, one after another."""
        if self._unmet is not None or not self.walk_is_whole or self.crawler.engine is None:
            return
        self._unmet = iter(self.job.unmet())
        first = self._next_recheck()
        if first:
            self.crawler.engine.crawl(first)
            raise DontCloseSpider

    def parse_recheck(self, response: Response, listing_id: str) -> Iterator[Item]:
        """The answer for one unmet post; a refusal ends the asking."""
        try:
            extract = self.extract(response)
        except UnreadableError as error:
            yield Failed(response.url, error.name, str(error))
            return
        yield page_of(response, extract, self.job.clock())
        if extract.outcome == "gone":
            yield Gone(listing_id)
        if extract.outcome != "blocked":
            following = self._next_recheck()
            if following:
                yield following

    def failed_recheck(self, failure: Failure) -> Iterator[Item]:
        """The request for one unmet post brought no answer; where robots.txt forbids it, the next is asked for."""
        failed = _failed(failure)
        yield failed
        following = self._next_recheck() if failed.name == "forbidden" else None
        if following:
            yield following

    def _next_recheck(self) -> Request | None:
        for listing in self._unmet or ():
            request = self.recheck(listing)
            if request:
                return request.replace(
                    callback=self.parse_recheck,
                    errback=self.failed_recheck,
                    cb_kwargs={"listing_id": listing.id},
                    dont_filter=True,
                )
        return None


class DatedSpider(SourceSpider):
    """A spider of a software whose posts have dates: its walk ends at `floor`."""

    options_model = WalkOptions
    options: WalkOptions

    @property
    def floor(self) -> datetime:
        """How far back this walk goes."""
        return self.job.horizon or self.job.started - self.options.backfill

    def reaches_floor(self, extract: Extract) -> bool:
        """Whether everything on this page is older than the floor (one old post among new ones does not count)."""
        dates = [collected.post.created for collected in extract.posts if collected.post.created]
        return not dates or max(dates) < self.floor


def _failed(failure: Failure) -> Failed:
    error = failure.value
    request = getattr(failure, "request", None)
    name = next((name for kind, name in FAILURES if isinstance(error, kind)), "connection")
    return Failed(request.url if request else "", name, " ".join(str(error).split()))
