"""Printing for people: tables, times and hostile text that cannot move the cursor."""

import os
import sys
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.visible import one_line

PIPE_WIDTH = 120
"""Columns where the output is no terminal."""


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else PIPE_WIDTH
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=width)


out = _console(stderr=False)
err = _console(stderr=True)


def cell(text: object, *, style: str = "", width: int | None = None) -> Text:
    """Text from the web as a table cell: one line, nothing invisible, no markup read."""
    return Text(one_line("" if text is None else str(text), width), style=style)


def when(time: datetime | None) -> str:
    """A time as people write it in a log: UTC to the minute."""
    return f"{time:%Y-%m-%d %H:%M}" if time else "no date"


def table(*columns: str | dict[str, Any], title: str | None = None) -> Table:
    """An empty table; a column is its heading or the arguments of rich's `add_column`."""
    made = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        made.add_column(**({"header": column} if isinstance(column, str) else column))
    return made


def complain(problem: object) -> None:
    """A line on standard error, nothing in it that could move the cursor."""
    err.print(cell(problem), soft_wrap=True)


def emit(line: bytes) -> None:
    """One line of data for another program, on standard output."""
    sys.stdout.buffer.write(line if line.endswith(b"\n") else line + b"\n")
