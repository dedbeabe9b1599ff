"""What goes, what stays, and that nothing remains."""

import os
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.passed import PassedFile
from crawlers.page import Malformed
from crawlers.quarantine import Quarantine
from index.access import EVERYTHING
from index.content import DROPPED, KEPT
from index.listing import Listing
from index.parse import parse_query
from index.query import Query
from index.spool import Spool, Upsert
from pillwatch.errors import FailedError
from pillwatch.holds import decide, hold_log
from tests.pillwatch.kept import DAY, DEFAULT, NOW, OLD, World, ago, edited, id_of

SECOND = timedelta(microseconds=1)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def hold(world: World, name: str) -> None:
    decide(world.store, hold_log(world.data), id_of(name), "hold", by="Ann", why="case 7", now=NOW)


def test_what_is_past_its_time_goes_from_everywhere(world: World) -> None:
    world.put("old", ago(50))
    old = edited(world, "old", OLD, "green pills of old")
    fresh = world.put("fresh", ago(5))
    assert sorted(world.deliver()) == sorted([old.id, fresh.id])
    PassedFile(world.data / "alerts" / "blues" / "passed.jsonl").append([f"{old.id} {'0' * 32}", f"{fresh.id} 1"])
    world.refuse(world.capture("old", ago(41), text="refused words of old"), ago(1))
    (receipt,) = world.retain()
    assert (receipt.state, receipt.remains, receipt.by) == ("done", (), "Ann Auditor")
    assert {(one.id, one.source, one.reason) for one in receipt.listings} == {(old.id, "forum", "expired")}
    assert len(receipt.listings[0].evidence) == 2, "of the text and of the earlier text"
    assert len(receipt.unreferenced) == 1, "of the refused capture"
    assert world.names(["old", "fresh"]) == ["fresh"]
    assert world.stored("fresh") == fresh
    assert world.has_evidence(old) == [False, False]
    assert world.has_evidence(fresh) == [True]
    assert [one["listing"] for one in world.delivered()] == [fresh.id]
    assert world.refused() == []
    left = world.text()
    assert b"of fresh" in left
    for word in (b"of old", b"handle_of_old", old.id.encode()):
        assert word not in left
    assert world.retain(NOW) == [], "a second run finds nothing"
    assert len(world.receipts()) == 1


@pytest.mark.parametrize(
    ("name", "seen", "stays"),
    [
        ("forum", ago(30), False),
        ("forum", ago(30) + SECOND, True),
        ("file", ago(30), True),
        ("file", ago(DEFAULT), False),
        ("file", ago(DEFAULT) + SECOND, True),
    ],
)
def test_the_period_is_that_of_the_source_and_else_the_default(world: World, name: str, seen: Any, stays: bool) -> None:
    world.put("one", seen, source=name)
    world.retain()
    assert world.names(["one"]) == (["one"] if stays else [])


def test_it_counts_from_when_the_post_was_last_seen(world: World) -> None:
    one = world.put("one", ago(400))
    world.store.upsert([world.capture("one", ago(2), evidence=one.evidence)])
    assert world.retain() == []
    assert world.stored("one").first_seen == ago(400)


def test_a_hold_keeps_everything_until_it_is_released(world: World) -> None:
    old, gone = world.put("old"), world.put("gone", ago(3), gone=ago(1), deleted=True)
    world.deliver()
    before = world.delivered()
    for name in ("old", "gone"):
        hold(world, name)
    assert world.retain() == []
    assert world.stored("old") == replace(old, held=True)
    assert world.stored("gone") == replace(gone, held=True)
    assert (world.has_evidence(old), world.delivered()) == ([True], before)
    decide(world.store, hold_log(world.data), old.id, "release", by="Ann", why="closed", now=NOW)
    (receipt,) = world.retain()
    assert receipt.removed == {old.id}
    assert world.names(["old", "gone"]) == ["gone"]


def test_a_hold_that_only_the_log_knows_keeps_too(world: World) -> None:
    old = world.put("old")
    hold(world, "old")
    world.store.update({old.id: {"held": False}})  # as after a kill between the two
    assert world.retain() == []


def test_a_damaged_log_of_holds_stops_everything(world: World) -> None:
    world.put("old")
    (world.data / "holds.jsonl").write_bytes(b'{"action":"hold"}\n')
    with pytest.raises(FailedError, match=r"holds\.jsonl, line 1"):
        world.retain()
    assert world.names(["old"]) == ["old"]


def test_of_what_is_gone_at_its_source_only_what_is_counted_stays(world: World) -> None:
    world.put("one", ago(20))
    one = edited(world, "one", ago(9), "green pills of one")
    world.deliver()
    world.store.update({one.id: {"gone": ago(1), "deleted": True, "checked": ago(1)}})
    marked = world.stored("one")
    (receipt,) = world.retain()
    assert [(entry.id, entry.reason) for entry in receipt.listings] == [(one.id, "gone")]
    left = world.stored("one")
    assert left == replace(marked, **DROPPED)
    assert all(getattr(left, name) == getattr(marked, name) for name in KEPT)
    assert world.has_evidence(one) == [False, False]
    assert world.store.search(Query(access=EVERYTHING, clauses=parse_query("pills", NOW))).total == 0
    assert (
        world.store.search(Query(access=EVERYTHING, hits=True, goods=one.goods, source=("forum",), gone=True)).total
        == 1
    )
    (line,) = world.delivered()
    assert (line["listing"], line["url"], line["handle"], line["excerpt"]) == (one.id, None, None, "")
    assert line["words"] == line["reasons"] == []
    for word in (b"of one", b"handle_of_one", b"Springfield", b"5550142"):
        assert word not in world.text()
    assert world.deliver() == [], "nobody is told of it again"
    assert world.retain() == []
    (receipt,) = world.retain(ago(9) + 30 * DAY)
    assert receipt.removed == {one.id}, "what is counted goes when the time of the source is over"


