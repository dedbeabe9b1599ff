"""One run of one source, from its first request to its verdict."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from crawlers.evidence import EvidenceError, raw_of
from crawlers.intake import Intake
from crawlers.settling import REFUSED, note_with
from crawlers.source import Source
from crawlers.state import StateFolder
from crawlers.verdict import judge
from index.access import EVERYTHING
from index.listing import Listing
from index.query import Query
from index.run import Run
from index.store import RunStore, StoreDownError, StoreError


@dataclass(slots=True)
class Job:
    """What a spider and the pipeline need to run one source; `run` is the record once it has ended.

    `broken` says why the run cannot be trusted, `notes` what else its record should say.
    """

    source: Source
    intake: Intake
    runs: RunStore
    state: StateFolder
    clock: Callable[[], datetime]
    started: datetime
    cursor: datetime | None
    user_agent: str
    broken: str = ""
    notes: list[str] = field(default_factory=list)
    run: Run | None = field(default=None)

    def begin(self) -> None:
        """Leave a trace before anything is fetched: a run that is killed stays `stopped`."""
        self.runs.save(Run(id=self.intake.run, source=self.source.name, started=self.started))

    @property
    def horizon(self) -> datetime | None:
        """How far back a walk goes when there was one before: the cursor, and everything younger than `revisit`."""
        if self.cursor is None:
            return None
        return min(self.cursor, self.started - self.source.revisit)

    def unmet(self) -> list[Listing]:
        """Stored posts of this source younger than `revisit` that this run has not met: they may be deleted.

        None, and a word in the record, when the store cannot say.
        """
        if self.intake.aggregate:
            return []
        young = Query(access=EVERYTHING, source=(self.source.name,), since=self.started - self.source.revisit)
        try:
            known = self.intake.outbox.store.scan(young)
            return [one for one in known if one.gone is None and one.id not in self.intake.met]
        except StoreDownError:
            self.notes.append("the store was down, so that nobody looked for deleted posts")
        except StoreError as error:
            self.broken = self.broken or str(error)
        return []

    def received(self, listing: Listing) -> bytes | None:
        """The raw object that a listing was last read from; None when its evidence is not there any more."""
        if listing.evidence is None:
            return None
        try:
            return raw_of(self.intake.evidence.check(listing.evidence))
        except EvidenceError:
            return None

    def finish(self, *, requests: int, stopped: str = "", walked: bool = True) -> Run:
        """Make safe what waits, judge, save the run, and move the cursor if the walk was complete.

        `walked` is false where nothing was crawled: then there is no cursor to move. Raises StoreError, OSError,
        StateError; the run is saved all the same where that can be done.
        """
        try:
            self.intake.end()
        except Exception as error:
            self.broken = self.broken or str(error)
            raise
        finally:
            self.run = self._record(requests, stopped)
            self.runs.save(self.run)
            self.intake.outbox.spool.close()  # only now, for whoever adopts the rest goes on from the record
        newest = self.intake.tally.newest
        if walked and self._is_whole(self.run) and newest is not None:
            known = [time for time in (self.cursor, min(newest, self.started)) if time]
            self.state.move(self.source.name, max(known))
        return self.run

    def _is_whole(self, run: Run) -> bool:
        """Whether the walk met everything; what the store refused of it is kept in the spool."""
        return run.verdict == "ok" or (run.verdict == "partial" and not self.intake.tally.failures)

    def _record(self, requests: int, stopped: str) -> Run:
        tally = self.intake.tally
        verdict, note = judge(tally, self.source.expect, stopped=stopped, broken=self.broken)
        failures = {**tally.failures, REFUSED: tally.refused} if tally.refused else dict(tally.failures)
        waiting = self.intake.outbox.spool.waiting
        return Run(
            id=self.intake.run,
            source=self.source.name,
            started=self.started,
            finished=self.clock(),
            requests=requests,
            posts=tally.posts,
            new=tally.new,
            changed=tally.changed + tally.gone,
            seen=tally.seen,
            candidates=tally.candidates,
            hits=tally.hits,
            malformed=tally.malformed,
            failures=failures,
            verdict=verdict,
            note=note_with("; ".join(filter(None, (note, *self.notes))), refused=tally.refused, waiting=waiting),
        )
