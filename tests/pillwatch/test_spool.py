"""Crawls whose store is down or refuses, or which die on the way to it: nothing is lost, and the records say so."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest
import typer
from typer.testing import CliRunner

from crawlers.evidence import EvidenceFolder
from crawlers.importing import FieldMap, pages_of
from crawlers.state import StateFolder
from index.content import evidence_of
from index.listing import Listing
from index.run import Run
from index.spool import RefusedFile, waiting_entries
from index.store import StoreDownError, StoreError
from index.tantivy import TantivyStore
from nlp.reader import Reader
from pillwatch.commands import doctor, spool
from pillwatch.context import Context
from pillwatch.errors import MistakeError
from pillwatch.jobs import import_pages
from pillwatch.settings import ROOT
from replica import Running, serve
from tests.index.spool.stores import DOWN, LOCKED_OUT, FailingStore, RefusingStore
from tests.pillwatch.conftest import EPOCH, declare
from tests.pillwatch.test_crawl import listings, runs

NAMES = ("test_social", "test_forum", "test_shop", "test_tienda")
LATER = EPOCH + timedelta(days=2)
UNASKED = "the store was down, so that nobody looked for deleted posts"


def crawl_with(data: Path, clock: datetime, store: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "tests.pillwatch.crawl_with", str(data), clock.isoformat(), store, *NAMES]
    return subprocess.run(command, check=False, cwd=ROOT, timeout=120, capture_output=True)


def command(data: Path, *words: str, store: FailingStore | None = None) -> str:
    """What `pillwatch WORDS` printed."""
    app = typer.Typer()
    spool.register(app)
    doctor.register(app)
    context = Context({"data": data, "store": str(data / "store")})
    if store:
        context.store = store
    ended = CliRunner().invoke(app, words, obj=context, env={"COLUMNS": "200"})
    if ended.exception and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return ended.stdout


def comparable(found: Sequence[Listing]) -> dict[str, Listing]:
    """Listings without the digests of evidence, which holds headers that differ from one crawl to the next, and
    without the name of their set of copies, which is that of the copy that came first."""
    return {
        one.id: replace(
            one,
            evidence=None,
            near_key=None,
            url=(one.url or "").partition("//127.0.0.1")[2].partition("/")[2],
            versions=tuple(replace(version, evidence=None) for version in one.versions),
        )
        for one in found
    }


def check_evidence(data: Path) -> None:
    """Every listing has its evidence, and there is no other."""
    folder = EvidenceFolder(data)
    needed = {one.sha256 for listing in listings(data) for one in evidence_of(listing)}
    assert all(listing.evidence for listing in listings(data))
    assert {path.stem for path in folder.files()} == needed


def comparable_runs(data: Path) -> dict[str, Run]:
    return {
        name: replace(run, requests=0, note=run.note.replace(f"; {UNASKED}", "").replace(UNASKED, ""))
        for name, run in runs(data).items()
    }


@pytest.fixture(scope="module")
def calm(replica: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after an undisturbed crawl."""
    data = tmp_path_factory.mktemp("calm")
    declare(data, replica)
    assert crawl_with(data, EPOCH, "fine").returncode == 0
    check_evidence(data)
    return data


@pytest.fixture
def data(replica: Running, tmp_path: Path) -> Path:
    declare(tmp_path, replica)
    return tmp_path


