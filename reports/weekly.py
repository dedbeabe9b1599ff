"""Gathers the facts of a week's report from the stores."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from alerts.detect import WEEKS, baseline_of, expectation, judge
from alerts.series import Point, Series, weekly_series
from alerts.weeks import Week
from index.access import Access
from index.query import Query
from index.store import RunStore, SearchStore
from nlp.reading import WATCH_LIST, Goods
from reports.counts import HIDDEN, added, shown, total_of
from reports.facts import Cell, Example, Expected, Lead, Report, Row, SourceWeek, Sum
from reports.masking import masked
from reports.searches import RunsAsked
from reports.sources import source_weeks

LEAD_EXAMPLES = 2
"""Posts shown of a flagged series: fewer than the smallest number that can be flagged, so that they tell no count."""
EXAMPLES = 4
TEXT_LENGTH = 260


def weekly_report(
    store: SearchStore,
    runs: RunStore,
    *,
    week: Week,
    now: datetime,
    platforms: Mapping[str, str],
    awaited: Collection[str],
    access: Access,
    goods: Sequence[Goods] = WATCH_LIST,
) -> Report:
    """The facts of a week. `platforms` maps every declared source to its platform, `goods` is the watch list.

    Sources without any run in the weeks looked at are passed over, but those that are `awaited` are told of as not
    read. `now` only decides whether the week is still running. Raises StoreError.
    """
    known = {run.source for run in runs.runs(since=week.minus(WEEKS - 1).start, until=week.end)} | set(awaited)
    platforms = {name: platform for name, platform in platforms.items() if name in known}
    series = weekly_series(
        store, runs, last=week, weeks=WEEKS, now=now, platforms=platforms, access=access, goods=goods
    )
    week_runs = runs.runs(since=week.start, until=week.end)
    sources = source_weeks(week_runs, known, platforms)
    rows = tuple(_row(one, sources, access) for one in series)
    counted = tuple(sorted({name for row in rows for name in row.current.runs.sources}))
    leads, used = _leads(store, rows)
    return Report(
        week=week,
        partial=week.start <= now < week.end,
        collected_to=max((run.started for run in week_runs), default=None),
        total=_total(store, week, rows, counted, goods, access),
        left_out=_left_out(store, week, counted, platforms, access),
        scanned=added([source.scanned for source in sources if source.name in counted]),
        runs=RunsAsked(counted, week),
        rows=rows,
        leads=leads,
        examples=tuple(_examples(store, rows, used)),
        sources=sources,
    )


def _row(series: Series, sources: Sequence[SourceWeek], access: Access) -> Row:
    """Of the current week the sources' own counts are shown too, so what was scanned is their sum as shown."""
    judged = judge(series)
    *before, current = (_cell(series, point, access) for point in series.points)
    scanned = [source.scanned for source in sources if source.name in current.runs.sources]
    cells = (*before, replace(current, scanned=added(scanned) if scanned else current.scanned))
    return Row(
        goods=series.goods,
        platform=series.platform,
        cells=cells,
        verdict=judged.verdict,
        why=judged.why,
        expected=None if judged.upper is None else _expected(baseline_of(series), series.points[-1], judged.upper),
        baseline=judged.baseline,
        new_sources=judged.new_sources,
    )


def _cell(series: Series, point: Point, access: Access) -> Cell:
    query = Query(
        access=access,
        hits=True,
        since=point.week.start,
        until=point.week.end,
        goods=(series.goods,),
        platform=(series.platform,),
        source=point.sources,
    )
    return Cell(
        week=point.week,
        posts=shown(point.posts),
        authors=shown(point.authors),
        texts=shown(point.texts),
        scanned=shown(point.scanned),
        usable=point.usable,
        partial=point.partial,
        query=query,
        runs=RunsAsked(point.sources, point.week),
    )


def _expected(baseline: Sequence[Point], current: Point, upper: float) -> Expected:
    """From the counts as shown, hidden weeks at their least and at their most: it tells nothing that they do not."""
    hidden = [point for point in baseline if not shown(point.posts).exact]
    low = expectation([_without_posts(point) if point in hidden else point for point in baseline], current)
    read: Counter[str] = Counter()
    for share in (share for point in baseline for share in point.shares):
        read[share.source] += share.scanned
    weights = {share.source: share.scanned / read[share.source] for share in current.shares if read[share.source]}
    heaviest = sum(max(weights.get(source, 0.0) for source in point.sources) for point in hidden)
    return Expected(low, low + HIDDEN.high * heaviest, None if hidden else upper)


def _without_posts(point: Point) -> Point:
    return replace(point, shares=tuple(replace(share, posts=0) for share in point.shares))


def _total(
    store: SearchStore,
    week: Week,
    rows: Sequence[Row],
    counted: tuple[str, ...],
    goods: Sequence[Goods],
    access: Access,
) -> Sum | None:
    if not counted:
        return None
    platforms = tuple(sorted({row.platform for row in rows if row.current.usable}))
    query = Query(
        access=access,
        hits=True,
        since=week.start,
        until=week.end,
        goods=tuple(goods),
        platform=platforms,
        source=counted,
    )
    number = store.search(replace(query, limit=0)).total
    return Sum(total_of(number, [row.current.posts for row in rows if row.current.usable]), query)


def _left_out(
    store: SearchStore, week: Week, counted: tuple[str, ...], platforms: Mapping[str, str], access: Access
) -> Sum | None:
    """None where every source counts."""
    hits = Query(access=access, hits=True, since=week.start, until=week.end)
    found = {name for name, _ in store.search(replace(hits, facets=("source",), limit=0)).facets["source"]}
    names = tuple(sorted((found | set(platforms)) - set(counted)))
    if not names:
        return None
    query = replace(hits, source=names)
    return Sum(shown(store.search(replace(query, limit=0)).total), query)


def _leads(store: SearchStore, rows: Sequence[Row]) -> tuple[tuple[Lead, ...], set[str]]:
    used: set[str] = set()
    leads = [Lead(row, tuple(_of_row(store, row, LEAD_EXAMPLES, used))) for row in rows if row.verdict == "flagged"]
    return tuple(leads), used


def _examples(store: SearchStore, rows: Sequence[Row], used: set[str]) -> Iterator[Example]:
    """One of each kind of goods, from the platform with most of it; hidden counts and leads have none here."""
    largest: dict[Goods, Row] = {}
    for row in sorted(rows, key=lambda row: -row.current.posts.low):
        if row.current.posts.exact and row.verdict != "flagged":
            largest.setdefault(row.goods, row)
    for row in islice(largest.values(), EXAMPLES):
        yield from _of_row(store, row, 1, used)


def _of_row(store: SearchStore, row: Row, number: int, used: set[str]) -> Iterator[Example]:
    """Posts still there, by id, which is as good as by lot: choosing different texts would tell how many there are."""
    for listing in store.scan(replace(row.current.query, gone=False)):
        if number == 0:
            return
        if listing.id not in used:
            used.add(listing.id)
            number -= 1
            post = masked(listing, length=TEXT_LENGTH)
            yield Example(row.goods, row.platform, listing.dated.date(), listing.lang, post)
