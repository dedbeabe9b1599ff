"""The shapes of a series' chart: one bar a week, what was read below it, nothing that a hidden count would show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reports.counts import HIDDEN, Count
from reports.facts import Cell, Row

WIDTH, HEIGHT = 300, 128
LEFT, RIGHT, TOP, FLOOR = 30, 298, 10, 84
STRIP_TOP, STRIP_FLOOR = 95, 110
_BAR = 0.72
_LEAST = 1.5

Look = Literal["posts", "hidden", "gap", "partial", "partial_hidden", "flagged", "scanned", "baseline", "expected"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the chart's own units, and what it stands for."""

    look: Look
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A number of the scale at the height `y`."""

    y: float
    number: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw, in order; `names` are the weeks under the axis with the middle of their bar."""

    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]
    names: tuple[tuple[float, str], ...]


def chart_of(row: Row) -> Chart:
    """The chart of a series. Bars of hidden counts cover 0 to 4, all of them alike."""
    top = _round_top(max([cell.posts.high for cell in row.cells if cell.usable], default=HIDDEN.high), row)
    step = (RIGHT - LEFT) / len(row.cells)
    boxes = [box for at, cell in enumerate(row.cells) for box in _column(row, cell, LEFT + at * step, step, top)]
    named = {0, len(row.cells) // 2, len(row.cells) - 1}
    return Chart(
        boxes=tuple(boxes),
        marks=tuple(Mark(round(_y(number, top), 1), number) for number in (top, top // 2)),
        names=tuple(
            (round(LEFT + (at + 0.5) * step, 1), f"W{cell.week.number:02}")
            for at, cell in enumerate(row.cells)
            if at in named
        ),
    )


def _round_top(highest: int, row: Row) -> int:
    """An even number at or above everything that is drawn, so that its half is a whole one."""
    reach = max(highest, 10, int(row.expected.high) + 1 if row.expected and row.expected.low else 0)
    unit = 2 if reach <= 20 else 10 if reach <= 100 else 10 ** (len(str(reach)) - 2) * 2
    return -(-reach // unit) * unit


def _y(number: float, top: int) -> float:
    return FLOOR - (FLOOR - TOP) * number / top


def _column(row: Row, cell: Cell, x: float, step: float, top: int) -> Iterator[Box]:
    left, width = x + step * (1 - _BAR) / 2, step * _BAR
    if not cell.usable:
        yield _box("gap", x, TOP, step, FLOOR - TOP)
        return
    yield _box(_look(row, cell), left, _y(cell.posts.high, top), width, FLOOR - _y(cell.posts.high, top))
    if cell.week in row.baseline and row.expected:
        yield _box("baseline", x, FLOOR + 3, step, 2)
    if cell is row.current and row.expected and row.expected.low:  # from nothing on, it is no mark to compare with
        low, high = _y(row.expected.low, top), _y(row.expected.high, top)
        yield _box("expected", x - 2, min(high, low - _LEAST), step + 4, max(low - high, _LEAST))
    tallest = max(other.scanned.high for other in row.cells if other.usable)
    height = max((STRIP_FLOOR - STRIP_TOP) * cell.scanned.high / tallest, _LEAST)
    yield _box("scanned", left, STRIP_FLOOR - height, width, height)


def _look(row: Row, cell: Cell) -> Look:
    hidden = cell.posts == Count(HIDDEN.low, HIDDEN.high)
    if cell.partial:
        return "partial_hidden" if hidden else "partial"
    if cell is row.current and row.verdict == "flagged":
        return "flagged"
    return "hidden" if hidden else "posts"


def _box(look: Look, x: float, y: float, width: float, height: float) -> Box:
    return Box(look, round(x, 1), round(y, 1), round(width, 1), round(height, 1))
