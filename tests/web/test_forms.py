"""From an address to a Query and back."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from index.access import EVERYTHING
from index.query import FACETS, Clause, QueryError
from nlp.reading import GOODS
from tests.web.samples import NOW
from web.forms import Asked, read_asked, to_query


def test_an_empty_form_asks_for_all_hits_newest_first() -> None:
    query = to_query(read_asked([]), NOW, EVERYTHING)
    assert (query.clauses, query.since, query.until, query.hits, query.gone) == ((), None, None, True, None)
    assert (query.order, query.after, query.limit, query.facets, query.histogram) == ("newest", "", 20, FACETS, True)


def test_every_field_reaches_the_query() -> None:
    asked = read_asked(parse_qsl(
        "q=oxy*&since=2026-11-01&until=2026-11-07&show=all&gone=no&order=relevance&after=W10&copies=one&goods=pill_press"
        "&goods=precursor&label=offer&platform=p&site=s&source=x&kind=shop&lang=es&handle=h&drug=d"
    ))  # fmt: skip
    query = to_query(asked, NOW, EVERYTHING)
    assert query.clauses == (Clause(("oxy",), prefix=True),)
    assert query.since == datetime(2026, 11, 1, tzinfo=UTC)
    assert query.until == datetime(2026, 11, 8, tzinfo=UTC)
    assert (query.hits, query.gone, query.order, query.after) == (None, False, "relevance", "W10")
    assert query.collapse
    assert query.goods == ("pill_press", "precursor")
    assert [getattr(query, name) for name in FACETS if name != "goods"] == [
        ("offer",), ("p",), ("s",), ("x",), ("shop",), ("es",), ("h",), ("d",)
    ]  # fmt: skip


@pytest.mark.parametrize(("period", "span"), [("24h", 24), ("7d", 7 * 24), ("30d", 30 * 24)])
def test_a_period_ends_now(period: str, span: int) -> None:
    query = to_query(Asked(period=period), NOW, EVERYTHING)
    assert (query.since, query.until) == (NOW - timedelta(hours=span), None)


def test_an_address_reads_back_as_what_it_was_made_from() -> None:
    asked = Asked(q='"a & b" +c%', period="7d", show="all", filters={"goods": GOODS[:2], "handle": ("x y\u202e",)})
    assert read_asked(parse_qsl(asked.href().removeprefix("/?"))) == asked
    assert Asked().href() == "/"


def test_changing_a_filter_begins_at_the_first_page_again() -> None:
    asked = Asked(after="W10", filters={"lang": ("es",)})
    assert asked.toggled("lang", "en") == "/?lang=es&lang=en"
    assert asked.toggled("lang", "es") == "/"
    assert asked.href(after="W11") == "/?after=W11&lang=es"


def test_a_repeated_value_counts_once_and_an_empty_one_not() -> None:
    assert read_asked([("lang", "es"), ("lang", "es"), ("lang", ""), ("goods", ""), ("q", " ")]) == Asked(
        filters={"lang": ("es",)}
    )


def test_an_unknown_field_is_refused_and_named() -> None:
    with pytest.raises(QueryError, match="unknown field 'god': the fields are q, period, since"):
        to_query(read_asked([("god", "x")]), NOW, EVERYTHING)
