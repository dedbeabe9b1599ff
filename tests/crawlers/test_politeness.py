"""What a site says about how it wants to be visited goes before what we would like."""

from datetime import UTC, datetime

import pytest
from scrapy.http import Response

from crawlers.politeness import wait_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({"Retry-After": "Tue, 24 Nov 2026 12:02:00 GMT"}, 120),
        ({"X-RateLimit-Reset": "2026-11-24T12:00:45.500000Z"}, 45.5),
        ({"RateLimit-Reset": str(int(NOW.timestamp()) + 10)}, 10),
        ({"Retry-After": "Tue, 24 Nov 2026 11:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_wait_that_an_answer_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    response = Response("https://forum.example.com/", status=429, headers=headers)
    assert wait_of(response, NOW) == seconds
