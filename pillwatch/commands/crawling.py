"""`pillwatch crawl`, `parse`, `import`: getting posts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from crawlers.page import Page
from pillwatch.context import Context, utc_now
from pillwatch.errors import FAILED, NOTHING, MistakeError
from pillwatch.terminal import complain, emit, out

STANDARD_INPUT = Path("/dev/stdin")


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(crawl)
    app.command()(parse)
    app.command("import")(import_file)


def crawl(call: typer.Context, names: Annotated[list[str], typer.Argument(metavar="SOURCE...")]) -> None:
    """Crawl sources now, whether enabled or not, and print how each run ended."""
    from pillwatch import jobs
    from pillwatch.output import runs_table
    from pillwatch.progress import CrawlProgress

    context: Context = call.obj
    sources = jobs.find_sources(context, names)
    with CrawlProgress() as progress:
        runs = jobs.crawl(context, sources, watch=progress.add)
    out.print(runs_table(runs))
    status = jobs.status_of_runs(runs)
    if status == NOTHING:
        complain("blocked")
    raise typer.Exit(status)


def parse(
    spider: Annotated[str, typer.Argument(help="mastodon, discourse, woocommerce ...")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    url: Annotated[str | None, typer.Option(help="Address the bodies came from.")] = None,
    status: Annotated[int | None, typer.Option(min=100, max=599, help="HTTP status (default 200).")] = None,
    header: Annotated[list[str] | None, typer.Option(help="A response header, 'Name: value'.")] = None,
) -> None:
    """What a spider makes of stored response bodies: one Post a line, JSON.

    Address, status and headers come from FILE.meta.json beside the file unless they are given. A page that
    is no content prints its word (blocked, empty, gone) on standard error and ends with 3.
    """
    from crawlers.address import is_web
    from crawlers.parsing import parse_file
    from crawlers.postfile import post_to_json
    from crawlers.spiders import known_spiders

    if spider not in known_spiders():
        raise MistakeError(f"no spider is named {spider!r}; there are: {', '.join(sorted(known_spiders()))}")
    if url is not None and not is_web(url):
        raise MistakeError(f"--url {url!r}: expected an address such as https://forum.example.com/posts.json")
    ending = 0
    for file in files:
        extract = parse_file(spider, file, url=url, status=status, headers=_headers(header))
        for collected in extract.posts:
            emit(post_to_json(collected.post))
        where = f"{file}: " if len(files) > 1 else ""
        for malformed in extract.malformed:
            complain(f"{where}malformed: {malformed.reason}")
        if extract.outcome != "posts":
            complain(f"{where}{extract.outcome}")
        if extract.outcome in ("blocked", "empty", "gone"):
            ending = max(ending, NOTHING) if ending != 1 else ending
        elif extract.malformed and not extract.posts:
            ending = 1
    raise typer.Exit(ending)


def import_file(
    call: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl")],
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="MAP.yml", help="Their field names for ours.")
    ] = None,
    source: Annotated[str, typer.Option(help="What the posts are stored under, no source file's name.")] = "import",
) -> None:
    """Take posts from a file, one a line, the same way as those of a crawl.

    Without a map the lines are what `parse` prints; FILE may be `-`, standard input. Prints what was taken, was
    there already, and was refused (then it ends with 1).
    """
    from crawlers.importing import FieldMap, load_map, pages_of
    from pillwatch import jobs

    context: Context = call.obj
    field_map = load_map(map_file) if map_file else FieldMap()
    given = pages_of(STANDARD_INPUT if str(file) == "-" else file, field_map, utc_now())
    refused: list[str] = []

    def pages() -> Iterator[Page]:
        for page in given:
            refused.extend(malformed.reason for malformed in page.extract.malformed)
            yield page

    run = jobs.import_pages(context, source, pages())
    out.print(
        f"{run.posts} posts read: {run.new} new, {run.changed} changed, {run.seen} had already, "
        f"{run.posts - run.candidates} without a term (not kept), {run.malformed} refused; {run.hits} hits"
    )
    for problem in filter(None, (*refused, run.note)):
        complain(problem)
    raise typer.Exit(FAILED if run.malformed else jobs.status_of_runs([run]))


def _headers(given: list[str] | None) -> dict[str, str] | None:
    if not given:
        return None
    pairs = [line.partition(":") for line in given]
    for name, colon, _ in pairs:
        if not colon or not name.strip():
            raise MistakeError(f"--header {name!r}: expected 'Name: value'")
    return {name.strip(): value.strip() for name, _, value in pairs}
