"""The spaCy pipeline: terms -> patterns -> wording -> verdict."""

from pathlib import Path

import spacy
from spacy.language import Language

from nlp.components import patterns, terms  # noqa: F401 (registers the components)
from nlp.components.verdict import Verdict
from nlp.components.wording import WordingComponent

BEFORE = ("pillwatch_terms", "pillwatch_patterns")
_WORDING = "pillwatch_wording"
_VERDICT = "pillwatch_verdict"
_NOT_STORED = ("tokenizer", "vocab")
"""Our tokens come from the scan."""


def blank() -> Language:
    """The untrained pipeline, one for English and Spanish."""
    nlp = spacy.blank("xx")
    for name in (*BEFORE, _WORDING, _VERDICT):
        nlp.add_pipe(name)
    return nlp


def wording_of(nlp: Language) -> WordingComponent:
    """The component that reads the wording."""
    component = nlp.get_pipe(_WORDING)
    assert isinstance(component, WordingComponent)  # noqa: S101 (tells mypy what get_pipe returns)
    return component


def verdict_of(nlp: Language) -> Verdict:
    """The component that gives the Reading."""
    component = nlp.get_pipe(_VERDICT)
    assert isinstance(component, Verdict)  # noqa: S101 (tells mypy what get_pipe returns)
    return component


def store(nlp: Language, folder: Path) -> None:
    """Writes a trained pipeline."""
    nlp.to_disk(folder, exclude=_NOT_STORED)


def load(folder: Path) -> Language:
    """Reads a trained pipeline; raises OSError, ValueError or KeyError when it is missing or does not fit."""
    return spacy.load(folder, exclude=_NOT_STORED)
