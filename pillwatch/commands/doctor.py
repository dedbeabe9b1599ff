"""`pillwatch doctor`: is everything as it should be, and what to do where it is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import typer

from pillwatch.context import Context
from pillwatch.errors import FAILED, status_of
from pillwatch.settings import Settings, origin
from pillwatch.terminal import cell, out, table


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `state` is ok, note or wrong; `words` say what was found and what to do."""

    name: str
    state: str
    words: str


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(doctor)


def doctor(call: typer.Context) -> None:
    """Settings and where each came from; store, model, sources: green, or what to do (exit status 1)."""
    context: Context = call.obj
    settings = context.settings
    rows = table("setting", "value", "from", "meaning")
    for name, info in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = ", ".join(value) if isinstance(value, tuple) else str("" if value is None else value)
        rows.add_row(cell(name), cell(shown or "not set"), cell(origin(name, context.flags)), cell(info.description))
    out.print(rows)
    out.print()
    found = list(checks(context))
    colours = {"ok": "green", "note": "yellow", "wrong": "red"}
    lines = table("check", "", "")
    for check in found:
        lines.add_row(cell(check.name), cell(check.state, style=colours[check.state]), cell(check.words))
    out.print(lines)
    if any(check.state == "wrong" for check in found):
        raise typer.Exit(FAILED)


def checks(context: Context) -> Iterator[Check]:
    """Each check in turn; an expected error becomes its line."""
    yield _tried("model", lambda: f"{context.reader.name} loads")
    yield _tried("store", lambda: f"{context.store.describe()} at {context.settings.store_location}")
    yield _tried("spool", lambda: _spool(context))
    yield _tried("runs", lambda: f"last: {_last_run(context)}")
    yield _tried("sources", lambda: f"{len(context.sources)} declared, {_enabled(context)} enabled")
    yield _identity(context.settings)


def _tried(name: str, look: Callable[[], str | Check]) -> Check:
    try:
        found = look()
        return Check(name, "ok", found) if isinstance(found, str) else found
    except Exception as error:
        if status_of(error) is None:
            raise
        return Check(name, "wrong", str(error))


def _spool(context: Context) -> str | Check:
    from index.spool import RefusedFile, waiting

    folder = context.settings.spool_folder
    refused = sum(1 for _ in RefusedFile(folder))
    waits = waiting(folder)
    entries = sum(run.entries for run in waits)
    listings = f"{entries:,} listing{'s' if entries != 1 else ''} of {len(waits)} run{'s' if len(waits) != 1 else ''}"
    words = f"{listings} wait{'s' if entries == 1 else ''} for the store" if waits else ""
    if refused:
        told = f"{refused:,} refused by the store (`pillwatch spool show` says why)"
        return Check("spool", "wrong", "; ".join(filter(None, (told, words))))
    if all(run.running for run in waits):
        return words or "nothing waits for the store"
    return Check("spool", "note", f"{words}: the next crawl or import sends them, or `pillwatch spool retry`")


def _last_run(context: Context) -> str:
    runs = context.runs.runs(limit=1)
    return f"{runs[0].source}, {runs[0].verdict}, {runs[0].started:%Y-%m-%d %H:%M} UTC" if runs else "none yet"


def _enabled(context: Context) -> int:
    return sum(source.enabled for source in context.sources.values())


def _identity(settings: Settings) -> Check:
    if settings.operator and settings.contact:
        return Check("identity", "ok", f"crawls say: {settings.operator}, {settings.contact}")
    return Check("identity", "note", "set PILLWATCH_OPERATOR and PILLWATCH_CONTACT before a crawl beyond this machine")
