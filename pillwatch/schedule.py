"""What is due: decided from the declared schedules, the last runs and the time, and from nothing else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile

from crawlers.declaration import fire_times
from crawlers.source import Source
from index.run import Run
from index.store import RunStore
from pillwatch.terminal import when

LONGEST_WAIT = timedelta(weeks=1)
"""How long a source that refuses is left alone at most, unless its own schedule is slower."""

HISTORY = 40
"""Runs of a source that are looked at: more than it takes to double a minute up to a week."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whether a source is due, since or from when (`at`; None while it is being crawled), and why."""

    source: str
    due: bool
    at: datetime | None
    why: str


def plan(source: str, schedule: str, runs: Sequence[Run], now: datetime, *, running: bool = False) -> Plan:
    """The plan of one source from its runs, newest first.

    Due is a source that was never crawled; one whose next time (an interval after the start of its last run, or
    a time of its cron line in UTC) has come; and one whose last run was killed (`stopped` without an end) unless
    the run before was killed too, so that a crawl that always dies does not ask the site again and again.
    After n refusals (`blocked`) in a row it is due at the 2^nth time of its schedule, but no later than the last
    one within a week of its last run. A `stopped` run says nothing about the site and is passed over in that count.
    Runs that start after `now` are left aside: they were recorded under a wrong clock.
    """
    if running:
        return Plan(source, False, None, "it is being crawled")
    past = [run for run in runs if run.started <= now]
    if not past:
        return Plan(source, True, now, "it was never crawled")
    last, refusals = past[0], _refusals(past)
    if _was_killed(last) and not refusals and not any(map(_was_killed, past[1:2])):
        return Plan(source, True, last.started, f"its last run, of {when(last.started)}, was killed")
    at = _next(schedule, last.started, refusals)
    why = f"{schedule}, last run {when(last.started)}"
    if refusals:
        why += f", refused {refusals} times in a row" if refusals > 1 else ", which was refused"
    return Plan(source, at <= now, at, why)


def plans(
    sources: Mapping[str, Source], runs: RunStore, now: datetime, is_crawled: Callable[[str], bool]
) -> list[Plan]:
    """The plans of all sources that are enabled, not off, and have a schedule: due ones first, then by time.

    Raises StoreError.
    """
    found = [
        plan(name, schedule, _runs_until(runs, name, now), now, running=is_crawled(name))
        for name, schedule in _scheduled(sources)
    ]
    return sorted(found, key=lambda one: (not one.due, one.at or now, one.source))


def _scheduled(sources: Mapping[str, Source]) -> Iterator[tuple[str, str]]:
    for name, source in sources.items():
        if source.enabled and source.collect != "off" and source.schedule is not None:
            yield name, source.schedule


def _runs_until(runs: RunStore, source: str, now: datetime) -> list[Run]:
    return runs.runs(source=source, until=now + timedelta(microseconds=1), limit=HISTORY)


def _was_killed(run: Run) -> bool:
    return run.verdict == "stopped" and run.finished is None


def _refusals(runs: Sequence[Run]) -> int:
    telling = (run for run in runs if run.verdict != "stopped")
    return sum(1 for _ in takewhile(lambda run: run.verdict == "blocked", telling))


def _next(schedule: str, last: datetime, refusals: int) -> datetime:
    within = takewhile(lambda time: time <= last + LONGEST_WAIT, fire_times(schedule, last))
    times = list(islice(within, 2**refusals))
    return times[-1] if times else next(fire_times(schedule, last))
