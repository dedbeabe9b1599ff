"""Invented listings, by hand and by hypothesis."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from index.listing import Author, Evidence, Listing, Media, Price, Version
from index.run import Run
from nlp.reading import GOODS, LABELS, Goods, Label, Mention, Reason

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
"""A Monday."""


def listing(listing_id: str = "a", text: str = "blue pills", **fields: Any) -> Listing:
    """A listing of which only the named fields matter; `at` sets all three times of capture."""
    at = fields.pop("at", NOON)
    whole = Listing(
        id=listing_id,
        platform="example",
        site="forum.example.com",
        kind="forum",
        native_id=listing_id,
        url=f"https://forum.example.com/{listing_id}",
        author=None,
        title=None,
        text=text,
        lang="en",
        created=None,
        label="offer",
        goods=("counterfeit_pill",),
        score=0.9,
        hit=True,
        mentions=(),
        reasons=(),
        model="m1",
        first_seen=at,
        last_seen=at,
        checked=at,
        source="example_forum",
        policy="example_forum",
    )
    return replace(whole, **fields)


def mention(kind: Any, value: str) -> Mention:
    return Mention(kind, value, 0, len(value), value, "rule")


MENTIONS = (
    mention("drug", "oxycodone"),
    mention("drug", "mdma"),
    mention("contact", "phone:+12135550142"),
    mention("contact", "telegram:blue_door"),
    mention("contact", "whatsapp:+12135550199"),
    mention("payment", "$bluedoor"),
    mention("imprint", "M 30"),
    mention("place", "Phoenix, Arizona, United States"),
    mention("price", "$5"),
    mention("price", "10 for 150"),
    mention("price", "$1,200.50"),
    mention("price", "2k"),
)

text = st.text(st.characters(codec="utf-8"), max_size=30)
name = st.one_of(st.none(), text)
times = st.datetimes(timezones=st.just(UTC))
evidence = st.builds(Evidence, sha256=st.text("0123456789abcdef", min_size=4, max_size=4), uri=text)
mentions = st.builds(
    Mention,
    kind=st.sampled_from(("drug", "contact", "price")),
    text=text,
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    value=text,
    rule=text,
)
several_goods = st.lists(st.sampled_from(GOODS), max_size=3).map(tuple)


def tuples(items: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=2).map(tuple)


listings = st.builds(
    Listing,
    id=text,
    platform=text,
    site=text,
    kind=st.sampled_from(("social", "forum", "shop")),
    native_id=text,
    url=name,
    author=st.one_of(st.none(), st.builds(Author, handle=name, name=name, url=name)),
    title=name,
    text=text,
    lang=name,
    created=st.one_of(st.none(), times),
    edited=st.one_of(st.none(), times),
    is_edited=st.booleans(),
    deleted=st.booleans(),
    media=tuples(st.builds(Media, url=text, kind=text, alt=name)),
    price=st.one_of(st.none(), st.builds(Price, amount=text, currency=name)),
    place=name,
    reply_to=name,
    label=st.sampled_from(LABELS),
    goods=several_goods,
    score=st.floats(0, 1),
    hit=st.booleans(),
    mentions=tuples(mentions),
    reasons=tuples(st.builds(Reason, text=text, weight=st.floats(allow_nan=False, allow_infinity=False))),
    model=text,
    screened_out=st.booleans(),
    first_seen=times,
    last_seen=times,
    checked=times,
    gone=st.one_of(st.none(), times),
    held=st.booleans(),
    versions=tuples(st.builds(Version, title=name, text=text, replaced=times, evidence=st.one_of(st.none(), evidence))),
    evidence=st.one_of(st.none(), evidence),
    seller_keys=tuples(text),
    near_key=name,
    source=text,
    policy=text,
)

runs = st.builds(
    Run,
    id=text,
    source=text,
    started=times,
    finished=st.one_of(st.none(), times),
    posts=st.integers(0, 10**9),
    failures=st.dictionaries(text, st.integers(0, 10**6), max_size=3),
    verdict=st.sampled_from(("ok", "partial", "broken", "blocked", "unreachable", "stopped")),
    note=text,
)

_near = st.builds(
    lambda weeks, minutes: NOON + timedelta(weeks=weeks, minutes=minutes), st.integers(-4, 4), st.integers(-9999, 9999)
)
_labels: st.SearchStrategy[Label] = st.sampled_from(LABELS)
_goods: st.SearchStrategy[tuple[Goods, ...]] = several_goods


@st.composite
def corpora(draw: st.DrawFn, words: st.SearchStrategy[str]) -> list[Listing]:
    """A few listings with different ids whose fields have few values, so that filters and facets meet."""
    return [
        listing(
            f"id{number:02d}",
            draw(words),
            created=draw(st.one_of(st.none(), _near)),
            at=draw(_near),
            title=draw(st.one_of(st.none(), words)),
            author=draw(st.one_of(st.none(), st.builds(Author, handle=st.sampled_from(("Ann_1", "ann_1", "bo"))))),
            platform=draw(st.sampled_from(("one", "two"))),
            site=draw(st.sampled_from(("", "a.example", "b.example"))),
            source=draw(st.sampled_from(("s1", "s2"))),
            kind=draw(st.sampled_from(("social", "shop"))),
            lang=draw(st.sampled_from((None, "en", "es"))),
            label=draw(_labels),
            goods=draw(_goods),
            hit=draw(st.booleans()),
            gone=draw(st.sampled_from((None, NOON))),
            mentions=draw(st.lists(st.sampled_from(MENTIONS), max_size=4).map(tuple)),
            score=draw(st.sampled_from((0.0, 0.5, 0.500001, 1.0))),
            near_key=draw(st.sampled_from((None, None, "n1", "n2", "n3"))),
            policy=draw(st.sampled_from(("p1", "p2"))),
            price=draw(st.sampled_from((None, Price("5"), Price("12.50", "USD"), Price("none")))),
            seller_keys=draw(st.sampled_from(((), ("k1",)))),
        )
        for number in range(draw(st.integers(0, 8)))
    ]
