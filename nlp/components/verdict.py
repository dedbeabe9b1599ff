"""The last step: weighs rules and classifier, and gives the Reading."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from spacy.language import Language
from spacy.tokens import Doc

from nlp.document import matter_of
from nlp.evidence import Evidence, evidence_of
from nlp.goods import goods_of
from nlp.reading import LABELS, WATCH_LIST, Goods, Label, Reading, Reason
from nlp.rules import RULES, fired, is_title
from nlp.weights import Floats, Weights, probability

COLUMNS = (*(rule.name for rule in RULES), "classifier", "classifier_margin")
"""Names of the features, in order."""
SIGNS = (*(rule.sign for rule in RULES), 1, 1)
LABEL_AT = 0.5
_LEAST_WEIGHT = 0.05
_SIGNS_OF_SALE = frozenset({"quantity", "dose", "fake", "place", "wallet", "emoji_dealer"})
_SHORT = 20
_FILE = "weights.json"
_CLIP = 6.0


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights for `offer` and, for what is no offer, of the other labels; `threshold` is the least score of a hit."""

    offer: Weights
    others: dict[Label, Weights]
    threshold: float

    def score(self, row: Floats) -> float:
        """The probability of an offer."""
        return float(probability(self.offer.log_odds(row[None, :]))[0])

    def label(self, score: float, row: Floats) -> Label:
        """`offer` from a score of 0.5 up, else the likeliest of the other labels."""
        if score >= LABEL_AT:
            return "offer"
        odds: list[tuple[float, Label]] = [
            (float(weights.log_odds(row[None, :])[0]), label) for label, weights in self.others.items()
        ]
        return max(odds)[1]


def features_of(doc: Doc) -> tuple[Evidence, list[str | None], Floats]:
    """Evidence, what each rule found, and the feature row of a Doc that the classifier has seen."""
    evidence = evidence_of(matter_of(doc))
    found = fired(evidence)
    row = [float(shown is not None) for shown in found]
    odds = {label: _log_odds(doc.cats.get(label, 0.0)) for label in LABELS}
    margin = odds["offer"] - max(odds[label] for label in LABELS if label != "offer")
    return evidence, found, np.array([*row, odds["offer"] / 2, margin / 4])


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-6), 1 - 1e-6)
    return max(-_CLIP, min(_CLIP, float(np.log(share / (1 - share)))))


def may_be_offer(evidence: Evidence) -> bool:
    """There is no offer of nothing, and none without any sign of a seller or the shape of a title or a price."""
    goods = evidence.clear or bool({"broad", "emoji_pill", "emoji_drug", "form_pill"} & evidence.names.keys())
    number = evidence.number is not None and len(evidence.words) <= _SHORT
    sign = evidence.offer_groups > 0 or number or bool(_SIGNS_OF_SALE & evidence.names.keys())
    return goods and (sign or is_title(evidence))


class Verdict:
    """Sets `Matter.reading`. Untrained, it refuses to judge; trained, it is stored as weights.json."""

    judge: Judge
    watch: tuple[Goods, ...] = WATCH_LIST
    name: str = ""

    def __call__(self, doc: Doc) -> Doc:
        matter = matter_of(doc)
        evidence, found, row = features_of(doc)
        score = self.judge.score(row)
        reasons = _reasons(found, row, self.judge.offer)
        if not may_be_offer(evidence) and score >= LABEL_AT:
            score = LABEL_AT / 2
            reasons = (Reason("names no goods, or shows no sign of a seller", -2.0), *reasons)
        label = self.judge.label(score, row)
        goods = goods_of(matter.scan) if label in {"offer", "seek"} else ()
        hit = label == "offer" and score >= self.judge.threshold and not set(self.watch).isdisjoint(goods)
        mentions = tuple(mention for mention in matter.mentions if label != "none" or mention not in matter.doubtful)
        matter.reading = Reading(
            label, goods, score, hit, matter.lang, mentions, reasons, self.name, screened_out=False
        )
        return doc

    def to_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Writes weights.json: names beside numbers, so that people can read it."""
        path.mkdir(parents=True, exist_ok=True)
        data = {
            "threshold": self.judge.threshold,
            "offer": _named(self.judge.offer),
            "others": {label: _named(weights) for label, weights in self.judge.others.items()},
        }
        (path / _FILE).write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2))

    def from_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> "Verdict":
        """Reads weights.json; raises KeyError when it was written for other rules."""
        data = orjson.loads((path / _FILE).read_bytes())
        others: dict[Label, Weights] = {label: _unnamed(data["others"][label]) for label in LABELS if label != "offer"}
        self.judge = Judge(_unnamed(data["offer"]), others, data["threshold"])
        return self


def _named(weights: Weights) -> dict[str, float]:
    rounded = {name: round(float(value), 6) for name, value in zip(COLUMNS, weights.values, strict=True)}
    return {"bias": round(weights.bias, 6), **rounded}


def _unnamed(data: dict[str, float]) -> Weights:
    if set(data) != {"bias", *COLUMNS}:
        raise KeyError(f"weights.json does not fit the rules: {sorted(set(data) ^ {'bias', *COLUMNS})}; train again")
    return Weights(np.array([data[name] for name in COLUMNS]), data["bias"])


def _reasons(found: list[str | None], row: Floats, weights: Weights) -> tuple[Reason, ...]:
    pushes = weights.values * row
    reasons = [
        Reason(rule.words.format(shown), round(float(push), 2))
        for rule, shown, push in zip(RULES, found, pushes, strict=False)
        if shown is not None and abs(push) >= _LEAST_WEIGHT
    ]
    classifier = float(pushes[-2] + pushes[-1])
    words = "is worded like the offers in the corpus" if classifier > 0 else "is worded unlike the offers in the corpus"
    reasons.append(Reason(words, round(classifier, 2)))
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.weight)))


@Language.factory("pillwatch_verdict")
def _create(nlp: Language, name: str) -> Verdict:
    return Verdict()
