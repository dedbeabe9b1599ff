"""Handing entries to the store, and telling from what is stored what an earlier attempt did."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from index.access import EVERYTHING
from index.content import evidence_of
from index.listing import Evidence, Listing
from index.near.assign import assign
from index.spool.delivered import Fate
from index.spool.entries import Entry, Gone, Upsert
from index.store import Outcome, SearchStore


def hand_over(entries: Sequence[Entry], store: SearchStore, *, again: bool) -> list[Fate]:
    """What the store made of each entry, in order. Raises StoreError; some may be stored then, all can be sent again.

    `again`: an earlier attempt may have reached the store; an entry that it brought there has the fate of then.
    """
    fates: list[Fate] = []
    for is_upsert, group in groupby(entries, key=lambda entry: isinstance(entry, Upsert)):
        if is_upsert:
            fates += _upserted([one for one in group if isinstance(one, Upsert)], store, again)
        else:
            fates += _marked([one for one in group if isinstance(one, Gone)], store)
    return fates


def unneeded(entries: Iterable[Entry], fates: Iterable[Fate], store: SearchStore) -> Iterator[Evidence]:
    """Evidence that was kept before anybody knew what is stored, and that no listing needs. Raises StoreError."""
    unsure = [
        entry.listing
        for entry, fate in zip(entries, fates, strict=True)
        if isinstance(entry, Upsert) and entry.listing.evidence and fate in ("seen", "absent")
    ]
    yield from unused([(one.id, one.evidence) for one in unsure if one.evidence], store)


def unused(kept: Sequence[tuple[str, Evidence]], store: SearchStore) -> Iterator[Evidence]:
    """Of this evidence of these listings what the stored ones do not name. Raises StoreError."""
    stored = store.get([listing_id for listing_id, _ in kept], access=EVERYTHING) if kept else {}
    for listing_id, evidence in kept:
        listing = stored.get(listing_id)
        if listing is None or evidence not in evidence_of(listing):
            yield evidence


def _upserted(entries: Sequence[Upsert], store: SearchStore, again: bool) -> list[Fate]:
    asked = [entry.id for entry in entries if again or entry.known_only]
    if again:
        store.update({listing_id: {} for listing_id in asked})  # it finds what anybody wrote, `get` only what we did
    stored = store.get(asked, access=EVERYTHING) if asked else {}
    known = set(stored)
    wanted: dict[int, Listing] = {}
    for place, entry in enumerate(entries):
        if not entry.known_only or entry.id in known:
            known.add(entry.id)
            wanted[place] = entry.listing
    fates: list[Fate] = ["absent"] * len(entries)
    captures = assign(list(wanted.values()), store.copies_of) if wanted else []
    for place, capture, outcome in zip(wanted, captures, store.upsert(captures), strict=True):
        is_told = outcome == "seen" and again and capture.id in stored
        fates[place] = _then(stored[capture.id], capture) if is_told else outcome
    return fates


def _then(stored: Listing, capture: Listing) -> Outcome:
    """What this very capture did when it came to the store before; `seen` where it never did, or changed nothing."""
    if stored.checked != capture.checked:
        return "seen"
    if stored.first_seen == capture.first_seen:
        return "new"
    told = (
        capture.evidence is not None and stored.evidence == capture.evidence,
        stored.gone == capture.checked,
        bool(stored.versions) and stored.versions[-1].replaced == capture.first_seen,
    )
    return "changed" if any(told) else "seen"


def _marked(entries: Sequence[Gone], store: SearchStore) -> list[Fate]:
    stored = store.get([entry.id for entry in entries], access=EVERYTHING)
    changes: dict[str, dict[str, Any]] = {}
    fates: list[Fate] = []
    for entry in entries:
        listing = stored.get(entry.id)
        if listing is None:
            fates.append("absent")
        elif listing.checked > entry.at or listing.gone not in (None, entry.at):
            fates.append("seen")
        else:
            changes[entry.id] = {"gone": entry.at, "deleted": True, "checked": entry.at}
            fates.append("gone")
    store.update(changes)
    return fates
