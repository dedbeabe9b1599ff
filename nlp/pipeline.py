"""The spaCy pipeline: terms -> patterns -> classifier -> verdict."""

import random
from collections.abc import Sequence

import spacy
from spacy.language import Language
from spacy.pipeline import TextCategorizer
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch
from thinc.api import Adam

from nlp import wording  # noqa: F401 (registers the architecture)
from nlp.components import patterns, terms, verdict  # noqa: F401 (registers the components)
from nlp.reading import LABELS, Label

BEFORE = ("pillwatch_terms", "pillwatch_patterns")
CLASSIFIER = "textcat_multilabel"
VERDICT = "pillwatch_verdict"

_LENGTH = 2**16
_EPOCHS = 12
_BATCH = 16
_RATE = 0.01


def blank() -> Language:
    """The untrained pipeline, one for English and Spanish."""
    nlp = spacy.blank("xx")
    for name in BEFORE:
        nlp.add_pipe(name)
    architecture = {"@architectures": "pillwatch.Wording.v1", "length": _LENGTH}
    nlp.add_pipe(CLASSIFIER, config={"model": architecture, "threshold": 0.5})
    nlp.add_pipe(VERDICT)
    return nlp


def train_classifier(nlp: Language, docs: Sequence[Doc], labels: Sequence[Label], *, seed: int) -> None:
    """Trains the classifier on docs whose mentions have been found; the same input gives the same weights."""
    fix_random_seed(seed)
    classifier = nlp.get_pipe(CLASSIFIER)
    assert isinstance(classifier, TextCategorizer)  # noqa: S101 (tells mypy what get_pipe returns)
    examples = [_example(doc, label) for doc, label in zip(docs, labels, strict=True)]
    classifier.initialize(lambda: examples, nlp=nlp, labels=LABELS)
    adam = Adam(_RATE, L2=0.0)
    order = random.Random(seed)  # noqa: S311 (not for security)
    for _ in range(_EPOCHS):
        order.shuffle(examples)
        for batch in minibatch(examples, size=_BATCH):
            classifier.update(batch, sgd=adam)


def _example(doc: Doc, label: Label) -> Example:
    truth = Doc(doc.vocab, words=[token.text for token in doc])
    truth.cats = {name: float(name == label) for name in LABELS}
    return Example(doc, truth)