def test_a_post_that_comes_back_has_its_content_again_and_no_earlier_text(world: World) -> None:
    one = world.put("one", ago(9), gone=ago(1), deleted=True)
    world.retain()
    back = world.capture("one", NOW + DAY)
    world.store.upsert([back])
    assert world.stored("one") == replace(back, first_seen=one.first_seen)


def test_a_late_notice_of_deletion_brings_nothing_back(world: World) -> None:
    one = world.put("one", ago(9), gone=ago(1), deleted=True)
    world.retain()
    notice = replace(world.capture("one", NOW + DAY), deleted=True, text="[removed by its author]")
    world.store.upsert([notice])
    assert world.stored("one") == replace(one, **DROPPED, checked=NOW + DAY)


def test_a_source_that_may_only_be_counted_now(world: World) -> None:
    one = world.put("one", ago(2), source="shop")
    (receipt,) = world.retain()
    assert [entry.reason for entry in receipt.listings] == ["aggregate"]
    assert receipt.policies["shop"].collect == "aggregate"
    assert world.stored("one") == replace(one, **DROPPED)
    assert world.has_evidence(one) == [False]
    assert world.retain() == []


def test_a_file_that_another_listing_refers_to_stays(world: World) -> None:
    old = world.put("old")
    world.put("fresh", ago(1), evidence=old.evidence)
    (receipt,) = world.retain()
    assert receipt.state == "done"
    assert world.has_evidence(old) == [True]


def test_evidence_that_nothing_refers_to(world: World) -> None:
    kept = world.put("fresh", ago(5))
    lost, new = world.evidence("lost", ago(2)), world.evidence("in flight", ago(0.9))
    torn = (world.data / lost.uri).with_name(".writing-x1")
    torn.write_bytes(b"half of")
    os.utime(torn, (ago(2).timestamp(),) * 2)
    (receipt,) = world.retain()
    assert sorted(receipt.unreferenced) == sorted([lost.uri, torn.relative_to(world.data).as_posix()])
    assert [(world.data / one.uri).exists() for one in (lost, new)] == [False, True]
    assert not torn.exists()
    assert world.has_evidence(kept) == [True]
    assert world.retain() == []


def test_what_waits_in_the_spool_is_judged_when_it_was_delivered(world: World) -> None:
    old, other = world.put("old"), world.put("other")
    spool = Spool(world.data / "spool", "forum-run", clock=lambda: NOW, discard=lambda evidence: None)
    seen_again = world.capture("old", ago(1), evidence=old.evidence)
    spool.append([Upsert(seen_again)])
    (receipt,) = world.retain()
    assert receipt.removed == {other.id}
    assert world.has_evidence(old) == [True]
    spool.deliver(world.store)
    spool.close()
    assert world.retain() == []
    assert world.stored("old").last_seen == ago(1)


def test_refused_entries_go_when_their_time_is_over(world: World) -> None:
    for name, seen in (("past", ago(31)), ("recent", ago(29)), ("held", ago(31))):
        world.refuse(world.capture(name, seen, held=name == "held"), NOW)
    world.put("held", ago(1), held=True)
    (receipt,) = world.retain()
    assert receipt.refused == {"forum": 1}
    assert world.refused() == [id_of("recent"), id_of("held")]


def test_a_capture_that_the_store_refused_is_the_last_time_that_a_post_was_seen(world: World) -> None:
    old, gone = world.put("old"), world.put("gone", gone=ago(1), deleted=True, last_seen=ago(3))
    for name in ("old", "gone"):
        world.refuse(world.capture(name, ago(2)), ago(2))
    (receipt,) = world.retain()
    assert receipt.dropped == {gone.id}
    assert len(receipt.listings[0].evidence) == 2
    assert (world.stored("old"), world.refused()) == (old, [old.id])
    assert b"evidence of gone" not in world.text()
    (receipt,) = world.retain(ago(2) + 30 * DAY)
    assert receipt.removed == {old.id, gone.id}
    assert world.refused() == []


def test_quarantine_goes_by_the_time_it_was_set_aside(world: World) -> None:
    quarantine = Quarantine(world.data)
    for name, days in (("forum", 30), ("forum", 29), ("file", 364), ("file", 366)):
        quarantine.keep(name, "run", "https://example.com", Malformed(b"%d days" % days, "why"), ago(days))
    with quarantine.path("forum").open("ab") as file:
        file.write(b'{"time": "torn by a kil')
    (receipt,) = world.retain()
    assert receipt.quarantine == {"forum": 2, "file": 1}
    assert b"29 days" in quarantine.path("forum").read_bytes()
    assert b"30 days" not in quarantine.path("forum").read_bytes()
    assert b"kil" not in quarantine.path("forum").read_bytes()
    assert b"364 days" in quarantine.path("file").read_bytes()
    quarantine.keep("forum", "run", "https://example.com", Malformed(b"next", "why"), NOW)
    assert quarantine.path("forum").read_bytes().count(b"\n") == 2
    assert world.retain() == []


def test_every_field_is_content_or_kept() -> None:
    assert {one.name for one in fields(Listing)} == DROPPED.keys() | KEPT
    assert {"id", "platform", "source", "kind", "created", "first_seen", "gone", "label", "goods", "hit"} <= KEPT
    assert {"title", "text", "author", "url", "media", "mentions", "price", "versions", "evidence"} <= DROPPED.keys()
