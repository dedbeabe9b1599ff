"""What is due, from the schedules, the last runs and the time."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import ValidationError

from crawlers.source import Source
from index.open import open_runs
from index.run import Run, Verdict
from pillwatch.schedule import plan, plans

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""A Friday."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEVER, FORTNIGHT = "0 4 1 1 *", 14 * DAY


def run(started: datetime, verdict: Verdict = "ok", *, ended: bool = True) -> Run:
    return Run(
        id=f"one-{started:%Y%m%dT%H%M%S}",
        source="one",
        started=started,
        finished=started + MINUTE if ended else None,
        verdict=verdict,
    )


def killed(started: datetime) -> Run:
    return run(started, "stopped", ended=False)


def refused(*hours_ago: float) -> list[Run]:
    return [run(NOW - hours * HOUR, "blocked") for hours in hours_ago]


@pytest.mark.parametrize(
    ("schedule", "runs", "due_at"),
    [
        ("every 6h", [], NOW),
        (NEVER, [], NOW),
        ("every 6h", [run(NOW - 6 * HOUR)], NOW),
        ("every 6h", [run(NOW - 6 * HOUR + MINUTE)], NOW + MINUTE),
        ("every 90m", [run(NOW - 5 * DAY)], NOW - 5 * DAY + 90 * MINUTE),
        ("every 2w", [run(NOW - 13 * DAY)], NOW + DAY),
        ("every 6h", [run(NOW - HOUR, "broken"), run(NOW - 9 * HOUR)], NOW + 5 * HOUR),
        ("every 6h", [run(NOW - HOUR, "unreachable")], NOW + 5 * HOUR),
        ("every 6h", [run(NOW - HOUR, "partial")], NOW + 5 * HOUR),
        ("every 6h", [run(NOW - HOUR, "stopped")], NOW + 5 * HOUR),
        # a cron line fires between the last run's start and now
        ("30 3 * * *", [run(NOW - 9 * HOUR)], NOW - 8.5 * HOUR),
        ("30 3 * * *", [run(NOW - 8 * HOUR)], NOW + 15.5 * HOUR),
        ("0 12 * * *", [run(NOW - DAY)], NOW),
        ("0 12 * * *", [run(NOW)], NOW + DAY),
        ("0 12 * * *", [run(NOW + timedelta(microseconds=-1))], NOW),
        ("0 4 * * MON", [run(NOW - 3 * DAY)], NOW + 2 * DAY + 16 * HOUR),
        ("0 0 1 * *", [run(NOW - 100 * DAY)], datetime(2026, 9, 1, tzinfo=UTC)),
        # killed: again at once, but not for ever
        ("every 6h", [killed(NOW - HOUR)], NOW - HOUR),
        (NEVER, [killed(NOW - HOUR), run(NOW - 2 * HOUR)], NOW - HOUR),
        ("every 6h", [killed(NOW - HOUR), killed(NOW - 2 * HOUR)], NOW + 5 * HOUR),
        ("every 6h", [run(NOW - HOUR), killed(NOW - 2 * HOUR)], NOW + 5 * HOUR),
        # refused: twice the interval, four times, ... a week at most, in the schedule's own times
        ("every 6h", refused(1), NOW + 11 * HOUR),
        ("every 6h", refused(1, 13), NOW + 23 * HOUR),
        ("every 6h", refused(1, 25, 37), NOW + 47 * HOUR),
        ("every 6h", refused(1, 49, 73, 85, 91, 97), NOW - HOUR + 7 * DAY),
        ("every 6h", refused(*range(1, 40)), NOW - HOUR + 7 * DAY),
        ("every 5h", refused(*range(1, 40)), NOW - HOUR + 165 * HOUR),
        ("every 4d", refused(1), NOW - HOUR + 4 * DAY),
        ("every 30d", refused(1, 800), NOW - HOUR + 30 * DAY),
        ("30 3 * * *", refused(8.4), NOW + 39.5 * HOUR),
        ("30 3 * * *", refused(8.4, 32), NOW + 87.5 * HOUR),
        ("30 3 * * *", refused(8.4, 32, 99), NOW + 159.5 * HOUR),
        ("0 4 * * MON", refused(103.9), NOW + 64 * HOUR),
        ("every 6h", [run(NOW - HOUR), *refused(2, 3)], NOW + 5 * HOUR),
        ("every 6h", [run(NOW - HOUR, "unreachable"), *refused(2, 3)], NOW + 5 * HOUR),
        # what was killed says nothing about the site that refused
        ("every 6h", [killed(NOW - HOUR), *refused(2)], NOW + 11 * HOUR),
        ("every 6h", [*refused(1), killed(NOW - 2 * HOUR), *refused(3)], NOW + 23 * HOUR),
        # a run from the future was recorded under a wrong clock
        ("every 6h", [run(NOW + 400 * DAY)], NOW),
        ("every 6h", [run(NOW + DAY), run(NOW - HOUR)], NOW + 5 * HOUR),
    ],
)
def test_when_a_source_is_due(schedule: str, runs: Sequence[Run], due_at: datetime) -> None:
    found = plan("one", schedule, runs, NOW)
    assert (found.source, found.at, found.due) == ("one", due_at, due_at <= NOW)


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ([], "never crawled"),
        ([run(NOW - HOUR)], "every 6h, last run 2026-11-20 11:00"),
        ([killed(NOW - HOUR)], "last run, of 2026-11-20 11:00, was killed"),
        (refused(1), "every 6h, last run 2026-11-20 11:00, which was refused"),
        (refused(1, 13, 19), "every 6h, last run 2026-11-20 11:00, refused 3 times in a row"),
    ],
)
def test_it_says_why(runs: Sequence[Run], words: str) -> None:
    assert words in plan("one", "every 6h", runs, NOW).why


def test_what_is_being_crawled_is_not_due() -> None:
    found = plan("one", "every 6h", [killed(NOW - 9 * HOUR)], NOW, running=True)
    assert (found.due, found.at, found.why) == (False, None, "it is being crawled")


def source(name: str, **fields: object) -> Source:
    return Source.model_validate({"name": name, "spider": "mastodon", "url": "http://127.0.0.1:9", **fields})


def named(*sources: Source) -> dict[str, Source]:
    return {one.name: one for one in sources}


def test_only_enabled_sources_with_a_schedule(tmp_path: Path) -> None:
    sources = named(
        source("off", enabled=True, schedule="every 1h", collect="off"),
        source("by_hand", enabled=True),
        source("disabled", schedule="every 1h"),
        source("later", enabled=True, schedule="every 1d"),
        source("z_due", enabled=True, schedule="every 1h"),
        source("due", enabled=True, schedule=NEVER, collect="aggregate"),
        source("crawled", enabled=True, schedule="every 1h"),
    )
    runs = open_runs(tmp_path)
    runs.save(replace(run(NOW), source="later"))
    found = plans(sources, runs, NOW, lambda name: name == "crawled")
    assert [(one.source, one.due) for one in found] == [
        ("due", True),
        ("z_due", True),
        ("crawled", False),
        ("later", False),
    ]


class Remembered:
    """Runs in memory, newest first: thousands of ticks are not worth a file each."""

    def __init__(self) -> None:
        self._runs: dict[str, list[Run]] = {}

    def save(self, run: Run) -> None:
        self._runs.setdefault(run.source, []).insert(0, run)

    def runs(
        self,
        *,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> list[Run]:
        assert source is not None
        return self._runs.get(source, [])[:limit]

    def close(self) -> None:
        self._runs.clear()


def test_a_fortnight(capsys: pytest.CaptureFixture[str]) -> None:
    """A call every five minutes, whose crawls begin seven seconds later and end as their site has it."""
    verdicts: dict[str, Callable[[int], Verdict]] = {
        "steady": lambda _: "ok",
        "nightly": lambda _: "ok",
        "workdays": lambda _: "ok",
        "walled": lambda _: "blocked",
        "walled_cron": lambda _: "blocked",
        "relents": lambda number: "blocked" if number < 3 else "ok",
        "killed_once": lambda number: "stopped" if number == 5 else "ok",
        "always_killed": lambda _: "stopped",
    }
    schedules = {
        "steady": "every 6h",
        "nightly": "30 3 * * *",
        "workdays": "0 6,18 * * 1-5",
        "walled": "every 6h",
        "walled_cron": "30 3 * * *",
        "relents": "every 6h",
        "killed_once": "every 1d",
        "always_killed": "every 1d",
    }
    sources = {name: source(name, enabled=True, schedule=text) for name, text in schedules.items()}
    sources["disabled"] = source("disabled", schedule="every 1h")
    runs, counts, starts = Remembered(), Counter[str](), dict[str, list[datetime]]()
    for tick in range(int(FORTNIGHT / (5 * MINUTE))):
        now = NOW + tick * 5 * MINUTE
        for one in plans(sources, runs, now, lambda _: False):
            if one.due:
                verdict = verdicts[one.source](counts[one.source])
                started = now + timedelta(seconds=7)
                ended = verdict != "stopped"
                runs.save(replace(run(started, verdict, ended=ended), id=f"{one.source}{tick}", source=one.source))
                counts[one.source] += 1
                starts.setdefault(one.source, []).append(now)
    with capsys.disabled():
        print("\n" + ", ".join(f"{name} ({schedules[name]}) {count}" for name, count in sorted(counts.items())))

    # six hours after a start of 12:00:07 the tick of 18:00 is too early by seven seconds, that of 18:05 is not
    assert _gaps(starts["steady"]) == {6 * HOUR + 5 * MINUTE}
    assert counts["steady"] == 56
    assert [f"{time:%H:%M}" for time in starts["nightly"]] == ["12:00"] + ["03:30"] * 14
    assert Counter(f"{time:%a %H:%M}" for time in starts["workdays"]) == {
        "Fri 12:00": 1,
        **{f"{day} {hour}": 2 for day in ("Mon", "Tue", "Wed", "Thu", "Fri") for hour in ("06:00", "18:00")},
    }
    assert _days(starts["walled"]) == [0, 0.5, 1.5, 3.5, 7.5]
    assert [f"{time:%d %H:%M}" for time in starts["walled_cron"]] == ["20 12:00", "22 03:30", "26 03:30", "03 03:30"]
    assert _days(starts["relents"])[:6] == [0, 0.5, 1.5, 3.5, 3.75, 4]
    assert _days(starts["killed_once"])[4:8] == [4, 5, 5, 6]
    assert _days(starts["always_killed"])[:5] == [0, 0, 1, 2, 3]
    assert counts["disabled"] == 0


def _gaps(times: Sequence[datetime]) -> set[timedelta]:
    return {later - earlier for earlier, later in pairwise(times)}


def _days(times: Sequence[datetime]) -> list[float]:
    """Days since NOW to a quarter of a day."""
    return [round((time - NOW) / DAY * 4) / 4 for time in times]


@pytest.mark.parametrize(
    "text",
    [
        "every 0h",
        "every 6",
        "every now",
        "* * * *",
        "0 * * * * *",
        "60 * * * *",
        "0 4 * * 8",
        "0 0 30 2 *",
        "",
        "@daily",
    ],
)
def test_schedules_that_are_none(text: str) -> None:
    with pytest.raises(ValidationError, match="schedule"):
        source("one", schedule=text)


def test_a_cron_line_is_read_in_utc() -> None:
    in_tijuana = datetime(2026, 11, 19, 22, 0, tzinfo=timezone(timedelta(hours=-8)))
    assert plan("one", "0 7 * * *", [run(in_tijuana)], NOW).at == datetime(2026, 11, 20, 7, tzinfo=UTC)
