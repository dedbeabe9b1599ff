"""The record that reading a text gives."""

from dataclasses import dataclass
from typing import Literal

Label = Literal["offer", "seek", "discuss", "none"]
Goods = Literal["counterfeit_pill", "other_pill", "other_drug", "pill_press", "precursor"]
MentionKind = Literal[
    "drug",
    "imprint",
    "form",
    "colour",
    "dose",
    "quantity",
    "price",
    "contact",
    "payment",
    "shipping",
    "place",
    "cas",
    "press",
]
PostKind = Literal["social", "forum", "profile", "marketplace", "shop", "classified"]

LABELS: tuple[Label, ...] = ("offer", "seek", "discuss", "none")
GOODS: tuple[Goods, ...] = ("counterfeit_pill", "other_pill", "other_drug", "pill_press", "precursor")
WATCH_LIST: tuple[Goods, ...] = ("counterfeit_pill", "other_pill", "pill_press", "precursor")
"""Goods that make an offer a hit unless a setting says otherwise: a pill sold outside a pharmacy
must be presumed counterfeit, so only `other_drug` is left out."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing the text names.

    `start` and `end` are code points of the text as given (`title + "\\n" + text` where there is a
    title); `text` is that slice unchanged, `value` its standard form (a drug's name, a phone number
    in E.164), `rule` the lexicon entry or pattern that found it.
    """

    kind: MentionKind
    text: str
    start: int
    end: int
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the label is what it is, in words; `weight` is its push towards an offer (log-odds)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a post says.

    `score` is the probability of an offer, calibrated on the corpus; from 0.6 up the label is `offer`. `hit`
    is true for an offer at or above the model's threshold whose goods are on the watch list. `screened_out`
    texts named no term of the lexicons and were not read further: their label is `none`, their score 0.
    """

    label: Label
    goods: tuple[Goods, ...]
    score: float
    hit: bool
    lang: str
    mentions: tuple[Mention, ...]
    reasons: tuple[Reason, ...]
    model: str
    screened_out: bool
