"""What a store must find, by looking at every listing: slow and plain."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from index.listing import Listing
from index.query import Clause, FacetField, Query
from nlp.tokens import search_tokens


def matching(listings: list[Listing], query: Query) -> list[Listing]:
    """All matches, newest first, ties by id from the end."""
    found = [listing for listing in listings if matches(listing, query)]
    return sorted(found, key=lambda listing: (listing.dated, listing.id), reverse=True)


def matches(listing: Listing, query: Query) -> bool:
    fields: tuple[FacetField, ...] = ("goods", "label", "platform", "site", "source", "kind", "lang", "handle", "drug")
    return (
        all(has_words(listing, clause) for clause in query.clauses)
        and all(set(values(listing, field)) & set(getattr(query, field)) for field in fields if getattr(query, field))
        and (query.since is None or query.since <= listing.dated)
        and (query.until is None or listing.dated < query.until)
        and (query.stored_since is None or query.stored_since <= listing.first_seen)
        and (query.stored_until is None or listing.first_seen < query.stored_until)
        and query.hits in (None, listing.hit)
        and query.gone in (None, listing.gone is not None)
    )


def has_words(listing: Listing, clause: Clause) -> bool:
    author = listing.author
    texts = [listing.title, listing.text, listing.place, author and author.handle, author and author.name]
    texts += [media.alt for media in listing.media]
    texts += [mention.value for mention in listing.mentions if mention.kind == "contact"]
    return any(_in_a_row([token.text for token in search_tokens(text)], clause) for text in texts if text)


def _in_a_row(words: list[str], clause: Clause) -> bool:
    size = len(clause.tokens)
    return any(
        all(a == b or (clause.prefix and at == size - 1 and a.startswith(b)) for at, (a, b) in enumerate(pairs))
        for pairs in (list(zip(words[n:], clause.tokens, strict=False)) for n in range(len(words) - size + 1))
    )


def values(listing: Listing, field: FacetField) -> set[str]:
    if field == "drug":
        return {mention.value for mention in listing.mentions if mention.kind == "drug"}
    if field == "handle":
        return {listing.author.handle.lower()} if listing.author and listing.author.handle else set()
    if field == "goods":
        return set(listing.goods)
    return {value for value in (getattr(listing, field),) if value}


def facet(listings: list[Listing], field: FacetField) -> tuple[tuple[str, int], ...]:
    counts = Counter(value for listing in listings for value in values(listing, field))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def weeks(listings: list[Listing]) -> tuple[tuple[datetime, int], ...]:
    mondays = Counter((one.dated - timedelta(days=one.dated.weekday())).date() for one in listings)
    return tuple((datetime(day.year, day.month, day.day, tzinfo=UTC), count) for day, count in sorted(mondays.items()))