def test_a_crawl_goes_on_while_the_store_is_down(calm: Path, data: Path) -> None:
    ended = crawl_with(data, EPOCH, "down")
    assert ended.returncode == 0, ended.stderr
    assert listings(data) == []
    for name, run in runs(data).items():
        assert (run.verdict, run.new, run.seen) == ("ok", 0, 0)
        assert run.posts == runs(calm)[name].posts
        waits = sum(entry_run == run.id for entry_run, _ in waiting_entries(data / "spool"))
        assert f"{waits} listings wait in the spool" in run.note
        assert StateFolder(data).cursor(name) == StateFolder(calm).cursor(name)

    shown = [orjson.loads(line) for line in command(data, "spool", "show", "--json").splitlines()]
    assert {(one["state"], one["run"]) for one in shown} == {("waiting", run.id) for run in runs(data).values()}
    assert all(one["entries"] > 0 and not one["running"] for one in shown)
    assert "the next crawl or import, or spool retry" in " ".join(command(data, "spool", "show").split())
    assert "listings of 4 runs wait for the store" in command(data, "doctor")

    sent = command(data, "spool", "retry")
    assert f"waited: {len(listings(data)):,} new, " in sent
    assert "not kept" in sent
    assert "refused before: nothing" in sent
    assert comparable(listings(data)) == comparable(listings(calm))
    assert comparable_runs(data) == comparable_runs(calm)
    check_evidence(data)
    assert "Nothing waits" in command(data, "spool", "show")
    assert list((data / "spool").iterdir()) == []


@pytest.fixture
def two_worlds(tmp_path: Path) -> Iterator[tuple[Running, Path, Path]]:
    """A replica whose clock the test moves, and two data folders after a crawl of it."""
    with serve(EPOCH) as running:
        folders = tmp_path / "calm", tmp_path / "disturbed"
        for folder in folders:
            declare(folder, running)
            assert crawl_with(folder, EPOCH, "fine").returncode == 0
        yield running, *folders


def test_edits_wait_and_nobody_takes_posts_for_deleted_while_the_store_is_down(
    two_worlds: tuple[Running, Path, Path],
) -> None:
    running, calm, data = two_worlds
    running.set_clock(LATER)
    assert crawl_with(calm, LATER, "fine").returncode == 0
    assert crawl_with(data, LATER, "down").returncode == 0
    for run in runs(data).values():
        assert run.verdict == "ok"
        assert UNASKED in run.note
    command(data, "spool", "retry")
    undisturbed = comparable(listings(calm))
    gone = {key for key, one in undisturbed.items() if one.gone == LATER and "deleted" not in one.text}
    after = comparable(listings(data))
    assert after.keys() == undisturbed.keys()
    unasked = {key for key in after if after[key] != undisturbed[key]}
    assert unasked
    assert unasked <= gone
    assert all(after[key].gone is None for key in unasked)
    assert any(one.versions for one in after.values()), "there were edits"
    check_evidence(data)


@pytest.mark.parametrize("point", ["kill-before=2", "kill-after=2"])
def test_killed_on_the_way_to_the_store(calm: Path, data: Path, point: str) -> None:
    assert crawl_with(data, EPOCH, point).returncode == -9
    assert "stopped" in {run.verdict for run in runs(data).values()}
    later = EPOCH + timedelta(hours=1)
    stored = {one.id for one in listings(data)}
    safe = stored | {entry.id for _, entry in waiting_entries(data / "spool")}
    assert safe
    assert (safe > stored) == point.startswith("kill-before")
    assert crawl_with(data, later, "fine").returncode == 0
    after = {one.id: one for one in listings(data)}
    undisturbed = {one.id: one for one in listings(calm)}
    assert after.keys() == undisturbed.keys()
    assert all(one.first_seen == (EPOCH if key in safe else later) for key, one in after.items())
    assert all((after[key].text, after[key].label) == (one.text, one.label) for key, one in undisturbed.items())
    check_evidence(data)
    first = [run for run in every_run(data) if run.started == EPOCH]
    assert sum(run.new for run in first) == len(safe), "counted in the records of the runs that read them"
    assert sum(run.new for run in every_run(data)) == len(after)
    assert list((data / "spool").iterdir()) == []


def every_run(data: Path) -> list[Run]:
    return Context({"data": data}).runs.runs()


