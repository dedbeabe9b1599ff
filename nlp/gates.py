"""Which of many patterns a text can hold at all: one pass for all of them, before the dear ones are tried.

RE2 reads a text once for any number of patterns, but knows neither look-around nor Python's idea of a letter. So it is
given a looser pattern for each: whatever the pattern matches, its looser form matches too.
"""

import re
from importlib import import_module
from typing import Any

import re2

ops, parser = import_module("re._constants"), import_module("re._parser")

_MEMORY = 32 << 20
"""Bytes for the states that RE2 has met; when they are full it begins anew."""
_MOST_REPEATS = 8
_BEYOND_ASCII = r"\x{80}-\x{10ffff}"
_CLASSES: dict[Any, str] = {
    ops.CATEGORY_DIGIT: r"\d" + _BEYOND_ASCII,
    ops.CATEGORY_SPACE: r"\s\v\x1c-\x1f" + _BEYOND_ASCII,
    ops.CATEGORY_WORD: r"\w" + _BEYOND_ASCII,
    ops.CATEGORY_NOT_DIGIT: r"\D",
    ops.CATEGORY_NOT_SPACE: r"\S",
    ops.CATEGORY_NOT_WORD: r"\W",
}
"""ASCII as Python has it; any other character may be of any class."""
_ASCII_CLASSES: dict[Any, str] = {
    ops.CATEGORY_DIGIT: r"\d",
    ops.CATEGORY_SPACE: r"\t-\r ",
    ops.CATEGORY_WORD: r"\w",
    ops.CATEGORY_NOT_DIGIT: "",
    ops.CATEGORY_NOT_SPACE: "",
    ops.CATEGORY_NOT_WORD: "",
}
"""What a class surely holds: all that a class that leaves it out may go without."""


_TURKISH = r"\x{130}\x{131}"
"""An i to Python where case does not count, not to RE2."""


class Gate:
    """Patterns that are asked for together, each by the number that `add` gives it."""

    def __init__(self) -> None:
        self.patterns: list[re.Pattern[str]] = []
        self._set: Any = None
        self._last: tuple[str, tuple[int, ...]] = ("", ())

    def add(self, pattern: re.Pattern[str]) -> int:
        """Takes up a pattern; those of a module are added when it is loaded, before any text is read."""
        self.patterns.append(pattern)
        self._set = None
        return len(self.patterns) - 1

    def open(self, text: str) -> tuple[int, ...]:
        """Numbers of the patterns that may match, in order; all others do not. The last answer is kept."""
        asked, answer = self._last
        if asked is not text:
            if self._set is None:
                self.make()
            answer = tuple(sorted(self._set.Match(text.encode("utf-8", "replace")) or ()))
            self._last = (text, answer)
        return answer

    def make(self) -> None:
        """Makes ready; else the first text waits for it."""
        options = re2.Options()
        options.max_mem = _MEMORY
        made = re2.Set.SearchSet(options)
        for pattern in self.patterns:
            made.Add(looser(pattern))
        made.Compile()
        self._set, self._last = made, ("", ())


PLAIN, GIVEN = Gate(), Gate()
"""For texts in plain characters (`nlp.characters`), and for texts as given."""


def looser(pattern: re.Pattern[str]) -> str:
    """A pattern of RE2 that matches wherever the given one does."""
    written = _loose(parser.parse(pattern.pattern, pattern.flags & re.IGNORECASE), head=True, tail=True)
    return f"(?i){written}" if pattern.flags & re.IGNORECASE else written


def _loose(parts: Any, *, head: bool = False, tail: bool = False) -> str:
    """The parts one after another; at the `head` and `tail` of a pattern what is looked for around it is kept."""
    last = len(parts) - 1
    return "".join(
        _one(op, value, head=head and at == 0, tail=tail and at == last) for at, (op, value) in enumerate(parts)
    )


def _one(op: Any, value: Any, *, head: bool, tail: bool) -> str:
    if op is ops.LITERAL:
        return _in([(op, value)])
    if op is ops.NOT_LITERAL:
        return f"[^\\x{{{value:x}}}]"
    if op is ops.ANY:
        return "(?s:.)"
    if op is ops.IN:
        return _in(value)
    if op is ops.BRANCH:
        return f"(?:{'|'.join(_loose(branch, head=head, tail=tail) for branch in value[1])})"
    if op in {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}:
        least, most, what = value
        inner = f"(?:{_loose(what)})"
        if most > _MOST_REPEATS:
            return f"{inner}{{{min(least, _MOST_REPEATS)},}}"
        return f"{inner}{{{least},{most}}}"
    if op is ops.SUBPATTERN:
        _, added, _, what = value
        return f"(?{'i' if added & re.IGNORECASE else ''}:{_loose(what, head=head, tail=tail)})"
    if op is ops.ATOMIC_GROUP:
        return f"(?:{_loose(value, head=head, tail=tail)})"
    if op is ops.GROUPREF:
        return "(?s:.)*"
    if op is ops.ASSERT and (tail if value[0] > 0 else head):
        return f"(?:{_loose(value[1])})"
    if op in {ops.AT, ops.ASSERT, ops.ASSERT_NOT}:
        return ""
    raise ValueError(f"a pattern with {op} has no looser form yet")


def _in(items: Any) -> str:
    negated = items[0][0] is ops.NEGATE
    classes = _ASCII_CLASSES if negated else _CLASSES
    written = ""
    for op, value in items[1:] if negated else items:
        if op is ops.LITERAL:
            written += f"\\x{{{value:x}}}{_TURKISH if chr(value) in 'iI' else ''}"
        elif op is ops.RANGE:
            written += f"\\x{{{value[0]:x}}}-\\x{{{value[1]:x}}}{_TURKISH if value[0] <= ord('i') <= value[1] else ''}"
        else:
            written += classes[value]
    if negated:
        return f"[^{written}]" if written else "(?s:.)"
    return f"[{written}]"
