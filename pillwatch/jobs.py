"""What spans the packages: a crawl of sources, an import of a file."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.evidence import EvidenceFolder
from crawlers.intake import Intake
from crawlers.job import Job
from crawlers.outbox import Outbox
from crawlers.page import Page
from crawlers.quarantine import Quarantine
from crawlers.run_ids import run_id
from crawlers.source import Source
from crawlers.state import StateFolder
from crawlers.tally import Tally
from index.run import Run, Verdict
from pillwatch.context import Clock, Context, utc_now
from pillwatch.errors import FAILED, NOTHING, FailedError, MistakeError
from pillwatch.locks import crawling
from pillwatch.settings import Settings
from pillwatch.spooling import open_spool, send_left

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerProcess

LOOPBACK = ("127.0.0.1", "localhost", "::1")
STATUS: dict[Verdict, int] = {"broken": FAILED, "unreachable": FAILED, "stopped": FAILED, "blocked": NOTHING}


def open_job(context: Context, source: Source, clock: Clock = utc_now) -> Job:
    """A run of this source, ready to begin; what dead runs left in the spool is sent first.

    Raises ModelError, StoreError, StateError, OSError.
    """
    settings = context.settings
    settings.data.mkdir(parents=True, exist_ok=True)  # one that cannot be is said before anything in it is opened
    notes = send_left(context, clock)
    started = clock()
    run = run_id(source.name, started)
    state = StateFolder(settings.data)
    intake = Intake(
        source=source.name,
        run=run,
        policy=source.collect,
        reader=context.reader,
        outbox=Outbox(context.store, open_spool(context, run, clock)),
        evidence=EvidenceFolder(settings.data),
        quarantine=Quarantine(settings.data),
        clock=clock,
        tally=Tally(fields=tuple(source.expect.filled) if source.expect else ()),
        aggregate=source.collect == "aggregate",
    )
    return Job(
        source=source,
        intake=intake,
        runs=context.runs,
        state=state,
        clock=clock,
        started=started,
        cursor=state.cursor(source.name),
        user_agent=user_agent(settings),
        notes=notes,
    )


def find_sources(context: Context, names: Sequence[str]) -> list[Source]:
    """The named sources. Raises MistakeError for one that is not declared or must not be crawled."""
    for name in names:
        if name not in context.sources:
            known = ", ".join(sorted(context.sources)) or "none yet"
            raise MistakeError(f"no source is named {name!r}; declared are: {known}")
    found = [context.sources[name] for name in dict.fromkeys(names)]
    for source in found:
        _refuse_what_is_not_allowed(context.settings, source)
    return found


def crawl(
    context: Context,
    sources: Sequence[Source],
    *,
    clock: Clock = utc_now,
    watch: Callable[[Job], None] | None = None,
    process: "AsyncCrawlerProcess | None" = None,
) -> list[Run]:
    """Crawl the sources side by side in this process; Scrapy's engine allows that once a process.

    `watch` is told of each job before it begins, for a progress display; `process` is Scrapy's where there is one
    already. Raises what `open_job` raises
    before anything is fetched, and FailedError when another process crawls one of them or a run could
    not be recorded.
    """
    with crawling(context.settings.data, [source.name for source in sources]):
        jobs = {source.name: open_job(context, source, clock) for source in sources}
        return _crawl(jobs, watch, process or _process())


def _process() -> "AsyncCrawlerProcess":
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings as ScrapySettings

    scrapy_settings = ScrapySettings()
    scrapy_settings.setmodule("crawlers.settings", priority="project")
    return AsyncCrawlerProcess(scrapy_settings)


def _crawl(jobs: Mapping[str, Job], watch: Callable[[Job], None] | None, process: "AsyncCrawlerProcess") -> list[Run]:
    process.settings.set("PILLWATCH_JOB", jobs.__getitem__, priority="cmdline")
    for job in jobs.values():
        if watch:
            watch(job)
        process.crawl(job.source.spider, source=job.source.name)
    process.start()
    lost = [name for name, job in jobs.items() if job.run is None]
    if lost:
        raise FailedError(f"{', '.join(lost)}: the crawl ended without a record; see the messages above")
    return [job.run for job in jobs.values() if job.run]


def import_pages(context: Context, name: str, pages: Iterable[Page], clock: Clock = utc_now) -> Run:
    """Take pages of a file under this name.

    Raises MistakeError for a name that cannot be one, and for that of a declared source: its runs, its policy and
    its cursor are those of its crawls.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name):
        raise MistakeError(f"--source {name!r}: expected small letters, digits, - and _, as in a source file's name")
    if name in context.sources:
        raise MistakeError(f"--source {name}: this name is taken by a source file; choose another name")
    job = open_job(context, Source.model_construct(name=name, spider="import", url=""), clock)
    job.begin()
    try:
        for page in pages:
            job.intake.take(page)
    except BaseException as error:
        job.broken = str(error) or type(error).__name__
        raise
    finally:
        run = job.finish(requests=0, walked=False)
    return run


def status_of_runs(runs: Sequence[Run]) -> int:
    """Exit status of a crawl: 1 when one failed, else 3 when one was refused, else 0."""
    found = {STATUS.get(run.verdict, 0) for run in runs}
    return FAILED if FAILED in found else max(found, default=0)


def user_agent(settings: Settings) -> str:
    """Who we are and how to reach the operator; never a browser's name."""
    known = "; ".join(value for value in (settings.operator, settings.contact) if value)
    return f"Pillwatch/0.1 ({known or 'on this machine only'})"


def _refuse_what_is_not_allowed(settings: Settings, source: Source) -> None:
    """Raise MistakeError for a source that is off, and for a crawl beyond this machine that nobody answers for."""
    if source.collect == "off":
        raise MistakeError(f"source {source.name} is off (collect: off in its file); it is not crawled")
    if urlsplit(source.url).hostname in LOOPBACK:
        return
    missing = [f"PILLWATCH_{name.upper()}" for name in ("operator", "contact") if not getattr(settings, name)]
    missing += [f"{name}: in {source.name}.yml" for name in ("why", "terms_reviewed") if not getattr(source, name)]
    if missing:
        raise MistakeError(f"source {source.name} lies beyond this machine: first fill {', '.join(missing)}")
