"""Whatever is stored, held, and what time it is: exactly the expired that nobody holds vanish."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.access import EVERYTHING
from index.content import DROPPED
from index.listing import Listing
from index.query import Query
from pillwatch.holds import decide, hold_log
from tests.pillwatch.kept import DAYS, DEFAULT, NOW, World, ago, id_of

AROUND = st.sampled_from((DAYS, DEFAULT))


@dataclass(frozen=True)
class Some:
    """A listing to be: its source, how long ago it was last seen, gone or not, and who holds it."""

    source: str
    seen: timedelta
    is_gone: bool
    hold: str


SOME = st.builds(
    Some,
    source=st.sampled_from(("forum", "shop", "file")),
    seen=st.one_of(
        st.builds(lambda days, off: timedelta(days=days, microseconds=off), AROUND, st.integers(-1, 1)),
        st.timedeltas(timedelta(0), timedelta(days=800)),
    ),
    is_gone=st.booleans(),
    hold=st.sampled_from(("nobody", "nobody", "held", "released", "store only", "log only")),
)


def place(world: World, number: int, some: Some) -> Listing:
    name = f"n{number}"
    seen = NOW - some.seen
    one = world.put(name, seen, source=some.source, gone=NOW if some.is_gone else None, deleted=some.is_gone)
    if some.hold in ("held", "released", "log only"):
        decide(world.store, hold_log(world.data), one.id, "hold", by="Ann", why="case", now=NOW)
    if some.hold == "released":
        decide(world.store, hold_log(world.data), one.id, "release", by="Ann", why="case", now=NOW)
    if some.hold in ("store only", "log only"):
        world.store.update({one.id: {"held": some.hold == "store only"}})
    return world.stored(name)


def left_of(one: Listing, some: Some, later: timedelta) -> Listing | None:
    """What must be there afterwards, said plainly."""
    if some.hold in ("held", "store only", "log only"):
        return one
    if some.seen + later >= timedelta(days=DEFAULT if some.source == "file" else DAYS):
        return None
    return replace(one, **DROPPED) if some.is_gone or some.source == "shop" else one


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SOME, max_size=6), st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), min_size=1, max_size=2))
def test_exactly_the_expired_and_unheld_vanish(several: list[Some], clocks: list[timedelta]) -> None:
    with TemporaryDirectory() as folder:
        world = World(Path(folder))
        placed = {id_of(f"n{number}"): (place(world, number, one), one) for number, one in enumerate(several)}
        world.deliver(now=ago(0))
        for later in sorted(clocks):
            receipts = world.retain(NOW + later)
            expected = {key: left_of(one, some, later) for key, (one, some) in placed.items()}
            assert {one.id: one for one in world.store.scan(Query(access=EVERYTHING))} == {
                k: v for k, v in expected.items() if v
            }
            assert all(receipt.state == "done" and not receipt.spared for receipt in receipts)
            assert world.retain(NOW + later) == []
        kept = {evidence for one in expected.values() if one for evidence in [one.evidence] if evidence}
        files = {path.name for path in (world.data / "evidence").rglob("*.json")}
        assert files == {f"{one.sha256}.json" for one in kept}
        told = {line["listing"]: line for line in world.delivered()}
        assert told.keys() == {key for key, one in expected.items() if one}
        assert all(bool(told[key]["handle"]) == bool(one.author) for key, one in expected.items() if one)
