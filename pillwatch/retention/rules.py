"""When a listing has to go, and what of it: `docs/retention.md` argues for each rule."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawlers.declaration import Source
from index.content import is_dropped
from index.listing import Listing

Reason = Literal["expired", "gone", "aggregate"]
"""`expired`: the whole listing goes. `gone` (deleted at its source) and `aggregate` (the source may only be counted
now): its content goes (`index.content`), and what is left is what posts are counted by."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The periods of the declared sources, that of all others, and the time at which they are applied."""

    now: datetime
    sources: Mapping[str, Source]
    default_days: int

    def days(self, source: str) -> int:
        """How long a post of this source is kept, in days from when it was last seen."""
        declared = self.sources.get(source)
        return declared.retention_days if declared else self.default_days

    def policy(self, source: str) -> str:
        """What the source's file says is collected now; `undeclared` for imports and files that were removed."""
        declared = self.sources.get(source)
        return declared.collect if declared else "undeclared"

    def limit(self, source: str) -> datetime:
        """What was last seen then or before is past its time."""
        return self.now - timedelta(days=self.days(source))

    def due(self, listing: Listing, held: Container[str]) -> Reason | None:
        """Why it has to go; None for one that stays. `held` are the ids that the log of holds holds."""
        if listing.held or listing.id in held:
            return None
        if listing.last_seen <= self.limit(listing.source):
            return "expired"
        if is_dropped(listing):
            return None
        if listing.gone is not None:
            return "gone"
        return "aggregate" if self.policy(listing.source) == "aggregate" else None
