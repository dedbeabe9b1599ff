"""Three nodes: they find each other, and one of them may die."""

from pathlib import Path

from tests.servers.cluster import cluster


def test_three_nodes_form_and_one_comes_back_after_a_kill(tmp_path: Path) -> None:
    with cluster(tmp_path, {"thread_pool.write.queue_size": 2}) as three:
        three.wait(number_of_nodes=3, status="green")
        first = three.nodes[0]
        first.kill()
        three.wait(number_of_nodes=2)
        first.start()
        first.wait()
        three.wait(number_of_nodes=3)
