"""Reading posts: what is offered, by what cues, with offsets into the text as given."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from spacy.language import Language as Pipeline

from nlp import pipeline
from nlp.document import make_doc, matter_of
from nlp.language import Language
from nlp.lexicon import FOLDER, load_lexicon
from nlp.reading import WATCH_LIST, Goods, PostKind, Reading
from nlp.screen import Scan, Screen
from nlp.train import META, PIPELINE

MODEL = Path(__file__).parent / "model"
LONGEST = 20_000
"""Code points of a text that are read; what lies beyond is not looked at."""
_BATCH = 512
_UNKNOWN = "und"
_WORDS_FOR_LANGUAGE = 60


class ModelError(ValueError):
    """The model folder is missing or broken; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Text:
    """A post to read. `lang` is what the platform says, if it says; `kind` its form."""

    text: str
    title: str | None = None
    lang: str | None = None
    author: str | None = None
    kind: PostKind = "social"

    @property
    def whole(self) -> str:
        """The string that mentions' offsets point into."""
        return self.text if self.title is None else f"{self.title}\n{self.text}"


class Reader:
    """Reads texts. Make one with `Reader.load` and keep it: loading costs about a second."""

    def __init__(self, nlp: Pipeline, screen: Screen, name: str) -> None:
        self._nlp = nlp
        self._screen = screen
        self._language = Language()
        self.name = name
        self._out: dict[str, Reading] = {}

    @classmethod
    def load(
        cls, model: Path = MODEL, *, watch: Sequence[Goods] = WATCH_LIST, lexicons: Path | None = None
    ) -> "Reader":
        """Loads a model folder; raises ModelError, one clear line, when it is missing or broken.

        `lexicons` is a folder of further lexicon files; it need not exist.
        """
        if not (model / META).is_file():
            raise ModelError(f"no model in {model}: run `pillwatch train` or give the folder of a trained model")
        try:
            meta: dict[str, Any] = orjson.loads((model / META).read_bytes())
            nlp = pipeline.load(model / PIPELINE)
            verdict = pipeline.verdict_of(nlp)
            name = str(meta["name"])
        except (OSError, ValueError, KeyError) as error:
            first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelError(f"the model in {model} cannot be used ({first}): run `pillwatch train` again") from error
        verdict.watch, verdict.name = tuple(watch), name
        folders = (FOLDER, lexicons) if lexicons is not None else (FOLDER,)
        reader = cls(nlp, Screen(load_lexicon(*folders)), name)
        list(reader.read([Text("")], screened=False))  # what is made at the first use is made now
        gc.freeze()  # words and weights stay: no collection of garbage need look at them again
        return reader

    def read(self, texts: Iterable[Text], *, screened: bool = True) -> Iterator[Reading]:
        """A Reading for each text, in order. Texts in which the screen finds nothing are not read further.

        Without `screened` every text is read, whatever it names: for measuring the parts behind the screen.
        """
        source = iter(texts)
        while batch := list(islice(source, _BATCH)):
            scans = [self._scan(text) if screened else self._screen.scan(text.whole[:LONGEST]) for text in batch]
            docs = [
                make_doc(self._nlp.vocab, scan, kind=text.kind, lang=_said(text) or self._found(scan))
                for text, scan in zip(batch, scans, strict=True)
                if scan is not None
            ]
            for _, component in self._nlp.pipeline:  # each for the whole batch: what it looks up stays near
                docs = [component(doc) for doc in docs]
            readings = (matter_of(doc).reading for doc in docs)
            for text, scan in zip(batch, scans, strict=True):
                reading = self._screened_out(_said(text) or _UNKNOWN) if scan is None else next(readings)
                assert reading is not None  # noqa: S101 (the last component has set it)
                yield reading

    def _scan(self, text: Text) -> Scan | None:
        """The scan of a candidate."""
        return self._screen.candidate(text.whole[:LONGEST], text.kind)

    def _screened_out(self, lang: str) -> Reading:
        known = self._out.get(lang)
        if known is None:
            known = self._out[lang] = Reading("none", (), 0.0, False, lang, (), (), self.name, screened_out=True)
        return known

    def _found(self, scan: Scan) -> str:
        return self._language.of(scan.words[:_WORDS_FOR_LANGUAGE], scan.text)


def _said(text: Text) -> str | None:
    """The language that the platform says."""
    return text.lang.lower().replace("_", "-").split("-")[0] if text.lang else None
