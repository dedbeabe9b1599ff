"""Writes core.sha256 anew, for another VERSION: `python -m pillwatch.node.pin`."""

import hashlib
import tempfile
from pathlib import Path

from jgo.maven import Dependency, MavenContext, PythonResolver

from pillwatch.node.jars import CORE, VERSION

ROOTS = ("org.elasticsearch:elasticsearch", "org.elasticsearch.plugin:transport-netty4")


def pin(scratch: Path) -> list[str]:
    """Resolve what the server needs, fetch it, and give a line for each jar, in the order of coordinates."""
    resolver = PythonResolver()
    context = MavenContext(repo_cache=scratch, resolver=resolver)
    roots = [context.create_dependency(f"{root}:{VERSION}") for root in ROOTS]
    needed: list[Dependency] = [found for part in resolver.resolve(roots) for found in part]
    digests = {
        f"{one.groupId}:{one.artifactId}:{one.version}": hashlib.sha256(one.artifact.resolve().read_bytes()).hexdigest()
        for one in needed
    }
    return [f"{digest}  {coordinate}\n" for coordinate, digest in sorted(digests.items())]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        CORE.write_text("".join(pin(Path(scratch))), encoding="ascii")
