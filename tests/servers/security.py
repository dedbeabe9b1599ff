"""A node with security on: HTTPS by a CA of its own, people and roles from files."""

import contextlib
import shutil
import threading
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import trustme

from index.credentials import Credentials
from pillwatch.node import Node, running
from pillwatch.node.home import HOST, Module, Setting
from pillwatch.node.jars import CORE, Jar, cache_folder, download, fetch, from_central, listed
from tests.servers.elastic import had_or_skipped, new_home

JARS = Path(__file__).with_name("security.sha256")
"""Of Maven Central by coordinate, the others by their path below ZIP's modules: what is in no other place there."""
ZIP = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:8.19.21"

PEOPLE = {
    "admin": ("superuser", "invented-admin", "$2a$04$PillwatchTestsAdminSa.pl3hoIFLgHGeEMfzzPCMGI/TWrhXvb2"),
    "writer": ("writer", "invented-writer", "$2a$04$PillwatchTestsWriteSa..F9TScH/CJIGXh9S0VvVnlZwLJHZvQ2"),
    "reader": ("reader", "invented-reader", "$2a$04$PillwatchTestsReaderS.5YzOcd5/hdDxMXklfpiUlbH0AdalwPq"),
    "nobody": ("nobody", "invented-nobody", "$2a$04$PillwatchTestsNobodyS.iRCFzGvs4pSB3G2PLxaryK1id3S7rtW"),
}
"""Role, password and its bcrypt hash; all of them invented, known to everybody, and of use nowhere else."""

ROLES = """\
writer:
  cluster: [monitor, manage_index_templates]
  indices: [{names: ["*"], privileges: [read, write, manage]}]
reader:
  cluster: [monitor]
  indices: [{names: ["*"], privileges: [read, view_index_metadata, monitor]}]
nobody: {}
"""


@dataclass(frozen=True, slots=True)
class SecureNode:
    """`ca` is the PEM file of who signed its certificate, `wrong_ca` that of somebody else."""

    node: Node
    ca: Path
    wrong_ca: Path

    @property
    def url(self) -> str:
        return self.node.url

    def credentials(self, name: str) -> Credentials:
        """How `admin`, `writer`, `reader` (may read only) or `nobody` (has no rights) comes in."""
        return Credentials(username=name, password=PEOPLE[name][1], ca=self.ca)


@pytest.fixture(scope="session")
def secure_elasticsearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureNode]:
    """A node with security on for all tests of this worker."""
    with secure_node(tmp_path_factory.mktemp("secure")) as node:
        yield node


@contextlib.contextmanager
def secure_node(folder: Path) -> Iterator[SecureNode]:
    """A node that wants to know who asks. Skips the test where none can be had."""
    signer, ca, wrong_ca = trustme.CA(), folder / "ca.pem", folder / "wrong-ca.pem"
    signer.cert_pem.write_to_path(ca)
    trustme.CA().cert_pem.write_to_path(wrong_ca)
    certificate = signer.issue_cert(HOST, "localhost")
    settings: dict[str, Setting] = {
        "xpack.security.enabled": True,
        "xpack.security.http.ssl.enabled": True,
        "xpack.security.http.ssl.key": "node.key",
        "xpack.security.http.ssl.certificate": "node.pem",
    }
    files = {
        "node.key": certificate.private_key_pem.bytes().decode("ascii"),
        "node.pem": certificate.cert_chain_pems[0].bytes().decode("ascii"),
        "roles.yml": ROLES,
        "users": "".join(f"{name}:{digest}\n" for name, (_, _, digest) in PEOPLE.items()),
        "users_roles": "".join(f"{role}:{name}\n" for name, (role, _, _) in PEOPLE.items()),
    }
    with had_or_skipped():
        home = replace(new_home(folder / "node"), settings=settings, files=files, modules=modules(), ca=ca)
        with running(home) as node:
            yield SecureNode(node, ca, wrong_ca)


def modules() -> list[Module]:
    """The two modules that make security; the second has its own copy of the transport."""
    jars = [_jar(*line.split()) for line in JARS.read_text(encoding="ascii").splitlines()]
    files = fetch(jars, cache_folder() / "security", Zip().obtain)
    parts: Mapping[str, list[Path]] = {
        part: [file for jar, file in zip(jars, files, strict=True) if part in jar.coordinate]
        for part in ("x-pack-core", "x-pack-security")
    }
    transport = [
        cache_folder() / jar.name for jar in listed(CORE) if jar.name.startswith(("netty-", "transport-netty4-"))
    ]
    return [
        Module("x-pack-core", "org.elasticsearch.xpack.core.XPackPlugin", parts["x-pack-core"]),
        Module(
            "x-pack-security",
            "org.elasticsearch.xpack.security.Security",
            [*parts["x-pack-security"], *transport],
            extends="x-pack-core",
        ),
    ]


def _jar(digest: str, origin: str) -> Jar:
    _, artifact, version = origin.split(":") if ":" in origin else ("", "", "")
    return Jar(origin, f"{artifact}-{version}.jar" if artifact else Path(origin).name, digest)


class Zip:
    """The archive that holds what Maven Central has in no other place, fetched when the first is wanted."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._file: Path | None = None

    def obtain(self, jar: Jar, scratch: Path) -> Path:
        """A jar of the list, from where it is to be had."""
        if ":" in jar.coordinate:
            return from_central(jar, scratch)
        with self._one:
            self._file = self._file or download(ZIP, "zip", scratch)
        file = scratch / jar.name
        with (
            zipfile.ZipFile(self._file) as archive,
            archive.open(f"elasticsearch-{ZIP.rpartition(':')[2]}/modules/{jar.coordinate}") as inside,
            file.open("wb") as out,
        ):
            shutil.copyfileobj(inside, out)
        return file
