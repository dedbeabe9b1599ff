"""The names of indices, alias and templates."""

import re
from dataclasses import dataclass
from datetime import timedelta

from index.listing import Listing

_VERSION = re.compile(r"-v([0-9]+)$")
_FIRST_YEAR = 2000
"""Posts that say they are older are as good as undated: their months would be thousands of empty indices."""

_CLOCKS_DIFFER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Names:
    """Names for one prefix and one version of the mapping; those of version 1 have no suffix."""

    prefix: str
    version: int

    @property
    def alias(self) -> str:
        """What reading goes through."""
        return f"{self.prefix}-listings"

    @property
    def template(self) -> str:
        """The component template and the index template, which bear the same name."""
        return self.alias + self._suffix

    @property
    def pattern(self) -> str:
        """Matches every index of this version (that of version 1 those of all)."""
        return f"{self.alias}-*{self._suffix}"

    @property
    def undated(self) -> str:
        """The index of what has no usable date."""
        return f"{self.alias}-undated{self._suffix}"

    def home(self, listing: Listing) -> str:
        """The index in which this listing is stored first: that of the month in which it was created.

        `undated` also for dates before 2000 or later than the capture, which no post has.
        """
        created = listing.created
        if created is None or created.year < _FIRST_YEAR or created > listing.first_seen + _CLOCKS_DIFFER:
            return self.undated
        return f"{self.alias}-{created.year:04d}.{created.month:02d}{self._suffix}"

    def successor(self, index: str) -> str:
        """The name in this version of an index of another one."""
        return _VERSION.sub("", index) + self._suffix

    @property
    def _suffix(self) -> str:
        return "" if self.version == 1 else f"-v{self.version}"


def version_in(index: str) -> int:
    """The version of the mapping that the name of an index tells."""
    found = _VERSION.search(index)
    return int(found[1]) if found else 1
