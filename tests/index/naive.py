"""What a store must find, by looking at every listing: slow and plain."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

from index.listing import Listing
from index.query import AllOf, AnyOf, Between, Clause, FacetField, Keyed, Node, Not, Query
from nlp.tokens import search_tokens

FIELDS: tuple[FacetField, ...] = ("goods", "label", "platform", "site", "source", "kind", "lang", "handle", "drug")
EPOCH = datetime(1, 1, 1, tzinfo=UTC)


def matching(listings: list[Listing], query: Query) -> list[Listing]:
    """All matches in the order of the query, that by relevance as that by time."""
    found = [listing for listing in listings if matches(listing, query)]
    found.sort(key=lambda listing: (listing.dated, listing.id), reverse=True)
    if query.order == "score":
        found.sort(key=lambda listing: listing.score, reverse=True)
    return found


def shown(listings: list[Listing], query: Query) -> list[tuple[Listing, int]]:
    """The results of all pages in a row, each with the number of its copies."""
    found = matching(listings, query)
    copies = Counter(listing.near_key for listing in found if listing.near_key)
    if query.order != "copied" and not query.collapse:
        return [(listing, 1) for listing in found]
    first: dict[str, tuple[Listing, int]] = {}
    for listing in found:
        key = listing.near_key or f"alone {listing.id}"
        first.setdefault(key, (listing, copies[listing.near_key] if listing.near_key else 1))
    results = list(first.values())
    if query.order == "copied":
        several = [(one, n) for one, n in results if n > 1]
        results = sorted(several, key=lambda pair: (-pair[1], pair[0].near_key)) + [p for p in results if p[1] == 1]
    return results


def matches(listing: Listing, query: Query, without: FacetField | None = None) -> bool:
    return (
        (query.access.sources is None or listing.source in query.access.sources)
        and (query.access.policies is None or listing.policy in query.access.policies)
        and all(holds(listing, node) for node in query.clauses)
        and all(
            set(values(listing, field)) & set(getattr(query, field))
            for field in FIELDS
            if field != without and getattr(query, field)
        )
        and (query.since is None or query.since <= listing.dated)
        and (query.until is None or listing.dated < query.until)
        and (query.stored_since is None or query.stored_since <= listing.first_seen)
        and (query.stored_until is None or listing.first_seen < query.stored_until)
        and query.hits in (None, listing.hit)
        and query.gone in (None, listing.gone is not None)
    )


def holds(listing: Listing, node: Node) -> bool:
    match node:
        case Clause():
            return has_words(listing, node)
        case Keyed():
            mine = keys(listing) if node.field == "keys" else values(listing, node.field)
            return any(one == value or (node.prefix and one.startswith(value)) for one in mine for value in node.values)
        case Between():
            return any(
                (node.low is None or number >= node.low) and (node.high is None or number <= node.high)
                for number in numbers(listing, node.field)
            )
        case Not():
            return not holds(listing, node.node)
        case AllOf():
            return all(holds(listing, one) for one in node.nodes)
        case AnyOf():
            return len([one for one in node.nodes if holds(listing, one)]) >= node.at_least


def has_words(listing: Listing, clause: Clause) -> bool:
    author = listing.author
    texts = [listing.title, listing.text, listing.place, author and author.handle, author and author.name]
    texts += [media.alt for media in listing.media]
    texts += [mention.value for mention in listing.mentions if mention.kind == "contact"]
    if clause.within == "places":
        named = [mention for mention in listing.mentions if mention.kind == "place"]
        texts = [listing.place, *(one.text for one in named), *(one.value for one in named)]
    return any(_in_a_row([token.text for token in search_tokens(text)], clause) for text in texts if text)


def _in_a_row(words: list[str], clause: Clause) -> bool:
    size = len(clause.tokens)
    return any(
        all(
            a == b or (at == size - 1 and (a.startswith(b) if clause.prefix else a in spellings(b, clause.fuzzy)))
            for at, (a, b) in enumerate(pairs)
        )
        for pairs in (list(zip(words[n:], clause.tokens, strict=False)) for n in range(len(words) - size + 1))
    )


ALPHABET = "abcdefilmnoprstuxz0123_💊"


def spellings(word: str, changes: int) -> set[str]:
    """Every string over the letters of the samples that one change makes of the word; of two changes none here."""
    if changes != 1:
        return {word}
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return (
        {a + b[1:] for a, b in cuts}
        | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        | {a + new + b[skip:] for (a, b), new, skip in product(cuts, ALPHABET, (0, 1))}
    )


def values(listing: Listing, field: FacetField) -> set[str]:
    if field == "drug":
        return {mention.value for mention in listing.mentions if mention.kind == "drug"}
    if field == "handle":
        return {listing.author.handle.lower()} if listing.author and listing.author.handle else set()
    if field == "goods":
        return set(listing.goods)
    return {value for value in (getattr(listing, field),) if value}


def keys(listing: Listing) -> set[str]:
    found = {f"seller:{key}" for key in listing.seller_keys} | {f"id:{listing.id}"}
    if listing.near_key:
        found.add(f"near:{listing.near_key}")
    if listing.kind == "shop" and listing.site:
        found.add(f"seller:{listing.platform}/{listing.site}")
    if listing.author and listing.author.handle:
        handle = listing.author.handle.lower()
        for name in {handle, handle.split("@")[0]}:
            found |= {f"handle:{name}", f"seller:{listing.platform}/{name}"}
    for mention in listing.mentions:
        if mention.kind in ("contact", "payment"):
            found |= {f"contact:{part.lower()}" for part in (mention.value, mention.value.split(":")[-1])}
            number = re.sub(r"\D", "", mention.value)
            if len(number) >= 7:
                found |= {f"phone:{number[at:]}" for at in range(len(number) - 3)}
        if mention.kind == "imprint":
            found.add("imprint:" + mention.value.lower().replace(" ", ""))
    for local in re.findall(r"\b555-\d{4}\b", f"{listing.title} {listing.text}"):
        found |= {f"phone:{local.replace('-', '')[at:]}" for at in range(4)}
    return found


def numbers(listing: Listing, field: str) -> list[int]:
    if field == "dated":
        return [(listing.dated - EPOCH) // timedelta(microseconds=1)]
    if field == "scored":
        return [round(listing.score * 1_000_000)]
    said = {
        "$5": [500],
        "10 for 150": [15_000, 1500],
        "$1,200.50": [120_050],
        "2k": [200_000],
        "5": [500],
        "12.50": [1250],
    }
    named = [mention.value for mention in listing.mentions if mention.kind == "price"]
    amounts = [*named, listing.price.amount if listing.price else ""]
    return [number for one in amounts for number in said.get(one or "", ())]


def facet(listings: Sequence[Listing], field: FacetField, query: Query | None = None) -> tuple[tuple[str, int], ...]:
    """Of all these listings, or of those that match the query without its own filter of the field."""
    counted = [one for one in listings if query is None or matches(one, query, without=field)]
    counts = Counter(value for listing in counted for value in values(listing, field))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def weeks(listings: Sequence[Listing]) -> tuple[tuple[datetime, int], ...]:
    mondays = Counter((one.dated - timedelta(days=one.dated.weekday())).date() for one in listings)
    return tuple((datetime(day.year, day.month, day.day, tzinfo=UTC), count) for day, count in sorted(mondays.items()))
