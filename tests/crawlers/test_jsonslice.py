"""Slices of JSON: the same values, and exactly the text they came from."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.jsonslice import JsonError, Slice, read_slice

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def pieces(root: Slice) -> list[Slice]:
    return [root, *(below for _, child in root.children() for below in pieces(child))]


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans(), st.sampled_from(["", " \n", "\r\n\t"]))
def test_every_piece_is_its_own_text(value: Any, indent: Any, ascii_only: bool, space: str) -> None:
    document = space + json.dumps(value, indent=indent, ensure_ascii=ascii_only) + space
    for piece in pieces(read_slice(document)):
        assert json.loads(piece.raw) == piece.value
        assert document[piece.start : piece.end] == piece.raw
        assert piece.raw == piece.raw.strip()


def test_an_object_is_kept_as_received_not_as_we_would_write_it() -> None:
    odd = '{ "b":1.50,"a" :"\\u00e9",\n"a":[ ]}'
    piece = read_slice(f'{{"list": [ 1, {odd} ]}}').at("list", 1)
    assert piece is not None
    assert piece.raw == odd


def test_a_path_that_leads_nowhere_gives_none() -> None:
    root = read_slice('{"a": [1]}')
    assert root.at("a", 1) is None
    assert root.at("b", "c") is None
    assert root.at("a", 0, "x") is None


def test_of_a_key_given_twice_the_last_counts() -> None:
    piece = read_slice('{"a": 1, "a": 2}').at("a")
    assert piece is not None
    assert piece.value == 2


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", "character 0"),
        ("[1, 2", "not whole JSON"),
        ('{"a": "b', "not whole JSON"),
        ("[1] [2]", "something else at character 4"),
        ("[" * 200_000, "nested too deep"),
        ("9" * 10_000, "not readable JSON"),
    ],
)
def test_what_is_not_one_whole_value_is_an_error(document: str, words: str) -> None:
    with pytest.raises(JsonError, match=words):
        read_slice(document)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_slice("\ufeff[1]").raw == "[1]"


def test_depth_is_bounded() -> None:
    assert len(pieces(read_slice("[" * 500 + "]" * 500))) < 100
