"""`pillwatch elastic up`: a developer's node for as long as the command runs."""

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.pillwatch.conftest import House
from tests.servers.elastic import free_ports


@pytest.mark.usefixtures("elasticsearch_here")
def test_up_until_ctrl_c(house: House) -> None:
    (port,) = free_ports(1)
    command = subprocess.Popen(
        [Path(sys.executable).parent / "pillwatch", "elastic", "up", "--port", str(port)],
        env=house.environment({"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # ignored where the tests run in the background
    )
    with command:
        assert command.stdout
        assert command.stderr
        said = [command.stdout.readline().strip() for _ in range(2)]
        url = f"http://127.0.0.1:{port}"
        if said[1]:  # else it has ended, and says why below
            with urllib.request.urlopen(f"{url}/_cluster/health", timeout=30) as answer:
                assert answer.status == 200
        command.send_signal(signal.SIGINT)
        warning = command.stderr.read()
        assert said == [f"Elasticsearch: {url}", f"PILLWATCH_STORE={url}"], warning
        assert "Not for real data" in warning
        assert command.wait() == 0
    assert (house.data / "elastic" / "data").is_dir()
    with pytest.raises(urllib.error.URLError, match="refused"):
        urllib.request.urlopen(f"{url}/_cluster/health", timeout=30)


def test_port_in_use(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = house.run("elastic", "up", "--port", str(port))
    assert ended.status == 2
    assert ended.err == f"pillwatch: port {port} is in use; stop what listens there or choose another one\n"
    assert not (house.data / "elastic").exists()
