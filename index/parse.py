"""The query language: words, "phrases", AND OR NOT and parentheses, beginnings*, spellings~1, field:value, ranges."""

import re
from datetime import datetime

from lark import Token, Tree

from index.grammar import FIELDS, parse_tree
from index.query import AllOf, AnyOf, Clause, Keyed, Node, Not, QueryError
from index.terms import Sellers, Value, node_of
from index.words import words_of

LONGEST_QUERY = 500
MOST_CLAUSES = 30
MOST_LOOSE = 6
"""Beginnings and spellings, which a store looks up among all its words."""

MOST_NESTED = 10
FEWEST_LETTERS = 2
"""Letters that must stand before a *."""

FEWEST_FUZZY = {1: 3, 2: 6}
"""Letters that a word must have to be looked for with so many changes."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_FUZZY = re.compile(r"(.*[^~*])~([0-9]*)", re.DOTALL)


def only_itself(seller: str) -> tuple[str, ...]:
    """For callers that know nothing of sellers: `seller:` then finds one account."""
    return ()


def parse_query(text: str, now: datetime, sellers: Sellers = only_itself) -> tuple[Node, ...]:
    """What was typed, as nodes that must all match; nothing typed gives none, which finds everything.

    `now` is what `since:7d` counts from. A word that gives several tokens (`555-0142`) is a phrase. Signs that stand
    alone are passed over. Raises QueryError, with the place counted in characters from 1.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"the search is {len(text)} characters long: expected at most {LONGEST_QUERY}")
    if broken := _SURROGATE.search(text):
        raise QueryError(f"character {broken.start() + 1}: half a character: expected text in UTF-8")
    if not text.strip():
        return ()
    built = _Builder(now, sellers).node(parse_tree(text), "", 0)
    if built is None:
        at = len(text) - len(text.lstrip())
        raise QueryError(f"character {at + 1}: nothing to search for: expected a letter, a digit or an emoji")
    return built.nodes if isinstance(built, AllOf) else (built,)


