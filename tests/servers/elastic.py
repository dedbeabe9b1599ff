"""A real Elasticsearch for the tests; by hand: `python -m tests.servers.elastic` starts one and prints its URL."""

import contextlib
import os
import random
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pillwatch.node import Home, MissingError, running
from pillwatch.node.home import HOST
from pillwatch.node.jars import CORE, cache_folder, fetch, listed
from pillwatch.node.lifetime import check_mounted, java_home

URL = "PILLWATCH_TEST_ELASTICSEARCH_URL"
PORTS = range(20000, 30000)
"""Below those that systems give to outgoing connections: a free one stays free until the node listens there."""

QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""A node that lives for a minute gains nothing from code compiled for hours: half the CPU time of a start."""


@pytest.fixture(scope="session")
def elasticsearch_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A node for all tests of this worker: take a random prefix for your indices and delete them afterwards."""
    if os.environ.get(URL):
        yield os.environ[URL]
        return
    with had_or_skipped(), running(new_home(tmp_path_factory.mktemp("elastic"))) as node:
        yield node.url


@pytest.fixture(scope="session")
def elasticsearch_here() -> None:
    """For a test that starts a node by itself: what it needs is on this machine."""
    with had_or_skipped():
        java_home()
        check_mounted(Path(tempfile.gettempdir()))
        fetch(listed(CORE), cache_folder())


@contextlib.contextmanager
def had_or_skipped() -> Iterator[None]:
    """A node that cannot be had on this machine skips the test, and says why."""
    try:
        yield
    except MissingError as error:
        pytest.skip(f"no Elasticsearch: {error}")


def new_home(folder: Path) -> Home:
    """A node on a free port."""
    (port,) = free_ports(1)
    return Home(folder, port, jvm_options=QUICK)


def free_ports(count: int) -> list[int]:
    """Ports on which nothing listens."""
    found: set[int] = set()
    while len(found) < count:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                found.add(port)
    return list(found)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        contextlib.suppress(KeyboardInterrupt),
        tempfile.TemporaryDirectory() as folder,
        running(new_home(Path(folder))) as node,
    ):
        print(node.url, "(Ctrl-C stops it)", flush=True)
        signal.pause()
