"""What somebody who began to type may mean."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, Protocol

from index.access import EVERYTHING, Access
from index.limits import SUGGESTIONS
from index.query import Clause, Keyed, Node
from index.store import Suggestion
from index.terms import drug_names, drug_node
from index.words import words_of

FEWEST = 2
"""Characters below which nothing is suggested."""

ALONE, SPARE, TERMS = 12, 1, 24
"""Names with that beginning whose listings are counted: of one kind alone; beside the others so many more than are
shown, where some may have none to be seen (the most frequent handles and contacts, the drugs with the shortest terms);
and terms, the shortest, which cost little."""

Kind = Literal["drug", "term", "handle", "contact"]
_KINDS: Mapping[str, tuple[Kind, ...]] = {"drug": ("drug",), "handle": ("handle",), "contact": ("contact",)}
_ALL: tuple[Kind, ...] = ("drug", "term", "handle", "contact")
_AT_MOST: Mapping[Kind, int] = {"drug": 3, "term": 4, "handle": 4, "contact": 2}
"""Of each kind beside the others; one kind alone has all places."""


class Counter(Protocol):
    """What a store must be able to tell."""

    def numbers(self, nodes: Sequence[Node], access: Access) -> list[int]:
        """How many listings that may be seen match each node."""

    def names(self, beginning: str, count: int) -> list[str]:
        """The most frequent of `index.fields.keys` with that beginning, whoever may see them."""


def suggestions(typed: str, access: Access, counter: Counter) -> list[Suggestion]:
    """See `SearchStore.suggest`."""
    field, colon, rest = typed.strip().partition(":")
    kinds = _KINDS.get(field.lower(), ()) if colon else _ALL
    begun = (rest if colon and kinds else typed).strip().strip('"').lower().lstrip("@")
    if len(begun) < FEWEST or not kinds:
        return []
    most = {kind: ALONE if len(kinds) == 1 else _asked(kind, access) for kind in kinds}
    asked = [(kind, text, node) for kind in kinds for text, node in _candidates(kind, begun, counter, most[kind])]
    numbers = counter.numbers([node for _, _, node in asked], access)
    found: list[Suggestion] = []
    for kind in kinds:
        mine = [Suggestion(kind, text, n) for (k, text, _), n in zip(asked, numbers, strict=True) if k == kind and n]
        mine.sort(key=lambda one: (-one.number, one.typed))
        found += mine[: SUGGESTIONS if len(kinds) == 1 else _AT_MOST[kind]]
    return found[:SUGGESTIONS]


def _asked(kind: Kind, access: Access) -> int:
    all_have_some = kind in ("handle", "contact") and access == EVERYTHING
    return _AT_MOST[kind] + (0 if all_have_some else SPARE)


def _candidates(kind: Kind, begun: str, counter: Counter, most: int) -> Iterator[tuple[str, Node]]:
    if kind in ("handle", "contact"):
        for name in counter.names(f"{kind}:{begun}", most):
            yield _quoted(name), Keyed("keys", (name,))
        return
    form = " ".join(token.text for token in words_of(begun))
    terms = sorted(_beginning(form), key=lambda term: (len(term), term)) if form else []
    if kind == "term":
        for term in terms[:TERMS]:
            yield (f'"{term}"' if " " in term else term), Clause(tuple(term.split()))
    else:
        values = dict.fromkeys(value for term in terms[:TERMS] for value in sorted(drug_names()[term]))
        for value in list(values)[:most]:
            yield _quoted(f"drug:{value}"), drug_node(value)


def _beginning(form: str) -> Iterator[str]:
    names = _sorted_terms()
    for at in range(bisect_left(names, form), len(names)):
        if not names[at].startswith(form):
            return
        yield names[at]


@cache
def _sorted_terms() -> list[str]:
    return sorted(drug_names())


def _quoted(text: str) -> str:
    field, _, value = text.partition(":")
    return f'{field}:"{value}"' if set(value) & set(' ()"') else text
