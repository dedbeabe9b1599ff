"""The fault table: a row for each fault, printed when all tests have ended."""

from dataclasses import asdict, dataclass, fields
from typing import Any

import pytest

PROPERTY = "fault"
"""The name under which a test's report carries its row, also from one process of the tests to another."""

_PRINTED = pytest.StashKey[bool]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fault. `at_fault` were stored when it struck (`3-180` over many), `differing` counts fields of listings
    that are not as after an undisturbed run."""

    fault: str
    store: str
    posts: int
    times: int = 1
    at_fault: str
    stored: int
    refused: int
    twice: int
    lost: int
    differing: int
    note: str = ""


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table once, whatever number of conftest files has this hook."""
    reports = [one for state in ("passed", "failed") for one in terminalreporter.getreports(state)]
    rows = [value for one in reports for name, value in getattr(one, "user_properties", ()) if name == PROPERTY]
    if not rows or config.stash.get(_PRINTED, False):
        return
    config.stash[_PRINTED] = True
    heads = [field.name.replace("_", " ") for field in fields(Row)]
    lines = [heads, *([str(row[field.name]) for field in fields(Row)] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    terminalreporter.section("faults")
    for line in lines:
        terminalreporter.line("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def told(row: Row) -> dict[str, Any]:
    """The row as a report carries it."""
    return asdict(row)
