"""`pillwatch alerts`: saved searches."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import orjson
import typer

from index.access import EVERYTHING
from index.health import failed_runs
from index.query import Query, QueryError
from nlp.reading import Goods
from pillwatch.context import Context, utc_now
from pillwatch.errors import FAILED, FailedError, MistakeError
from pillwatch.terminal import cell, complain, emit, err, out, table, when

if TYPE_CHECKING:
    from rich.table import Table

    from alerts.delivery import Delivery
    from alerts.saved import SavedSearch, SearchFolder

SHOWN = 50
"""Deliveries of one search that a terminal gets; the file has them all."""

NONE_SAVED = "No search is saved; `pillwatch alerts add NAME 'QUERY'` saves one."

ALL = {False: "all hits", True: "all that is kept"}
"""What a search without words brings, by whether it brings more than hits."""

TRUSTED = timedelta(weeks=1)
"""How far back a failed run is worth a word beside what was found."""

Words = Annotated[str, typer.Argument(metavar="'QUERY'", help="As for `search`; '' with filters alone.")]
GoodsOption = Annotated[list[str] | None, typer.Option("--goods", help=f"One of {', '.join(get_args(Goods))}.")]
Platform = Annotated[list[str] | None, typer.Option("--platform", help="mastodon, discourse, woocommerce ...")]
Lang = Annotated[list[str] | None, typer.Option("--lang", help="en, es ...")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", help="As `pillwatch sources` lists them.")]
Everything = Annotated[bool, typer.Option("--all", help="All that was kept, not only hits.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    group = typer.Typer(name="alerts", help="Saved searches: what is new, once.", no_args_is_help=True)
    for command in (add, remove, run, preview):
        group.command()(command)
    group.command("list")(list_all)
    app.add_typer(group)


def add(
    call: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits, - and _.")],
    words: Words,
    since: Annotated[str | None, typer.Option(help="Also what was stored since then: 7d, 24h, a date.")] = None,
    goods: GoodsOption = None,
    platform: Platform = None,
    lang: Lang = None,
    source: SourceOption = None,
    everything: Everything = False,
) -> None:
    """Save a search. It brings what is stored from now on, unless --since names an earlier time."""
    from alerts.delivery import deliveries_of
    from alerts.saved import made
    from index.when import parse_since

    now = utc_now()
    start = parse_since(since, now) if since else now
    if start > now:
        raise MistakeError(f"--since {when(start)} lies in the future; leave it out to start from now")
    search = made(name=name, words=words, since=start, **_filters(goods, platform, lang, source, everything))
    folder = _folder(call.obj)
    folder.add(search)
    out.print(f"Saved; `pillwatch alerts run` brings what is stored from {when(start)} UTC on.", soft_wrap=True)
    file = deliveries_of(folder, name)
    before, _ = file.summary()
    if before:
        out.print(
            f"A search of this name was removed: its {before} listings in {file.path} are not brought again.",
            soft_wrap=True,
        )


def list_all(
    call: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="A line a search.")] = False
) -> None:
    """The saved searches, and how much each has brought."""
    from alerts.delivery import deliveries_of

    folder = _folder(call.obj)
    rows = table(
        "name", {"header": "query", "ratio": 2}, {"header": "only", "ratio": 1}, "from (UTC)", "brought", "last"
    )
    rows.expand = True

    def show(search: "SavedSearch") -> None:
        brought, last = deliveries_of(folder, search.name).summary()
        if as_json:
            fields = orjson.loads(orjson.dumps(search, option=orjson.OPT_UTC_Z))
            emit(orjson.dumps({**fields, "delivered": brought, "last": last}, option=orjson.OPT_UTC_Z))
        only = ("" if search.everything else "hits", *search.goods, *search.platform, *search.lang, *search.source)
        rows.add_row(
            *(
                cell(value)
                for value in (
                    search.name,
                    search.words or ALL[search.everything],
                    " ".join(filter(None, only)),
                    when(search.since),
                )
            ),
            str(brought),
            when(last) if last else "nothing yet",
        )

    ended = _each(folder, folder.names(), show)
    if not as_json:
        out.print(rows if rows.row_count else NONE_SAVED)
    raise typer.Exit(ended)


def remove(call: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Forget a saved search. The file of what it brought stays."""
    from alerts.delivery import deliveries_of

    folder = _folder(call.obj)
    folder.remove(name)
    file = deliveries_of(folder, name).path
    out.print(f"Removed. What it brought stays in {file}." if file.exists() else "Removed.", soft_wrap=True)


