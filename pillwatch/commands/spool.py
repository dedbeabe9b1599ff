"""`pillwatch spool`: what waits for the store, and what the store refused."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from index.visible import one_line
from pillwatch.context import Context, utc_now
from pillwatch.errors import MistakeError
from pillwatch.terminal import cell, emit, out, table, when

if TYPE_CHECKING:
    from index.spool import Delivered, RefusedEntry, Waiting

SHOWN = 50
"""Refused listings that a terminal gets; --json has them all."""

REASON = 400
"""Characters of a store's reason that a terminal gets; --json has it whole."""


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    group = typer.Typer(name="spool", help="What waits for the store, and what it refused.", no_args_is_help=True)
    for command in (show, retry, drop):
        group.command()(command)
    app.add_typer(group)


def show(call: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="A line each.")] = False) -> None:
    """Runs of which something waits for the store, and what the store refused, with its reasons."""
    from index.spool import RefusedFile, waiting

    context: Context = call.obj
    folder = context.settings.spool_folder
    waits, refused = waiting(folder), RefusedFile(folder)
    if as_json:
        _emit(waits, refused)
        return
    _print_waiting(waits)
    count = _print_refused(refused)
    if not waits and not count:
        out.print("Nothing waits for the store, and it refused nothing.")


def retry(call: typer.Context) -> None:
    """Send what waits and what was refused to the store again; what a running crawl has, it sends itself."""
    from pillwatch.spooling import send_refused, send_waiting

    context: Context = call.obj
    out.print(f"waited: {_words(send_waiting(context, utc_now))}")
    out.print(f"refused before: {_words(send_refused(context))}")


def drop(
    call: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="As `spool show` prints them.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that was refused.")] = False,
) -> None:
    """Give up refused listings for good, with evidence that no stored listing needs, and print what they were."""
    from index.spool import RefusedFile
    from pillwatch.spooling import give_up

    wanted = set(ids or ())
    if bool(wanted) == everything:
        raise MistakeError("name the listings to drop as `pillwatch spool show` prints them, or give --all")
    context: Context = call.obj
    unknown = wanted - {one.id for one in RefusedFile(context.settings.spool_folder)}
    if unknown:
        raise MistakeError(f"nothing refused has the id {one_line(min(unknown), 40)}; `pillwatch spool show` lists all")
    count = 0
    for one in give_up(context, lambda one: everything or one.id in wanted):
        count += 1
        out.print(cell(f"dropped {one.id}, {one.run or 'of no known run'}: {_reason(one)}"), soft_wrap=True)
    out.print(f"{count} dropped")


def _emit(waits: "Iterable[Waiting]", refused: "Iterable[RefusedEntry]") -> None:
    for run in waits:
        emit(orjson.dumps({"state": "waiting", **asdict(run)}))
    for one in refused:
        fields = {"state": "refused", "id": one.id, "run": one.run, "time": one.time, "reason": one.reason}
        emit(orjson.dumps({**fields, "can_be_sent": one.entry is not None}, option=orjson.OPT_UTC_Z))


def _print_waiting(waits: "Sequence[Waiting]") -> None:
    rows = table("run", {"header": "waiting", "justify": "right"}, {"header": "KB", "justify": "right"}, "sent by")
    for run in waits:
        sender = "the crawl that is running" if run.running else "the next crawl or import, or spool retry"
        rows.add_row(cell(run.run), f"{run.entries:,}", f"{run.bytes / 1000:,.1f}", sender)
    if waits:
        out.print(rows)


def _print_refused(refused: "Iterable[RefusedEntry]") -> int:
    rows = table("refused", "run", "when (UTC)", {"header": "why", "ratio": 1})
    rows.expand = True
    count = 0
    for one in refused:
        count += 1
        if count <= SHOWN:
            why = _reason(one) if one.entry else f"{_reason(one)} (it can only be dropped)"
            rows.add_row(cell(one.id), cell(one.run), when(one.time) if one.time else "", cell(why))
    if count:
        out.print(rows)
        more = f"and {count - SHOWN:,} more: --json lists all. " if count > SHOWN else ""
        out.print(f"{more}Once the reason is mended: `pillwatch spool retry`. To give up: `pillwatch spool drop ID`.")
    return count


def _reason(one: "RefusedEntry") -> str:
    return one.reason if len(one.reason) <= REASON else one.reason[:REASON] + "…"


def _words(sent: "Sequence[Delivered]") -> str:
    """What became of entries, in words."""
    if not sent:
        return "nothing"
    total = sum(sent[1:], sent[0])
    counts = ("new", "changed", "seen", "gone", "absent", "refused")
    told = {"seen": "had already", "gone": "marked as deleted", "absent": "not kept"}
    found = [f"{getattr(total, name):,} {told.get(name, name)}" for name in counts if getattr(total, name)]
    return ", ".join(found) or "nothing"
