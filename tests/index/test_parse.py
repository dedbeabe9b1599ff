"""The words people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parse import LONGEST_QUERY, MOST_CLAUSES, parse_query
from index.query import Clause, QueryError


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("", ()),
        ("  \t ", ()),
        ("Blue pills", (Clause(("blue",)), Clause(("pills",)))),
        ('"blue pills" cheap', (Clause(("blue", "pills")), Clause(("cheap",)))),
        ("“blue pills”", (Clause(("blue", "pills")),)),
        ("perc*", (Clause(("perc",), True),)),
        ('"blue pi*"', (Clause(("blue", "pi"), True),)),
        ('"blue pills "*', None),
        ("555-0142", (Clause(("555", "0142")),)),
        ("555-01*", (Clause(("555", "01"), True),)),
        ("@Blue_Door #fent", (Clause(("blue_door",)), Clause(("fent",)))),
        ("azúl & 💊", (Clause(("azul",)), Clause(("💊",)))),
        ('a"b c"d', (Clause(("a",)), Clause(("b", "c")), Clause(("d",)))),
        ("xy" * 150, (Clause(("xy" * 50,)),)),
    ],
)
def test_clauses(typed: str, clauses: tuple[Clause, ...] | None) -> None:
    if clauses is None:
        with pytest.raises(QueryError):
            parse_query(typed)
    else:
        assert parse_query(typed) == clauses


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('blue "pills', "character 6: .*never closed"),
        ("blue *", "character 6: a lone *"),
        ('"blue *"', "character 7: a lone *"),
        ('""', "character 2: nothing to search for"),
        ("  & !", "character 3: nothing to search for"),
        ("a" * (LONGEST_QUERY + 1), f"at most {LONGEST_QUERY}"),
        ("a " * (MOST_CLAUSES + 1), f"31 words and phrases: expected at most {MOST_CLAUSES}"),
    ],
)
def test_what_cannot_be_understood(typed: str, said: str) -> None:
    with pytest.raises(QueryError, match=said.replace("*", r"\*") if "lone" in said else said):
        parse_query(typed)


@given(st.one_of(st.text(max_size=60), st.text('ab *"“”.-💊\u200b\u0430', max_size=40)))
def test_anything_is_clauses_or_a_query_error(typed: str) -> None:
    try:
        clauses = parse_query(typed)
    except QueryError:
        return
    assert all(clause.tokens for clause in clauses)
    assert clauses or not typed.strip()
