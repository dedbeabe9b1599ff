"""The one way that every post goes: identity, screen, reading, evidence, store."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawlers.evidence import EvidenceFolder
from crawlers.page import Collected, Malformed, Page
from crawlers.post import Post
from crawlers.quarantine import Quarantine
from crawlers.tally import Tally
from crawlers.validate import problem_of
from index.listing import Listing
from index.merge import merge
from index.store import SearchStore
from nlp.reader import Reader, Text
from nlp.reading import Reading

BATCH = 100
"""Posts that wait before they are read and stored together: small commits are dear."""


@dataclass(slots=True)
class Intake:
    """Takes pages, keeps what names a term of the lexicons, counts the rest.

    With `aggregate` nothing is stored: counts only. What `take` was given is safe after `flush`.
    Raises StoreError when the store refuses and OSError when evidence cannot be written.
    """

    source: str
    run: str
    policy: str
    reader: Reader
    store: SearchStore
    evidence: EvidenceFolder
    quarantine: Quarantine
    clock: Callable[[], datetime]
    tally: Tally
    aggregate: bool = False
    met: set[str] = field(default_factory=set)
    listeners: list[Callable[[], None]] = field(default_factory=list)
    _waiting: list[tuple[Collected, Page]] = field(default_factory=list)

    def take(self, page: Page) -> None:
        """Count a page and queue its posts; a post met before in this run counts once."""
        self.tally.page(page)
        for malformed in page.extract.malformed:
            self._set_aside(malformed, page)
        for collected in page.extract.posts:
            problem = problem_of(collected.post)
            if problem:
                self.tally.malformed += 1
                self._set_aside(Malformed(collected.raw, problem), page)
            elif collected.post.id not in self.met:
                self.met.add(collected.post.id)
                self._accept(collected, page)
        if len(self._waiting) >= BATCH:
            self.flush()
        for listener in self.listeners:
            listener()

    def flush(self) -> None:
        """Read and store what waits."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        stored = {} if self.aggregate else self.store.get([c.post.id for c, _ in waiting])
        readings = self.reader.read(_text(collected.post) for collected, _ in waiting)
        listings = [
            listing
            for (collected, page), reading in zip(waiting, readings, strict=True)
            if (listing := self._listing(collected, page, reading, stored.get(collected.post.id))) is not None
        ]
        if self.aggregate:
            return
        for outcome in self.store.upsert(listings):
            setattr(self.tally, outcome, getattr(self.tally, outcome) + 1)

    def gone(self, listing_id: str) -> None:
        """Mark a stored post as deleted at its source."""
        now = self.clock()
        self.tally.gone += self.store.update({listing_id: {"gone": now, "deleted": True, "checked": now}})

    def _accept(self, collected: Collected, page: Page) -> None:
        if collected.private:
            self.tally.private += 1
            return
        self.tally.post(collected.post)
        self._waiting.append((collected, page))

    def _set_aside(self, malformed: Malformed, page: Page) -> None:
        self.quarantine.keep(self.source, self.run, page.url, malformed, self.clock())

    def _listing(self, collected: Collected, page: Page, reading: Reading, old: Listing | None) -> Listing | None:
        """The listing to store; None for a post that nobody needs to keep."""
        if old is None and (reading.screened_out or collected.post.deleted):
            return None
        self.tally.candidates += not reading.screened_out
        self.tally.hits += reading.hit
        if self.aggregate:
            return None
        listing = listing_of(collected.post, reading, source=self.source, policy=self.policy, now=page.fetched)
        if old is not None and merge(old, listing)[1] == "seen":
            return listing
        return replace(listing, evidence=self.evidence.keep(collected.raw, page))


def listing_of(post: Post, reading: Reading, *, source: str, policy: str, now: datetime) -> Listing:
    """Post and reading as a listing first seen now; the platform's own word on the language goes first."""
    fields = {name: getattr(post, name) for name in Post.__slots__}
    read = {name: getattr(reading, name) for name in Reading.__slots__ if name != "lang"}
    fields["lang"] = post.lang or reading.lang
    return Listing(**fields, **read, first_seen=now, last_seen=now, checked=now, source=source, policy=policy)


def _text(post: Post) -> Text:
    handle = post.author.handle if post.author else None
    return Text(text=post.text, title=post.title, lang=post.lang, author=handle, kind=post.kind)
