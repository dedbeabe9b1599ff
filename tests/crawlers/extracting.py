"""Answers made by hand, given to a spider's `extract`."""

from typing import Any

import orjson
from scrapy.http import TextResponse

from crawlers.page import Extract
from crawlers.post import Post
from crawlers.spiders import known_spiders

URLS = {
    "mastodon": "https://social.example/api/v2/search",
    "discourse": "https://forum.example/t/prices/7.json",
    "woocommerce": "https://shop.example/wp-json/wc/store/v1/products?page=1",
}


def extract(
    spider: str, body: Any, *, status: int = 200, url: str | None = None, headers: dict[str, str] | None = None
) -> Extract:
    """What the spider makes of this body; what is no bytes is written as JSON."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    address = URLS[spider] if url is None else url
    response = TextResponse(address, status=status, headers=dict(headers or {}), body=content)
    return known_spiders()[spider].extract(response)


def only_post(spider: str, body: Any, *, url: str | None = None) -> Post:
    """The one post in this body."""
    found = extract(spider, body, url=url)
    assert not found.malformed
    assert len(found.posts) == 1
    return found.posts[0].post
