"""The one way that every post goes: identity, screen, reading, evidence, spool, store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawlers.evidence import EvidenceFolder
from crawlers.outbox import Outbox
from crawlers.page import Collected, Malformed, Page
from crawlers.post import Post
from crawlers.quarantine import Quarantine
from crawlers.tally import Tally
from crawlers.validate import problem_of
from index.listing import Listing
from index.merge import merge
from index.readable import fields_of, text_of
from index.spool import Entry, Gone, Upsert
from nlp.reader import Reader
from nlp.reading import Reading

BATCH = 100
"""Posts that wait before they are read and stored together: small commits are dear."""

AHEAD = timedelta(days=1)
"""How much later than its capture a post may be dated: clocks differ, and a date is local where no zone is told."""


@dataclass(slots=True)
class Intake:
    """Takes pages, keeps what names a term of the lexicons, counts the rest.

    With `aggregate` nothing is stored: counts only. What `take` and `gone` were given is safe after `flush`, whether
    the store is up or not. Raises StoreError when the store must be mended (or too much waits for it to come back),
    and OSError when spool or evidence cannot be written.
    """

    source: str
    run: str
    policy: str
    reader: Reader
    outbox: Outbox
    evidence: EvidenceFolder
    quarantine: Quarantine
    clock: Callable[[], datetime]
    tally: Tally
    aggregate: bool = False
    met: set[str] = field(default_factory=set)
    listeners: list[Callable[[], None]] = field(default_factory=list)
    _waiting: list[tuple[Collected, Page]] = field(default_factory=list)
    _gone: list[Gone] = field(default_factory=list)

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
        if len(self._waiting) + len(self._gone) >= BATCH:
            self.flush()
            self.outbox.make_room()
        for listener in self.listeners:
            listener()

    def flush(self) -> None:
        """Read what waits, and give it to the store by way of the spool."""
        entries = [*self._read(), *self._gone]
        self._gone = []
        try:
            self.outbox.send(entries)
        finally:
            self.tally.delivered(self.outbox.spool.total)

    def gone(self, listing_id: str) -> None:
        """Mark a stored post as deleted at its source."""
        self._gone.append(Gone(listing_id, self.clock()))

    def end(self) -> None:
        """Flush, and try the store once more however lately it failed; what it has not taken waits in the spool."""
        self.flush()
        try:
            self.outbox.last_try()
        finally:
            self.tally.delivered(self.outbox.spool.total)

    def _read(self) -> list[Entry]:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return []
        stored = {} if self.aggregate else self.outbox.stored([collected.post.id for collected, _ in waiting])
        readings = self.reader.read(text_of(collected.post) for collected, _ in waiting)
        entries = (
            self._entry(collected, page, reading, stored)
            for (collected, page), reading in zip(waiting, readings, strict=True)
        )
        return [entry for entry in entries if entry is not None]

    def _accept(self, collected: Collected, page: Page) -> None:
        if collected.private:
            self.tally.private += 1
            return
        if (
            collected.post.created and collected.post.created > page.fetched + AHEAD
        ):  # it would stay the newest for ever
            self.tally.ahead += 1
            collected = replace(collected, post=replace(collected.post, created=None))
        self.tally.post(collected.post)
        self._waiting.append((collected, page))

    def _set_aside(self, malformed: Malformed, page: Page) -> None:
        self.quarantine.keep(self.source, self.run, page.url, malformed, self.clock())

    def _entry(
        self, collected: Collected, page: Page, reading: Reading, stored: Mapping[str, Listing] | None
    ) -> Upsert | None:
        """What the store is to be told; None for a post that nobody needs to keep.

        Without `stored` nobody knows whether the post is there already, and how it was: then the spool gets every
        post and its evidence, and its delivery lets go of what was not needed.
        """
        is_wanted = not (reading.screened_out or collected.post.deleted)
        old = stored.get(collected.post.id) if stored else None
        if is_wanted or old:
            self.tally.candidates += not reading.screened_out
            self.tally.hits += reading.hit
        elif stored is not None:
            return None
        if self.aggregate:
            return None
        listing = listing_of(collected.post, reading, source=self.source, policy=self.policy, now=page.fetched)
        if old is None or merge(old, listing)[1] != "seen":
            listing = replace(listing, evidence=self.evidence.keep(collected.raw, page))
        return Upsert(listing, known_only=not is_wanted and old is None)


def listing_of(post: Post, reading: Reading, *, source: str, policy: str, now: datetime) -> Listing:
    """Post and reading as a listing first seen now; the platform's own word on the language goes first."""
    fields = {name: getattr(post, name) for name in Post.__slots__}
    fields["lang"] = post.lang or reading.lang
    return Listing(
        **fields, **fields_of(reading), first_seen=now, last_seen=now, checked=now, source=source, policy=policy
    )
