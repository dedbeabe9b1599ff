"""Politeness in the Scrapy engine: robots.txt strictly, crawl-delay and Retry-After before our own rate."""

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

LONGEST_WAIT = 120.0
"""Seconds that a crawl waits when a site asks for it; what takes longer is `blocked` until the next run."""
PATIENCE = 2
"""How often one request is sent again after the site asked to wait."""


class RobotsForbiddenError(IgnoreRequest):
    """robots.txt forbids this address, or could not be had (RFC 9309 2.3.1.4: then nothing is allowed)."""


class StrictRobots(RobotsTxtMiddleware):
    """Scrapy's middleware, but a robots.txt that fails or answers 5xx forbids everything, and crawl-delay slows us."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._failures: dict[str, Exception] = {}
        # the failure reaches the run's record; Scrapy's traceback of it helps nobody
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.obey_delay, signal=signals.robots_parsed)
        return middleware

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse what robots.txt forbids; a site that could not be reached fails as it did for robots.txt."""
        if rp is None:
            failure = self._failures.get(urlparse_cached(request).netloc)
            raise failure or RobotsForbiddenError("robots.txt could not be had")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as refusal:
            raise RobotsForbiddenError(str(refusal)) from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            raise IgnoreRequest(f"robots.txt answered {response.status}")
        if response.status >= 400:  # unavailable: everything is allowed (RFC 9309 2.3.1.3)
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self._failures[netloc] = exc
        super()._robots_error(exc, netloc)

    def obey_delay(self, robotparser: RobotParser, request: Request) -> None:
        """Slow the site's slot down to its crawl-delay."""
        delay = robotparser.crawl_delay(self.crawler.settings["USER_AGENT"])
        slot = _slot(self.crawler, request)
        if delay is not None and slot is not None:
            slot.delay = max(slot.delay, delay)


class WaitWhenAsked:
    """Sends a request again after the pause that a 429 or 503 asks for; gives up when it is too long."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Wait and try again, or hand the refusal on."""
        if response.status not in (429, 503):
            return response
        pause = wait_of(response, datetime.now(UTC))
        tried = request.meta.get("waited", 0)
        if pause is None or pause > LONGEST_WAIT or tried >= PATIENCE:
            return response
        slot = _slot(self.crawler, request)
        if slot is not None:
            slot.delay = max(slot.delay, min(pause, 5.0))  # others to the same site are asked to slow down too
        await asyncio.sleep(pause)
        return request.replace(dont_filter=True, meta={**request.meta, "waited": tried + 1})


def wait_of(response: Response, now: datetime) -> float | None:
    """Seconds that the answer asks us to wait: Retry-After, else the reset of a rate limit; None when it names none."""
    for name in ("Retry-After", "X-RateLimit-Reset", "RateLimit-Reset"):
        value = response.headers.get(name)
        if value:
            return _seconds(value.decode(errors="replace").strip(), now)
    return None


def _seconds(value: str, now: datetime) -> float | None:
    """A number of seconds, an epoch, an HTTP date or an ISO time, as seconds from now."""
    try:
        number = float(value)
        return max(0.0, number - now.timestamp() if number > 1e9 else number)
    except ValueError:
        pass
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            time = read(value)
        except ValueError:
            continue
        return max(0.0, (time.replace(tzinfo=time.tzinfo or UTC) - now).total_seconds())
    return None


def _slot(crawler: Crawler, request: Request) -> Any:
    engine = crawler.engine
    if engine is None:
        return None
    return engine.downloader.slots.get(request.meta.get("download_slot", urlparse_cached(request).hostname or ""))
