"""`pillwatch search`, `show`, `sources`, `runs`: looking at what there is."""

from typing import Annotated, Any, get_args

import orjson
import typer

from index.access import EVERYTHING
from index.health import lacking
from index.query import FACETS, FacetField, Node, Order, Query
from index.records import listing_to_json, run_to_json
from index.visible import one_line
from nlp.reading import Goods, Label, PostKind
from pillwatch.commands.sellers import seller_names
from pillwatch.context import Context, utc_now
from pillwatch.errors import FailedError, MistakeError
from pillwatch.output import csv_of, json_of, print_lacking, print_listing, print_page, runs_table
from pillwatch.terminal import cell, emit, out, table, when

QUERY_HELP = (
    'Words, "phrases", beginnings*, spellings~1, AND OR NOT ( ), field:value, ranges: '
    "'drug:fentanyl place:phoenix price:[5 TO 30]'."
)
RUNS_SHOWN = 30
Json = Annotated[bool, typer.Option("--json", help="JSON for other programs.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(search)
    app.command()(suggest)
    app.command()(show)
    app.command()(sources)
    app.command()(runs)


def search(
    call: typer.Context,
    words: Annotated[str, typer.Argument(help=QUERY_HELP)] = "",
    since: Annotated[
        str | None,
        typer.Option(help="Posted from then on (first captured, where undated): 7d, 24h, 2w, a date or a time in UTC."),
    ] = None,
    until: Annotated[str | None, typer.Option(help="Before then: as --since.")] = None,
    goods: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(get_args(Goods))}.")] = None,
    label: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(get_args(Label))}.")] = None,
    platform: Annotated[list[str] | None, typer.Option(help="mastodon, discourse, woocommerce ...")] = None,
    site: Annotated[list[str] | None, typer.Option(help="Host name.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Source, as `pillwatch sources` lists them.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(get_args(PostKind))}.")] = None,
    lang: Annotated[list[str] | None, typer.Option(help="en, es ...")] = None,
    handle: Annotated[list[str] | None, typer.Option(help="Author's handle.")] = None,
    drug: Annotated[list[str] | None, typer.Option(help="Standard name of a drug: oxycodone, alprazolam ...")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that was kept, not only hits.")] = False,
    order: Annotated[str, typer.Option(help=f"One of {', '.join(get_args(Order))}.")] = "newest",
    collapse: Annotated[bool, typer.Option("--collapse", help="Of copies only the first, with their number.")] = False,
    like: Annotated[str | None, typer.Option(metavar="ID", help="Posts that share words with this listing.")] = None,
    facet: Annotated[list[str] | None, typer.Option(help=f"Count by one of {', '.join(FACETS)}.")] = None,
    weeks: Annotated[bool, typer.Option("--weeks", help="Count by week.")] = False,
    limit: Annotated[int, typer.Option(min=0, max=10_000, help="Rows shown.")] = 20,
    after: Annotated[
        str, typer.Option(metavar="PLACE", help="The next page: the place that the page before names.")
    ] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="The rows shown, as CSV.")] = False,
    as_json: Json = False,
) -> None:
    """Find stored posts: hits unless --all, newest first. docs/search.md explains the language.

    Several values of one option are alternatives. Where a source failed in the period, listings wait for the store,
    or nothing at all is stored there, the answer says so.
    """
    from index.parse import parse_query
    from index.when import parse_since

    if as_csv and as_json:
        raise MistakeError("--csv and --json: one of them at a time")
    context: Context = call.obj
    now = utc_now()
    query = Query(
        access=EVERYTHING,
        clauses=(*parse_query(words, now, seller_names(context)), *(_like(context, like) if like else ())),
        since=parse_since(since, now) if since else None,
        until=parse_since(until, now) if until else None,
        goods=_choices(goods, get_args(Goods), "--goods"),
        label=_choices(label, get_args(Label), "--label"),
        kind=_choices(kind, get_args(PostKind), "--kind"),
        platform=tuple(platform or ()),
        site=tuple(site or ()),
        source=tuple(source or ()),
        lang=tuple(lang or ()),
        handle=tuple(name.lower().lstrip("@") for name in handle or ()),
        drug=tuple(drug or ()),
        hits=None if everything else True,
        order=_choices([order], get_args(Order), "--order")[0],
        facets=_choices(facet, get_args(FacetField), "--facet"),
        histogram=weeks,
        collapse=collapse,
        after=after,
        limit=limit,
    )
    page = context.store.search(query)
    settings = context.settings
    lacks = lacking(
        page,
        query,
        store=context.store,
        place=settings.store_location,
        runs=context.runs,
        spool=settings.spool_folder,
    )
    if as_json:
        emit(json_of(page, lacks))
    elif as_csv:
        emit(csv_of(page))
    else:
        print_page(page, query)
    if not as_json:
        print_lacking(lacks)


