"""The spaCy pipeline: terms -> patterns -> classifier -> verdict."""

from collections.abc import Sequence

import numpy as np
import spacy
from spacy.language import Language
from spacy.pipeline import TextCategorizer
from spacy.tokens import Doc
from spacy.training import Example

from nlp.components import patterns, terms, verdict  # noqa: F401 (registers the components)
from nlp.reading import LABELS, Label
from nlp.wording import solve

BEFORE = ("pillwatch_terms", "pillwatch_patterns")
CLASSIFIER = "textcat_multilabel"
VERDICT = "pillwatch_verdict"

_LENGTH = 2**16


def blank() -> Language:
    """The untrained pipeline, one for English and Spanish."""
    nlp = spacy.blank("xx")
    for name in BEFORE:
        nlp.add_pipe(name)
    architecture = {"@architectures": "pillwatch.Wording.v1", "length": _LENGTH}
    nlp.add_pipe(CLASSIFIER, config={"model": architecture, "threshold": 0.5})
    nlp.add_pipe(VERDICT)
    return nlp


def train_classifier(nlp: Language, docs: Sequence[Doc], labels: Sequence[Label]) -> None:
    """Trains the classifier on docs whose mentions have been found."""
    classifier = nlp.get_pipe(CLASSIFIER)
    assert isinstance(classifier, TextCategorizer)  # noqa: S101 (tells mypy what get_pipe returns)
    classifier.initialize(lambda: [_example(docs[0], labels[0])], nlp=nlp, labels=LABELS)
    solve(classifier.model, docs, np.array([[float(label == name) for name in LABELS] for label in labels]))


def _example(doc: Doc, label: Label) -> Example:
    truth = Doc(doc.vocab, words=[token.text for token in doc])
    truth.cats = {name: float(name == label) for name in LABELS}
    return Example(doc, truth)
