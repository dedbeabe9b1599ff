"""One running replica for the module that asks; the clock is back at the epoch before each test."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

import replica

EPOCH = datetime(2026, 11, 8, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def platforms() -> Iterator[replica.Running]:
    with replica.serve(EPOCH) as running:
        yield running


@pytest.fixture
def running(platforms: replica.Running) -> replica.Running:
    platforms.set_clock(EPOCH)
    return platforms


@pytest.fixture(scope="module")
def web() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30) as client:
        yield client
