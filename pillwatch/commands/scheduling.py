"""`pillwatch due`, `schedule`: crawling what its schedule asks for."""

import subprocess
import sys
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from pillwatch.context import Context, utc_now
from pillwatch.errors import DONE, FAILED, NOTHING, MistakeError
from pillwatch.terminal import cell, emit, err, out, table, when

if TYPE_CHECKING:
    from pillwatch.schedule import Plan


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(due)
    app.command()(schedule)


def due(call: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="A line a source.")] = False) -> None:
    """Which enabled sources are due now and why, and when the others will be (times in UTC)."""
    found = _plans(call.obj)
    if as_json:
        for one in found:
            emit(orjson.dumps(one, option=orjson.OPT_UTC_Z))
        return
    if not found:
        out.print("No source is both enabled and has a schedule; `pillwatch sources` lists them all.")
        return
    rows = table("source", "due (UTC)", {"header": "why", "ratio": 1})
    rows.expand = True
    for one in found:
        shown = cell("now", style="bold green") if one.due else cell(when(one.at) if one.at else "running")
        rows.add_row(cell(one.source), shown, cell(one.why))
    out.print(rows)


def schedule(
    call: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Crawl what is due, then end.")] = False,
) -> None:
    """Crawl every enabled source that is due, one after the other, each in a process of its own.

    For cron or a timer, every few minutes: a source that is still being crawled is left alone, and a call
    that comes while another one works takes what that one has not begun. Ends like `crawl`: 1 when a crawl
    failed, else 3 when a site refused.
    """
    if not once:
        raise MistakeError("`pillwatch schedule --once` crawls what is due and ends; call it from cron or a timer")
    context: Context = call.obj
    names = [one.source for one in _plans(context) if one.due]
    out.print(f"{len(names)} due: {', '.join(names)}" if names else "Nothing is due; `pillwatch due` says when.")
    ended = [_crawled(context, name) for name in names if _still_due(context, name)]
    failed = [name for name, status in ended if status not in (DONE, NOTHING)]
    if failed:
        err.print(
            f"failed: {', '.join(failed)}; see the lines above and `pillwatch runs`", markup=False, soft_wrap=True
        )
    raise typer.Exit(FAILED if failed else max((status for _, status in ended), default=DONE))


def _plans(context: Context) -> "list[Plan]":
    from pillwatch.locks import is_crawled
    from pillwatch.schedule import plans

    return plans(context.sources, context.runs, utc_now(), lambda name: is_crawled(context.settings.data, name))


def _still_due(context: Context, name: str) -> bool:
    """Crawls take long, and another call may have begun this one meanwhile."""
    return any(one.due for one in _plans(context) if one.source == name)


def _crawled(context: Context, name: str) -> tuple[str, int]:
    flags = [word for flag, value in context.flags.items() if value is not None for word in (f"--{flag}", str(value))]
    child = subprocess.Popen([sys.executable, "-m", "pillwatch", *flags, "crawl", name])  # noqa: S603 - our own
    try:
        return name, child.wait()
    except KeyboardInterrupt:  # the child was interrupted as well, and ends its run in order
        child.wait()
        raise
