"""One node of three killed in the middle of imports (`make soak`): the indices have one replica where there are two
nodes or more (`auto_expand_replicas: 0-1`), so that nothing is lost with a node."""

from pathlib import Path

import pytest

from tests.faults.attack import FIRST, SECOND
from tests.faults.conftest import Exported
from tests.faults.examining import Ledger, Undisturbed, runs_of
from tests.faults.nursery import Nursery
from tests.faults.places import Place, new_name
from tests.faults.posts import EPOCH
from tests.servers.cluster import Cluster, cluster

POSTS = 2_000
WRITERS = 3


@pytest.mark.soak
@pytest.mark.usefixtures("elasticsearch_here")
def test_each_node_killed_once(
    tmp_path: Path, nursery: Nursery, exported: Exported, ledger: Ledger, undisturbed: Undisturbed
) -> None:
    with cluster(tmp_path / "cluster", {"thread_pool.write.size": 1, "thread_pool.write.queue_size": 2}) as three:
        for number in range(len(three.nodes)):
            kill_one(tmp_path / f"data-{number}", three, number, nursery, exported, ledger, undisturbed)
    ledger.settle("one node of three killed (-9)", "Elasticsearch", 3 * WRITERS * POSTS, "each node once, 1 replica")


def kill_one(
    data: Path,
    three: Cluster,
    number: int,
    nursery: Nursery,
    exported: Exported,
    ledger: Ledger,
    undisturbed: Undisturbed,
) -> None:
    place = Place("Elasticsearch", new_name(",".join(three.urls)))
    exports = {f"export{one}": exported(POSTS, first=one * 100_000) for one in range(WRITERS)}
    children = [
        nursery.begin(data, place.location, EPOCH, export=export, name=name, holds=(FIRST, SECOND))
        for name, export in exports.items()
    ]
    calm = [undisturbed((export, EPOCH), name=name) for name, export in exports.items()]
    expected = {key: one for each in calm for key, one in each.listings.items()}
    for child in children:
        child.comes_to(FIRST)
        child.go(FIRST)
    for child in children:
        child.comes_to(SECOND)
    three.wait(status="green", number_of_nodes=3)
    with place.client() as client:
        copies = client.indices.get_settings(index=f"{place.prefix}-*", flat_settings=True).body.values()
    ledger.must({one["settings"]["index.number_of_replicas"] for one in copies} == {"1"}, "indices without replica")
    ledger.struck(len(place.stored_now(expected.keys())))
    for child in children:
        child.go(SECOND)
    children[0].comes_to(SECOND + 3)
    three.nodes[number].kill()
    for child in children:
        child.wait()
    three.nodes[number].start()
    three.nodes[number].wait()
    three.wait(status="green", number_of_nodes=3)
    ledger.examine(place, data, expected)
    ledger.must(
        {run.id: run for run in runs_of(data)} == {run.id: run for each in calm for run in each.runs},
        "records differ",
    )
