"""Who may see what: part of every question to a store, given by whoever asks."""

from dataclasses import dataclass

from index.listing import Listing


@dataclass(frozen=True, slots=True)
class Access:
    """The sources and the policies whose listings may be seen; None: all of them. Both must allow a listing."""

    sources: tuple[str, ...] | None = None
    policies: tuple[str, ...] | None = None

    def allows(self, listing: Listing) -> bool:
        """Whether this listing may be seen."""
        return (self.sources is None or listing.source in self.sources) and (
            self.policies is None or listing.policy in self.policies
        )


EVERYTHING = Access()
"""For the upkeep of the store, and for the one person who owns the machine."""