def test_a_store_that_somebody_must_mend_ends_the_crawl_with_nothing_lost(data: Path) -> None:
    ended = crawl_with(data, EPOCH, "locked")
    assert b"Traceback" not in ended.stderr
    print(ended.stderr.decode())
    for run in runs(data).values():
        assert run.verdict == "broken"
        assert "the password is refused: set PILLWATCH_STORE_PASSWORD" in run.note
        assert "in the spool" in run.note
        assert StateFolder(data).cursor(run.source) is None
    waits = {entry.id for _, entry in waiting_entries(data / "spool")}
    command(data, "spool", "retry")
    assert {one.id for one in listings(data)} <= waits
    assert listings(data)
    check_evidence(data)


POST = b'{"platform": "x", "kind": "social", "native_id": "%d", "text": "pressed blues 30s for sale, $%d each, dm"}'
POSTS = [POST % (number, number) for number in range(5)]


class House:
    """Imports in this process, with a store that may fail."""

    def __init__(self, data: Path, reader: Reader) -> None:
        self.context = Context({"data": data, "store": str(data / "store")})
        self.context.reader = reader
        self.data = data
        self.store = FailingStore(TantivyStore(data / "store"))
        self.context.store = self.store
        self.hours = 0

    def take(self, *lines: bytes) -> Run:
        self.hours += 1
        now = EPOCH + timedelta(hours=self.hours)
        file = self.data / "posts.jsonl"
        file.write_bytes(b"\n".join(lines or POSTS))
        return import_pages(self.context, "export", pages_of(file, FieldMap(), now), clock=lambda: now)

    def run(self, run: Run) -> Run:
        return next(one for one in self.context.runs.runs() if one.id == run.id)

    def refuse(self, number: int) -> str:
        """From now on the store refuses this post; its id."""
        wanted = next(pages_of(self.data / "posts.jsonl", FieldMap(), EPOCH)).extract.posts[number].post.id
        self.store = RefusingStore(self.store.inner, {wanted})
        self.context.store = self.store
        return wanted


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Context({}).reader


@pytest.fixture
def house(tmp_path: Path, reader: Reader) -> House:
    return House(tmp_path, reader)


def test_what_waits_is_sent_before_the_next_import(house: House) -> None:
    house.store.trouble = DOWN
    first = house.take()
    assert (first.verdict, first.new, first.note) == ("ok", 0, "5 listings wait in the spool")
    second = house.take(POSTS[0])
    assert second.note == (
        "the store was down when it began, so that what earlier runs left waits on; 1 listing waits in the spool"
    )
    house.store.trouble = None
    third = house.take(POSTS[1])
    assert (third.new, third.seen, third.note) == (0, 1, "")
    assert (house.run(first).new, house.run(first).note) == (5, "")
    assert (house.run(second).seen, house.run(second).note) == (
        1,
        "the store was down when it began, so that what earlier runs left waits on",
    )
    check_evidence(house.data)


def test_one_that_waits_is_one(house: House) -> None:
    house.store.trouble = DOWN
    house.take(POSTS[0])
    assert "1 listing of 1 run waits for the store" in command(house.data, "doctor")


def test_a_store_to_be_mended_stops_the_next_import_before_it_begins(house: House) -> None:
    house.store.trouble = LOCKED_OUT
    with pytest.raises(StoreError, match="password is refused"):
        house.take()
    (broken,) = house.context.runs.runs()
    assert broken.verdict == "broken"
    assert broken.note.endswith("5 listings wait in the spool")
    with pytest.raises(StoreError, match="password is refused"):
        house.take()
    assert len(house.context.runs.runs()) == 1
    house.store.trouble = None
    house.take()
    assert house.run(broken).new == 5


