"""Small counts are hidden, and no total gives one away."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reports.counts import HIDDEN, Count, added, shown, total_of


@pytest.mark.parametrize(
    ("number", "count"), [(0, HIDDEN), (1, HIDDEN), (4, HIDDEN), (5, Count(5, 5)), (61, Count(61, 61))]
)
def test_counts_below_five_are_all_alike(number: int, count: Count) -> None:
    assert shown(number) == count


def test_a_sum_follows_from_what_is_shown() -> None:
    assert added([shown(20), shown(7)]) == Count(27, 27)
    assert added([shown(20), shown(3), shown(0)]) == Count(20, 28)


def test_a_total_is_shown_where_it_gives_nothing_away() -> None:
    assert total_of(30, [shown(20), shown(12)]) == Count(30, 30)
    assert total_of(27, [shown(20), shown(4), shown(3)]) == Count(20, 28)  # both hidden ones would be 3 or 4
    assert total_of(23, [shown(20), shown(3), shown(0)]) == Count(23, 23)
    assert total_of(23, [shown(20), shown(3)]) == Count(20, 24)  # 23 less 20
    assert total_of(4, [shown(3), shown(1)]) == HIDDEN


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(0, 12))
def test_no_hidden_part_follows_from_a_total(parts: Sequence[int], overlap: int) -> None:
    """Whoever sees the parts and the total can still not tell any hidden part from 0 or from 4."""
    total = sum(parts) - overlap
    assume(total >= max(parts))
    counts = [shown(part) for part in parts]
    told = total_of(total, counts)
    assert told.low <= total <= told.high
    if not told.exact or total < HIDDEN.high + 1:
        return
    for at, count in enumerate(counts):
        possible = {
            guess[at]
            for guess in product(*(range(one.low, one.high + 1) for one in counts))
            if max(guess) <= total <= sum(guess)
        }
        assert possible == set(range(count.low, count.high + 1))
