"""The model that is committed, training and its measures."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import orjson
import pytest

from bench.camouflage import LIGHT, STRONG, attacked, combined
from nlp.corpus import CorpusError, Row, digest, load_corpus
from nlp.evaluate import evaluate_corpus
from nlp.lexicon import LexiconError, load_lexicon
from nlp.measuring import calibration_error, precision_at, quality, rate
from nlp.reader import MODEL, Reader, Text
from nlp.reading import LABELS, PostKind
from nlp.reviews import load_reviews, with_reviews
from nlp.screen import Screen
from nlp.tables import corpus_tables
from nlp.train import train


@pytest.fixture(scope="module")
def some() -> list[Row]:
    return load_corpus()[::14]


def test_the_committed_model_was_trained_on_the_committed_corpus() -> None:
    meta = orjson.loads((MODEL / "meta.json").read_bytes())
    assert meta["corpus"] == digest(load_corpus()), "the corpus has changed: train the model again"


def test_the_committed_model_reads_posts_of_other_folds_well() -> None:
    offers = orjson.loads((MODEL / "meta.json").read_bytes())["scores"]["offer"]
    assert offers["precision"] > 0.85
    assert offers["recall"] > 0.7


def test_the_committed_model_is_small() -> None:
    assert sum(file.stat().st_size for file in MODEL.rglob("*") if file.is_file()) < 6_000_000


def test_the_screen_lets_offers_through() -> None:
    screen = Screen(load_lexicon())
    offers = [row for row in load_corpus() if row.label == "offer"]
    passed = sum(screen.scan(row.whole).is_candidate(row.kind) for row in offers)
    assert passed / len(offers) > 0.83


def test_the_first_look_of_the_screen_loses_no_candidate() -> None:
    screen = Screen(load_lexicon())
    texts = [row.whole for row in load_corpus()] + ["x a n a x here", "#buyxanaxonline now", "p.e.r.c.s 💊", "М30 🔵"]
    kinds: tuple[PostKind, ...] = ("social", "profile")
    assert [text for text in texts for kind in kinds if _is_lost(screen, text, kind)] == []
    assert all(sum(screen.candidate(text, kind) is not None for text in texts) < len(texts) for kind in kinds)


def test_the_first_look_of_the_screen_loses_no_camouflaged_candidate() -> None:
    screen, random = Screen(load_lexicon()), Random(8)
    attacks = [*LIGHT.values(), *STRONG.values(), combined]
    texts = []
    for row in load_corpus()[::12]:
        scan = screen.scan(row.whole)
        spans = [(scan.starts[hit.first], scan.ends[hit.last - 1]) for hit in scan.hits]
        texts += [attacked(row.whole, spans, attack, random).text for attack in random.sample(attacks, 3)]
    assert [text for text in texts if _is_lost(screen, text, "profile")] == []


def _is_lost(screen: Screen, text: str, kind: PostKind) -> bool:
    return screen.candidate(text, kind) is None and screen.scan(text).is_candidate(kind)


def test_training_again_gives_the_same_predictions(tmp_path: Path, some: list[Row]) -> None:
    texts = [Text(row.text, title=row.title, kind=row.kind, lang=row.lang) for row in some]
    first, second = (train(some, tmp_path / name) for name in ("one", "two"))
    assert first == second
    assert list(Reader.load(tmp_path / "one").read(texts)) == list(Reader.load(tmp_path / "two").read(texts))


def test_rules_and_wording_together_beat_either_alone(some: list[Row]) -> None:
    found = evaluate_corpus(some)
    both = found.ablation["both"].f1
    assert both > found.ablation["rules only"].f1
    assert both > found.ablation["wording only"].f1 - 0.02
    shown = dict(corpus_tables(found))
    assert all(label in shown["labels"] for label in LABELS)
    assert "expected calibration error" in shown["scores"]


def verdict(file: Path, text: str, label: str, goods: list[str], *, name: str = "p1", hour: int = 9) -> Path:
    record = {"id": name, "text": text, "label": label, "goods": goods, "reviewer": "ana"}
    time = datetime(2026, 11, 20, hour, tzinfo=UTC).isoformat()
    with file.open("ab") as stream:
        stream.write(orjson.dumps({**record, "time": time}) + b"\n")
    return file


def test_a_changed_verdict_changes_the_answer(tmp_path: Path, some: list[Row]) -> None:
    text = "the xanax lady at gate 4 has her little cart out again, go say hi"
    labels = {}
    for label, goods in (("offer", ["other_pill"]), ("discuss", [])):
        reviews = load_reviews(verdict(tmp_path / f"{label}.jsonl", text, label, goods))
        meta = train(with_reviews(some, reviews), tmp_path / label)
        assert meta["reviews"] == 1
        labels[label] = next(Reader.load(tmp_path / label).read([Text(text)])).label
    assert labels == {"offer": "offer", "discuss": "discuss"}


def test_the_last_verdict_counts_and_stands_in_for_the_row(tmp_path: Path, some: list[Row]) -> None:
    text = some[0].whole
    file = verdict(tmp_path / "reviews.jsonl", text, "offer", ["other_pill"], hour=12)
    verdict(file, text, "none", [], hour=8)
    reviews = load_reviews(file)
    assert [row.label for row in reviews] == ["offer"]
    rows = with_reviews(some, reviews)
    assert [row.reviewer for row in rows if row.whole == text] == ["ana"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"reviews\.jsonl:1: "),
        ('{"id": "a"}', r"reviews\.jsonl:1: text: "),
        (
            '{"id": "a", "text": "x", "label": "offer", "goods": [], "reviewer": "r", "time": "2026-11-20T09:00:00Z"}',
            r"goods belong to offer and seek",
        ),
        (
            '{"id": "a", "text": "x", "label": "none", "goods": [], "reviewer": "r", "time": "2026-11-20T09:00:00"}',
            r"time: .*timezone",
        ),
    ],
)
def test_a_fault_in_reviews_names_its_place(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "reviews.jsonl"
    file.write_text(line)
    with pytest.raises(CorpusError, match=message):
        load_reviews(file)


def test_intervals_hold_groups_together() -> None:
    alone = rate([True, False] * 50, list(range(100)))
    copies = rate([True, False] * 50, [at % 2 for at in range(100)])
    assert alone.low < alone.share < alone.high
    assert copies.high - copies.low > alone.high - alone.low
    assert str(replace(alone, low=0.4, high=0.6)) == "0.500 [0.400, 0.600] (50/100)"


def test_measures_of_a_known_answer() -> None:
    found = quality([True, True, False, False], [True, False, True, False], [1, 2, 3, 4])
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    scores, truth = np.array([0.9, 0.9, 0.1, 0.1]), np.array([1, 1, 0, 0], bool)
    assert calibration_error(scores, truth) == pytest.approx(0.1)
    assert precision_at(scores, truth, 0.95, 0.01) == 1.0


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