def test_too_much_that_waits_ends_the_run(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.outbox.LIMIT", 1000)
    monkeypatch.setattr("crawlers.outbox.PAUSES", (0.0, 0.0))
    monkeypatch.setattr("crawlers.intake.BATCH", 2)
    house.store.trouble = DOWN
    with pytest.raises(StoreDownError, match="5 listings wait in the spool, which is as many as may"):
        house.take()
    (run,) = house.context.runs.runs()
    assert run.verdict == "broken"
    house.store.trouble = None
    command(house.data, "spool", "retry")
    assert len(listings(house.data)) == 5


def test_a_full_disk_ends_the_run_in_one_line_with_what_was_safe_delivered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.take(POSTS[0])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(house.data / "spool"))

    monkeypatch.setattr("index.spool.segment.append", full)
    with pytest.raises(OSError, match="No space left on device"):
        house.take()
    monkeypatch.undo()
    run = house.context.runs.runs(limit=1)[0]
    assert (run.verdict, run.new) == ("broken", 0)
    assert "No space left on device" in run.note
    assert house.take().new == 4


def test_a_refused_listing_is_counted_shown_and_sent_again(house: House) -> None:
    house.take(POSTS[0])
    house.context.store.delete([one.id for one in listings(house.data)])
    (house.data / "posts.jsonl").write_bytes(b"\n".join(POSTS))
    poison = house.refuse(2)
    run = house.take()
    assert (run.verdict, run.new, run.failures) == ("partial", 4, {"store_refused": 1})
    assert run.note == "the store refused 1 listing"

    (shown,) = [orjson.loads(line) for line in command(house.data, "spool", "show", "--json").splitlines()]
    assert (shown["state"], shown["id"], shown["run"], shown["can_be_sent"]) == ("refused", poison, run.id, True)
    assert "failed to parse field [price]" in shown["reason"]
    assert "blues" not in command(house.data, "spool", "show"), "what people wrote is not printed"
    assert "1 refused by the store (`pillwatch spool show` says why)" in command(house.data, "doctor")

    assert "1 refused" in command(house.data, "spool", "retry", store=house.store)
    assert house.run(run) == run
    assert "refused before: 1 new" in command(house.data, "spool", "retry")
    assert len(listings(house.data)) == 5
    after = house.run(run)
    assert (after.verdict, after.new, after.failures, after.note) == ("ok", 5, {}, "")
    check_evidence_of_imports(house.data)
    assert "nothing waits for the store" in command(house.data, "doctor")


def check_evidence_of_imports(data: Path) -> None:
    kept = {path.stem for path in EvidenceFolder(data).files()}
    assert {one.sha256 for listing in listings(data) for one in evidence_of(listing)} <= kept


def test_dropped_is_gone_with_its_evidence(house: House) -> None:
    (house.data / "posts.jsonl").write_bytes(b"\n".join(POSTS))
    poison = house.refuse(2)
    house.take()
    assert len(list(EvidenceFolder(house.data).files())) == 5
    told = command(house.data, "spool", "drop", poison)
    assert f"dropped {poison}, export-" in told
    assert "failed to parse field" in told
    assert told.endswith("1 dropped\n")
    assert list(RefusedFile(house.data / "spool")) == []
    check_evidence(house.data)


def test_drop_all_and_mistakes(house: House) -> None:
    for words in (["drop"], ["drop", "x", "--all"]):
        with pytest.raises(MistakeError, match="or give --all"):
            command(house.data, "spool", *words)
    with pytest.raises(MistakeError, match="nothing refused has the id x"):
        command(house.data, "spool", "drop", "x")
    (house.data / "posts.jsonl").write_bytes(b"\n".join(POSTS))
    house.refuse(2)
    house.take()
    house.take()
    assert command(house.data, "spool", "drop", "--all").endswith("2 dropped\n")
    assert command(house.data, "spool", "drop", "--all") == "0 dropped\n"
    check_evidence(house.data)


def test_a_store_that_cannot_say_what_it_needs_keeps_everything(house: House) -> None:
    (house.data / "posts.jsonl").write_bytes(b"\n".join(POSTS))
    house.refuse(2)
    house.take()
    with pytest.raises(StoreDownError):
        command(house.data, "spool", "drop", "--all", store=FailingStore(house.store.inner, DOWN))
    assert len(list(RefusedFile(house.data / "spool"))) == 1
    assert len(list(EvidenceFolder(house.data).files())) == 5
