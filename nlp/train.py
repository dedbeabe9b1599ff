"""Training: corpus and people's verdicts in, model folder out. The same rows and seed give the same predictions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

import numpy as np
import orjson
from spacy.language import Language

from nlp import pipeline
from nlp.components.verdict import BARRED, COLUMNS, SIGNS, Judge, feature_row, features_of, may_be_offer
from nlp.components.wording import ANSWERS, read_wording
from nlp.corpus import Row, digest
from nlp.document import Matter, as_written, make_doc, matter_of, worded
from nlp.dress import dressed
from nlp.evidence import Evidence
from nlp.goods import GOODS_COLUMNS, goods_row
from nlp.lexicon import load_lexicon
from nlp.reading import GOODS, LABELS, Goods, Label, PostKind
from nlp.rules import RULES, fired
from nlp.screen import Screen
from nlp.splits import folds
from nlp.weights import Choice, Floats, Weights, calibration, fit, probability
from nlp.wording import Design, Wording, learn

SEED = 7
FOLDS = 5
META = "meta.json"
PIPELINE = "pipeline"
PRECISION = 0.95
"""Of offers, on folds of the corpus: what the threshold of a hit is chosen for."""
_LENGTH = 2**17
WORDING_PENALTY = 0.5
_PENALTY = 1.0
_REVIEW_COUNTS = 5.0
"""A verdict of a reviewer counts as so many rows of the corpus."""
_OTHER_FORM_COUNTS = 1.0
_DRESSED_COUNTS = 0.5
_FORMS: tuple[PostKind, ...] = get_args(PostKind)


@dataclass(frozen=True, slots=True)
class CrossValidated:
    """Out of fold, for each row as given: calibrated log-odds of an offer, whether it may be one at all, label, goods.

    `judge` is of all rows.
    """

    log_odds: Floats
    allowed: Any
    labels: list[Label]
    goods: list[tuple[Goods, ...]]
    judge: Judge


@dataclass(frozen=True, slots=True)
class Read:
    """Rows as a model reads them that has not seen their fold.

    The first `own` are the rows as given, the others the same in another dress. `elsewhere` are the
    feature rows that posts which are no offers would have in another form, `whose` the row of each.
    """

    rows: Sequence[Row]
    own: int
    fold: Any
    features: Floats
    goods: Floats
    allowed: Any
    elsewhere: Floats
    whose: Any
    counts: Floats


def train(rows: Sequence[Row], out: Path, *, seed: int = SEED) -> dict[str, Any]:
    """Trains on rows, writes the model to `out` and returns what meta.json says.

    `seed` draws the folds; all else is the optimum of a convex loss and needs no chance. Rules and
    wording are weighed on texts that the wording model has not seen; the threshold is the least
    score at which out-of-fold precision of offers reaches PRECISION (never below 0.5).
    """
    nlp = pipeline.blank()
    read, designs = read_by_folds(nlp, rows, seed=seed)
    checked = judge_by_folds(read)
    truth = np.array([row.label == "offer" for row in rows])
    scores = probability(checked.log_odds)
    threshold = threshold_for(scores, truth)
    wording = pipeline.wording_of(nlp)
    wording.plain, wording.letters = learned(designs, range(len(read.rows)), read.rows, read.counts)
    pipeline.verdict_of(nlp).judge = replace(checked.judge, threshold=threshold)
    out.mkdir(parents=True, exist_ok=True)
    pipeline.store(nlp, out / PIPELINE)
    meta = {
        "name": f"pillwatch-{digest(rows)[:12]}-{seed}",
        "corpus": digest([row for row in rows if row.reviewer is None]),
        "rows": len(rows),
        "reviews": sum(row.reviewer is not None for row in rows),
        "seed": seed,
        "threshold": threshold,
        "folds": FOLDS,
        "scores": {"offer": _score(scores >= 0.5, truth), "hit": _score(scores >= threshold, truth)},
        "versions": {"spacy": version("spacy"), "numpy": version("numpy")},
    }
    (out / META).write_bytes(orjson.dumps(meta, option=orjson.OPT_INDENT_2))
    return meta


def designs_of(matters: Sequence[Matter]) -> tuple[Design, Design]:
    """The wording of texts, plain and to the letter, made ready for training."""
    plain = Design([worded(matter) for matter in matters], _LENGTH)
    return plain, Design([as_written(matter.scan) for matter in matters], _LENGTH)


def matters_of(nlp: Language, rows: Iterable[Row]) -> list[Matter]:
    """Rows whose mentions have been found."""
    screen = Screen(load_lexicon())
    matters = []
    for row in rows:
        doc = make_doc(nlp.vocab, screen.scan(row.whole), kind=row.kind, lang=row.lang)
        for name in pipeline.BEFORE:
            doc = nlp.get_pipe(name)(doc)
        matters.append(matter_of(doc))
    return matters


def read_by_folds(nlp: Language, given: Sequence[Row], *, seed: int = SEED) -> tuple[Read, tuple[Design, Design]]:
    """Every row, as given and dressed, read by a wording model that has not seen its fold."""
    rows = [*given, *(dressed(row, seed=seed) for row in given)]
    matters = matters_of(nlp, rows)
    designs = designs_of(matters)
    of_row = np.tile(np.array(folds(given, FOLDS, seed=seed)), 2)
    counts = np.array([1.0 if row.reviewer is None else _REVIEW_COUNTS for row in given])
    counts = np.concatenate([counts, counts * _DRESSED_COUNTS])
    features, goods = np.zeros((len(rows), len(COLUMNS))), np.zeros((len(rows), len(GOODS_COLUMNS)))
    allowed = np.zeros(len(rows), bool)
    elsewhere: list[Floats] = []
    whose: list[int] = []
    for fold in range(FOLDS):
        known = np.flatnonzero(of_row != fold).tolist()
        plain, letters = learned(designs, known, rows, counts)
        for at in np.flatnonzero(of_row == fold).tolist():
            matter = matters[at]
            matter.pushes = read_wording(matter, plain, letters)
            evidence, found, features[at] = features_of(matter)
            goods[at] = goods_row(matter, evidence)
            allowed[at] = matter.scan.is_candidate(matter.kind) and may_be_offer(evidence)
            if rows[at].label != "offer" and at < len(given):
                others = _in_other_forms(evidence, found, matter)
                elsewhere += others
                whose += [at] * len(others)
    read = Read(rows, len(given), of_row, features, goods, allowed, np.array(elsewhere), np.array(whose, int), counts)
    return read, designs


def _in_other_forms(evidence: Evidence, found: list[int], matter: Matter) -> list[Floats]:
    """Feature rows of a text in every form in which other rules hold."""
    sets = {tuple(sorted(found))}
    sets.update(tuple(sorted(fired(replace(evidence, kind=kind)))) for kind in _FORMS)
    return [feature_row(list(each), matter) for each in sorted(sets - {tuple(sorted(found))})]


def judge_by_folds(read: Read, *, rules: bool = True, wording: bool = True) -> CrossValidated:
    """Every row judged by weights that have not seen its fold; `rules` or `wording` may be left out."""
    kept = np.array([rules] * len(RULES) + [wording] * (len(COLUMNS) - len(RULES)), float)
    kept_goods = np.array([wording if name.startswith("wording_") else rules for name in GOODS_COLUMNS], float)
    read = replace(read, features=read.features * kept, goods=read.goods * kept_goods, elsewhere=read.elsewhere * kept)
    weighed = np.zeros(len(read.rows))
    judges = []
    for fold in range(FOLDS):
        judge = _judge(read, read.fold != fold)
        judges.append(judge)
        new = read.fold == fold
        weighed[new] = judge.offer.log_odds(read.features[new])
    weighed, own = weighed[: read.own], slice(read.own)
    truth = np.array([float(row.label == "offer") for row in read.rows[own]])
    slope, shift = calibration(weighed[read.allowed[own]], truth[read.allowed[own]])
    said = slope * weighed + shift
    log_odds = np.where(read.allowed[own], said, np.minimum(BARRED, said))
    labels = [judges[read.fold[at]].label(float(log_odds[at]), row) for at, row in enumerate(read.features[own])]
    goods = [
        judges[read.fold[at]].goods.likely(row) if labels[at] in {"offer", "seek"} else ()
        for at, row in enumerate(read.goods[own])
    ]
    judge = _judge(read, np.ones(len(read.rows), bool))
    judge = replace(judge, offer=judge.offer.calibrated(slope, shift))
    return CrossValidated(log_odds, read.allowed[own], labels, goods, judge)


def learned(
    designs: tuple[Design, Design], known: Sequence[int], rows: Sequence[Row], counts: Floats
) -> tuple[Wording, Wording]:
    """The wording models of the known rows: plain, which answers labels and goods, and to the letter, only labels."""
    truth = np.array([_answers(rows[at]) for at in known], np.float32)
    counted = counts[list(known)].astype(np.float32)
    plain, letters = designs
    return (
        learn(plain, known, truth, counted, penalty=WORDING_PENALTY),
        learn(letters, known, truth[:, : len(LABELS)], counted, penalty=WORDING_PENALTY),
    )


def _answers(row: Row) -> list[float]:
    """1, 0 or NaN for each of ANSWERS: goods are known of offers and searches."""
    goods = [float(name in row.goods) if row.goods else np.nan for name in GOODS]
    answers = [*(float(row.label == label) for label in LABELS), *goods]
    assert len(answers) == len(ANSWERS)  # noqa: S101 (one for each)
    return answers


def _judge(read: Read, known: Any) -> Judge:
    """Weights learned from the rows where `known` holds."""
    labels = np.array([row.label for row in read.rows])
    far = known[read.whose] if len(read.whose) else np.zeros(0, bool)
    features = np.vstack([read.features[known], read.elsewhere[far].reshape(-1, len(COLUMNS))])
    counts = np.concatenate([read.counts[known], read.counts[read.whose[far]] * _OTHER_FORM_COUNTS])
    truth = np.concatenate([(labels[known] == "offer").astype(float), np.zeros(int(far.sum()))])
    offer = fit(features, truth, counts, SIGNS, penalty=_PENALTY)
    rest = known & (labels != "offer")
    others: dict[Label, Weights] = {
        label: _free(read.features[rest], labels[rest] == label, read.counts[rest])
        for label in LABELS
        if label != "offer"
    }
    sold = known & np.isin(labels, ["offer", "seek"])
    goods: dict[Goods, Weights] = {
        name: _free(
            read.goods[sold],
            np.array([name in row.goods for row, here in zip(read.rows, sold, strict=True) if here]),
            read.counts[sold],
        )
        for name in GOODS
    }
    return Judge(offer, Choice(others), Choice(goods), 0.5)


def _free(features: Floats, truth: Any, counts: Floats) -> Weights:
    return fit(features, truth.astype(float), counts, [0] * features.shape[1], penalty=_PENALTY)


def threshold_for(scores: Floats, truth: Any) -> float:
    """The least score from 0.5 up at which the precision of offers reaches PRECISION, else 0.95."""
    for threshold in np.arange(0.5, 0.95, 0.01):
        chosen = scores >= threshold
        if chosen.any() and truth[chosen].mean() >= PRECISION:
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
