"""A bar for work of a known size."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pillwatch.terminal import err


@contextmanager
def bar(words: str, total: int) -> Iterator[Callable[[int, str], None]]:
    """Show a bar on standard error where that is a terminal; what is given is told how much is done, and doing what."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        disable=not err.is_terminal,
    ) as progress:
        task = progress.add_task(words, total=total)

        def show(done: int, doing: str = words) -> None:
            progress.update(task, completed=done, description=doing)

        yield show
