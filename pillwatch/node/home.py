"""A node's folder: settings, modules and class path, written anew before every start; its data stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from pillwatch.node.jars import CORE, VERSION, cache_folder, fetch, listed

HOST = "127.0.0.1"
Setting = str | int | bool | Sequence[str]

DISK: Mapping[str, Setting] = {
    "cluster.routing.allocation.disk.watermark.low": "1gb",
    "cluster.routing.allocation.disk.watermark.high": "500mb",
    "cluster.routing.allocation.disk.watermark.flood_stage": "250mb",
}
"""The server's own limits are shares of the disk, and a developer's disk may well be nine tenths full."""


LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %c{1} %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the server with a class loader of its own."""

    name: str
    classname: str
    jars: Sequence[Path]
    extends: str = ""

    def descriptor(self) -> str:
        """What the server reads to load it."""
        lines = {
            "name": self.name,
            "description": self.name,
            "version": VERSION,
            "elasticsearch.version": VERSION,
            "java.version": "21",
            "classname": self.classname,
            **({"extended.plugins": self.extends} if self.extends else {}),
        }
        return "".join(f"{key}={value}\n" for key, value in lines.items())


@dataclass(frozen=True, slots=True)
class Home:
    """What a node is made of. `settings` go over the defaults, `files` into its config folder by name.

    `ca` is the PEM file of who signed the node's certificate; without one it speaks plain HTTP.
    """

    folder: Path
    http_port: int
    name: str = "node-1"
    heap_mb: int = 512
    jvm_options: Sequence[str] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    modules: Sequence[Module] = ()
    ca: Path | None = None

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"{'https' if self.ca else 'http'}://{HOST}:{self.http_port}"

    @property
    def log(self) -> Path:
        """What the node says."""
        return self.folder / "logs" / "node.log"

    def write(self) -> None:
        """Write everything but the data; fetches what is missing of the server. Raises NodeError, OSError."""
        jars = fetch(listed(CORE), cache_folder())
        netty = [jar for jar in jars if jar.name.startswith(("netty-", "transport-netty4-"))]
        transport = Module("transport-netty4", "org.elasticsearch.transport.netty4.Netty4Plugin", netty)
        for name in ("config", "data", "logs", "modules", "plugins"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for module in (transport, *self.modules):
            self._write_module(module)
        for name, text in {"elasticsearch.yml": self._yaml(), "log4j2.properties": LOGGING, **self.files}.items():
            (self.folder / "config" / name).write_text(text, encoding="utf-8")
        classes = [str(jar) for jar in jars if jar not in netty]
        (self.folder / "classpath").write_text("\n".join(classes), encoding="utf-8")

    def _write_module(self, module: Module) -> None:
        folder = self.folder / "modules" / module.name
        folder.mkdir(exist_ok=True)
        for left in folder.iterdir():
            left.unlink()
        for jar in module.jars:
            (folder / jar.name).symlink_to(jar)
        (folder / "plugin-descriptor.properties").write_text(module.descriptor(), encoding="utf-8")

    def _yaml(self) -> str:
        several = "discovery.seed_hosts" in self.settings
        settings: dict[str, Setting] = {
            "cluster.name": "pillwatch",
            "node.name": self.name,
            "network.host": HOST,
            "http.port": self.http_port,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            **DISK,
            **({} if several else {"discovery.type": "single-node"}),
            **self.settings,
        }
        return "".join(f"{name}: {_scalar(value)}\n" for name, value in settings.items())


def _scalar(value: Setting) -> str:
    """What is JSON is YAML too."""
    return orjson.dumps(value).decode()
