"""What people type, cut into a tree: the shape of the query language, without the meaning of its fields."""

from functools import cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from index.query import QueryError

FIELDS = (
    *("contact", "handle", "phone", "imprint", "drug", "place", "price", "goods", "label", "source", "platform"),
    *("site", "kind", "lang", "seller", "near", "score", "created", "since", "until"),
)

_QUOTES = '"“”„＂'
_GRAMMAR = rf"""
start: either?
?either: both (_OR both)*
?both: one (_AND? one)*
?one: (NOT | MINUS) one -> no
    | "(" either ")"
    | FIELD _value -> field
    | PHONE -> phone
    | UNKNOWN -> unknown
    | (WORD | PHRASE | UNCLOSED) -> words
_value: WORD | PHRASE | UNCLOSED | RANGE | COMPARED | "(" either ")"

_OR.9: /OR(?=[\s()]|\Z)/
_AND.9: /AND(?=[\s()]|\Z)/
NOT.9: /NOT(?=[\s()]|\Z)/
MINUS.8: /-(?=[^\s\d\-])/
PHONE.8: /(?i:phone):\s*[+(]*\d(?:[\s().\/\-]*\d)+(?![\w*])/
FIELD.7: /(?i:{"|".join(FIELDS)}):\s*/
UNKNOWN.6: /[A-Za-z_]{{2,30}}:(?=[^\s\/])/
RANGE.8: /[\[{{][^\[\]{{}}]{{0,100}}[\]}}]/
COMPARED.8: /[<>]=?[^\s(){_QUOTES}]+/
PHRASE.5: /[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]/
UNCLOSED.4: /[{_QUOTES}][^{_QUOTES}]*\Z/
WORD.1: /(?!(?:AND|OR)(?:[\s()]|\Z))[^\s(){_QUOTES}]+/
%ignore /\s+/
"""

_END = "$END"


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", propagate_positions=True)


def parse_tree(text: str) -> Tree[Token]:
    """The tree of a query. Raises QueryError, with the place counted in characters from 1."""
    try:
        return _parser().parse(text)
    except UnexpectedInput as error:
        raise QueryError(_complaint(text, error)) from None


def _complaint(text: str, error: UnexpectedInput) -> str:
    token = error.token if isinstance(error, UnexpectedToken) else None
    at_end = isinstance(error, UnexpectedEOF) or (token is not None and token.type == _END)
    expected = _expected(error)
    if at_end:
        if ")" in expected:
            return f"character {_unclosed(text) + 1}: this parenthesis is never closed: expected another )"
        return f"character {len(text) + 1}: the search ends too early: expected {expected}"
    at = error.pos_in_stream or 0
    found = str(token) if token is not None else (text[at:].split() or [""])[0]
    if found == ")" and ")" not in expected and _depth(text[:at]) <= 0:
        return f"character {at + 1}: this ) closes nothing: expected a ( before it, or quotation marks around it"
    return f"character {at + 1}: {found[:20]} cannot stand here: expected {expected}"


def _expected(error: UnexpectedInput) -> str:
    known = error.allowed if isinstance(error, UnexpectedCharacters) else getattr(error, "expected", None)
    names = set(known or ())
    parts = []
    if "RPAR" in names:
        parts.append("a )")
    if "RANGE" in names:
        parts.append("a value, as in price:[5 TO 30] or drug:fentanyl")
    elif names & {"WORD", "LPAR"}:
        parts.append('a word, a "phrase" or field:value')
    return " or ".join(parts) or "nothing more"


def _unclosed(text: str) -> int:
    """The place of the last parenthesis that stays open, quoted ones aside."""
    stack: list[int] = []
    quoted = False
    for at, char in enumerate(text):
        if char in _QUOTES:
            quoted = not quoted
        elif not quoted and char == "(":
            stack.append(at)
        elif not quoted and char == ")" and stack:
            stack.pop()
    return stack[-1] if stack else 0


def _depth(text: str) -> int:
    quoted, depth = False, 0
    for char in text:
        if char in _QUOTES:
            quoted = not quoted
        elif not quoted:
            depth += (char == "(") - (char == ")")
    return depth
