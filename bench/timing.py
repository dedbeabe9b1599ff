"""Two or more ways of the same work, measured by turns in one run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import orjson


@dataclass(slots=True)
class Times:
    """Seconds of each round: `cpu` of all threads, which other programs on the machine disturb less, and `wall`."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def measure(self, work: Callable[[], object]) -> None:
        """One more round."""
        wall, cpu = perf_counter(), process_time()
        work()
        self.cpu.append(process_time() - cpu)
        self.wall.append(perf_counter() - wall)


def by_turns(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Times]:
    """Every way once a round, so that a busy minute of the machine meets all of them."""
    times = {way: Times() for way in ways}
    for _ in range(rounds):
        for way, work in ways.items():
            times[way].measure(work)
    return times


def report(title: str, times: Mapping[str, Times], count: int, baseline: str) -> None:
    """Microseconds for each of `count` things, and the speed as a multiple of the baseline's, round by round."""
    print(f"\n{title}: microseconds for each of {count:,}")
    print(f"{'':44} {'cpu min':>9} {'median':>9} {'wall min':>9} {'median':>9} {'cpu x':>7} {'wall x':>7}")
    for way, mine in times.items():
        base = times[baseline]
        figures = [
            value / count * 1e6 for value in (min(mine.cpu), median(mine.cpu), min(mine.wall), median(mine.wall))
        ]
        print(
            f"{way:44} "
            + " ".join(f"{figure:9.1f}" for figure in figures)
            + f" {_speed(base.cpu, mine.cpu):7.2f} {_speed(base.wall, mine.wall):7.2f}"
        )


def keep(script: str, results: Mapping[str, Mapping[str, Times]]) -> None:
    """Write the times beside the script, as JSON."""
    Path(script).with_suffix(".json").write_bytes(orjson.dumps(results, option=orjson.OPT_INDENT_2))


def _speed(base: list[float], mine: list[float]) -> float:
    return median(one / other for one, other in zip(base, mine, strict=True))
