"""Writes security.sha256 anew, for another VERSION or ZIP: `python -m tests.servers.pin`."""

import hashlib
import re
import tempfile
import zipfile
from pathlib import Path

from pillwatch.node.jars import VERSION, download
from tests.servers.security import JARS, ZIP

OF_OUR_VERSION = ("x-pack-core", "x-pack-security")
MEMBER = re.compile(r"[^/]+/modules/((?:x-pack-core|x-pack-security)/([^/]+\.jar))")
REPLACED = ("x-pack-core-", "x-pack-security-", "transport-netty4-", "netty-", "elasticsearch-ssl-config-")
"""The archive's own version of what Maven Central has of ours."""


def pin(scratch: Path) -> list[str]:
    """A line for each jar: digest, then coordinate or path below the archive's modules."""
    content: dict[str, bytes] = {}
    for artifact in OF_OUR_VERSION:
        coordinate = f"org.elasticsearch.plugin:{artifact}:{VERSION}"
        content[coordinate] = download(coordinate, "jar", scratch).read_bytes()
    with zipfile.ZipFile(download(ZIP, "zip", scratch)) as archive:
        for name in archive.namelist():
            member = MEMBER.fullmatch(name)
            if member and not member[2].startswith(REPLACED):
                content[member[1]] = archive.read(name)
    return [f"{hashlib.sha256(data).hexdigest()}  {origin}\n" for origin, data in sorted(content.items())]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        JARS.write_text("".join(pin(Path(folder))), encoding="ascii")
