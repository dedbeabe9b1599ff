"""Which index a listing goes to."""

from datetime import UTC, datetime, timedelta

import pytest

from index.elastic.names import Names, version_in
from tests.index.sample import NOON, listing


@pytest.mark.parametrize(
    ("created", "name"),
    [
        (datetime(2026, 11, 1, tzinfo=UTC), "2026.11"),
        (datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=UTC), "2026.10"),
        (datetime(2000, 1, 1, tzinfo=UTC), "2000.01"),
        (datetime(1999, 12, 31, tzinfo=UTC), "undated"),
        (NOON + timedelta(days=1), "2026.11"),
        (NOON + timedelta(days=1, microseconds=1), "undated"),
        (None, "undated"),
    ],
)
def test_months(created: datetime | None, name: str) -> None:
    assert Names("p", 1).home(listing(created=created)) == f"p-listings-{name}"
    assert Names("p", 3).home(listing(created=created)) == f"p-listings-{name}-v3"


def test_versions() -> None:
    assert [version_in(name) for name in ("p-listings-2026.11", "p-listings-undated-v12")] == [1, 12]
    assert Names("p", 3).successor("p-listings-2026.11") == "p-listings-2026.11-v3"
    assert Names("p", 3).successor("p-listings-2026.11-v2") == "p-listings-2026.11-v3"
    assert Names("p", 1).successor("p-listings-undated-v2") == "p-listings-undated"