class _Builder:
    """Counts what one search may cost."""

    def __init__(self, now: datetime, sellers: Sellers) -> None:
        self._now = now
        self._sellers = sellers
        self._clauses = 0
        self._loose = 0

    def node(self, tree: "Tree[Token]", field: str, depth: int) -> Node | None:
        """The node of a tree whose words belong to `field`; None where there is nothing but signs."""
        if depth > MOST_NESTED:
            raise QueryError(f"{_place(tree)}more than {MOST_NESTED} levels of parentheses and NOT: expected fewer")
        kind = str(tree.data)
        if kind in ("words", "phone", "unknown"):
            return self._leaf(kind, _token(tree), field)
        if kind == "field":
            return self._field(tree, field, depth)
        nodes = [
            made for child in tree.children if isinstance(child, Tree) and (made := self.node(child, field, depth + 1))
        ]
        if not nodes:
            return None
        if kind == "no":
            return Not(nodes[0])
        if len(nodes) == 1:
            return nodes[0]
        return AnyOf(tuple(nodes)) if kind == "either" else AllOf(_flat(nodes))

    def _field(self, tree: "Tree[Token]", outer: str, depth: int) -> Node | None:
        name, value = tree.children
        if outer:
            raise QueryError(f"{_at(_as_token(name))}a field inside {outer}:( ): expected values only")
        field = _name(_as_token(name))
        if isinstance(value, Tree):
            return self.node(value, field, depth + 1)
        return self._leaf("words", value, field)

    def _leaf(self, kind: str, token: Token, field: str) -> Node | None:
        self._clauses += 1
        if self._clauses > MOST_CLAUSES:
            raise QueryError(f"{_at(token)}more than {MOST_CLAUSES} words, phrases and fields: expected fewer")
        if token.type == "UNCLOSED":
            raise QueryError(f'{_at(token)}this quotation mark is never closed: expected another "')
        if kind == "unknown":
            raise QueryError(
                f'{_at(token)}no field is named {token[:-1]}: expected one of {", ".join(FIELDS)}, or "quotation '
                'marks" around it'
            )
        if kind == "phone":
            name, _, number = token.partition(":")
            return self._value(token, name.lower(), Value(number.strip()))
        if field:
            text, prefix = _bare(token)
            return self._value(token, field, Value(text, prefix))
        return self._words(token)

    def _value(self, token: Token, field: str, value: Value) -> Node:
        if value.prefix:
            self._count_loose(token)
            if len(value.text) < FEWEST_LETTERS:
                raise QueryError(f"{_at(token)}too little before the *: expected at least {FEWEST_LETTERS} characters")
        if not value.text:
            raise QueryError(f"{_at(token)}nothing behind {field}: : expected a value")
        try:
            node = node_of(field, value, self._now, self._sellers)
        except QueryError as error:
            raise QueryError(f"{_at(token)}{error}") from None
        if isinstance(node, Keyed) and node.prefix and not value.prefix:
            self._count_loose(token)
        return node

    def _words(self, token: Token) -> Clause | None:
        text, prefix = _bare(token)
        end = token.start_pos or 0
        if token.type == "WORD" and not prefix and (spelled := _FUZZY.fullmatch(text)):
            return self._fuzzy(token, spelled[1], spelled[2])
        tokens = tuple(word.text for word in words_of(text))
        if not prefix:
            return Clause(tokens) if tokens else None
        star = end + len(token.rstrip('"“”„＂ '))
        if not tokens or text[-1:].isspace():
            raise QueryError(f"character {star}: a lone *: expected the beginning of a word before it")
        self._count_loose(token)
        if len(tokens[-1]) < FEWEST_LETTERS and tokens[-1].isascii():
            raise QueryError(
                f"character {star}: too many words begin with {tokens[-1]}: expected at least {FEWEST_LETTERS} letters "
                "before the *"
            )
        return Clause(tokens, prefix=True)

    def _fuzzy(self, token: Token, text: str, typed: str) -> Clause:
        tokens = [word.text for word in words_of(text)]
        if typed not in ("", "1", "2"):
            raise QueryError(f"{_at(token)}~{typed[:5]} is too far: expected ~1 or ~2")
        changes = int(typed or 1)
        if len(tokens) != 1 or len(tokens[0]) < FEWEST_FUZZY[changes]:
            raise QueryError(
                f"{_at(token)}{text[:30]}~{changes}: expected one word of at least {FEWEST_FUZZY[changes]} letters "
                "before the ~"
            )
        self._count_loose(token)
        return Clause((tokens[0],), fuzzy=changes)

    def _count_loose(self, token: Token) -> None:
        self._loose += 1
        if self._loose > MOST_LOOSE:
            raise QueryError(
                f"{_at(token)}more than {MOST_LOOSE} beginnings with *, spellings with ~ and phone numbers: "
                "expected fewer"
            )


def _flat(nodes: list[Node]) -> tuple[Node, ...]:
    return tuple(one for node in nodes for one in (node.nodes if isinstance(node, AllOf) else (node,)))


def _bare(token: Token) -> tuple[str, bool]:
    """The text without quotation marks and without the * at its end, and whether there was one."""
    text = str(token)[1:-1].rstrip() if token.type == "PHRASE" else str(token)
    return text.removesuffix("*"), text.endswith("*") and token.type not in ("RANGE", "COMPARED")


def _token(tree: "Tree[Token]") -> Token:
    return _as_token(tree.children[0])


def _as_token(child: object) -> Token:
    if not isinstance(child, Token):
        raise TypeError(f"not a token: {child!r}")
    return child


def _name(token: Token) -> str:
    return token.rstrip().removesuffix(":").lower()


def _at(token: Token) -> str:
    return f"character {(token.start_pos or 0) + 1}: "


def _place(tree: "Tree[Token]") -> str:
    return f"character {tree.meta.start_pos + 1}: " if not tree.meta.empty else ""
