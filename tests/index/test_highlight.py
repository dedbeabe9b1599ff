"""Where the words of a query stand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.highlight import highlight
from index.parse import parse_query
from index.query import Clause
from tests.index.sample import NOON


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Blue pills, blue door", "blue", ["Blue", "blue"]),
        ("Blue pills, blue door", '"blue pills"', ["Blue pills"]),
        ("Blue pills, blue door", '"blue do*" pill*', ["pills", "blue door"]),
        ("cheap p.e.r.c here", "perc", ["p.e.r.c"]),
        ("get x@nax now", "xanax", ["x@nax"]),
        ("pastillas azúl", "azul", ["azúl"]),
        ("💊💊 hi", "💊", ["💊💊"]),
        ("a b c", '"a b" "b c"', ["a b c"]),
        ("blue pills", "red", []),
        ("blue pills", "", []),
    ],
)
def test_marks(text: str, typed: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in highlight(text, parse_query(typed, NOON))] == marked


words = st.sampled_from(("a", "b", "x@nax", "p.e.r.c", "💊", "azúl", "555-0142", "\u200b", "ｆｕｌｌ", "…", '"'))
clauses = st.lists(
    st.builds(
        Clause,
        tokens=st.lists(st.sampled_from(("a", "b", "xanax", "0142", "")), min_size=1, max_size=3).map(tuple),
        prefix=st.booleans(),
    ),
    max_size=4,
)


@given(st.one_of(st.text(max_size=60), st.lists(words, max_size=12).map(" ".join)), clauses)
def test_spans_lie_in_the_text_in_order_and_apart(text: str, wanted: list[Clause]) -> None:
    spans = highlight(text, wanted)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
