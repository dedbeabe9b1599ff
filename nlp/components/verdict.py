"""The last step: weighs rules and wording, and gives the Reading."""

from dataclasses import dataclass
from math import exp, log
from operator import attrgetter
from pathlib import Path

import numpy as np
import orjson
from spacy.language import Language
from spacy.tokens import Doc

from nlp.document import Matter, matter_of
from nlp.evidence import Evidence, evidence_of
from nlp.goods import GOODS_COLUMNS, goods_row
from nlp.reading import GOODS, LABELS, WATCH_LIST, Goods, Label, Reading
from nlp.reasons import reasons_of
from nlp.rules import NAMES, RULES, fired, is_policy_page, is_title, several_goods
from nlp.weights import Choice, Floats, Weights

COLUMNS: tuple[str, ...] = (*NAMES, *(f"wording_{label}" for label in LABELS))
"""Names of the features, in order: rules, then the wording's log-odds of each label."""
SIGNS: tuple[int, ...] = (*(rule.sign for rule in RULES), 1, 0, 0, 0)
LABEL_AT = 0.6
"""The score from which a post is said to be an offer: the corpus holds far more offers than the world does."""
BARRED = -3.0
"""Log-odds of what cannot be an offer, at most."""
_LABEL_ODDS = log(LABEL_AT / (1 - LABEL_AT))
_SIGNS_OF_SALE = frozenset({"quantity", "fake", "wallet", "emoji_dealer"})
_SIGNS_IF_SHORT = frozenset({"dose", "place"})
"""Patients name doses and news names places; in few words they are what a seller says."""
_GOODS_SHOWN = frozenset({"broad", "emoji_pill", "emoji_drug", "form_pill"})
_SHORT, _LONG = 20, 60
"""Words of a text."""
_SLANG_IN_LONG = 3
_TOUR = 3
"""Places beside several goods that make a text one to be found by."""
_FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights for `offer`, for the other labels of what is no offer, and for goods; `threshold` is a hit's score."""

    offer: Weights
    others: Choice[Label]
    goods: Choice[Goods]
    threshold: float

    def log_odds(self, row: Floats) -> float:
        """The log-odds of an offer."""
        return float(row @ self.offer.values) + self.offer.bias

    def label(self, log_odds: float, row: Floats) -> Label:
        """`offer` from LABEL_AT up, else the likeliest of the other labels."""
        return "offer" if log_odds >= _LABEL_ODDS else self.others.likeliest(row)


def features_of(matter: Matter) -> tuple[Evidence, list[int], Floats]:
    """Evidence, the rules that hold, and the feature row of a text whose wording has been read."""
    evidence = evidence_of(matter)
    found = fired(evidence)
    return evidence, found, feature_row(found, matter)


def feature_row(found: list[int], matter: Matter) -> Floats:
    """The rules that hold, as 0 and 1, and what the wording says of the labels."""
    assert matter.pushes is not None  # noqa: S101 (the component before has set it)
    row: Floats = np.zeros(len(COLUMNS))
    row[found] = 1.0
    row[len(RULES) :] = matter.pushes.sums[: len(LABELS)]
    return row


def may_be_offer(evidence: Evidence) -> bool:
    """There is no offer of nothing, and none without any sign of a seller or the shape of a title or a price.

    A profile that names several goods and speaks of nothing else needs no other sign.
    """
    if evidence.kind == "profile" and evidence.talk_groups == 0 and several_goods(evidence) is not None:
        return True
    goods = evidence.clear or _shows_goods(evidence) or is_policy_page(evidence)
    number = evidence.number is not None and evidence.length <= _SHORT
    short = evidence.length <= _SHORT and not _SIGNS_IF_SHORT.isdisjoint(evidence.shown)
    tour = len(evidence.shown.get("place", ())) >= _TOUR and several_goods(evidence) is not None
    sign = evidence.offer_groups > 0 or number or short or tour or not _SIGNS_OF_SALE.isdisjoint(evidence.shown)
    return goods and (sign or is_title(evidence))


def _shows_goods(evidence: Evidence) -> bool:
    """By slang, emoji or pills; in a long text that is no profile a word or two of slang stand for something else."""
    if evidence.length < _LONG or evidence.kind == "profile":
        return not _GOODS_SHOWN.isdisjoint(evidence.shown)
    broad = {word.rstrip("s") for word in evidence.different("broad")}
    return len(broad) >= _SLANG_IN_LONG or not _GOODS_SHOWN.isdisjoint(evidence.shown.keys() - {"broad"})


class Verdict:
    """Sets `Matter.reading`. Untrained, it refuses to judge; trained, it is stored as weights.json."""

    judge: Judge
    watch: tuple[Goods, ...] = WATCH_LIST
    name: str = ""

    def __call__(self, doc: Doc) -> Doc:
        matter = matter_of(doc)
        judge = self.judge
        evidence, found, row = features_of(matter)
        weighed = judge.log_odds(row)
        barred = weighed > BARRED and not may_be_offer(evidence)
        log_odds = BARRED if barred else weighed
        label = judge.label(log_odds, row)
        goods: tuple[Goods, ...] = ()
        if label in {"offer", "seek"}:
            goods = judge.goods.likely(goods_row(matter, evidence))
        score = 1.0 / (1.0 + exp(-log_odds))
        hit = label == "offer" and score >= judge.threshold and not set(self.watch).isdisjoint(goods)
        stand = matter.mentions if label != "none" else [one for one in matter.mentions if one not in matter.doubtful]
        mentions = tuple(sorted(stand, key=attrgetter("start", "end", "kind", "rule")))
        reasons = reasons_of(matter, evidence, found, judge.offer, BARRED - weighed if barred else 0.0)
        matter.reading = Reading(
            label, goods, score, hit, matter.lang, mentions, reasons, self.name, screened_out=False
        )
        return doc

    def to_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Writes weights.json: names beside numbers, so that people can read it."""
        path.mkdir(parents=True, exist_ok=True)
        judge = self.judge
        data = {
            "threshold": judge.threshold,
            "offer": _named(judge.offer, COLUMNS),
            "others": {label: _named(weights, COLUMNS) for label, weights in judge.others.weights.items()},
            "goods": {goods: _named(weights, GOODS_COLUMNS) for goods, weights in judge.goods.weights.items()},
        }
        (path / _FILE).write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2))

    def from_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> "Verdict":
        """Reads weights.json; raises KeyError when it was written for other rules."""
        data = orjson.loads((path / _FILE).read_bytes())
        self.judge = Judge(
            _unnamed(data["offer"], COLUMNS),
            Choice({label: _unnamed(data["others"][label], COLUMNS) for label in LABELS if label != "offer"}),
            Choice({goods: _unnamed(data["goods"][goods], GOODS_COLUMNS) for goods in GOODS}),
            data["threshold"],
        )
        return self


def _named(weights: Weights, columns: tuple[str, ...]) -> dict[str, float]:
    rounded = {name: round(float(value), 6) for name, value in zip(columns, weights.values, strict=True)}
    return {"bias": round(weights.bias, 6), **rounded}


def _unnamed(data: dict[str, float], columns: tuple[str, ...]) -> Weights:
    if set(data) != {"bias", *columns}:
        raise KeyError(f"weights.json does not fit the rules: {sorted(set(data) ^ {'bias', *columns})}; train again")
    return Weights(np.array([data[name] for name in columns]), data["bias"])


@Language.factory("pillwatch_verdict")
def _create(nlp: Language, name: str) -> Verdict:
    return Verdict()
