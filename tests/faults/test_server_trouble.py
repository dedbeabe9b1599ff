"""A server that stops, hangs, dies, is too busy or out of disk in the middle of an import."""

import dataclasses
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from pillwatch.node import Node, running
from pillwatch.node.home import Setting
from tests.faults.attack import FIRST, SECOND, Attack
from tests.faults.conftest import Exported
from tests.faults.crawling import EARLY, LATE, Crawls, by_id
from tests.faults.examining import Ledger, Undisturbed, runs_of, without_evidence
from tests.faults.nursery import Nursery, until
from tests.faults.places import Place, new_name
from tests.faults.posts import EPOCH
from tests.servers.elastic import free_ports, new_home

POSTS = 400
MINUTE = 60.0
BUSY: dict[str, Setting] = {
    "thread_pool.write.size": 1,
    "thread_pool.write.queue_size": 2,
    "cluster.info.update.interval": "10s",
}
WATERMARK = "cluster.routing.allocation.disk.watermark."


@pytest.fixture(scope="module")
def node(elasticsearch_here: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A server for this file alone, easily overloaded and quick to see that a disk is full."""
    home = dataclasses.replace(new_home(tmp_path_factory.mktemp("node")), settings=BUSY)
    with running(home) as made:
        yield made


@pytest.fixture
def attack(
    node: Node, data: Path, nursery: Nursery, exported: Exported, ledger: Ledger, undisturbed: Undisturbed
) -> Iterator[Attack]:
    place = Place("Elasticsearch", new_name(node.url))
    yield Attack(nursery, data, place, exported(POSTS), ledger, undisturbed)
    place.drop()


@contextmanager
def stopped(node: Node) -> Iterator[None]:
    node.stop()
    yield
    node.start()
    node.wait()


@contextmanager
def killed(node: Node) -> Iterator[None]:
    node.kill()
    yield
    node.start()
    node.wait()


@contextmanager
def hanging(node: Node) -> Iterator[None]:
    node.pause()
    yield
    node.resume()


def wait_for_shards(node: Node) -> None:
    with Elasticsearch(node.url) as client:
        client.options(request_timeout=60).cluster.health(wait_for_status="yellow", timeout="60s")


def test_server_stopped_in_a_crawl(attack: Attack, node: Node, crawls: Crawls) -> None:
    calm = crawls.undisturbed(EPOCH)
    child = crawls.begin(attack.data, attack.place.location, EPOCH, holds=(EARLY, LATE))
    child.comes_to(EARLY)
    attack.ledger.struck(len(attack.place.stored_now(calm.listings.keys())))
    with stopped(node):
        child.go(EARLY)
        child.comes_to(LATE)
    wait_for_shards(node)
    child.go(LATE)
    child.wait()
    attack.retry()
    expected = {key: without_evidence(one) for key, one in calm.listings.items()}
    attack.ledger.examine(attack.place, attack.data, expected, same=without_evidence)
    attack.ledger.must(by_id(runs_of(attack.data)) == by_id(calm.runs), "records differ")
    attack.ledger.settle("server stopped and started in a crawl", "Elasticsearch", len(expected))


def finish(attack: Attack, fault: str) -> None:
    """What the run itself could not deliver goes out by a retry; then all is as if nothing had been."""
    attack.retry()
    attack.ledger.examine(attack.place, attack.data, attack.calm.listings)
    attack.check_one_run()
    attack.ledger.settle(fault, "Elasticsearch", POSTS)


def test_server_hangs(attack: Attack, node: Node) -> None:
    hang(attack, node, 3.0)


@pytest.mark.soak
def test_server_hangs_for_a_minute(attack: Attack, node: Node) -> None:
    hang(attack, node, MINUTE)


def hang(attack: Attack, node: Node, seconds: float) -> None:
    child = attack.begin(FIRST)
    child.comes_to(FIRST)
    attack.struck()
    with hanging(node):
        child.go(FIRST)
        time.sleep(seconds)
    child.wait()
    finish(attack, f"server hangs {seconds:.0f} s (SIGSTOP)")


@pytest.mark.soak
@pytest.mark.parametrize(("trouble", "fault"), [(stopped, "server stopped"), (killed, "server killed (-9)")])
def test_server_away_for_a_minute(attack: Attack, node: Node, trouble: object, fault: str) -> None:
    child = attack.begin(FIRST)
    child.comes_to(FIRST)
    attack.struck()
    with (stopped if trouble is stopped else killed)(node):
        child.go(FIRST)
        time.sleep(MINUTE)
    wait_for_shards(node)
    child.wait()
    finish(attack, f"{fault} for {MINUTE:.0f} s")


def test_server_down_at_the_start(attack: Attack) -> None:
    attack.ledger.struck(0)
    (port,) = free_ports(1)
    attack.nursery.begin(
        attack.data, f"http://127.0.0.1:{port}/{attack.place.prefix}", EPOCH, export=attack.export
    ).wait()
    (run,) = runs_of(attack.data)
    attack.ledger.must(run.verdict == "ok" and "listings wait in the spool" in run.note, f"unexpected {run}")
    finish(attack, "server down from start to end")


def test_storm_of_429(attack: Attack, node: Node, exported: Exported) -> None:
    storm(attack, node, exported, writers=3, posts=200)


@pytest.mark.soak
def test_long_storm_of_429(attack: Attack, node: Node, exported: Exported) -> None:
    storm(attack, node, exported, writers=8, posts=2_000)


def storm(attack: Attack, node: Node, exported: Exported, *, writers: int, posts: int) -> None:
    """Several imports at once, each into so many months that one request alone fills the queue."""
    exports = {f"export{number}": exported(posts, months=12, first=number * 100_000) for number in range(writers)}
    calm = {name: attack.undisturbed((export, EPOCH), name=name) for name, export in exports.items()}
    expected = {key: one for each in calm.values() for key, one in each.listings.items()}
    before = rejections(node)
    children = [
        attack.nursery.begin(attack.data, attack.place.location, EPOCH, export=export, name=name)
        for name, export in exports.items()
    ]
    for child in children:
        child.comes_to(FIRST)
    attack.ledger.struck(len(attack.place.stored_now(expected.keys())))
    for child in children:
        child.wait()
    attack.retry()
    attack.ledger.examine(attack.place, attack.data, expected)
    attack.ledger.must(
        {run.id: run for run in runs_of(attack.data)} == {run.id: run for each in calm.values() for run in each.runs},
        "records differ",
    )
    turned_away = rejections(node) - before
    attack.ledger.must(turned_away > 0, "the server was never too busy")
    attack.ledger.settle(
        "429 storm", "Elasticsearch", writers * posts, f"{writers} writers, {turned_away:,} writes turned away"
    )


def rejections(node: Node) -> int:
    with Elasticsearch(node.url) as client:
        nodes = client.nodes.stats(metric="thread_pool")["nodes"].values()
    return sum(one["thread_pool"]["write"]["rejected"] for one in nodes)


def test_disk_beyond_the_flood_stage(attack: Attack, node: Node) -> None:
    child = attack.begin(FIRST, SECOND)
    child.comes_to(FIRST)
    attack.struck()
    with Elasticsearch(node.url) as client:
        limits(client, "100000gb")
        until(lambda: read_only(client, attack.place), "read-only indices")
        child.go(FIRST)
        child.comes_to(SECOND)
        attack.ledger.must(read_only(client, attack.place), "the indices were not read-only all the time")
        limits(client, None)
        until(lambda: not read_only(client, attack.place), "indices that take writes again")
    child.go(SECOND)
    child.wait()
    finish(attack, "disk beyond the flood-stage watermark")


def limits(client: Elasticsearch, size: str | None) -> None:
    names = ("low", "high", "flood_stage")
    client.cluster.put_settings(persistent={f"{WATERMARK}{name}": size for name in names})


def read_only(client: Elasticsearch, place: Place) -> bool:
    found = client.indices.get_settings(index=f"{place.prefix}-listings-*", flat_settings=True)
    return any(one["settings"].get("index.blocks.read_only_allow_delete") == "true" for one in found.body.values())
