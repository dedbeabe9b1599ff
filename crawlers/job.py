"""One run of one source, from its first request to its verdict."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from crawlers.evidence import EvidenceError, raw_of
from crawlers.intake import Intake
from crawlers.source import Source
from crawlers.state import StateFolder
from crawlers.verdict import judge
from index.listing import Listing
from index.query import Query
from index.run import Run
from index.store import RunStore


def run_id(source: str, started: datetime) -> str:
    """The id of the run of a source that began then."""
    return f"{source}-{started:%Y%m%dT%H%M%S%fZ}"


@dataclass(slots=True)
class Job:
    """What a spider and the pipeline need to run one source; `run` is the record once it has ended."""

    source: Source
    intake: Intake
    runs: RunStore
    state: StateFolder
    clock: Callable[[], datetime]
    started: datetime
    cursor: datetime | None
    user_agent: str
    broken: str = ""
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
        """Stored posts of this source younger than `revisit` that this run has not met: they may be deleted."""
        if self.intake.aggregate:
            return []
        young = Query(source=(self.source.name,), since=self.started - self.source.revisit)
        return [one for one in self.intake.store.scan(young) if one.gone is None and one.id not in self.intake.met]

    def received(self, listing: Listing) -> bytes | None:
        """The raw object that a listing was last read from; None when its evidence is not there any more."""
        if listing.evidence is None:
            return None
        try:
            return raw_of(self.intake.evidence.check(listing.evidence))
        except EvidenceError:
            return None

    def finish(self, *, requests: int, stopped: str = "") -> Run:
        """Store what waits, judge, save the run, and move the cursor if the walk was complete."""
        try:
            self.intake.flush()
        except Exception as error:
            self.broken = self.broken or str(error)
            raise
        finally:
            self.run = self._record(requests, stopped)
            self.runs.save(self.run)
        newest = self.intake.tally.newest
        if self.run.verdict == "ok" and newest is not None:
            known = [time for time in (self.cursor, min(newest, self.started)) if time]
            self.state.move(self.source.name, max(known))
        return self.run

    def _record(self, requests: int, stopped: str) -> Run:
        tally = self.intake.tally
        verdict, note = judge(tally, self.source.expect, stopped=stopped, broken=self.broken)
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
            failures=dict(tally.failures),
            verdict=verdict,
            note=note,
        )
