"""`pillwatch store migrate`, `store upgrade`: moving what is stored to another store or another version."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.access import EVERYTHING
from index.query import Query
from index.visible import one_line
from pillwatch.context import Context
from pillwatch.errors import FailedError, MistakeError
from pillwatch.places import file_name, is_url, one_spelling
from pillwatch.terminal import cell, err, out, table

if TYPE_CHECKING:
    from index.credentials import Credentials
    from index.migrate import Migration
    from index.store import SearchStore

LONGEST_REASON = 200

PLACE = "A store's folder, such as DATA/store, or URLs of Elasticsearch."


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    group = typer.Typer(name="store", help="Move what is stored.", no_args_is_help=True)
    group.command()(migrate)
    group.command()(upgrade)
    app.add_typer(group)


def migrate(
    call: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help=PLACE)],
    target: Annotated[str, typer.Argument(metavar="TO", help=PLACE)],
) -> None:
    """Copy every listing of FROM into TO and compare them; stopped at any point, run it again.

    FROM stays as it is. Where both have a listing, the one whose post was looked at later stays in TO. The credentials
    settings (store_api_key, store_username ...) hold for every URL. Records of runs are not part of a store.
    """
    from index.migrate import migrate as bring
    from index.open import open_store
    from pillwatch.bar import bar

    context: Context = call.obj
    if one_spelling(source) == one_spelling(target):
        raise MistakeError(f"FROM and TO are the same store, {source}: name two")
    credentials = context.settings.store_credentials
    here = open_store(source, credentials)
    total = _counted(here, source)
    there = open_store(target, credentials)
    note = context.settings.data / "migrations" / file_name(source, target)
    with bar("copying", total) as show:
        ended = bring(here, there, note, watch=lambda doing, done: show(done, doing))
    _tell(ended, target)


def upgrade(
    call: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
) -> None:
    """Bring the store to the version that this Pillwatch reads; stopped at any point, run it again."""
    context: Context = call.obj
    location = context.settings.store_location
    if is_url(location):
        _upgrade_servers(location, context.settings.store_credentials, dry_run=dry_run)
    else:
        _upgrade_folder(Path(location), dry_run=dry_run)


def _upgrade_folder(folder: Path, *, dry_run: bool) -> None:
    from index.tantivy.upgrade import standing
    from index.tantivy.upgrade import upgrade as rebuild
    from pillwatch.bar import bar

    before = standing(folder)
    if before is None:
        raise MistakeError(f"nothing is stored at {folder}; --store or PILLWATCH_STORE names the store")
    what = f"{folder}: {before.listings:,} listings of version {before.found}"
    if dry_run and not before.is_current:
        out.print(f"{what} would be written anew as version {before.wanted}", soft_wrap=True)
        return
    if not dry_run:
        with bar("rewriting", before.listings) as show:
            rebuild(folder, watch=lambda done: show(done, "rewriting"))
    told = "which this Pillwatch reads: nothing to do" if before.is_current else f"now of version {before.wanted}"
    out.print(f"{what}, {told}", soft_wrap=True)


def _upgrade_servers(location: str, credentials: "Credentials", *, dry_run: bool) -> None:
    from index.elastic.upgrade import upgrade as rebuild
    from pillwatch.bar import bar

    steps = rebuild(location, credentials, dry_run=True)
    if not dry_run:
        with bar("rewriting", sum(step.listings for step in steps)) as show:
            steps = rebuild(location, credentials, watch=lambda done: show(done, "rewriting"))
    if not steps:
        out.print(f"{location}: every index is of the version that this Pillwatch reads: nothing to do", soft_wrap=True)
    for step in steps:
        would = "would be written anew as" if dry_run else "now"
        out.print(f"{step.index}: {step.listings:,} listings of version {step.version}, {would} {step.target}")


def _counted(store: "SearchStore", location: str) -> int:
    total = store.search(Query(access=EVERYTHING, limit=0)).total
    if not total:
        raise MistakeError(
            f"nothing is stored at {location}: FROM is the store itself, such as pillwatch-data/store or "
            "https://elastic.example.org:9200"
        )
    return total


def _tell(ended: "Migration", target: str) -> None:
    counts = [
        f"copied {ended.copied:,}",
        f"already there {ended.already:,}",
        f"newer there {ended.newer:,}",
        f"refused {ended.refused:,}",
    ]
    out.print(", ".join(counts + ([f"only there {ended.extra:,}"] if ended.extra else [])), soft_wrap=True)
    if not ended.different:
        newer = f", {ended.newer:,} looked at later there" if ended.newer else ""
        out.print(f"verified: {ended.equal:,} listings equal{newer}", soft_wrap=True)
        return
    rows = table("listing", {"header": "why it is not the same", "overflow": "fold"})
    for listing_id, reason in ended.first:
        rows.add_row(cell(listing_id, width=64), cell(reason, width=LONGEST_REASON))
    err.print(rows)
    first = ", ".join(one_line(listing_id, 40) for listing_id, _ in ended.first)
    raise FailedError(
        f"not verified: {ended.different:,} listings are not the same in {target}, {ended.equal:,} are; "
        f"the first: {first}"
    )
