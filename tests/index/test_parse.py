"""The words people type."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fields import microseconds
from index.parse import LONGEST_QUERY, MOST_CLAUSES, parse_query
from index.query import AllOf, AnyOf, Between, Clause, Keyed, Node, Not, QueryError, wanted_clauses
from tests.index.sample import NOON


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
            parse_query(typed, NOON)
    else:
        assert parse_query(typed, NOON) == clauses


def word(text: str) -> Clause:
    return Clause((text,))


def dated(low: str | None = None, high: str | None = None) -> Between:
    first, last = (
        microseconds(datetime.fromisoformat(one).replace(tzinfo=UTC)) if one else None for one in (low, high)
    )
    return Between("dated", first, last)


@pytest.mark.parametrize(
    ("typed", "nodes"),
    [
        ("a AND b", (word("a"), word("b"))),
        ("a OR b c", (AnyOf((word("a"), AllOf((word("b"), word("c"))))),)),
        ("(a OR b) c", (AnyOf((word("a"), word("b"))), word("c"))),
        ("a NOT b", (word("a"), Not(word("b")))),
        ('a -"b c"', (word("a"), Not(Clause(("b", "c"))))),
        ("NOT (a b)", (Not(AllOf((word("a"), word("b")))),)),
        ("and or not", (word("and"), word("or"), word("not"))),
        ("a - b", (word("a"), word("b"))),
        ("xanaks~1 oxycodne~2 perkocet~", (Clause(("xanaks",), fuzzy=1), Clause(("oxycodne",), fuzzy=2),
                                           Clause(("perkocet",), fuzzy=1))),
        ("price:[5 TO 30]", (Between("price", 500, 3000),)),
        ("price:{5 TO 12.50} price:[* TO $9]", (Between("price", 501, 1249), Between("price", None, 900))),
        ("price:>=5 price:<5", (Between("price", 500), Between("price", None, 499))),
        ("price:5", (Between("price", 500, 500),)),
        ("score:>=0.9", (Between("scored", 900_000),)),
        ("created:>=2026-11-01", (dated("2026-11-01"),)),
        ("created:2026-11-01", (dated("2026-11-01", "2026-11-01T23:59:59.999999"),)),
        ("created:2026-02", (dated("2026-02-01", "2026-02-28T23:59:59.999999"),)),
        ("created:[2026-11-01 TO 2026-11-03}", (dated("2026-11-01", "2026-11-02T23:59:59.999999"),)),
        ("since:7d until:2026-11-01", (dated("2026-10-26T12:00"), dated(None, "2026-10-31T23:59:59.999999"))),
        ("handle:@Blue_Door", (Keyed("keys", ("handle:blue_door",)),)),
        ("handle: blue*", (Keyed("keys", ("handle:blue",), prefix=True),)),
        ("contact:Telegram:Blue_Door", (Keyed("keys", ("contact:telegram:blue_door",)),)),
        ("lang:(en OR es)", (AnyOf((Keyed("lang", ("en",)), Keyed("lang", ("es",)))),)),
        ("label:offer site:forum.*", (Keyed("label", ("offer",)), Keyed("site", ("forum.",), prefix=True))),
        ('place:"New York"', (Clause(("new", "york"), within="places"),)),
        ("place:phoe*", (Clause(("phoe",), prefix=True, within="places"),)),
        ("http://t.me/blue", (Clause(("http", "t", "me", "blue")),)),
        ("12:30 snap: x", (Clause(("12", "30")), word("snap"), word("x"))),
    ],
)  # fmt: skip
def test_the_language(typed: str, nodes: tuple[Node, ...]) -> None:
    assert parse_query(typed, NOON) == nodes


@pytest.mark.parametrize(
    "typed",
    ["555-0142", "5550142", "(555) 0142", "+555.01 42", '"555 0142"'],
)
def test_a_telephone_number_in_any_spelling_is_one(typed: str) -> None:
    assert parse_query(f"phone:{typed} blue", NOON) == (Keyed("keys", ("phone:5550142",), prefix=True), word("blue"))


def test_a_seller_stands_for_all_accounts() -> None:
    accounts = {"s1": ("telegram/blue", "shop/door.example")}
    (node,) = parse_query("seller:s1", NOON, lambda name: accounts[name])
    assert node == Keyed("keys", ("seller:s1", "seller:telegram/blue", "seller:shop/door.example"))


def drug(name: str) -> AnyOf:
    (node,) = parse_query(f"drug:{name}", NOON)
    assert isinstance(node, AnyOf)
    return node


def test_a_drug_stands_for_all_its_names() -> None:
    assert drug("fentanyl") == drug("fetty") == drug("FENTANILO") == drug('"china white"') == drug("f3ntanyl")
    assert Keyed("drug", ("fentanyl",)) in drug("fentanyl").nodes
    assert {word("fent"), word("fentanilo"), Clause(("china", "white"))} <= set(drug("fentanyl").nodes)
    assert Keyed("drug", ("oxycodone", "counterfeit oxycodone")) in drug("oxycodone").nodes
    assert word("snow") not in drug("cocaine").nodes, "an everyday word counts where the reader saw a second cue"
    assert drug("snow") == drug("cocaine")


def test_a_mark_is_found_in_any_spelling() -> None:
    marks = [parse_query(f"imprint:{typed}", NOON) for typed in ('"M 30"', "m30", "M-30", '"m in box 30"')]
    for (node,) in marks:
        assert isinstance(node, AnyOf)
        assert Keyed("keys", ("imprint:m30",)) in node.nodes or "imprint:m30" in str(node)
        assert {word("m30"), Clause(("m", "30"))} <= set(node.nodes)
    (unknown,) = parse_query("imprint:qz-17", NOON)
    assert unknown == AnyOf((Keyed("keys", ("imprint:qz17",)), Clause(("qz", "17")), word("qz17")))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('blue "pills', "character 6: .*never closed"),
        ("blue *", "character 6: a lone *"),
        ('"blue *"', "character 7: a lone *"),
        ('""', "character 1: nothing to search for"),
        ("  & !", "character 3: nothing to search for"),
        ("a" * (LONGEST_QUERY + 1), f"at most {LONGEST_QUERY}"),
        ("a " * (MOST_CLAUSES + 1), f"character 61: more than {MOST_CLAUSES} words"),
        ("NOT " * 12 + "a", "character .*more than 10 levels"),
        ("blue (pills", r"character 6: this parenthesis is never closed"),
        ("blue) pills", r"character 5: this \) closes nothing"),
        ("()", r"character 2: \) cannot stand here: expected a word"),
        ("a OR", "character 5: the search ends too early: expected a word"),
        ("OR a", "character 1: OR cannot stand here"),
        ("a drug:", "character 8: the search ends too early: expected a value"),
        ("plase:x", "character 1: no field is named plase: expected one of contact, handle"),
        ("drug:xanaxx2", "character 6: drug:xanaxx2 is no name in the lexicons: did you mean"),
        ("goods:x", "character 7: goods:x is not known: expected one of counterfeit_pill"),
        ("price:cheap", "character 7: cheap is no number: expected such as 5"),
        ("price:[5 30]", r"character 7: \[5 30\] is no range: expected such as \[5 TO 30\]"),
        ("created:soon", 'character 9: "soon" is not a time'),
        ("phone:12", "character 1: phone:12 has 2 digits"),
        ("label:off*", r"character 7: label: takes no \*"),
        ("a*", r"character 2: too many words begin with a"),
        ("handle:b*", r"character 8: too little before the \*"),
        ("xa~1", "character 1: xa~1: expected one word of at least 3 letters"),
        ("xanax~3", "character 1: ~3 is too far"),
        ("ab* ac* ad* ae* af* ag* ah*", r"character 25: more than 6 beginnings"),
        ("label:(offer site:x)", r"character 14: a field inside label:"),
    ],
)
def test_what_cannot_be_understood(typed: str, said: str) -> None:
    with pytest.raises(QueryError, match=said.replace("*", r"\*") if "lone" in said else said):
        parse_query(typed, NOON)


@given(st.one_of(st.text(max_size=60), st.text('ab *"“”.-💊\u200b\u0430()~:[]', max_size=40)))
def test_anything_is_nodes_or_a_query_error(typed: str) -> None:
    try:
        nodes = parse_query(typed, NOON)
    except QueryError:
        return
    assert all(clause.tokens for clause in wanted_clauses(nodes))
    assert nodes or not typed.strip()
