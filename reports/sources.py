"""What was collected in a week, source by source."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from index.run import Run
from reports.counts import shown
from reports.facts import SourceWeek, State


def source_weeks(runs: Sequence[Run], known: Collection[str], platforms: Mapping[str, str]) -> tuple[SourceWeek, ...]:
    """A record for every source of the week's `runs` and every other one that is `known`, by platform and name."""
    names = {run.source for run in runs} | set(known)
    weeks = [_source_week(name, [run for run in runs if run.source == name], platforms.get(name)) for name in names]
    return tuple(sorted(weeks, key=lambda week: (week.platform is None, week.platform or "", week.name)))


def _source_week(name: str, runs: Sequence[Run], platform: str | None) -> SourceWeek:
    ok = [run for run in runs if run.verdict == "ok"]
    failed = Counter(run.verdict for run in runs if run.verdict != "ok")
    return SourceWeek(
        name=name,
        platform=platform,
        ok=len(ok),
        failed=tuple(sorted(failed.items())),
        scanned=shown(sum(run.posts for run in ok)),
        state=_state(platform, len(ok), len(runs)),
    )


def _state(platform: str | None, ok: int, runs: int) -> State:
    if platform is None:
        return "undeclared"
    if not runs:
        return "no_run"
    if not ok:
        return "none_ok"
    return "complete" if ok == runs else "some_failed"
