"""The corpus, the screen over it, and the model that is committed."""

from pathlib import Path

import orjson
import pytest

from nlp.corpus import CorpusError, digest, folds, groups, load_corpus
from nlp.evaluate import evaluate_corpus, is_hit
from nlp.lexicon import LexiconError, load_lexicon
from nlp.reader import MODEL, Reader, Text
from nlp.screen import Screen
from nlp.train import train

ROW = (
    '{"id": "a", "kind": "social", "lang": "en", "title": null, "text": "x", '
    '"label": "none", "goods": [], "family": "f"}'
)


def test_the_committed_model_was_trained_on_the_committed_corpus() -> None:
    meta = orjson.loads((MODEL / "meta.json").read_bytes())
    assert meta["corpus"] == digest(load_corpus()), "the corpus has changed: train the model again"


def test_the_committed_model_is_small() -> None:
    assert sum(file.stat().st_size for file in MODEL.rglob("*") if file.is_file()) < 3_000_000


def test_the_screen_lets_offers_through() -> None:
    screen = Screen(load_lexicon())
    offers = [row for row in load_corpus() if is_hit(row)]
    passed = sum(screen.scan(row.whole).candidate for row in offers)
    assert passed / len(offers) > 0.97


def test_training_again_gives_the_same_predictions(tmp_path: Path) -> None:
    rows = load_corpus()[::12]
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    lines = [
        orjson.dumps(
            {
                **{
                    name: getattr(row, name)
                    for name in ("id", "kind", "lang", "title", "text", "label", "goods", "family")
                }
            }
        )
        for row in rows
    ]
    (corpus / "some.jsonl").write_bytes(b"\n".join(lines))
    texts = [Text(row.text, title=row.title, kind=row.kind, lang=row.lang) for row in rows]
    first, second = (train(corpus, tmp_path / name) for name in ("one", "two"))
    assert first == second
    assert list(Reader.load(tmp_path / "one").read(texts)) == list(Reader.load(tmp_path / "two").read(texts))


def test_cross_validation_beats_the_rules_and_the_floor() -> None:
    result = evaluate_corpus(load_corpus())
    assert result.full.hits.f1 > result.rules_alone.hits.f1
    assert result.full.hits.precision.share > 0.85
    assert result.full.hits.recall.share > 0.7


def test_near_identical_rows_share_a_fold() -> None:
    rows = load_corpus()
    of_group = dict.fromkeys(groups(rows))
    of_fold = folds(rows, 5, seed=1)
    for group in of_group:
        assert len({fold for fold, other in zip(of_fold, groups(rows), strict=True) if other == group}) == 1
        break


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["{"], r"some\.jsonl:1: "),
        ([ROW, ROW], r"some\.jsonl:2: the id a is used twice"),
        ([ROW.replace('"none"', '"maybe"')], r"some\.jsonl:1: "),
        ([], "no .*jsonl file with a row"),
    ],
)
def test_a_fault_in_the_corpus_names_its_place(tmp_path: Path, lines: list[str], message: str) -> None:
    (tmp_path / "some.jsonl").write_text("\n".join(lines))
    with pytest.raises(CorpusError, match=message):
        load_corpus(tmp_path)


def test_every_lexicon_entry_names_its_source_and_date() -> None:
    assert all(entry.source and entry.reviewed and entry.terms for entry in load_lexicon())


@pytest.mark.parametrize(
    "fault",
    ["kind: drug", "kind: drug\nreviewed: 2026-11-24\nsources: {}\nentries: []\nmore: 1", "- a", "a: ["],
)
def test_a_fault_in_a_lexicon_names_the_file(tmp_path: Path, fault: str) -> None:
    (tmp_path / "bad.yml").write_text(fault)
    with pytest.raises(LexiconError, match=r"bad\.yml"):
        load_lexicon(tmp_path)
