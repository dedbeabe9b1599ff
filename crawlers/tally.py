"""What one run has met so far."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from crawlers.page import Page
from crawlers.post import Post
from index.spool import Delivered


@dataclass(slots=True)
class Tally:
    """Counts of a run, and how often each declared field was filled."""

    fields: tuple[str, ...] = ()
    requests: int = 0
    answered: int = 0
    posts: int = 0
    private: int = 0
    ahead: int = 0
    new: int = 0
    changed: int = 0
    seen: int = 0
    gone: int = 0
    refused: int = 0
    candidates: int = 0
    hits: int = 0
    malformed: int = 0
    forbidden: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    newest: datetime | None = None

    def page(self, page: Page) -> None:
        """Count an answer."""
        self.answered += 1
        self.outcomes[page.extract.outcome] += 1
        self.malformed += len(page.extract.malformed)
        if page.extract.outcome == "blocked":
            self.failures[f"blocked_{page.status}"] += 1

    def post(self, post: Post) -> None:
        """Count a post that this run had not met before."""
        self.posts += 1
        record = asdict(post)
        for name in self.fields:
            self.filled[name] += _value(record, name) not in (None, "", (), [])
        if post.created and (self.newest is None or post.created > self.newest):
            self.newest = post.created

    def delivered(self, total: Delivered) -> None:
        """Take over what became of all that this run has sent to the store."""
        self.new, self.changed, self.seen = total.new, total.changed, total.seen
        self.gone, self.refused = total.gone, total.refused


def _value(record: Mapping[str, Any], name: str) -> Any:
    value: Any = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
