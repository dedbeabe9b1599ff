"""How listings and runs look: in the terminal, as CSV and as JSON."""

import csv
import io
from collections.abc import Sequence

import orjson
from rich.table import Table
from rich.text import Text

from index.content import is_dropped
from index.health import Lacking
from index.highlight import highlight
from index.listing import Listing
from index.paging import passed_before
from index.query import Query
from index.records import listing_to_json, run_to_json
from index.run import Run
from index.store import Found, Page
from index.visible import one_line, visible
from pillwatch.terminal import cell, err, out, table, when

COLUMNS = ("posted", "captured", "platform", "site", "source", "handle", "title", "text", "label", "goods", "score")
CSV_COLUMNS = (*COLUMNS, "why", "url", "id")


def json_of(page: Page, lacks: Lacking) -> bytes:
    """One JSON document: `total`, `found` (listings, `relevance` and `copies` added), `facets`, `weeks`, the place of
    the `next` page, and what the answer lacks: `failed`, `waiting`, `nothing_at`."""
    found = [
        {**orjson.loads(listing_to_json(one.listing)), "relevance": one.score, "copies": one.copies}
        for one in page.found
    ]
    return orjson.dumps(
        {
            "total": page.total,
            "found": found,
            "facets": page.facets,
            "weeks": page.histogram,
            "next": page.next,
            "failed": [orjson.loads(run_to_json(run)) for run in lacks.failed],
            "waiting": lacks.waiting,
            "nothing_at": lacks.nothing_at,
        },
        option=orjson.OPT_UTC_Z,
    )


