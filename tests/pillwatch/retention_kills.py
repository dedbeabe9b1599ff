"""`python -m tests.pillwatch.retention_kills FOLDER`: kill retention before each of its steps, a copy of the data each.

A step is a change of the store, a file replaced or deleted, an fsync. Prints a JSON line a kill. Everything happens
in forks of this process, which has no threads of its own.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from crawlers.page import Malformed
from crawlers.quarantine import Quarantine
from index.access import EVERYTHING
from index.query import Query
from index.records import listing_to_json
from index.tantivy import TantivyStore
from pillwatch.holds import decide, hold_log
from pillwatch.retention import verify
from tests.pillwatch.kept import DAY, NOW, World, ago, edited


def main() -> None:
    folder = Path(sys.argv[1])
    start, calm = folder / "start", folder / "calm"
    forked(lambda: fill(start))
    shutil.copytree(start, calm)
    forked(lambda: World(calm).retain())
    expected, before = seen(calm), seen(start)
    for number in range(1, 10_000):
        data = folder / f"killed-{number}"
        shutil.copytree(start, data)
        if not forked(partial(killed_at, number, data)):
            return
        told = {"changed": seen(data) != before, "then": states(data)}
        forked(partial(again, data))
        left = [path.name for path in (data / "receipts").iterdir() if path.suffix != ".json"]
        told |= {"same": seen(data) == expected, "states": states(data), "listings": listings(data), "left": left}
        print(orjson.dumps(told).decode(), flush=True)
        shutil.rmtree(data)


def again(data: Path) -> None:
    World(data).retain(NOW + DAY / 24)


def states(data: Path) -> list[str]:
    return [verify(path).state for path in sorted((data / "receipts").glob("*.json"))]


def listings(data: Path) -> list[str]:
    return sorted(one.id for path in (data / "receipts").glob("*.json") for one in verify(path).listings)


def fill(data: Path) -> None:
    """Everything that retention knows: listings past their time, gone, held and fresh, and all that belongs to them."""
    world = World(data)
    for name, at, fields in (
        ("old", ago(50), {}),
        ("other", ago(31), {}),
        ("gone", ago(3), {"gone": ago(1), "deleted": True}),
        ("held", ago(60), {}),
        ("fresh", ago(1), {}),
    ):
        world.put(name, at, **fields)
    edited(world, "old", ago(40), "green pills of old")
    decide(world.store, hold_log(data), world.stored("held").id, "hold", by="Ann", why="case 7", now=NOW)
    world.deliver()
    world.refuse(world.capture("gone", ago(3)), ago(3))
    world.refuse(world.capture("refused", ago(33)), ago(33))
    world.evidence("lost", ago(20))
    for days in (20, 40):
        Quarantine(data).keep("forum", "run", "https://example.com", Malformed(b"%d" % days, "why"), ago(days))


def seen(data: Path) -> dict[str, Any]:
    """All that is kept: the listings and the files with their bytes."""
    result: dict[str, Any] = {}

    def look() -> None:
        stored = [listing_to_json(one).decode() for one in TantivyStore(data / "store").scan(Query(access=EVERYTHING))]
        (data.parent / "seen.json").write_bytes(orjson.dumps(stored))

    forked(look)
    result["store"] = orjson.loads((data.parent / "seen.json").read_bytes())
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data)
        if path.is_file() and name.parts[0] not in ("store", "receipts", "state"):
            result[str(name)] = path.read_bytes()
    return result


def killed_at(number: int, data: Path) -> None:
    """Retention in this process, killed just before the step of that number."""
    left = number

    def counting(step: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*arguments, **options)

        return counted

    for owner, name in (
        (TantivyStore, "delete"),
        (TantivyStore, "update"),
        (Path, "unlink"),
        (Path, "replace"),
        (os, "fsync"),
    ):
        setattr(owner, name, counting(getattr(owner, name)))
    World(data).retain()


def forked(work: Callable[[], object]) -> bool:
    """Do the work in a fork; whether it was killed. Raises RuntimeError when it failed otherwise."""
    process = os.fork()
    if not process:
        try:
            work()
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status:
        raise RuntimeError(f"a fork ended with {status}")
    return False


if __name__ == "__main__":
    main()