def suggest(
    call: typer.Context,
    typed: Annotated[str, typer.Argument(help="The beginning of a word, or of handle:, contact: or drug:.")],
    as_json: Json = False,
) -> None:
    """What begins like this: drugs by any of their names, terms, handles, contacts, each with its listings."""
    context: Context = call.obj
    rows = table("kind", "search", {"header": "listings", "justify": "right"})
    for one in context.store.suggest(typed, access=EVERYTHING):
        if as_json:
            emit(orjson.dumps(one))
        rows.add_row(one.kind, cell(one.typed), f"{one.number:,}")
    if not as_json:
        out.print(rows if rows.row_count else "Nothing stored begins like this.")


def show(call: typer.Context, listing_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False) -> None:
    """Everything known of one listing, its evidence checked against its digest."""
    from crawlers.evidence import EvidenceError, EvidenceFolder
    from index.content import is_dropped

    context: Context = call.obj
    listing = context.store.get([listing_id], access=EVERYTHING).get(listing_id)
    if listing is None:
        raise MistakeError(f"no listing has the id {one_line(listing_id, 40)}; `pillwatch search` prints ids")
    problem = ""
    record: dict[str, object] | None = None
    if listing.evidence is None:
        problem = "" if is_dropped(listing) else "no evidence was kept"
    else:
        try:
            record = EvidenceFolder(context.settings.data).check(listing.evidence)
        except EvidenceError as error:
            problem = str(error)
    if as_json:
        emit(
            orjson.dumps(
                {**orjson.loads(listing_to_json(listing)), "evidence_checked": not problem, "problem": problem}
            )
        )
    else:
        print_listing(listing, record, problem)
    if problem:
        raise FailedError(problem)


def sources(call: typer.Context, as_json: Json = False) -> None:
    """The declared sources and how each one's last run ended."""
    context: Context = call.obj
    store = context.runs
    last = {name: next(iter(store.runs(source=name, limit=1)), None) for name in context.sources}
    rows = table("source", "spider", "address", "enabled", "schedule", "last run (UTC)", "verdict")
    for name, source in sorted(context.sources.items()):
        run = last[name]
        if as_json:
            emit(orjson.dumps({**source.model_dump(mode="json"), "last_run": run and orjson.loads(run_to_json(run))}))
        rows.add_row(
            *(cell(value) for value in (name, source.spider, source.url, "yes" if source.enabled else "no")),
            cell(source.schedule or "by hand"),
            cell(when(run.started) if run else "never"),
            cell(run.verdict if run else ""),
        )
    if not as_json:
        out.print(rows)


def runs(
    call: typer.Context,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Started from then on: 7d, 24h, 2w, a date or a time (UTC).")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Started before then: as --since.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"Rows shown (default {RUNS_SHOWN}, with --json all).")
    ] = None,
    as_json: Json = False,
) -> None:
    """What was collected, newest run first."""
    from index.when import parse_since

    context: Context = call.obj
    now = utc_now()
    found = context.runs.runs(
        source=source,
        since=parse_since(since, now) if since else None,
        until=parse_since(until, now) if until else None,
        limit=limit or (None if as_json else RUNS_SHOWN),
    )
    if as_json:
        for run in found:
            emit(run_to_json(run))
    else:
        out.print(runs_table(found))


def _like(context: Context, listing_id: str) -> "tuple[Node, ...]":
    from index.like import like

    listing = context.store.get([listing_id], access=EVERYTHING).get(listing_id)
    if listing is None:
        raise MistakeError(f"--like: no listing has the id {one_line(listing_id, 40)}; `pillwatch search` prints ids")
    return like(listing)


def _choices(given: list[str] | None, known: tuple[str, ...], option: str) -> tuple[Any, ...]:
    for value in given or ():
        if value not in known:
            raise MistakeError(f"{option} {one_line(value, 40)}: not known; expected one of {', '.join(known)}")
    return tuple(given or ())
