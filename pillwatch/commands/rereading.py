"""`pillwatch reread`: what is stored, read by the model of today."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from index.access import EVERYTHING
from index.query import Query
from nlp.reading import LABELS, Label
from pillwatch.context import Context, utc_now
from pillwatch.places import file_name
from pillwatch.terminal import cell, emit, err, out, table

if TYPE_CHECKING:
    from pillwatch.rereading import Looked, Reread

TOLD = ("label", "goods", "hit")
"""What people mean by a changed reading; scores, reasons and mentions move without it."""


@dataclass(slots=True)
class Counts:
    """What a re-reading found, over all its slices."""

    current: int = 0
    empty: int = 0
    labels: Counter[tuple[Label, Label]] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def add(self, looked: "Looked") -> None:
        """Count a slice."""
        self.current += looked.current
        self.empty += looked.empty
        for one in looked.reread:
            source = one.before.source
            self.labels[one.before.label, one.after.label] += 1
            self.read[source] += 1
            self.changed[source] += is_changed(one)
            self.gained[source] += one.after.hit and not one.before.hit
            self.lost[source] += one.before.hit and not one.after.hit


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(reread)


def reread(
    call: typer.Context,
    source: Annotated[list[str] | None, typer.Option(help="Only this source's posts; can be given again.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Posted from then on: 7d, 24h, 2w, a date or a time in UTC.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what this model has read: after a change of lexicon or watch list.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and store nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A line a changed listing.")] = False,
) -> None:
    """Read stored posts that another model has read, store the new readings, and say what changed.

    Stopped at any point, run it again: it goes on. A crawl may run meanwhile. Saved searches bring nothing
    because of it. Posts whose content was dropped stay as they are.
    """
    from index.when import parse_since
    from pillwatch.bar import bar

    context: Context = call.obj
    query = Query(access=EVERYTHING, source=tuple(source or ()), since=parse_since(since, utc_now()) if since else None)
    total = context.store.search(replace(query, limit=0)).total
    counts, seen = Counts(), 0
    with _slices(context, query, everything=everything, dry_run=dry_run) as slices, bar("reading", total) as show:
        for looked in slices:
            counts.add(looked)
            seen += looked.seen
            show(seen, "reading")
            if as_json:
                for one in filter(is_changed, looked.reread):
                    emit(json_of(one))
    say = err if as_json else out
    would = "would be read" if dry_run else "read"
    say.print(
        f"{counts.read.total():,} listings {would} by {context.reader.name}: {counts.changed.total():,} changed, "
        f"{counts.gained.total():,} hits gained, {counts.lost.total():,} lost; "
        f"{counts.current:,} were its own already, {counts.empty:,} have no content",
        soft_wrap=True,
    )
    if not as_json and counts.read:
        _print_tables(counts)


def is_changed(one: "Reread") -> bool:
    """Whether anything is different that people decide by."""
    return any(getattr(one.before, name) != getattr(one.after, name) for name in TOLD)


def json_of(one: "Reread") -> bytes:
    """The listing's id and source, and before and after of label, goods, hit, score and model."""
    pairs = {name: [getattr(one.before, name), getattr(one.after, name)] for name in (*TOLD, "score", "model")}
    return orjson.dumps({"id": one.before.id, "source": one.before.source, **pairs})


@contextmanager
def _slices(context: Context, query: Query, *, everything: bool, dry_run: bool) -> "Iterator[Iterator[Looked]]":
    from alerts.passed import pass_over
    from alerts.saved import SearchFolder
    from pillwatch.rereading import Rereader, alone

    data = context.settings.data
    searches = SearchFolder(data / "alerts")
    rereader = Rereader(
        context.store, context.reader, lambda changes: pass_over(searches, changes, utc_now()), everything=everything
    )
    if dry_run:
        yield rereader.preview(query)
    else:
        with alone(data / "state" / "reread" / file_name(context.settings.store_location)) as flight:
            yield rereader.run(query, flight)


def _print_tables(counts: Counts) -> None:
    labels = table("label before", *({"header": f"now {label}", "justify": "right"} for label in LABELS))
    for before in LABELS:
        labels.add_row(before, *(f"{counts.labels[before, after]:,}" for after in LABELS))
    out.print()
    out.print(labels)
    numbers = ("read", "changed", "hits gained", "hits lost")
    rows = table("source", *({"header": name, "justify": "right"} for name in numbers))
    for source in sorted(counts.read):
        row = (counts.read, counts.changed, counts.gained, counts.lost)
        rows.add_row(cell(source), *(f"{count[source]:,}" for count in row))
    out.print()
    out.print(rows)
