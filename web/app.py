"""The web application: the search page and the page of one listing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from index.access import Access
from index.parse import parse_query
from index.query import QueryError
from index.store import RunStore, SearchStore, StoreError
from web.answer import answer
from web.cards import card_of
from web.forms import read_asked
from web.guard import SECURITY_HEADERS, Guard
from web.pages import HERE, Pages

LONGEST_TYPED = 100
"""Characters that are completed."""

LISTING_LIMIT = 20_000
"""Code points of a text that the listing's page shows before it is asked for the whole."""


def create_app(
    *,
    store: SearchStore,
    place: str,
    runs: RunStore,
    spool: Path,
    access: Access,
    clock: Callable[[], datetime],
    hosts: Sequence[str],
) -> FastAPI:
    """The application over open stores, which stay the caller's to close.

    `place` is where the store is, as people write it, `spool` the folder in which listings wait for it. `access` is
    what whoever asks may see. `hosts` are the names, without port, under which the page may be asked for;
    an IPv6 address is written with brackets. Requests are answered one after the other on the server's own thread.
    """
    app = FastAPI(title="Pillwatch", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard, hosts=hosts)
    pages = Pages(clock)
    _add_errors(app, pages)

    @app.get("/")
    async def search(request: Request) -> HTMLResponse:
        asked = read_asked(request.query_params.multi_items())
        try:
            found = answer(asked, store=store, place=place, runs=runs, spool=spool, now=clock(), access=access)
        except QueryError as error:
            return pages.render("search.html", status=400, asked=asked, answer=None, error=str(error))
        return pages.render("search.html", asked=asked, answer=found, error=None)

    @app.get("/listing/{listing_id}")
    async def listing(listing_id: str, q: str = "", whole: str = "") -> HTMLResponse:
        stored = store.get([listing_id], access=access).get(listing_id)
        if stored is None:
            raise HTTPException(404, f"No listing has the id {listing_id[:64]}: it was never stored, or it was purged.")
        try:
            clauses = parse_query(q, clock())
        except QueryError as error:
            raise HTTPException(400, f"The words to mark cannot be read: {error}") from None
        card = card_of(stored, clauses, len(stored.text) if whole else LISTING_LIMIT)
        return pages.render("listing.html", card=card, q=q, whole=bool(whole), limit=LISTING_LIMIT)

    @app.get("/suggest")
    async def suggest(q: str = "") -> JSONResponse:
        found = store.suggest(q[:LONGEST_TYPED], access=access)
        return JSONResponse([{"kind": one.kind, "typed": one.typed, "number": one.number} for one in found])

    @app.get("/suggest.js")
    async def script() -> Response:
        return FileResponse(HERE / "static" / "suggest.js", media_type="text/javascript")

    @app.get("/style.css")
    async def style() -> Response:
        return FileResponse(HERE / "static" / "style.css", media_type="text/css")

    return app


def _add_errors(app: FastAPI, pages: Pages) -> None:
    """One clear line for whatever goes wrong, never a traceback."""

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        text = "There is no such page here." if error.detail == "Not Found" else error.detail
        return pages.render("message.html", status=error.status_code, heading=text, advice="")

    @app.exception_handler(StoreError)
    async def store_failed(request: Request, error: StoreError) -> Response:
        return pages.render(
            "message.html",
            status=503,
            heading="The store cannot be read, so nothing can be said about what it holds.",
            advice=str(error),
        )

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        page = pages.render(
            "message.html",
            status=500,
            heading="Something went wrong in Pillwatch itself.",
            advice="The log of the server has the details. Please report them.",
        )
        page.headers.update(SECURITY_HEADERS)
        return page
