"""The numbers of `weights.yml`, checked, and the one formula that uses them."""

from datetime import date
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlp.lexicon import load_lexicon

FILE = Path(__file__).with_name("weights.yml")
Form = Literal[
    "phone",
    "toll_free",
    "email",
    "messenger",
    "invite",
    "public_name",
    "wallet",
    "cashtag",
    "handle",
    "similar_handle",
    "text",
]


class WeightsError(ValueError):
    """The file of weights cannot be used; the message names the file and the fault."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FormWeight(_Strict):
    """Of one form of shared things: see the head of weights.yml."""

    base: float = Field(gt=0)
    free: int = Field(ge=2)
    slope: float = Field(gt=0)
    group: Literal["contact", "payment"] | None = Field(None, alias="class")
    source: str
    why: str


class _Letters(_Strict):
    each: float
    digit: float
    shortest: int


class _Share(_Strict):
    least: int = Field(alias="from")
    share: float


class Weights(_Strict):
    """All of the file; `common` are words that make a handle no rarer."""

    reviewed: date
    threshold: float
    possible: float
    accepted: float
    big: int
    bridge: float
    sources: dict[str, str]
    forms: dict[Form, FormWeight]
    letters: _Letters
    text_words: tuple[_Share, ...]
    rival: float
    own_digest: int
    evidence: int = Field(ge=1)
    toll_free: tuple[str, ...]
    public_words: frozenset[str]
    backup_words: frozenset[str]
    common: frozenset[str]

    def text_base(self, words: int) -> float:
        """What a copied text of so many words weighs where only two have it."""
        return self.forms["text"].base * next(step.share for step in self.text_words if words >= step.least)

    def weight(self, form: Form, base: float, groups: int, focus: float) -> float:
        """The log-odds that two of its holders are one seller; 0 for a thing that is set aside.

        `groups` counts holders, joined ones as one; `focus` (0 to 1) is the mean share of the holders' offers.
        """
        of = self.forms[form]
        room = max(1.0, of.free * focus**2)
        return max(0.0, base - of.slope * log(groups / room)) if groups > room else base


@lru_cache(maxsize=4)
def load_weights(file: Path = FILE) -> Weights:
    """Raises WeightsError; LexiconError where the lexicons are broken."""
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
        terms = {term for entry in load_lexicon() for term in entry.terms if term.isalpha() and term.isascii()}
        weights = Weights.model_validate({**read, "common": {*" ".join(read["common"]).split(), *terms}})
    except (yaml.YAMLError, ValidationError, KeyError, TypeError) as error:
        first = " ".join(str(error).split())
        raise WeightsError(f"{file}: {first}") from error
    unknown = sorted({one.source for one in weights.forms.values()} - weights.sources.keys())
    if unknown:
        raise WeightsError(f"{file}: `sources` lacks {', '.join(unknown)}")
    return weights
