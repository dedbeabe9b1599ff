"""One crawl with a spider as it is: `python -m tests.crawlers.crawl_process JOB.json ITEMS.jsonl`.

JOB.json: `source` (as in a source file), `now`, `horizon` (null: the first walk), `stored` (posts that may be gone:
`id`, `native_id`, `url`, `received`). ITEMS.jsonl: one line an item, with its class under `item`.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from scrapy.crawler import AsyncCrawlerProcess

from crawlers.declaration import Source
from crawlers.page import Page
from index.listing import Listing


@dataclass(slots=True)
class CollectingJob:
    """Gives the spider what the order says, keeps what it yields."""

    order: dict[str, Any]
    source: Source
    started: datetime
    horizon: datetime | None
    clock: Callable[[], datetime]
    user_agent: str = "Pillwatch/test (on this machine only)"
    met: set[str] = field(default_factory=set)

    def unmet(self) -> Iterator[Listing]:
        for one in self.order.get("stored", []):
            if one["id"] not in self.met:
                yield _listing(one, self.started, self.source.name)

    def received(self, listing: Listing) -> bytes | None:
        given = next(one["received"] for one in self.order["stored"] if one["id"] == listing.id)
        return None if given is None else str(given).encode()


def _listing(one: dict[str, Any], now: datetime, source: str) -> Listing:
    return Listing(
        id=one["id"],
        platform="",
        site="",
        kind="social",
        native_id=one["native_id"],
        url=one["url"],
        author=None,
        title=None,
        text="",
        lang=None,
        created=None,
        label="none",
        goods=(),
        score=0,
        hit=False,
        mentions=(),
        reasons=(),
        model="",
        first_seen=now,
        last_seen=now,
        checked=now,
        source=source,
        policy="full",
    )


def main(order_file: Path, items_file: Path) -> None:
    """Crawl and write."""
    order = orjson.loads(order_file.read_bytes())
    source = Source.model_validate(order["source"])
    now = datetime.fromisoformat(order["now"])
    horizon = datetime.fromisoformat(order["horizon"]) if order.get("horizon") else None
    job = CollectingJob(order, source, now, horizon, lambda: now)
    lines: list[bytes] = []

    class Collect:
        def process_item(self, item: Any) -> Any:
            if isinstance(item, Page):
                job.met.update(one.post.id for one in item.extract.posts)
            record = {"item": type(item).__name__, "value": item}
            lines.append(orjson.dumps(record, default=_text, option=orjson.OPT_APPEND_NEWLINE))
            return item

    process = AsyncCrawlerProcess(
        {
            "SPIDER_MODULES": ["crawlers.spiders"],
            "ITEM_PIPELINES": {Collect: 1},
            "PILLWATCH_JOB": lambda name: job,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "COOKIES_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "RETRY_ENABLED": False,
        }
    )
    process.crawl(process.create_crawler(source.spider), source=source.name)
    process.start()
    items_file.write_bytes(b"".join(lines))


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    raise TypeError


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
