"""`pillwatch terms`: candidates for the lexicon, for a person to accept or refuse."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp.lexicon import FOLDER, load_lexicon, token_form
from pillwatch.context import Context
from pillwatch.errors import MistakeError
from pillwatch.terminal import cell, out, table

if TYPE_CHECKING:
    from index.listing import Listing

REFUSED = "refused.txt"
CONTEXT = 110


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(terms)


def terms(
    call: typer.Context,
    days: Annotated[int, typer.Option(min=1, help="Listings dated in the last so many days.")] = 90,
    limit: Annotated[int, typer.Option(min=1, help="How many candidates.")] = 20,
    refuse: Annotated[list[str] | None, typer.Option(help="Never list this word again; may be repeated.")] = None,
) -> None:
    """Words and emoji that sellers set beside known goods and that are in no lexicon, the surest first.

    Each seller counts once; contexts show nobody's name, number or address. Accept a word with
    `pillwatch lexicon add WORD --for DRUG --group GROUP`, or refuse it here.
    """
    from alerts.terms import candidates, known_words
    from index.access import EVERYTHING
    from index.query import Query
    from nlp.places import place_words

    context: Context = call.obj
    folder = context.settings.lexicon_folder
    refused = _refused(folder, refuse or [])
    if refuse:
        out.print(cell(f"{folder / REFUSED}: {', '.join(refuse)} will not be listed again"))
        return
    since = datetime.now(UTC) - timedelta(days=days)
    listings = {listing.id: listing for listing in context.store.scan(Query(access=EVERYTHING, since=since))}
    known = known_words(load_lexicon(FOLDER, folder)) | place_words() | refused
    found = candidates(listings.values(), known)[:limit]
    if not found:
        out.print(f"No unknown word stands out beside known goods in the last {days} days.")
        return
    rows = table("word", {"header": "sellers", "justify": "right"}, "others", "z", {"header": "where", "ratio": 1})
    rows.expand = True
    for one in found:
        where = "\n".join(_context(listings[name], one.term) for name in one.examples)
        rows.add_row(cell(one.term), str(one.sellers), str(one.others), f"{one.z:.1f}", where, end_section=True)
    out.print(rows)


def _context(listing: "Listing", term: str) -> str:
    """Where the word stands, with what could lead to a person masked."""
    from nlp.tokens import search_tokens
    from reports.masking import masked

    shown = masked(listing, length=4_000)
    text = " ".join(
        piece.text if piece.masked is None else f"[{piece.masked}]" for piece in (*shown.title, *shown.text)
    )
    start = next((token.start for token in search_tokens(text) if token.text == term), None)
    if start is None:
        return f"(masked in listing {listing.id})"
    low = max(0, start - CONTEXT // 2)
    return cell(("…" if low else "") + text[low : low + CONTEXT]).plain


def _refused(folder: Path, new: list[str]) -> frozenset[str]:
    file = folder / REFUSED
    forms = [token_form(term) for term in new]
    if "" in forms:
        raise MistakeError(f"{new[forms.index('')]!r}: has no letter, digit or emoji")
    if forms:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as stream:
            stream.writelines(f"{form}\n" for form in forms)
    return frozenset(file.read_text("utf-8").split("\n")) if file.exists() else frozenset()
