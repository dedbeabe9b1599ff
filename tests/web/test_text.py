"""Original text as HTML: marks and mentions at their code points, cut where it is long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from nlp.reading import Mention
from tests.web.samples import mention
from web.text import excerpt, marked, web_address


def test_a_mark_may_begin_and_end_inside_a_mention() -> None:
    text = "blue pills now"
    html = marked(text, (0, len(text)), [(5, 14)], [mention(text, "blue pills", "drug", "<m>")])
    assert html == (
        '<span class="mention" title="drug: &lt;m&gt;">blue </span>'
        '<mark><span class="mention" title="drug: &lt;m&gt;">pills</span> now</mark>'
    )


def test_mentions_in_one_place_share_one_title() -> None:
    text = "M30"
    html = marked(text, (0, 3), [], [mention(text, "M30", "imprint", "M30"), mention(text, "30", "dose", "30 mg")])
    assert html == (
        '<span class="mention" title="imprint: M30">M</span>'
        '<span class="mention" title="imprint: M30; dose: 30 mg">30</span>'
    )


def test_marks_count_code_points_and_only_those_within_the_bounds_are_drawn() -> None:
    text = "💊💊 <oxy> & oxy"
    assert marked(text, (3, len(text)), [(0, 2), (4, 7), (11, 14)], []) == (
        "&lt;<mark>oxy</mark>&gt; &amp; <mark>oxy</mark>"
    )


@pytest.mark.parametrize(
    ("mark", "shown", "before", "after"),
    [
        (None, "01234567", False, True),
        (2, "01<mark>2</mark>34567", False, True),
        (7, "56<mark>7</mark>89012", True, True),
        (99, "2345678<mark>9</mark>", True, False),
    ],
)
def test_an_excerpt_moves_to_the_first_mark(mark: int | None, shown: str, before: bool, after: bool) -> None:
    text = "head\n" + "0123456789" * 10
    marks = [(0, 2)] + ([] if mark is None else [(mark + 5, mark + 6)])
    part = excerpt(text, (5, len(text)), 8, marks, [])
    assert (part.html, part.cut_before, part.cut_after) == (shown, before, after)


def test_a_short_text_is_shown_whole() -> None:
    part = excerpt("0123456789", (0, 10), 10, [(9, 10)], [])
    assert (part.html, part.cut_before, part.cut_after) == ("012345678<mark>9</mark>", False, False)


SPANS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))


@given(st.text(st.sampled_from("ab <>&\"'{}"), max_size=40), st.lists(SPANS), st.lists(SPANS))
def test_nothing_of_the_text_is_lost_or_changed_by_drawing(
    text: str, marks: list[tuple[int, int]], places: list[tuple[int, int]]
) -> None:
    mentions = [Mention("drug", "", start, end, "\"'><b>", "") for start, end in places]
    html = marked(text, (0, len(text)), marks, mentions)
    tree = LexborHTMLParser(f"<body><div>{html}</div>")
    assert tree.css("div")[0].text() == text
    assert {node.tag for node in tree.css("div *")} <= {"mark", "span"}
    shown = "".join(node.text() for node in tree.css("mark"))
    assert shown == "".join(c for at, c in enumerate(text) if any(start <= at < end for start, end in marks))


def test_only_http_addresses_with_a_host_are_web_addresses() -> None:
    assert web_address("https://a.example/x?y=1#z") == "https://a.example/x?y=1#z"
    assert web_address("http://a.example") == "http://a.example"
    for bad in ("ftp://a.example", "https:a", "https:///x", "javascript:1", "https://a.example/ x", "", None):
        assert web_address(bad) is None
