"""A line a source while a crawl works."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from crawlers.job import Job
from pillwatch.terminal import err


class CrawlProgress:
    """A progress display on standard error; as bars where it is a terminal, silent where it is not.

    A timeline does not say how long it is, so a bar fills towards the least number of posts that its
    source declares, and is full when the run has ended.
    """

    def __init__(self) -> None:
        self._jobs: list[tuple[Job, TaskID]] = []
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            console=err,
            disable=not err.is_terminal,
            get_time=None,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._refresh()
        self._progress.stop()

    def add(self, job: Job) -> None:
        """Show this job from now on."""
        least = job.source.expect.posts[0] if job.source.expect else None
        task = self._progress.add_task(job.source.name, total=least, counts="")
        self._jobs.append((job, task))
        job.intake.listeners.append(self._refresh)

    def weeks(self, count: int) -> Callable[[int], None]:
        """Show a bar of so many imported weeks; what is returned is told how many are done."""
        task = self._progress.add_task("the past twelve weeks", total=count, counts="")
        return lambda done: self._progress.update(task, completed=done)

    def _refresh(self) -> None:
        for job, task in self._jobs:
            tally = job.intake.tally
            counts = f"{tally.posts} posts, {tally.hits} hits {job.run.verdict if job.run else ''}"
            self._progress.update(task, completed=tally.posts, counts=counts)
            if job.run:
                self._progress.update(task, total=1, completed=1)
