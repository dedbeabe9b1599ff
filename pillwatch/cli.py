"""The one command."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pillwatch.commands import (
    alerting,
    corpus,
    crawling,
    demo,
    doctor,
    elastic,
    finding,
    keeping,
    lexicon,
    reading,
    reporting,
    rereading,
    scheduling,
    sellers,
    serving,
    spool,
    store,
    terms,
)
from pillwatch.context import Context

app = typer.Typer(
    name="pillwatch",
    help="Watches public posts and listings for sellers of counterfeit pills.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def flags(
    call: typer.Context,
    data: Annotated[Path | None, typer.Option(help="Folder that everything is written below.")] = None,
    store: Annotated[str | None, typer.Option(help="Search store: a folder or Elasticsearch's URLs.")] = None,
    model: Annotated[Path | None, typer.Option(help="Folder of the trained model.")] = None,
) -> None:
    """Settings come from flags, then PILLWATCH_... variables, then pillwatch.toml, then defaults (see `doctor`).

    Every command ends with 0 when it is done, 1 when it failed, 2 for a mistake in what was asked,
    3 when there is nothing to be had there.
    """
    context = call.ensure_object(Context)
    context.flags.update(data=data, store=store, model=model)
    call.call_on_close(context.close)


for module in (
    demo,
    crawling,
    scheduling,
    reading,
    finding,
    sellers,
    keeping,
    rereading,
    alerting,
    corpus,
    reporting,
    lexicon,
    terms,
    serving,
    spool,
    store,
    elastic,
    doctor,
):
    module.register(app)


def main() -> None:
    """Run the command line; every expected error is one line on standard error."""
    from pillwatch.errors import advice, line_of, status_of

    context = Context()
    try:
        app(prog_name="pillwatch", obj=context)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        status = status_of(error)
        if status is None:
            raise
        print(f"pillwatch: {line_of(error)}{advice(error, context)}", file=sys.stderr)  # noqa: T201
        raise SystemExit(status) from None
