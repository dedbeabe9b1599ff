"""Three nodes that form one cluster; each can be killed, stopped, paused and started again."""

import contextlib
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from pillwatch.node import Home, Node
from pillwatch.node.home import HOST, Setting
from pillwatch.node.lifetime import PATIENCE, PAUSE
from tests.servers.elastic import QUICK, free_ports, had_or_skipped

HEAP_MB = 400


@dataclass(frozen=True, slots=True)
class Cluster:
    """Its nodes; `urls` is what a client is given."""

    nodes: list[Node]

    @property
    def urls(self) -> list[str]:
        return [node.url for node in self.nodes]

    def wait(self, **wanted: Any) -> None:
        """Return when some node's cluster health has all of these, such as `status="green"`."""
        until = time.monotonic() + PATIENCE
        while (seen := self.health()) is None or any(seen[name] != value for name, value in wanted.items()):
            assert time.monotonic() < until, f"the cluster never came to {wanted}: {seen}"
            time.sleep(PAUSE)

    def health(self) -> dict[str, Any] | None:
        """The answer of the first node that gives one."""
        for url in self.urls:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_cluster/health", timeout=5) as answer:
                health: dict[str, Any] = orjson.loads(answer.read())
                return health
        return None


@contextlib.contextmanager
def cluster(folder: Path, settings: Mapping[str, Setting] | None = None, count: int = 3) -> Iterator[Cluster]:
    """A cluster that has formed; `settings` are those of every node. Skips the test where none can be had.

    For one node's own settings: `node.stop(); node.home = replace(node.home, settings=...); node.start(); node.wait()`.
    """
    names = [f"node-{number + 1}" for number in range(count)]
    ports, transport_ports = free_ports(count), free_ports(count)
    common: dict[str, Setting] = {
        "discovery.seed_hosts": [f"{HOST}:{port}" for port in transport_ports],
        "cluster.initial_master_nodes": names,
        **(settings or {}),
    }
    homes = [
        Home(
            folder / name,
            port,
            name=name,
            heap_mb=HEAP_MB,
            jvm_options=QUICK,
            settings={**common, "transport.port": transport_port},
        )
        for name, port, transport_port in zip(names, ports, transport_ports, strict=True)
    ]
    with had_or_skipped(), ExitStack() as ending:
        formed = Cluster([Node(home) for home in homes])
        for node in formed.nodes:
            ending.callback(node.stop)
        for node in formed.nodes:
            node.start()
        for node in formed.nodes:
            node.wait()
        formed.wait(number_of_nodes=count)
        yield formed
