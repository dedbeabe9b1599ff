"""`pillwatch serve`: the search page."""

import errno
import socket
from typing import Annotated

import typer

from index.access import EVERYTHING
from pillwatch.context import Context, utc_now
from pillwatch.errors import MistakeError
from pillwatch.terminal import err

HOST = "127.0.0.1"


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(serve)


def serve(
    call: typer.Context, port: Annotated[int | None, typer.Option(help="Port on 127.0.0.1 (default 8700).")] = None
) -> None:
    """Serve the search page on this machine until Ctrl-C."""
    context: Context = call.obj
    serve_page(context, port or context.settings.port)


def serve_page(context: Context, port: int) -> None:
    """Serve until interrupted. Raises MistakeError when the port is taken."""
    import uvicorn

    from web.app import create_app

    claim(port)
    application = create_app(
        store=context.store,
        place=context.settings.store_location,
        runs=context.runs,
        spool=context.settings.spool_folder,
        access=EVERYTHING,
        clock=utc_now,
        hosts=(HOST, "localhost"),
    )
    err.print(f"search page: http://{HOST}:{port}/  (Ctrl-C stops it)")
    uvicorn.run(application, host=HOST, port=port, log_level="warning", server_header=False)


def claim(port: int) -> None:
    """Raise MistakeError, saying what to do, when a port on 127.0.0.1 cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise MistakeError(f"port {port} is in use; stop what listens there or choose another one") from None
            raise MistakeError(f"port {port} cannot be listened on: {error.strerror}; choose another one") from None
