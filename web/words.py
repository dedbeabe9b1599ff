"""The English words for the coded values and times that the pages show."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from index.query import FacetField, Order

FACET_WORDS: Mapping[FacetField, str] = {
    "goods": "Goods",
    "label": "Label",
    "drug": "Drug",
    "platform": "Platform",
    "site": "Site",
    "source": "Source",
    "kind": "Kind of post",
    "lang": "Language",
    "handle": "Handle",
}
"""Headings of the facets in the order in which the page shows them."""

ORDER_WORDS: Mapping[Order, str] = {
    "newest": "newest first",
    "relevance": "by relevance",
    "score": "by score",
    "copied": "most copied",
}

GOODS_WORDS: Mapping[str, str] = {
    "counterfeit_pill": "counterfeit pills",
    "other_pill": "other pills",
    "other_drug": "other drugs",
    "pill_press": "pill press",
    "precursor": "precursors",
}
LABEL_WORDS: Mapping[str, str] = {
    "offer": "offer",
    "seek": "wants to buy",
    "discuss": "discussion",
    "none": "none of these",
}
KIND_WORDS: Mapping[str, str] = {
    "social": "social post",
    "forum": "forum post",
    "profile": "profile",
    "marketplace": "marketplace listing",
    "shop": "shop product",
    "classified": "classified ad",
}
MENTION_WORDS: Mapping[str, str] = {
    "drug": "drug",
    "imprint": "imprint",
    "form": "form",
    "colour": "colour",
    "dose": "dose",
    "quantity": "quantity",
    "price": "price",
    "contact": "contact",
    "payment": "payment",
    "shipping": "shipping",
    "place": "place",
    "cas": "CAS number",
    "press": "press",
}
VERDICT_WORDS: Mapping[str, str] = {
    "ok": "complete",
    "partial": "partial: some pages are missing",
    "broken": "broken: the pages no longer look as declared",
    "blocked": "blocked: the site refused",
    "unreachable": "unreachable: the site did not answer",
    "stopped": "stopped: the run ended early or is still going",
}
LANG_WORDS: Mapping[str, str] = {"en": "English", "es": "Spanish", "und": "not determined"}
_VALUE_WORDS: Mapping[FacetField, Mapping[str, str]] = {
    "goods": GOODS_WORDS,
    "label": LABEL_WORDS,
    "kind": KIND_WORDS,
    "lang": LANG_WORDS,
}
_STEPS = (
    (timedelta(days=365), "year"),
    (timedelta(days=30), "month"),
    (timedelta(days=7), "week"),
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)


def value_word(field: FacetField, value: str) -> str:
    """What a person calls a coded value; names that have no word of ours stay as they are."""
    return _VALUE_WORDS.get(field, {}).get(value, value)


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun, as in `1 source`, `1,204 sources`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def stamp(time: datetime) -> str:
    """ISO 8601 in UTC to the second with `Z`, for machines."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def clock_time(time: datetime) -> str:
    """ISO date and time to the minute, as in `2026-11-24 10:05 UTC`."""
    return time.strftime("%Y-%m-%d %H:%M UTC")


def ago(time: datetime, now: datetime) -> str:
    """How long ago, in the largest whole unit, as in `3 days ago`."""
    past = now - time
    if past < timedelta(minutes=-5):
        return "in the future by the platform's clock"
    for step, name in _STEPS:
        if past >= step:
            return f"{count(past // step, name)} ago"
    return "just now"
