"""Training: corpus in, model folder out. The same corpus and seed give the same predictions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.verdict import COLUMNS, SIGNS, Judge, Verdict, features_of, may_be_offer
from nlp.corpus import Row, digest, folds, load_corpus
from nlp.document import make_doc
from nlp.lexicon import load_lexicon
from nlp.pipeline import BEFORE, CLASSIFIER, VERDICT, blank, train_classifier
from nlp.reading import LABELS, Label
from nlp.screen import Screen
from nlp.weights import Floats, Weights, fit, probability

SEED = 7
FOLDS = 5
META = "meta.json"
PIPELINE = "pipeline"
_PENALTY = 1.0
_CLASSIFIER_COLUMNS = 2
_PRECISION = 0.97


@dataclass(frozen=True, slots=True)
class CrossValidated:
    """Out-of-fold results, one per row: feature rows, scores with the classifier and by the rules alone."""

    features: Floats
    scores: Floats
    rule_scores: Floats
    labels: list[Label]
    rule_labels: list[Label]


def train(corpus: Path, out: Path, *, seed: int = SEED) -> dict[str, Any]:
    """Trains on a corpus folder, writes the model to `out` and returns what meta.json says.

    Weights of rules and classifier are learned from out-of-fold classifier scores, so that they are
    calibrated on text that the classifier has not seen; the threshold is the least score at which
    out-of-fold precision of offers reaches 0.97 (never below 0.5).
    """
    rows = load_corpus(corpus)
    checked = cross_validate(rows, seed=seed)
    nlp = blank()
    docs = _found(nlp, rows)
    train_classifier(nlp, docs, [row.label for row in rows], seed=seed)
    truth = np.array([row.label == "offer" for row in rows])
    threshold = _threshold(checked.scores, truth)
    verdict = nlp.get_pipe(VERDICT)
    assert isinstance(verdict, Verdict)  # noqa: S101 (tells mypy what get_pipe returns)
    verdict.judge = Judge(*_judges(checked.features, rows), threshold)
    out.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(out / PIPELINE, exclude=["tokenizer"])
    meta = {
        "name": f"pillwatch-{digest(rows)[:12]}-{seed}",
        "corpus": digest(rows),
        "rows": len(rows),
        "seed": seed,
        "threshold": threshold,
        "folds": FOLDS,
        "scores": {"offer": _score(checked.scores >= threshold, truth), "offer_rules_alone": _score(checked.rule_scores >= threshold, truth)},
        "versions": {"spacy": spacy.__version__, "numpy": np.__version__},
    }
    (out / META).write_bytes(orjson.dumps(meta, option=orjson.OPT_INDENT_2))
    return meta


def cross_validate(rows: Sequence[Row], *, seed: int = SEED) -> CrossValidated:
    """Reads every row by a model that has not seen its fold."""
    of_row = np.array(folds(rows, FOLDS))
    features = np.zeros((len(rows), len(COLUMNS)))
    allowed = np.zeros(len(rows), dtype=bool)
    for fold in range(FOLDS):
        nlp = blank()
        docs = _found(nlp, rows)
        known = np.flatnonzero(of_row != fold)
        train_classifier(nlp, [docs[at] for at in known], [rows[at].label for at in known], seed=seed)
        for at in np.flatnonzero(of_row == fold):
            evidence, _, features[at] = features_of(nlp.get_pipe(CLASSIFIER)(docs[at]))
            allowed[at] = may_be_offer(evidence)
    bare = features.copy()
    bare[:, -_CLASSIFIER_COLUMNS:] = 0.0
    scores, labels = _out_of_fold(features, rows, of_row, allowed)
    rule_scores, rule_labels = _out_of_fold(bare, rows, of_row, allowed)
    return CrossValidated(features, scores, rule_scores, labels, rule_labels)


def _out_of_fold(features: Floats, rows: Sequence[Row], of_row: Any, allowed: Any) -> tuple[Floats, list[Label]]:
    scores = np.zeros(len(rows))
    labels: list[Label] = ["none"] * len(rows)
    for fold in range(FOLDS):
        known, new = np.flatnonzero(of_row != fold), np.flatnonzero(of_row == fold)
        offer, others = _judges(features[known], [rows[at] for at in known])
        scores[new] = np.where(allowed[new], probability(offer.log_odds(features[new])), 0.0)
        odds = {label: weights.log_odds(features[new]) for label, weights in others.items()}
        for place, at in enumerate(new):
            labels[at] = "offer" if scores[at] >= 0.5 else max(odds, key=lambda label: odds[label][place])
    return scores, labels


def _judges(features: Floats, rows: Sequence[Row]) -> tuple[Weights, dict[Label, Weights]]:
    truth = np.array([row.label for row in rows])
    offer = fit(features, (truth == "offer").astype(float), SIGNS, penalty=_PENALTY)
    rest = truth != "offer"
    free = [0] * len(SIGNS)
    others: dict[Label, Weights] = {
        label: fit(features[rest], (truth[rest] == label).astype(float), free, penalty=_PENALTY) for label in LABELS if label != "offer"
    }
    return offer, others


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


def _threshold(scores: Floats, truth: Any) -> float:
    for threshold in np.arange(0.5, 0.95, 0.01):
        chosen = scores >= threshold
        if chosen.any() and truth[chosen].mean() >= _PRECISION:
            return round(float(threshold), 2)
    return 0.95


def _score(chosen: Any, truth: Any) -> dict[str, float]:
    right = float((chosen & truth).sum())
    precision, recall = right / max(1.0, float(chosen.sum())), right / max(1.0, float(truth.sum()))
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4)}