def csv_of(page: Page) -> bytes:
    """Exactly the rows shown, UTF-8; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(CSV_COLUMNS)
    for found in page.found:
        writer.writerow([_inert(value) for value in _row(found.listing)])
    return buffer.getvalue().encode()


def print_page(page: Page, query: Query) -> None:
    """The count, the rows with the reason for each, and the facets."""
    first = passed_before(query) + 1
    last = first + len(page.found) - 1
    shown = f", {first:,} to {last:,} shown" if page.found and len(page.found) < page.total else ""
    what = "hits" if query.hits else "listings"
    out.print(f"{page.total} {what}{shown}", style="bold")
    if page.found:
        out.print(hits_table(page.found, query))
    elif not page.total:
        more = "--all also searches what was kept but is no hit; " if query.hits else ""
        out.print(
            f"Nothing found; {more}--drug NAME finds a drug under all its names; `pillwatch doctor` counts the store."
        )
    for name, counts in page.facets.items():
        if not counts:
            continue
        rows = table(name, {"header": "count", "justify": "right"})
        for value, count in counts:
            rows.add_row(cell(value), str(count))
        out.print(rows)
    if page.histogram:
        rows = table("week from", {"header": "count", "justify": "right"})
        for week, count in page.histogram:
            rows.add_row(f"{week:%Y-%m-%d}", str(count))
        out.print(rows)
    if page.next:
        out.print(f"next page: --after {page.next}", style="dim", soft_wrap=True)


def print_lacking(lacks: Lacking) -> None:
    """What the answer lacks, on standard error."""
    lines = []
    if lacks.nothing_at:
        lines.append(f"Nothing is stored at {lacks.nothing_at}; --data or --store names another place.")
    if lacks.waiting:
        wait, are = ("listings wait", "are") if lacks.waiting > 1 else ("listing waits", "is")
        lines.append(f"{lacks.waiting:,} {wait} for the store and {are} not counted yet: `pillwatch spool show`.")
    if lacks.failed:
        names = ", ".join(f"{run.source} ({run.verdict})" for run in lacks.failed)
        lines.append(f"The count may be too low; sources that failed in this period: {names}")
    for line in lines:
        err.print(one_line(line), style="yellow", soft_wrap=True)


def hits_table(results: Sequence[Found], query: Query | None = None) -> Table:
    """One row a listing: when, goods and score, who, what it says (matches marked), its id, why it is a hit."""
    rows = table(
        {"header": "posted (UTC)", "width": 10},
        {"header": "goods, score", "width": 16},
        {"header": "who, text, id", "ratio": 3},
        {"header": "why", "ratio": 2},
    )
    rows.expand = True
    for result in results:
        listing = result.listing
        handle = (listing.author.handle if listing.author else None) or "no name"
        copies = f"\n1 of {result.copies:,} copies" if result.copies > 1 else ""
        who = cell(f"{handle} on {listing.site or listing.platform}", style="bold", width=60)
        rows.add_row(
            cell(when(listing.created)),
            Text("\n".join(listing.goods) or listing.label).append(f"\n{listing.score:.2f}{copies}"),
            Text("\n").join([who, _excerpt(listing, query), Text(listing.id, style="dim")]),
            Text("\n").join(cell(reason.text, width=80) for reason in listing.reasons[:4]),
            end_section=True,
        )
    return rows


def print_listing(listing: Listing, record: dict[str, object] | None, problem: str) -> None:
    """All that is known of a listing, a line a fact, the text as posted."""
    facts = table({"header": "", "style": "bold"}, "")
    facts.show_header = False
    author = listing.author
    for name, value in (
        ("id", listing.id),
        ("verdict", f"{listing.label}, score {listing.score:.3f}{', a hit' if listing.hit else ', no hit'}"),
        ("goods", ", ".join(listing.goods)),
        ("author", f"{author.handle or ''} {author.name or ''}".strip() if author else ""),
        ("platform", f"{listing.platform} {listing.site}".strip()),
        ("kind", listing.kind),
        ("address", listing.url),
        ("native id", listing.native_id),
        ("posted", when(listing.created)),
        ("edited", when(listing.edited) if listing.edited else ("yes" if listing.is_edited else "no")),
        ("deleted", f"found gone {when(listing.gone)}" if listing.gone else ("yes" if listing.deleted else "no")),
        ("captured", f"first {when(listing.first_seen)}, last {when(listing.last_seen)}"),
        ("held", "yes: retention leaves it alone" if listing.held else ""),
        ("price", f"{listing.price.amount} {listing.price.currency or ''}" if listing.price else ""),
        ("place", listing.place),
        ("media", "; ".join(f"{m.kind} {m.url} {m.alt or ''}" for m in listing.media)),
        ("source", f"{listing.source} ({listing.policy})"),
        ("model", listing.model),
    ):
        if value:
            facts.add_row(name, cell(value))
    out.print(facts)
    if is_dropped(listing):
        out.print("Retention has dropped what was written and by whom: deleted at its source, or counted only.")
        return
    if listing.title:
        out.print(cell(listing.title, style="bold"))
    out.print(Text(visible(listing.text)))
    for version in listing.versions:
        out.print(f"\nearlier text, until {when(version.replaced)}:", style="bold")
        out.print(Text(visible(version.text)))
    out.print("\nwhy", style="bold")
    for reason in listing.reasons:
        out.print(cell(f"{reason.weight:+.2f}  {reason.text}"))
    for mention in listing.mentions:
        out.print(cell(f"       {mention.kind}: {mention.text} -> {mention.value}  [{mention.rule}]"))
    out.print("\nevidence", style="bold")
    if record is not None and listing.evidence is not None:
        out.print(cell(f"SHA-256 {listing.evidence.sha256}: matches {listing.evidence.uri}"))
        out.print(cell(f"received {record['fetched']} from {record['url']}, status {record['status']}"))
        out.print(cell(f"whole response SHA-256 {record['response_sha256']}"))
    else:
        out.print(cell(problem))


def runs_table(runs: Sequence[Run]) -> Table:
    """One row a run: when, which source, how it ended, its counts and what they mean."""
    rows = table("started (UTC)", "source", "verdict", {"header": "counts and note", "ratio": 1})
    rows.expand = True
    for run in runs:
        counts = (
            f"{run.requests} requests, {run.posts} posts, {run.candidates} candidates, {run.hits} hits; "
            f"{run.new} new, {run.changed} changed, {run.seen} seen, {run.malformed} malformed"
        )
        note = run.note or ("running, or killed" if run.finished is None else "")
        verdict = cell(run.verdict, style="green" if run.verdict == "ok" else "red")
        rows.add_row(
            when(run.started), cell(run.source), verdict, Text("\n").join(map(cell, filter(None, (counts, note))))
        )
    return rows


def _excerpt(listing: Listing, query: Query | None, width: int = 160) -> Text:
    whole = f"{listing.title}\n{listing.text}" if listing.title else listing.text
    spans = highlight(whole, query.clauses) if query else []
    start = max(0, spans[0][0] - width // 3) if spans and spans[0][1] > width else 0
    text = Text("…" if start else "")
    at = start
    for low, high in [span for span in spans if start <= span[0] < start + width]:
        text.append(_piece(whole[at:low])).append(_piece(whole[low:high]), style="bold reverse")
        at = high
    text.append(_piece(whole[at : max(at, start + width)]))
    return text.append("…" if start + width < len(whole) else "")


def _piece(text: str) -> str:
    folded = one_line(text)
    return (" " if text[:1].isspace() else "") + folded + (" " if text[-1:].isspace() and folded else "")


def _row(listing: Listing) -> list[str]:
    return [
        listing.created.isoformat() if listing.created else "",
        listing.first_seen.isoformat(),
        listing.platform,
        listing.site,
        listing.source,
        (listing.author.handle if listing.author else None) or "",
        listing.title or "",
        listing.text,
        listing.label,
        " ".join(listing.goods),
        f"{listing.score:.4f}",
        "; ".join(reason.text for reason in listing.reasons),
        listing.url or "",
        listing.id,
    ]


def _inert(value: str) -> str:
    shown = visible(value)
    return f"'{shown}" if shown[:1] in ("=", "+", "-", "@", "\t", "\r") else shown
