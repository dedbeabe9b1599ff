"""The corpus: its rows, marks and folds, how varied it is, and whether two people agree on it."""

from collections import Counter
from pathlib import Path

import orjson
import pytest

from nlp.agreement import agreement
from nlp.corpus import CorpusError, Row, load_corpus
from nlp.diversity import diversity
from nlp.splits import folds, groups

FIELDS: dict[str, object] = {
    "id": "a",
    "kind": "social",
    "lang": "en",
    "title": None,
    "text": "x",
    "label": "none",
    "goods": [],
}


def line(**fields: object) -> str:
    return orjson.dumps({**FIELDS, "family": "f", "marked": False, **fields}).decode()


def row(name: str, text: str, *, title: str | None = None) -> Row:
    return Row(name, "social", "en", title, text, "none", (), "f")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return load_corpus()


def test_the_corpus_is_as_large_and_mixed_as_the_project_asks(rows: list[Row]) -> None:
    assert len(rows) >= 6000
    assert sum(each.lang == "es" for each in rows) >= len(rows) / 3
    assert len({each.family for each in rows if each.label in {"discuss", "none"}}) >= 25
    assert sum(each.mentions is not None for each in rows) >= 1500


def test_marks_point_into_the_whole_text(tmp_path: Path) -> None:
    marked = line(
        marked=True,
        title="<drug>Percs</drug> here",
        text="got <quantity>10</quantity>, tap <contact>@x_example</contact>",
    )
    (tmp_path / "some.jsonl").write_text(marked)
    (read,) = load_corpus(tmp_path)
    assert read.whole == "Percs here\ngot 10, tap @x_example"
    assert read.mentions is not None
    assert [(kind, read.whole[start:end]) for kind, start, end in read.mentions] == [
        ("drug", "Percs"),
        ("quantity", "10"),
        ("contact", "@x_example"),
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["{"], r"some\.jsonl:1: "),
        ([line(), line()], r"some\.jsonl:2: the id a is used twice"),
        ([line(label="maybe")], r"some\.jsonl:1: "),
        ([line(label="offer")], r"some\.jsonl:1: .*goods belong"),
        ([line(marked=True, text="<drug>x")], r"some\.jsonl:1: the tag <drug> is not closed"),
        ([line(marked=True, text="<drug>x</dose>")], r"some\.jsonl:1: the tag </dose> has no partner"),
        ([], "no .*jsonl file with a row"),
    ],
)
def test_a_fault_in_the_corpus_names_its_place(tmp_path: Path, lines: list[str], message: str) -> None:
    (tmp_path / "some.jsonl").write_text("\n".join(lines))
    with pytest.raises(CorpusError, match=message):
        load_corpus(tmp_path)


def test_copies_of_a_template_are_one_group() -> None:
    made = [
        row("a", "blue ones 10 for 150 in the east tonight only"),
        row("b", "blue ones 20 for 280 in the east tonight only"),
        row("c", "green chairs for sale"),
        row("d", "for sale green chairs today"),
        row("e", "my cat sleeps all day long"),
    ]
    first, second, chairs, more_chairs, cat = groups(made)
    assert first == second
    assert chairs == more_chairs
    assert len({first, chairs, cat}) == 3


def test_every_group_of_the_corpus_lies_in_one_fold(rows: list[Row]) -> None:
    of_fold = folds(rows, 5, seed=1)
    places: dict[int, set[int]] = {}
    for group, fold in zip(groups(rows), of_fold, strict=True):
        places.setdefault(group, set()).add(fold)
    assert max(map(len, places.values())) == 1
    assert min(Counter(of_fold).values()) > len(rows) / 8


def test_diversity_of_rows(rows: list[Row]) -> None:
    found = diversity(rows[::9])
    assert found.torn == []
    assert sum(found.counts["label"].values()) == len(rows[::9])
    assert 0 < found.type_token["en"] < 1
    assert all(pair.alike < 0.6 for pair in found.nearest if pair.alike)


def test_agreement_of_two_passes() -> None:
    first = {"a": "offer", "b": "offer", "c": "none", "d": "seek", "only": "none"}
    found = agreement(first, {"a": "offer", "b": "discuss", "c": "none", "d": "seek"})
    assert (found.of, found.share, found.different) == (4, 0.75, ["b"])
    assert found.kappa == pytest.approx((0.75 - 0.25) / (1 - 0.25))
    assert found.pairs["offer", "discuss"] == 1
