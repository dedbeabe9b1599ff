"""Letters set apart: x a n a x, p.e.r.c, #p #e #r #c, x💊a💊n, and words cut once (xan.ax)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase

from nlp.leet import plain_word
from nlp.vocabulary import vocabulary

EMOJI = r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u2300-\u23FF\u3030\u303D]"

_BETWEEN = r"[.\-_*~•·∙/|\\,+:;=^°\"]"
_LONGEST_PART = 14
_SPACE = r"[ \t\r\n]"
_LETTER = r"[a-z@$€¢!013457]"
_SPREAD = re.compile(
    rf"(?<![\w@$.]){_LETTER}(?P<sep>{_BETWEEN}){_LETTER}(?:(?P=sep){_LETTER})+(?!\w|(?P=sep)\w)"
    rf"|(?P<spaced>(?<!\S){_LETTER}(?:{_SPACE}{{1,2}}{_LETTER}){{2,}}(?!\S))"
    r"|(?P<tags>(?<!\w)#[a-z](?:\s{0,2}#[a-z]){2,}(?!\w))"
    rf"|(?<!\w){_LETTER}(?:{EMOJI}{{1,2}}{_LETTER}){{2,}}(?!\w)"
    rf"|(?P<mixed>(?<![\w@$.])[a-z](?:{_BETWEEN}{{1,3}}{_LETTER}){{3,}}(?!\w))"
)
SPREAD_SIGN = re.compile(rf"(?<!\w){_LETTER}(?:\W{{1,3}}|_|{EMOJI}{{1,2}}){_LETTER}(?:[\W_]|\Z|{EMOJI})")
CUT_SIGN = re.compile(rf"(?:[.\-_*~•·|+]|{EMOJI})[a-z](?<=[a-z]..)")
"""One of them stands in every text that `joined` would change."""

_WIDE_GAP = re.compile(rf"{_SPACE}{{2}}")
_WIDE_AFTER = re.compile(r"\s(?:[\s.,;:!?)]|\Z)")
_NARROW_GAP = re.compile(rf"\S{_SPACE}\S")
_LETTERS = re.compile(_LETTER)
_CUT = re.compile(
    rf"(?<![\w@.\-])[a-z]{{1,{_LONGEST_PART}}}(?:(?:[.\-_*~•·|+]|{EMOJI})[a-z]{{1,{_LONGEST_PART}}}){{1,3}}(?![\w@]|[.\-_*~•·|+]\w)"
)
_PLAIN = re.compile(r"[a-z](?:[a-z@$]|[0134](?=[a-z]))*")
_CUTS = re.compile(rf"[.\-_*~•·|+]|{EMOJI}")
_LEAST_CUT = 4
_LEAST_OF_CROWD = 3
_LONGEST = 80
_LONGEST_WORD = 20
_AS_LETTERS = str.maketrans("013457@$€¢!", "oieastaseci")
_ALONE = frozenset("aeiouy")


def joined(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of a plain text that are words set apart, with the words; a wide gap around one becomes narrow."""
    found = [edit for match in _spreads(text) for edit in _of_spread(match)]
    taken = 0
    for start, end, word in _cuts(text):
        while taken < len(found) and found[taken][1] <= start:
            yield found[taken]
            taken += 1
        if taken == len(found) or end <= found[taken][0]:
            yield start, end, word
    yield from found[taken:]


def _spreads(text: str) -> Iterator[re.Match[str]]:
    done = 0
    while sign := SPREAD_SIGN.search(text, done):
        start = sign.start()
        match = _SPREAD.match(text, start - (text[start - 1 : start] == "#"))
        if match:
            yield match
        done = match.end() if match else start + 1


def _cuts(text: str) -> Iterator[tuple[int, int, str]]:
    done = 0
    for sign in CUT_SIGN.finditer(text):
        at = sign.start()
        if at >= done:
            before = text[max(done, at - _LONGEST_PART) : at]
            match = _CUT.match(text, at - len(before) + len(before.rstrip(ascii_lowercase)))
            done = match.end() if match else at + 1
            if match and (word := _uncut(match[0])):
                yield *match.span(), word


def _of_spread(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    wide = match["spaced"] and _WIDE_GAP.search(match[0]) and _NARROW_GAP.search(match[0])
    start, end = match.span()
    apart = match["spaced"] and _stands_apart(match)
    wide_before = match["spaced"] and match.string[max(0, start - 2) : start].isspace()
    wide_after = match["spaced"] and _WIDE_AFTER.match(match.string, end)
    for part in _WIDE_GAP.split(match[0]) if wide else [match[0]]:
        places = [start + letter.start() for letter in _LETTERS.finditer(part)]
        letters = "".join(match.string[place] for place in places)
        crowded = match["tags"] or (match["spaced"] and not apart)
        words = _words(letters) if crowded else (letters,)
        doubtful = (
            bool(match["mixed"]) or (match["spaced"] and len(places) == 3 and not wide) or not _PLAIN.fullmatch(letters)
        )
        if len(places) > 1 and (not doubtful or all(plain_word(word) in vocabulary() for word in words)):
            at = 0
            if wide_before and start == match.start():
                yield start - 1, start, ""
            for word in words:
                first, last = places[at], places[at + len(word) - 1]
                yield first - bool(match["tags"]), last + 1, word
                at += len(word)
            if wide_after and start + len(part) == end:
                yield end, end + 1, ""
        start += len(part) + 2


def _stands_apart(match: re.Match[str]) -> bool:
    """Whether wider gaps than those inside show where a spaced word begins and ends."""
    text, (start, end) = match.string, match.span()
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    gaps = [len(gap) for gap in (before, after) if gap]
    return bool(gaps) and all(size == 2 for size in gaps) and f"{before}{after}".isspace()


@lru_cache(4_096)
def _words(letters: str) -> tuple[str, ...]:
    """Letters cut into the fewest words of the vocabulary, after an "a" or "i"; whole where that cannot be done."""
    if len(letters) > _LONGEST or plain_word(letters) in vocabulary():
        return (letters,)
    plain = letters.translate(_AS_LETTERS)
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(plain) + 1):
        ways = [
            (*before, letters[start:end])
            for start in range(max(0, end - _LONGEST_WORD), end)
            if (before := best[start]) is not None
            and (plain[start:end] in vocabulary() if end - start >= _LEAST_OF_CROWD else end == 1 and plain[0] in "aiy")
        ]
        best.append(min(ways, key=len, default=None))
    return best[-1] or (letters,)


@lru_cache(4_096)
def _uncut(cut: str) -> str | None:
    """The word that was cut, unless its parts are words too (pick-up, t.me)."""
    parts = _CUTS.split(cut)
    word = "".join(parts)
    words = vocabulary()
    if len(word) < _LEAST_CUT or word not in words or all(part in words or part in _ALONE for part in parts):
        return None
    return word
