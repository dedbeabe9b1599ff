"""Training: corpus in, model folder out. The same corpus and seed give the same predictions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.verdict import COLUMNS, LABEL_AT, SIGNS, Judge, Verdict, features_of, may_be_offer
from nlp.corpus import Row, digest, folds, load_corpus
from nlp.document import make_doc, matter_of
from nlp.goods import goods_of
from nlp.lexicon import load_lexicon
from nlp.pipeline import BEFORE, CLASSIFIER, VERDICT, blank, train_classifier
from nlp.reading import LABELS, Goods, Label
from nlp.screen import Screen
from nlp.weights import Floats, Weights, fit

SEED = 7
FOLDS = 5
META = "meta.json"
PIPELINE = "pipeline"
_PENALTY = 1.0
_CLASSIFIER_COLUMNS = 2
_PRECISION = 0.92


@dataclass(frozen=True, slots=True)
class CrossValidated:
    """Out-of-fold results, one per row: feature rows, scores and labels with the classifier and by the rules alone."""

    features: Floats
    scores: Floats
    rule_scores: Floats
    labels: list[Label]
    rule_labels: list[Label]
    goods: list[tuple[Goods, ...]]


def train(corpus: Path, out: Path, *, seed: int = SEED) -> dict[str, Any]:
    """Trains on a corpus folder, writes the model to `out` and returns what meta.json says.

    `seed` draws the folds; all else is the optimum of a convex loss and needs no chance.

    Weights of rules and classifier are learned from out-of-fold classifier scores, so that they are
    calibrated on text that the classifier has not seen; the threshold is the least score at which
    out-of-fold precision of offers reaches 0.92 (never below 0.5).
    """
    rows = load_corpus(corpus)
    checked = cross_validate(rows, seed=seed)
    nlp = blank()
    docs = _found(nlp, rows)
    train_classifier(nlp, docs, [row.label for row in rows])
    truth = np.array([row.label == "offer" for row in rows])
    threshold = threshold_for(checked.scores, truth)
    verdict = nlp.get_pipe(VERDICT)
    assert isinstance(verdict, Verdict)  # noqa: S101 (tells mypy what get_pipe returns)
    verdict.judge = _judge(checked.features, rows, threshold=threshold)
    out.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(out / PIPELINE, exclude=["tokenizer"])
    meta = {
        "name": f"pillwatch-{digest(rows)[:12]}-{seed}",
        "corpus": digest(rows),
        "rows": len(rows),
        "seed": seed,
        "threshold": threshold,
        "folds": FOLDS,
        "scores": {
            "offer": _score(checked.scores >= threshold, truth),
            "offer_rules_alone": _score(checked.rule_scores >= threshold, truth),
        },
        "versions": {"spacy": version("spacy"), "numpy": version("numpy")},
    }
    (out / META).write_bytes(orjson.dumps(meta, option=orjson.OPT_INDENT_2))
    return meta


def cross_validate(rows: Sequence[Row], *, seed: int = SEED) -> CrossValidated:
    """Reads every row by a model that has not seen its fold."""
    of_row = folds(rows, FOLDS, seed=seed)
    features = np.zeros((len(rows), len(COLUMNS)))
    allowed = [False] * len(rows)
    goods: list[tuple[Goods, ...]] = [()] * len(rows)
    nlp = blank()
    docs = _found(nlp, rows)
    for fold in range(FOLDS):
        known, new = _split(of_row, fold)
        train_classifier(nlp, [docs[at] for at in known], [rows[at].label for at in known])
        for at in new:
            evidence, _, features[at] = features_of(nlp.get_pipe(CLASSIFIER)(docs[at]))
            scan = matter_of(docs[at]).scan
            allowed[at], goods[at] = scan.candidate and may_be_offer(evidence), goods_of(scan)
    bare = features.copy()
    bare[:, -_CLASSIFIER_COLUMNS:] = 0.0
    scores, labels = _out_of_fold(features, rows, of_row, allowed)
    rule_scores, rule_labels = _out_of_fold(bare, rows, of_row, allowed)
    return CrossValidated(features, scores, rule_scores, labels, rule_labels, goods)


def _out_of_fold(
    features: Floats, rows: Sequence[Row], of_row: Sequence[int], allowed: Sequence[bool]
) -> tuple[Floats, list[Label]]:
    scores = np.zeros(len(rows))
    labels: list[Label] = ["none"] * len(rows)
    for fold in range(FOLDS):
        known, new = _split(of_row, fold)
        judge = _judge(features[known], [rows[at] for at in known])
        for at in new:
            scores[at] = judge.score(features[at]) if allowed[at] else 0.0
            labels[at] = judge.label(float(scores[at]), features[at])
    return scores, labels


def _split(of_row: Sequence[int], fold: int) -> tuple[list[int], list[int]]:
    """The rows outside a fold and those in it."""
    places = range(len(of_row))
    return [at for at in places if of_row[at] != fold], [at for at in places if of_row[at] == fold]


def _judge(features: Floats, rows: Sequence[Row], *, threshold: float = LABEL_AT) -> Judge:
    truth = np.array([row.label for row in rows])
    offer = fit(features, (truth == "offer").astype(float), SIGNS, penalty=_PENALTY)
    rest = truth != "offer"
    free = [0] * len(SIGNS)
    others: dict[Label, Weights] = {
        label: fit(features[rest], (truth[rest] == label).astype(float), free, penalty=_PENALTY)
        for label in LABELS
        if label != "offer"
    }
    return Judge(offer, others, threshold)


def _found(nlp: Language, rows: Iterable[Row]) -> list[Doc]:
    """Docs of rows whose mentions have been found, ready for the classifier."""
    screen = Screen(load_lexicon())
    docs = []
    for row in rows:
        doc = make_doc(nlp.vocab, screen.scan(row.whole), kind=row.kind, lang=row.lang)
        for name in BEFORE:
            doc = nlp.get_pipe(name)(doc)
        docs.append(doc)
    return docs


def threshold_for(scores: Floats, truth: Any) -> float:
    """The least score from 0.5 up at which the precision of offers reaches 0.92, else 0.95."""
    for threshold in np.arange(0.5, 0.95, 0.01):
        chosen = scores >= threshold
        if chosen.any() and truth[chosen].mean() >= _PRECISION:
            return round(float(threshold), 2)
    return 0.95


def _score(chosen: Any, truth: Any) -> dict[str, float]:
    right = float((chosen & truth).sum())
    precision, recall = right / max(1.0, float(chosen.sum())), right / max(1.0, float(truth.sum()))
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
    }
