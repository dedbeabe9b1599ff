"""Both languages say the same things, and numbers and dates are written as people write them."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from alerts.detect import Why
from alerts.weeks import Week
from index.run import Verdict
from nlp.reading import GOODS
from reports import words as module
from reports.counts import Count, shown
from reports.facts import Expected, State
from reports.patterns import Kind
from reports.words import LANGS, Lang, words

FOLDER = Path(module.__file__).parent


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{key}.{name}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(inner, f"{key}.{at}")
    else:
        yield key, str(value)


def file(lang: Lang) -> dict[str, str]:
    return dict(leaves(yaml.safe_load((FOLDER / f"words.{lang}.yml").read_text(encoding="utf-8"))))


def test_both_files_have_the_same_keys_and_names() -> None:
    english, spanish = file("en"), file("es")
    assert english.keys() == spanish.keys()
    for key, text in english.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", spanish[key])), key
    assert {path.name for path in FOLDER.glob("words.*.yml")} == {f"words.{lang}.yml" for lang in LANGS}


def test_no_word_is_left_untranslated() -> None:
    english, spanish = file("en"), file("es")
    same = {key for key, text in english.items() if text == spanish[key] and re.search(r"[a-z]{4}", text)}
    assert {key for key in same if not re.fullmatch(r"\.(?:of|under)|\.platforms\.mastodon", key)} == set()


@pytest.mark.parametrize("lang", LANGS)
def test_every_coded_value_has_words(lang: Lang) -> None:
    w = words(lang)
    for group, values in (
        ("goods", GOODS),
        ("goods_are", GOODS),
        ("verdicts", get_args(Why)),
        ("states", get_args(State)),
        ("failures", [verdict for verdict in get_args(Verdict) if verdict != "ok"]),
        ("masks", get_args(Kind)),
    ):
        for value in values:
            assert w(f"{group}.{value}", failed="")


def test_every_word_is_used() -> None:
    """Where the report's own files name it; words of coded values are named by the values (see above)."""
    files = [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.html")]
    used = "".join(path.read_text(encoding="utf-8") for path in files)
    coded = {"goods", "goods_are", "platforms", "verdicts", "states", "failures", "masks", "months"}
    for key in file("en"):
        group, _, name = re.sub(r"\.(?:one|many)$", "", key).strip(".").rpartition(".")
        if group not in coded:
            assert re.search(rf"""\b{group}\.{name}\b|["']{name}["']""", used), key


def test_an_unknown_platform_keeps_its_name() -> None:
    assert words("es").name("platforms", "bluesky") == "bluesky"


@pytest.mark.parametrize(
    ("count", "en", "es"),
    [
        (shown(3), "<5", "<5"),
        (shown(1204), "1,204", "1204"),
        (shown(12480), "12,480", "12\u202f480"),
        (Count(31, 39), "31–39", "31 a 39"),
        (Count(0, 8), "<9", "<9"),
    ],
)
def test_counts(count: Count, en: str, es: str) -> None:
    assert (words("en").count(count), words("es").count(count)) == (en, es)


@pytest.mark.parametrize(
    ("low", "high", "en"), [(9.14, 9.14, "9.1"), (0, 2.3, "<5"), (1.7, 5.2, "up to 5.2"), (6.0, 7.26, "6.0–7.3")]
)
def test_expected_counts(low: float, high: float, en: str) -> None:
    assert words("en").expected(Expected(low, high, None)) == en


@pytest.mark.parametrize(
    ("week", "en", "es"),
    [
        (
            Week(2026, 47),
            "Monday 16 to Sunday 22 November 2026 (UTC)",
            "del lunes 16 al domingo 22 de noviembre de 2026 (UTC)",
        ),
        (
            Week(2026, 49),
            "Monday 30 November to Sunday 6 December 2026 (UTC)",
            "del lunes 30 de noviembre al domingo 6 de diciembre de 2026 (UTC)",
        ),
        (
            Week(2026, 53),
            "Monday 28 December 2026 to Sunday 3 January 2027 (UTC)",
            "del lunes 28 de diciembre de 2026 al domingo 3 de enero de 2027 (UTC)",
        ),
    ],
)
def test_weeks(week: Week, en: str, es: str) -> None:
    assert (words("en").days(week), words("es").days(week)) == (en, es)


def test_days() -> None:
    assert words("es").day(date(2026, 1, 3)) == "3 de enero de 2026"
