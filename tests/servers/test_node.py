"""The node of pip packages: how it comes, how it starts, and that it goes."""

import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from pillwatch.node import MissingError, Node, NodeError, running
from pillwatch.node.jars import Jar, Obtain, fetch, missing
from pillwatch.node.lifetime import check_mounted
from tests.servers.elastic import new_home

GOOD = b"what the list means"
JAR = Jar("org.example:invented:1.0", "invented-1.0.jar", hashlib.sha256(GOOD).hexdigest())


def call(url: str, body: bytes | None = None) -> dict[str, object]:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        read: dict[str, object] = orjson.loads(answer.read())
        return read


def keep_calling(url: str) -> None:
    """Until it no longer answers, at most for a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        call(f"{url}/_cluster/health")
        time.sleep(0.1)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def brings(content: bytes, brought: list[str]) -> Obtain:
    def obtain(jar: Jar, scratch: Path) -> Path:
        brought.append(jar.coordinate)
        file = scratch / jar.name
        file.write_bytes(content)
        return file

    return obtain


@pytest.mark.usefixtures("elasticsearch_here")
def test_it_answers_survives_a_kill_and_leaves_no_process(tmp_path: Path) -> None:
    with running(new_home(tmp_path)) as node:
        assert call(f"{node.url}/_cluster/health")["status"] == "green"
        call(f"{node.url}/invented/_doc/1", b'{"kept": true}')
        killed = node.pid
        node.kill()
        assert gone(killed)
        assert not node.answers()
        node.start()
        node.wait()
        call(f"{node.url}/_cluster/health?wait_for_status=yellow&timeout=60s")
        assert call(f"{node.url}/invented/_doc/1")["_source"] == {"kept": True}
        last = node.pid
    assert gone(last)
    assert not node.answers()


@pytest.mark.usefixtures("elasticsearch_here")
def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.elastic"],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert starter.stdout
    with starter.stdout as said:
        url = said.readline().split()[0].decode()
    call(url + "/_cluster/health")
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    with pytest.raises(OSError, match="refused"):
        keep_calling(url)


@pytest.mark.usefixtures("elasticsearch_here")
def test_a_node_that_cannot_start_says_why_in_one_line(tmp_path: Path) -> None:
    home = replace(new_home(tmp_path), settings={"no.such.setting": 1})
    with pytest.raises(NodeError, match=r"unknown setting \[no.such.setting\].*node.log") as failed, running(home):
        pass
    assert "\n" not in str(failed.value)


def test_packages_that_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pillwatch.node.lifetime.find_spec", lambda _: None)
    with pytest.raises(MissingError, match=r"`make elastic` installs them.*pip install"):
        Node(new_home(tmp_path)).start()


def test_a_jar_is_fetched_once(tmp_path: Path) -> None:
    brought: list[str] = []
    for _ in range(2):
        assert fetch([JAR], tmp_path, brings(GOOD, brought)) == [tmp_path / JAR.name]
    assert brought == [JAR.coordinate]
    assert not missing([JAR], tmp_path)


def test_a_jar_of_another_digest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NodeError, match=r"SHA-256.*org.example:invented:1.0"):
        fetch([JAR], tmp_path, brings(b"something else", []))
    assert missing([JAR], tmp_path)


def test_a_jar_that_was_changed_in_the_cache_is_refused(tmp_path: Path) -> None:
    (tmp_path / JAR.name).write_bytes(b"something else")
    with pytest.raises(NodeError, match=f"{JAR.name}: SHA-256.*delete the file"):
        fetch([JAR], tmp_path, brings(GOOD, []))


def test_a_jar_that_cannot_be_had(tmp_path: Path) -> None:
    tried: list[str] = []

    def obtain(jar: Jar, scratch: Path) -> Path:
        tried.append(jar.name)
        raise ConnectionError("no route to host")

    with pytest.raises(MissingError, match=r"invented:1.0 cannot be had.*no route to host.*check the network"):
        fetch([JAR], tmp_path, obtain)
    assert len(tried) == 3
    assert missing([JAR], tmp_path)


def test_a_folder_on_a_file_system_without_a_name_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for mounted in ([tmp_path, *tmp_path.parents], [Path("/proc")]):
        lines = "".join(f"disk {folder} ext4 rw 0 0\n" for folder in mounted)
        monkeypatch.setattr(Path, "read_text", lambda *_, lines=lines, **__: lines)
        if tmp_path in mounted:
            check_mounted(tmp_path / "not" / "there")
    with pytest.raises(MissingError, match=r"is in no line of /proc/self/mounts \(a chroot\?\).*TMPDIR"):
        check_mounted(tmp_path / "not" / "there")