def run(
    call: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", help="All when left out.")] = None,
) -> None:
    """Bring what is new: to the terminal and to DATA/alerts/NAME/delivered.jsonl, each listing once a search."""
    from alerts.delivery import deliver, deliveries_of

    context: Context = call.obj
    folder, now = _folder(context), utc_now()
    saved = folder.names()
    if not saved and not names:
        out.print(NONE_SAVED)
        return
    unknown = [name for name in names or () if name not in saved]
    if unknown:
        raise MistakeError(f"no saved search is named {unknown[0]!r}; there are: {', '.join(saved) or 'none yet'}")
    _refuse_an_empty_store(context)

    def bring(search: "SavedSearch") -> None:
        count, rows = 0, _deliveries_table()
        try:
            for delivery in deliver(search, context.store, folder, now, EVERYTHING):
                count += 1
                if count <= SHOWN:
                    _add_row(rows, delivery)
        finally:  # what is in the file already is not brought again, so it is shown whatever happens
            _print_brought(search.name, count, rows, deliveries_of(folder, search.name).path)

    ended = _each(folder, list(dict.fromkeys(names or saved)), bring)
    _warn_of_failed_sources(context, Query(access=EVERYTHING, since=now - TRUSTED))
    raise typer.Exit(ended)


def preview(
    call: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A saved search; or give --query.")] = None,
    query: Annotated[str | None, typer.Option(help="A search that is not saved yet.")] = None,
    goods: GoodsOption = None,
    platform: Platform = None,
    lang: Lang = None,
    source: SourceOption = None,
    everything: Everything = False,
) -> None:
    """How many a week a search would have brought in the last 12 weeks, by when they were stored."""
    from alerts.preview import preview as weekly
    from alerts.saved import made

    context: Context = call.obj
    now, filters = utc_now(), _filters(goods, platform, lang, source, everything)
    if (name is None) == (query is None):
        raise MistakeError("give the name of a saved search, or --query 'QUERY'")
    if name is not None and any(filters.values()):
        raise MistakeError("a saved search has its own filters; give filters with --query only")
    search = _folder(context).get(name) if name is not None else made(name="preview", words=query, since=now, **filters)
    _refuse_an_empty_store(context)
    counts = weekly(context.store, search.query(now, EVERYTHING), now)
    rows = table("week (by when stored)", {"header": "listings", "justify": "right"}, "sources that failed")
    for one in counts:
        failed = failed_runs(
            context.runs, Query(access=EVERYTHING, since=one.week.start, until=one.week.end, source=search.source)
        )
        week = f"{one.week}, so far" if one.partial else str(one.week)
        rows.add_row(week, str(one.count), cell(", ".join(f"{run.source} ({run.verdict})" for run in failed)))
    out.print(rows)
    complete = [one.count for one in counts if not one.partial]
    out.print(f"{sum(complete)} in {len(complete)} complete weeks, {sum(complete) / len(complete):.1f} a week")


def _folder(context: Context) -> "SearchFolder":
    from alerts.saved import SearchFolder

    return SearchFolder(context.settings.data / "alerts")


def _refuse_an_empty_store(context: Context) -> None:
    """Nothing new and nothing there are different answers. Raises FailedError."""
    if not context.store.search(Query(access=EVERYTHING, limit=0)).total:
        raise FailedError(f"nothing is stored at {context.settings.store_location} yet; `pillwatch crawl` comes first")


def _filters(
    goods: list[str] | None,
    platform: list[str] | None,
    lang: list[str] | None,
    source: list[str] | None,
    everything: bool,
) -> dict[str, tuple[str, ...] | bool]:
    given = {"goods": goods, "platform": platform, "lang": lang, "source": source}
    return {**{key: tuple(values or ()) for key, values in given.items()}, "everything": everything}


def _each(folder: "SearchFolder", names: Sequence[str], act: "Callable[[SavedSearch], None]") -> int:
    """Do it for every search; one that cannot be used is named in a line and makes the status 1."""
    from alerts.delivery import DeliveryError
    from alerts.saved import SavedSearchError

    ended = 0
    for name in names:
        try:
            act(folder.get(name))
        except (QueryError, SavedSearchError, DeliveryError) as error:
            complain(f"saved search {name}: {error}")
            ended = FAILED
    return ended


def _deliveries_table() -> "Table":
    rows = table(
        {"header": "posted (UTC)", "width": 10},
        {"header": "goods, score", "width": 16},
        {"header": "who, text, address", "ratio": 3, "overflow": "fold"},
        {"header": "words that matched", "ratio": 1},
    )
    rows.expand = True
    return rows


def _print_brought(name: str, count: int, rows: "Table", file: Path) -> None:
    out.print(f"{name}: {count} new" + (f", in {file}" if count else ""), style="bold", soft_wrap=True)
    if count:
        out.print(rows)
    if count > SHOWN:
        out.print(f"the first {SHOWN} of {count} are shown; the file has them all", soft_wrap=True)


def _add_row(rows: "Table", delivery: "Delivery") -> None:
    who = cell(delivery.handle or "no name", style="bold", width=60)
    text = cell(delivery.excerpt)
    rows.add_row(
        cell(when(delivery.posted)),
        cell(" ".join(delivery.goods)).append(f"\n{delivery.score:.2f}"),
        who.append("\n").append(text).append("\n").append(cell(delivery.url or delivery.listing, style="dim")),
        cell(", ".join(delivery.words)),
        end_section=True,
    )


def _warn_of_failed_sources(context: Context, query: Query) -> None:
    failed = ", ".join(f"{run.source} ({run.verdict})" for run in failed_runs(context.runs, query))
    if failed:
        err.print(f"Posts may be missing; sources whose last run failed: {failed}", style="yellow", markup=False)
