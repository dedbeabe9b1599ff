"""Templates: nothing reaches a page unescaped or invisible."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from index.visible import visible
from web import words
from web.forms import PERIODS
from web.text import show, web_address

HERE = Path(__file__).parent


class Pages:
    """Renders templates; `clock` gives the time that "3 days ago" counts from."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_finalize,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(w=words, web_address=web_address, PERIODS=PERIODS)
        self._templates.filters.update(exact=_exact, show=show)

    def render(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """The template as an answer with this status."""
        html = self._templates.get_template(template).render(now=self._clock(), **context)
        return HTMLResponse(html, status_code=status)


def _finalize(value: object) -> object:
    """Every expression passes here, so that no template can forget the invisible characters."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _exact(text: str) -> Markup:
    """Escaped but otherwise unchanged, for the values of a form, which must come back as they were."""
    return escape(text)
