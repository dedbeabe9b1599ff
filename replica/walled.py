"""A Discourse forum behind a login wall: it shows nothing to a stranger."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from replica.answers import json_answer, page, wants_html

_NOT_LOGGED_IN = {"errors": ["You need to be logged in to do that."], "error_type": "not_logged_in"}
_LOGIN = (
    "<h1>Log in</h1><p>This forum is for members. Please log in to read it.</p>"
    '<form action="/session" method="post"><input name="login"><input name="password" type="password">'
    "<button>Log in</button></form>"
)


def walled_app() -> Starlette:
    return Starlette(
        routes=[
            Route("/robots.txt", lambda request: PlainTextResponse("User-agent: *\nDisallow: /session\n")),
            Route("/{path:path}", _wall),
        ]
    )


async def _wall(request: Request) -> Response:
    """403 for a program; for a browser the login page with 200, as Discourse answers."""
    if wants_html(request) and not request.url.path.endswith(".json"):
        return page("Log in - Back Room", _LOGIN)
    return json_answer(_NOT_LOGGED_IN, status=403)
