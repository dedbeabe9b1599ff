"""Reading answers out of one state of the index."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import tantivy
from tantivy import Query as Engine

from index.access import Access
from index.cursor import Best, Newest, Position, Rank
from index.fields import microseconds
from index.limits import WINDOW
from index.listing import Listing
from index.paging import Copies, Hit, one_page
from index.query import Node, Query, is_weighed
from index.store import Page
from index.tantivy.documents import to_fields, to_listing
from index.tantivy.facets import copied, counted, firsts
from index.tantivy.queries import all_of, compiled, number_between, one_of, visible

_Hit = tuple[Any, tantivy.DocAddress]

_OF_A_BAND = 3
"""Listings of one band that are compared with a new one."""


def stored(
    searcher: tantivy.Searcher, schema: tantivy.Schema, ids: Sequence[str], access: Access
) -> dict[str, Listing]:
    """The listings with these ids that may be seen, in the order of the ids."""
    if not ids:
        return {}
    wanted = all_of([tantivy.Query.term_set_query(schema, "id", ids), *visible(schema, access)])
    answer = searcher.search(wanted, limit=len(ids), count=False)
    found = {listing.id: listing for listing in (to_listing(searcher.doc(address)) for _, address in answer.hits)}
    return {listing_id: found[listing_id] for listing_id in ids if listing_id in found}


def page(searcher: tantivy.Searcher, schema: tantivy.Schema, query: Query) -> Page:
    """One page; by relevance only where words can be weighed. `Found.score` is 0 in every other order."""
    matches = _Matches(searcher, schema, query)
    found, following = one_page(matches, query)
    facets, histogram = counted(searcher, schema, matches.wanted, query)
    return Page(matches.total(), found, facets, histogram, following)


def every(searcher: tantivy.Searcher, schema: tantivy.Schema, query: Query, after: str) -> Iterator[Listing]:
    """Every match of this state of the index by id, beyond `after`; about 100 bytes of memory for each."""
    hits = searcher.search(
        compiled(schema, query),
        limit=max(searcher.num_docs, 1),
        count=False,
        order_by_field="id",
        order=tantivy.Order.Asc,
    ).hits
    first = bisect_right(hits, after, key=lambda hit: str(hit[0])) if after else 0
    for _, address in islice(hits, first, None):
        yield to_listing(searcher.doc(address))


def numbers(searcher: tantivy.Searcher, schema: tantivy.Schema, nodes: Sequence[Node], access: Access) -> list[int]:
    """How many listings that may be seen match each node."""
    queries = (compiled(schema, Query(access=access, clauses=(node,))) for node in nodes)
    return [searcher.search(query, limit=1).count for query in queries]  # type: ignore[attr-defined]  # as above


def like_bands(searcher: tantivy.Searcher, schema: tantivy.Schema, bands: Sequence[str]) -> list[Listing]:
    """The oldest few listings of each band, each once."""
    found: dict[str, Listing] = {}
    for band in bands:
        if not searcher.doc_freq("bands", band):
            continue
        wanted = tantivy.Query.term_query(schema, "bands", band)
        hits = searcher.search(wanted, limit=_OF_A_BAND, count=False, order_by_field="dated", order=tantivy.Order.Asc)
        for _, address in hits.hits:
            listing = to_listing(searcher.doc(address))
            found[listing.id] = listing
    return list(found.values())


class _Matches:
    """See `index.paging.Engine`."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, query: Query) -> None:
        self.wanted = compiled(schema, query)
        self._searcher = searcher
        self._schema = schema
        self._query = query
        self._total: int | None = None

    def total(self) -> int:
        """How many there are."""
        if self._total is None:
            self._search(self.wanted, 1)
        return self._total or 0

    def ordered(self, after: Position | None, count: int, without: Collection[str]) -> list[Hit]:
        """See `index.paging.Engine`."""
        if is_weighed(self._query):
            passed = after.passed if isinstance(after, Rank) else 0
            hits = self._search(self.wanted, max(0, min(count, WINDOW + 1 - passed)), offset=passed)
            return [Hit(to_fields(self._searcher.doc(address)), score) for score, address in hits]
        wanted = self.wanted
        if without:
            wanted = all_of([wanted], but=[one_of(self._schema, "near", without)])
        return [Hit(to_fields(self._searcher.doc(address))) for _, address in self._sorted(wanted, after, count)]

    def copies(self, keys: Collection[str]) -> Mapping[str, Copies]:
        """See `index.paging.Engine`."""
        among = all_of([self.wanted, one_of(self._schema, "near", keys)])
        order = ["scored", "dated"] if self._query.order == "score" else ["dated"]
        weighed = is_weighed(self._query)
        return {
            key: Copies(number, self._first(key) if number > 1 and (weighed or not first) else first)
            for key, (number, first) in firsts(self._searcher, among, keys, order).items()
        }

    def largest(self, count: int) -> list[tuple[str, int]]:
        """See `index.paging.Engine`."""
        return sorted(copied(self._searcher, self.wanted).items(), key=lambda pair: (-pair[1], pair[0]))[:count]

    def listings(self, ids: Sequence[str]) -> dict[str, Listing]:
        """See `index.paging.Engine`."""
        return stored(self._searcher, self._schema, ids, self._query.access)

    def _first(self, key: str) -> str:
        wanted = all_of([self.wanted, one_of(self._schema, "near", [key])])
        hits = self._search(wanted, 1) if is_weighed(self._query) else self._sorted(wanted, None, 1)
        return self._listing(hits[0]).id if hits else ""

    def _sorted(self, wanted: Engine, after: Position | None, count: int) -> list[_Hit]:
        """By score, then as by time; `after` is a place in this order."""
        if self._query.order != "score":
            return self._newest(wanted, after if isinstance(after, Newest) else None, count)
        hits: list[_Hit] = []
        if isinstance(after, Best):
            same = self._with_score(wanted, after.scored, after.scored)
            hits = self._newest(same, Newest(after.dated, after.id), count)
            wanted = self._with_score(wanted, 0, after.scored - 1)
        found = self._search(wanted, max(count - len(hits), 0), order_by_field="scored")
        if found:
            last = found[-1][0]
            above = [(score, self._listing(hit), hit) for hit in found if (score := hit[0]) > last]
            above.sort(key=lambda one: (one[0], microseconds(one[1].dated), one[1].id), reverse=True)
            hits += [hit for _, _, hit in above]
            hits += self._newest(self._with_score(wanted, last, last), None, len(found) - len(above))
        return hits

    def _with_score(self, wanted: Engine, low: int, high: int) -> Engine:
        return all_of([wanted, number_between(self._schema, "scored", low, high)])

    def _newest(self, wanted: Engine, after: Newest | None, count: int) -> list[_Hit]:
        """By the numbers of times, a tenth of the work of ordering by text, which only parts those of one moment."""
        hits: list[_Hit] = []
        if after is not None:
            last = f"{after.dated:018d}{after.id}"
            hits = self._by_text(self._dated(wanted, after.dated, after.dated), count, last)
            wanted = self._dated(wanted, 0, after.dated - 1)
        rest = count - len(hits)
        found = self._search(wanted, rest + 1 if rest else 0, order_by_field="dated")
        cut = found[rest][0] if len(found) > rest else -1
        above = [hit for hit in found if hit[0] > cut]
        if len({moment for moment, _ in above}) < len(above):
            above = self._by_text(self._dated(wanted, cut + 1, above[0][0]), len(above))
        hits += above
        if len(hits) < count and cut >= 0:
            hits += self._by_text(self._dated(wanted, cut, cut), count - len(hits))
        return hits

    def _by_text(self, wanted: Engine, count: int, last: str | None = None) -> list[_Hit]:
        """By time and id; those behind `last`."""
        take = count + (last is not None)
        while True:
            found = self._search(wanted, take, order_by_field="newest")
            hits = [hit for hit in found if last is None or hit[0] < last]
            if len(hits) >= count or len(found) < take:
                return hits[:count]
            take *= 4  # many of the same moment

    def _dated(self, wanted: Engine, low: int, high: int) -> Engine:
        return all_of([wanted, number_between(self._schema, "dated", low, high)])

    def _search(self, wanted: Engine, count: int, *, offset: int = 0, order_by_field: str | None = None) -> list[_Hit]:
        if not count:
            return []
        whole = wanted is self.wanted and self._total is None
        answer = self._searcher.search(wanted, limit=count, count=whole, offset=offset, order_by_field=order_by_field)
        if whole:
            self._total = answer.count  # type: ignore[attr-defined]  # missing in Tantivy's stub
        return answer.hits

    def _listing(self, hit: _Hit) -> Listing:
        return to_listing(self._searcher.doc(hit[1]))
