"""Weekly counts of hits for each kind of goods on each platform, with what was read to find them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from alerts.weeks import Week
from index.access import Access
from index.fields import facet_key
from index.listing import Listing
from index.query import Query
from index.run import Run
from index.store import RunStore, SearchStore
from nlp.reading import WATCH_LIST, Goods
from nlp.tokens import search_tokens


@dataclass(frozen=True, slots=True)
class Share:
    """What one source adds to a point; `scanned` is never 0."""

    source: str
    posts: int
    scanned: int


@dataclass(frozen=True, slots=True)
class Point:
    """One week of a series.

    `posts` are the hits dated in the week, `authors` their distinct authors (for shops the sites), `texts`
    their distinct texts (search tokens, numbers alike). They come from the sources of `shares` only: those
    with a run that started in the week and ended `ok`. `scanned` is what these runs read, hits or not;
    posts that a run reads again count again. A week in which nothing was scanned is not `usable`: it is a
    gap, and its counts, all 0, say nothing. `partial` marks the running week.
    """

    week: Week
    posts: int
    authors: int
    texts: int
    scanned: int
    usable: bool
    partial: bool
    shares: tuple[Share, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources counted, by name."""
        return tuple(share.source for share in self.shares)


@dataclass(frozen=True, slots=True)
class Series:
    """The points of consecutive weeks, oldest first."""

    goods: Goods
    platform: str
    points: tuple[Point, ...]


@dataclass(slots=True)
class _Cell:
    posts: Counter[str] = field(default_factory=Counter)
    authors: set[tuple[str, str]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


_Scanned = dict[tuple[str, Week], dict[str, int]]
"""Posts read by good runs, by platform and week, then by source."""


def weekly_series(
    store: SearchStore,
    runs: RunStore,
    *,
    last: Week,
    weeks: int,
    now: datetime,
    platforms: Mapping[str, str],
    access: Access,
    goods: Sequence[Goods] = WATCH_LIST,
) -> list[Series]:
    """The `weeks` weeks up to `last`, for all `goods` on all platforms, also where nothing was found.

    `platforms` maps the name of every source to its platform; runs and hits of other sources do not
    count, nor do hits that `access` hides. In the order of platform, then `goods`. Raises StoreError.
    """
    span = [last.minus(back) for back in reversed(range(weeks))]
    scanned = _scanned(runs.runs(since=span[0].start, until=last.end), platforms)
    cells = _cells(store.scan(Query(access=access, hits=True, since=span[0].start, until=last.end)), scanned, platforms)
    return [
        Series(
            name,
            platform,
            tuple(
                _point(
                    week,
                    cells[name, platform, week],
                    scanned.get((platform, week), {}),
                    partial=week.start <= now < week.end,
                )
                for week in span
            ),
        )
        for platform in sorted(set(platforms.values()))
        for name in goods
    ]


def _scanned(runs: Iterable[Run], platforms: Mapping[str, str]) -> _Scanned:
    found: _Scanned = {}
    for run in runs:
        if run.verdict == "ok" and run.posts and run.source in platforms:
            here = found.setdefault((platforms[run.source], Week.of(run.started)), {})
            here[run.source] = here.get(run.source, 0) + run.posts
    return found


def _cells(
    hits: Iterable[Listing], scanned: _Scanned, platforms: Mapping[str, str]
) -> defaultdict[tuple[Goods, str, Week], _Cell]:
    """Hits of sources that failed all week stay out: the denominator lacks them too."""
    cells: defaultdict[tuple[Goods, str, Week], _Cell] = defaultdict(_Cell)
    for listing in hits:
        week, platform = Week.of(listing.dated), listing.platform
        if platforms.get(listing.source) != platform or listing.source not in scanned.get((platform, week), {}):
            continue
        for name in listing.goods:
            cell = cells[name, platform, week]
            cell.posts[listing.source] += 1
            cell.authors.add(author_of(listing))
            cell.texts.add(text_of(listing))
    return cells


def _point(week: Week, cell: _Cell, scanned: Mapping[str, int], *, partial: bool) -> Point:
    return Point(
        week=week,
        posts=cell.posts.total(),
        authors=len(cell.authors),
        texts=len(cell.texts),
        scanned=sum(scanned.values()),
        usable=bool(scanned),
        partial=partial,
        shares=tuple(Share(source, cell.posts[source], read) for source, read in sorted(scanned.items())),
    )


def author_of(listing: Listing) -> tuple[str, str]:
    """Who counts as one author: a shop is its site, a post without a handle belongs to its site."""
    handle = listing.author.handle if listing.author and listing.kind != "shop" else None
    return listing.site, facet_key("handle", handle) if handle else ""


def text_of(listing: Listing) -> str:
    """What counts as one text: title and text as search tokens, every token with a digit alike.

    Prices, doses and telephone numbers of a copied text may change; its words make it the same.
    """
    tokens = search_tokens(f"{listing.title or ''}\n{listing.text}")
    return " ".join("#" if any(char.isdecimal() for char in token.text) else token.text for token in tokens)
