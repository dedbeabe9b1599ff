"""What is to be seen at a moment: the world, the epoch that its ages count from, and the clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from replica.world import Happening, World


@dataclass(slots=True)
class Stage:
    """Shared by the applications of one run. Only the clock and the count of forbidden requests ever change."""

    world: World
    epoch: datetime
    clock: datetime
    forbidden_requests: int = 0

    def time_of(self, age: timedelta) -> datetime:
        return self.epoch - age

    def happened(self, age: timedelta) -> bool:
        return self.time_of(age) <= self.clock

    def is_deleted(self, item: Happening) -> bool:
        return item.deleted is not None and self.happened(item.deleted)

    def is_shown(self, item: Happening) -> bool:
        return self.happened(item.age) and not self.is_deleted(item)

    def value(self, item: Happening, field: str, last: str) -> str:
        """What `field` said at the clock; `last` is what it says after all edits."""
        for edit in item.edits:
            if not self.happened(edit.age) and field in edit.was:
                return edit.was[field]
        return last

    def text(self, item: Happening) -> str:
        return self.value(item, "text", item.text)

    def edit_times(self, item: Happening) -> list[datetime]:
        """The times of the edits that have happened, oldest first."""
        return [self.time_of(edit.age) for edit in item.edits if self.happened(edit.age)]


def utc(clock: datetime) -> datetime:
    """The clock in UTC; raises ValueError for a time without a zone."""
    if clock.tzinfo is None:
        raise ValueError(f"the clock needs a time zone: {clock.isoformat()} (write {clock.isoformat()}+00:00)")
    return clock.astimezone(UTC)


def iso(moment: datetime) -> str:
    """As Mastodon and Discourse write a time: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
