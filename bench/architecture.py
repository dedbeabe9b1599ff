"""Is the wording model a good architecture? Trained and read on other people's labelled posts, by folds.

    python -m bench.architecture FILE   # x_promotion_train.jsonl: text, promotes 0/1

Our two looks (plain words with their parts; to the letter where that is unsure) against TF-IDF
(char_wb 1-5 and word 1-2) with logistic regression (scikit-learn), on plain random folds and on folds
without copies that no contact crosses. The models are thrown away.
"""

import hashlib
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
import orjson
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from nlp import pipeline
from nlp.components.wording import read_wording
from nlp.corpus import Row
from nlp.document import Matter
from nlp.measuring import Quality, quality
from nlp.train import WORDING_PENALTY, designs_of, matters_of
from nlp.weights import Floats
from nlp.wording import learn

FOLDS = 5
_CONTACT = re.compile(r"(?<!\w)@(\w{4,})|(?:t\.me|telegram\.me)/\+?(\w{4,})|\b([A-Za-z_]*\d\w{4,})")
_LINK = re.compile(r"https?://t\.co/\S+")


def letters(text: str) -> str:
    """A text without links, digits and signs: what copies share."""
    return re.sub(r"[\W\d_]+", "", re.sub(r"https?://\S+", "", text)).lower()


def contacts(text: str) -> set[str]:
    """Names and numbers that a text could be answered by."""
    found = ((m[1] or m[2], m[3]) for m in _CONTACT.finditer(_LINK.sub(" ", text)))
    return {(name or number).lower() for name, number in found if name or sum(map(str.isdigit, number)) >= 5}


def contact_groups(texts: Sequence[str]) -> list[int]:
    """A group for each text; texts that share a contact are in one."""
    parent = list(range(len(texts)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[str, int] = {}
    for at, text in enumerate(texts):
        for contact in contacts(text):
            parent[root(at)] = root(first.setdefault(contact, at))
    return [root(at) for at in range(len(texts))]


def fold_of(name: object) -> int:
    """A fold drawn by name."""
    return int(hashlib.sha256(str(name).encode()).hexdigest(), 16) % FOLDS


def ours(matters: Sequence[Matter], truth: Floats, fold: Floats) -> Floats:
    """Margins by our wording model, out of fold."""
    designs = designs_of(matters)
    scores = np.zeros(len(matters))
    for held in range(FOLDS):
        known = np.flatnonzero(fold != held).tolist()
        answers = truth[known, None].astype(np.float32)
        counts = np.ones(len(known), np.float32)
        plain, letter = (learn(design, known, answers, counts, penalty=WORDING_PENALTY) for design in designs)
        for at in np.flatnonzero(fold == held).tolist():
            scores[at] = read_wording(matters[at], plain, letter).sums[0]
    return scores


def tfidf(texts: Sequence[str], truth: Floats, fold: Floats) -> Floats:
    """Log-odds by TF-IDF and logistic regression, out of fold."""
    scores = np.zeros(len(texts))
    for held in range(FOLDS):
        model = make_pipeline(
            make_union(
                TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 5), sublinear_tf=True),
                TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            ),
            LogisticRegression(C=20, max_iter=300),
        )
        model.fit([text for text, at in zip(texts, fold, strict=True) if at != held], truth[fold != held])
        scores[fold == held] = model.decision_function([t for t, at in zip(texts, fold, strict=True) if at == held])
    return scores


def show(name: str, truth: Floats, scores: Floats, groups: Sequence[object], seconds: float) -> Quality:
    """Prints a line of the table."""
    found = quality((truth > 0).tolist(), (scores > 0).tolist(), groups)
    print(f"{name:54} {'  '.join(found.cells())}  {seconds:6.0f} s")
    return found


def main(file: Path) -> None:
    """Both models on both ways of folding."""
    rows = [orjson.loads(line) for line in file.read_bytes().splitlines()]
    alone = list({letters(row["text"]) or row["id"]: at for at, row in reversed(list(enumerate(rows)))}.values())
    alone.sort()
    posts = [Row(row["id"], "social", "en", None, row["text"], "none", (), "post") for row in rows]
    matters = matters_of(pipeline.blank(), posts)
    results = {}
    for way, chosen in (("plain random folds", list(range(len(rows)))), ("no copies, contact-disjoint", alone)):
        texts = [rows[at]["text"] for at in chosen]
        truth = np.array([float(rows[at]["promotes"]) for at in chosen])
        groups = contact_groups(texts)
        names = [rows[at]["id"] for at in chosen] if way.startswith("plain") else groups
        fold = np.array([fold_of(name) for name in names])
        print(f"\n{way}: {len(chosen):,} posts".ljust(55), "precision  recall  F1 [95%]")
        start = perf_counter()
        baseline = tfidf(texts, truth, fold)
        between = perf_counter()
        scores = ours([matters[at] for at in chosen], truth, fold)
        done = perf_counter()
        name = "TF-IDF + logistic regression"
        results[f"{way}: {name}"] = show(name, truth, baseline, groups, between - start)
        results[f"{way}: ours"] = show("ours", truth, scores, groups, done - between)
    Path(__file__).with_suffix(".json").write_bytes(orjson.dumps(results, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
