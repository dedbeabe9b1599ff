"""Removing what a receipt names, from place to place; every step may be done twice."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from alerts.delivery import DeliveryError
from alerts.forget import forget
from alerts.saved import SavedSearchError
from index.access import EVERYTHING
from index.content import DROPPED, is_dropped
from index.listing import Listing
from pillwatch.retention.places import Places, slices
from pillwatch.retention.receipt import Entry, Receipt, Spared
from pillwatch.retention.rules import Rules
from pillwatch.retention.survey import Survey


@dataclass(slots=True)
class Acted:
    """The listings as they went, those that did not, and in words what could not be written."""

    entries: list[Entry] = field(default_factory=list)
    spared: list[Spared] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def attempt(self, step: Callable[..., object], *arguments: object) -> None:
        """One file that cannot be written keeps no other from being cleared."""
        try:
            step(*arguments)
        except OSError as error:
            self.problems.append(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        except (DeliveryError, SavedSearchError) as error:
            self.problems.append(str(error))


def act(receipt: Receipt, places: Places, rules: Rules, found: Survey) -> Acted:
    """Remove it: from the store first, so that nothing which is still found lacks its evidence.

    What is not due any more, because it was held or seen since, is spared. Raises FailedError, StoreError and,
    for the log of holds, OSError: the receipt stays `planned` then, and the next run goes on from here.
    """
    acted = Acted()
    for part in slices(receipt.listings):
        _clear_store(part, places, rules, found, acted)
    removed = {entry.id for entry in acted.entries if entry.reason == "expired"}
    dropped = {entry.id for entry in acted.entries} - removed
    for files in slices(_files(receipt, acted, places, found)):
        acted.attempt(places.evidence.remove, files)
    acted.attempt(forget, places.searches, removed, dropped)
    acted.attempt(_clear_refused, places, found, removed | dropped)
    for source in receipt.quarantine:
        acted.attempt(places.quarantine.purge, source, rules.limit(source))
    return acted


def _clear_store(part: Sequence[Entry], places: Places, rules: Rules, found: Survey, acted: Acted) -> None:
    """Nobody can hold a listing between the look at it and its end."""
    removed: list[str] = []
    dropped: list[str] = []
    with places.holds.alone():
        held = places.holds.held()
        stored = places.store.get([entry.id for entry in part], access=EVERYTHING)
        for entry in part:
            listing = stored.get(entry.id)
            reason = rules.due(listing, held) if listing else None
            if reason and found.awaits(entry.id, reason):
                reason = None
            if listing is None or (entry.reason != "expired" and is_dropped(listing) and reason is None):
                acted.entries.append(entry)  # an interrupted run did it
            elif reason is None:
                acted.spared.append(Spared(id=entry.id, why=_why(listing, held)))
                found.kept.add(listing)
            else:
                (removed if reason == "expired" else dropped).append(entry.id)
                now = Entry.of(listing, reason)
                evidence = tuple(sorted({*entry.evidence, *now.evidence}))
                acted.entries.append(replace(now, evidence=evidence))
        places.store.delete(removed)
        places.store.update(dict.fromkeys(dropped, DROPPED))


def _why(listing: Listing, held: Set[str]) -> str:
    return "held since" if listing.held or listing.id in held else "seen again since, or its period is longer now"


def _files(receipt: Receipt, acted: Acted, places: Places, found: Survey) -> Iterator[Path]:
    """Evidence of what went, and what nothing refers to; never a file that something else refers to."""
    for entry in acted.entries:
        yield from (places.evidence.place(one) for one in entry.evidence if one not in found.kept)
    for name in receipt.unreferenced:
        file = places.data / name
        if file.parent.parent == places.data / "evidence" and not found.refers_to(file):
            yield file


def _clear_refused(places: Places, found: Survey, gone: Set[str]) -> None:
    places.refused.remove([one.key for one in places.refused if one.key in found.refused or one.id in gone])
