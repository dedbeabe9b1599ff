"""Records survive their JSON."""

from datetime import datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given

from index.listing import Author, Listing
from index.records import RecordError, listing_from_json, listing_to_json, run_from_json, run_to_json
from index.run import Run
from tests.index.sample import NOON, listing, listings, runs


@given(listings)
def test_listing_survives(record: Listing) -> None:
    assert listing_from_json(listing_to_json(record)) == record


@given(runs)
def test_run_survives(record: Run) -> None:
    assert run_from_json(run_to_json(record)) == record


def test_names_and_times() -> None:
    west = timezone(timedelta(hours=-7))
    record = listing(author=Author("ann"), created=NOON.astimezone(west), goods=("pill_press",))
    fields = orjson.loads(listing_to_json(record))
    assert set(fields) == set(Listing.__slots__)
    assert fields["created"] == "2026-11-02T12:00:00Z"
    assert fields["author"] == {"handle": "ann", "name": None, "url": None}
    assert fields["goods"] == ["pill_press"]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (listing("x1", created=datetime(2026, 11, 2)), "listing x1 .* 2026-11-02T00:00:00 has no zone"),
        (listing("x2", "half an emoji \ud83d"), "listing x2 .*surrogates"),
    ],
)
def test_unwritable(record: Listing, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        listing_to_json(record)


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b'{"id": 1}', b'{"author": 3}'])
def test_unreadable(data: bytes) -> None:
    with pytest.raises(RecordError, match="not the JSON of a listing"):
        listing_from_json(data)
    with pytest.raises(RecordError, match="not the JSON of a run"):
        run_from_json(data)
