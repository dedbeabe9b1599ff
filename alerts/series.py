"""Weekly counts of hits for each kind of goods on each platform, with what was read to find them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from alerts.weeks import Week
from index.fields import handle_key
from index.listing import Listing
from index.query import Query
from index.run import Run
from index.store import RunStore, SearchStore
from nlp.reading import WATCH_LIST, Goods
from nlp.tokens import search_tokens


@dataclass(frozen=True, slots=True)
class Point:
    """One week of a series.

    `posts` are the hits dated in the week, `authors` their distinct authors (for shops the sites), `texts`
    their distinct texts (search tokens, numbers alike). They come from `sources` only: those with a run
    that started in the week and ended `ok`. `scanned` is what these runs read, hits or not; posts that a
    run reads again count again. A week in which nothing was scanned is not `usable`: it is a gap, and
    its counts, all 0, say nothing. `partial` marks the running week.
    """

    week: Week
    posts: int
    authors: int
    texts: int
    scanned: int
    usable: bool
    partial: bool
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """The points of consecutive weeks, oldest first."""

    goods: Goods
    platform: str
    points: tuple[Point, ...]


@dataclass(slots=True)
class _Cell:
    posts: int = 0
    authors: set[tuple[str, str]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Scanned:
    posts: int = 0
    sources: set[str] = field(default_factory=set)


def weekly_series(
    store: SearchStore,
    runs: RunStore,
    *,
    last: Week,
    weeks: int,
    now: datetime,
    platforms: Mapping[str, str],
    goods: Sequence[Goods] = WATCH_LIST,
) -> list[Series]:
    """The `weeks` weeks up to `last`, for all `goods` on all platforms, also where nothing was found.

    `platforms` maps the name of every source to its platform; runs and hits of other sources do not
    count. In the order of platform, then `goods`. Raises StoreError.
    """
    span = [last.minus(back) for back in reversed(range(weeks))]
    scanned = _scanned(runs.runs(since=span[0].start, until=last.end), platforms)
    hits = store.scan(Query(hits=True, since=span[0].start, until=last.end))
    cells = _cells(hits, scanned, platforms)
    return [
        Series(
            name,
            platform,
            tuple(
                _point(week, cells[name, platform, week], scanned[platform, week], partial=week.start <= now < week.end)
                for week in span
            ),
        )
        for platform in sorted(set(platforms.values()))
        for name in goods
    ]


def _scanned(runs: Iterable[Run], platforms: Mapping[str, str]) -> defaultdict[tuple[str, Week], _Scanned]:
    found: defaultdict[tuple[str, Week], _Scanned] = defaultdict(_Scanned)
    for run in runs:
        if run.verdict == "ok" and run.source in platforms:
            here = found[platforms[run.source], Week.of(run.started)]
            here.posts += run.posts
            here.sources.add(run.source)
    return found


def _cells(
    hits: Iterable[Listing],
    scanned: Mapping[tuple[str, Week], _Scanned],
    platforms: Mapping[str, str],
) -> defaultdict[tuple[Goods, str, Week], _Cell]:
    """Hits of sources that failed all week stay out: the denominator lacks them too."""
    cells: defaultdict[tuple[Goods, str, Week], _Cell] = defaultdict(_Cell)
    for listing in hits:
        week, platform = Week.of(listing.dated), platforms.get(listing.source)
        if platform != listing.platform or listing.source not in _sources(scanned, platform, week):
            continue
        for name in listing.goods:
            cell = cells[name, platform, week]
            cell.posts += 1
            cell.authors.add(author_of(listing))
            cell.texts.add(text_of(listing))
    return cells


def _sources(scanned: Mapping[tuple[str, Week], _Scanned], platform: str, week: Week) -> set[str]:
    here = scanned.get((platform, week))
    return here.sources if here and here.posts else set()


def _point(week: Week, cell: _Cell, scanned: _Scanned, *, partial: bool) -> Point:
    return Point(
        week=week,
        posts=cell.posts,
        authors=len(cell.authors),
        texts=len(cell.texts),
        scanned=scanned.posts,
        usable=scanned.posts > 0,
        partial=partial,
        sources=tuple(sorted(scanned.sources)) if scanned.posts else (),
    )


def author_of(listing: Listing) -> tuple[str, str]:
    """Who counts as one author: a shop is its site, a post without a handle belongs to its site."""
    handle = listing.author.handle if listing.author and listing.kind != "shop" else None
    return listing.site, handle_key(handle) if handle else ""


def text_of(listing: Listing) -> str:
    """What counts as one text: title and text as search tokens, every token with a digit alike.

    Prices, doses and telephone numbers of a copied text may change; its words make it the same.
    """
    tokens = search_tokens(f"{listing.title or ''}\n{listing.text}")
    return " ".join("#" if any(char.isdecimal() for char in token.text) else token.text for token in tokens)
