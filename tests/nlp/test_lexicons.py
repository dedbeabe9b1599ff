"""The lexicons as data files: what the loader refuses, the check, and terms that people add."""

from datetime import date
from pathlib import Path

import pytest

from nlp.lexicon import FOLDER, REVIEWED, LexiconError, load_lexicon
from nlp.lexicon_add import NewTerm, add, entries_with
from nlp.lexicon_check import check
from nlp.reader import Reader, Text

HEAD = "kind: drug\nreviewed: 2026-11-28\nsources:\n  house: test\nentries:\n"
TODAY = date(2026, 11, 28)


def lexicon(folder: Path, *entries: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "some.yml").write_text(HEAD + "".join(f"  - {entry}\n" for entry in entries), "utf-8")
    return folder


def entry(terms: str, value: str = "oxycodone", more: str = "") -> str:
    return f"{{value: {value}, group: pill, lang: en, {more}source: house, terms: [{terms}]}}"


def test_there_are_thousands_of_drug_terms_in_two_languages() -> None:
    drugs = [entry for entry in load_lexicon() if entry.kind == "drug"]
    assert sum(len(entry.terms) for entry in drugs) >= 2_500
    assert {entry.lang for entry in drugs} == {"any", "en", "es"}
    assert all(entry.source and entry.reviewed for entry in drugs)


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([entry("percs"), entry("Percs", "mdma")], r"some\.yml:7: .*already at .*some\.yml:6"),
        ([entry("percs, p-e-r-c-s")], r"some\.yml:6: .*already at"),
        ([entry("percs"), entry("oxys", more="colour: blue, ")], r"some\.yml:7: .*colour"),
        ([entry('"?!"')], r"some\.yml:6: .*no letter"),
        ([entry("percs").replace("house", "nobody")], r"some\.yml:6: .*nobody"),
        ([entry("percs").replace("group: pill", "group: pil")], r"some\.yml:6: .*pil"),
        (["{value: x, group: ["], r"some\.yml:\d+: no YAML"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, entries: list[str], fault: str) -> None:
    with pytest.raises(LexiconError, match=fault) as caught:
        load_lexicon(lexicon(tmp_path, *entries))
    assert "\n" not in str(caught.value)


def test_the_check_names_a_term_that_fires_on_ordinary_text(tmp_path: Path) -> None:
    entries = load_lexicon(lexicon(tmp_path, entry("chalk"), entry("roxies"), entry("bricks", more="broad: true, ")))
    ordinary = [f"Lesson {number}: bring chalk and two bricks" for number in range(20)]
    found = check(entries, ordinary, ["my roxies are gone"])
    assert [(one.term, one.ordinary) for one in found.faults] == [("chalk", 20)]
    assert {(one.term, one.ordinary, one.talk) for one in found.terms} >= {("bricks", 20, 0), ("roxies", 0, 1)}


def test_an_added_term_is_read_from_the_next_start_on(tmp_path: Path) -> None:
    text = Text("skyblues in, 20 each, hmu", lang="en")
    assert not [m for m in next(Reader.load().read([text])).mentions if m.kind == "drug"]
    file = add(NewTerm("skyblues", "counterfeit oxycodone", "fake_pill", broad=False), tmp_path, TODAY)
    add(NewTerm("las celestes", "counterfeit oxycodone", "fake_pill", broad=True, lang="es"), tmp_path, TODAY)
    assert file == tmp_path / REVIEWED
    (reading,) = Reader.load(lexicons=tmp_path).read([text])
    assert ("skyblues", "counterfeit oxycodone") in [(m.text, m.value) for m in reading.mentions]
    (added,) = entries_with(load_lexicon(FOLDER, tmp_path), "Las  Celestes")
    assert (added.reviewed, added.broad, added.lang) == (TODAY, True, "es")
    assert "review" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (NewTerm("percs", "oxycodone", "pill", broad=False), "already"),
        (NewTerm("...", "oxycodone", "pill", broad=False), "no letter"),
        (NewTerm("skyblues", "oxycodone", "pils", broad=False), "must be one of"),
    ],
)
def test_what_cannot_be_added_is_refused_and_nothing_written(tmp_path: Path, new: NewTerm, fault: str) -> None:
    with pytest.raises(LexiconError, match=fault):
        add(new, tmp_path, TODAY)
    assert not (tmp_path / REVIEWED).exists()
