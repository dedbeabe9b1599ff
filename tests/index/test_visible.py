"""Invisible characters are seen, and everything else stays."""

import pytest

from index.visible import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\nñandú\t😀", "plain\nñandú\t😀"),
        ("\x1b[31mred", "‹U+001B›[31mred"),
        ("abc\u202edef", "abc‹U+202E›def"),
        ("pe\u200brc", "pe‹U+200B›rc"),
        ("pe\u200drc", "pe‹U+200D›rc"),
        ("👩\u200d⚕\ufe0f", "👩\u200d⚕\ufe0f"),
        ("👩🏽\u200d🔬", "👩🏽\u200d🔬"),
        ("lone \ud800", "lone ‹U+D800›"),
        ("a\rb", "a‹U+000D›b"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_one_line_is_folded_and_cut() -> None:
    assert one_line(" a \n\n b ") == "a b"
    assert one_line("abcdef", 4) == "abc…"
