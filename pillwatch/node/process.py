"""The node's own process: `python -m pillwatch.node.process HOME JVM_OPTION...`, see `lifetime`.

It ends on SIGTERM, and when whoever started it is gone: its standard input is then at an end.
"""

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ENDING = {signal.SIGTERM, signal.SIGINT}
CANNOT_START = "the node cannot start: "
"""In the log before the reason."""


def main(home: Path, options: Sequence[str]) -> int:
    """Run the node until it is told to end; the exit status."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # before there are other threads, which would get them
    import jpype

    jpype.startJVM(
        *options,
        "-Xrs",  # signals are ours
        "--enable-native-access=ALL-UNNAMED",
        f"-Dlog4j2.configurationFile={home / 'config' / 'log4j2.properties'}",
        f"-Djava.io.tmpdir={home / 'logs'}",
        classpath=(home / "classpath").read_text(encoding="utf-8").splitlines(),
        convertStrings=True,
    )
    try:
        node = start(jpype, home)
    except jpype.JException as error:
        sys.stderr.write(f"{CANNOT_START}{causes(error)}\n")
        return 1
    threading.Thread(target=end_with_parent, daemon=True).start()
    signal.sigwait(ENDING)
    node.close()
    return 0


def start(jpype: Any, home: Path) -> Any:
    """The server's `Node`, started through its public constructors."""
    of = jpype.JClass
    path, java_map, java_set = of("java.nio.file.Path"), of("java.util.Map"), of("java.util.Set")
    of("org.elasticsearch.common.logging.LogConfigurator").configureESLogging()
    settings = of("org.elasticsearch.common.settings.Settings").builder().put("path.home", str(home)).build()
    environment = of("org.elasticsearch.node.InternalSettingsPreparer").prepareEnvironment(
        settings,
        java_map.of(),
        path.of(str(home / "config")),
        jpype.JProxy("java.util.function.Supplier", {"get": lambda: "node"}),
    )
    loaders = of("org.elasticsearch.plugins.PluginsLoader")
    bundles = loaders.loadModulesBundles(path.of(str(home / "modules")), False)
    loader = loaders.createPluginsLoader(bundles, java_set.of(), java_map.of(), False)
    node = of("org.elasticsearch.node.Node")(environment, loader)
    node.start()
    return node


def causes(error: Any) -> str:
    """What a Java exception says, and why, down to the root."""
    told: list[str] = []
    while error is not None:
        told.append(str(error.toString()))
        error = error.getCause()
    return "; because: ".join(told)


def end_with_parent() -> None:
    """Wait for the end of standard input, then end the node."""
    while os.read(0, 1024):  # not sys.stdin, whose lock Python wants when it ends
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2:]))
