"""One state out of several: two processes that met a post with different dates at the same moment store it twice."""

from collections.abc import Sequence
from dataclasses import replace

from index.elastic.finding import Stored
from index.listing import Listing
from index.merge import merge


def gathered(states: Sequence[Stored]) -> Listing | None:
    """What all the states of one post say together; None for none."""
    if not states:
        return None
    listings = sorted((state.listing for state in states), key=lambda listing: listing.checked)
    merged, *later = listings
    for listing in later:
        merged, _ = merge(merged, listing)
    if not later:
        return merged
    versions = {*merged.versions, *(version for listing in listings for version in listing.versions)}
    return replace(
        merged,
        first_seen=min(listing.first_seen for listing in listings),
        held=any(listing.held for listing in listings),
        versions=tuple(sorted(versions, key=lambda version: version.replaced)),
    )
