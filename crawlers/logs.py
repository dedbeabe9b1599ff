"""Log lines that never hold what people wrote or who they are."""

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from crawlers.page import Page


class QuietFormatter(LogFormatter):
    """Scrapy's lines with pages named by address and count only."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """An item left a spider."""
        return _line(logging.DEBUG, "taken", item)

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A pipeline refused an item."""
        return _line(logging.WARNING, f"dropped ({type(exception).__name__})", item)

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A pipeline failed on an item."""
        return _line(logging.ERROR, f"failed ({type(exception).__name__})", item)


def _line(level: int, what: str, item: Any) -> LogFormatterResult:
    size = f"{item.status}, {len(item.extract.posts)} posts" if isinstance(item, Page) else type(item).__name__
    return {"level": level, "msg": "page %(what)s: %(size)s", "args": {"what": what, "size": size}}
