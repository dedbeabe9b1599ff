"""Words and letters too common for a lexicon that are drugs in the company of drugs: "coke, girl", "tusi, X, nos"."""

import re
from collections.abc import Iterator, Sequence

from nlp.reading import Mention

_WORDS = {
    **dict.fromkeys(("girl", "yay", "soft"), "cocaine"),
    **dict.fromkeys(("boy", "tan"), "heroin"),
    **dict.fromkeys(("tree", "trees", "gas", "loud", "za", "flower", "flor", "pens"), "cannabis"),
    **dict.fromkeys(("glass", "foko"), "methamphetamine"),
    **dict.fromkeys(("mush",), "psilocybin mushrooms"),
    **{"spice": "synthetic cannabinoids", "junk": "heroin", "gunpowder": "heroin", "poppies": "opium"},
    **{"mids": "cannabis", "crumble": "cannabis", "sass": "mda"},
    **{"nos": "nitrous oxide", "gels": "lsd", "val": "diazepam", "alp": "alprazolam", "rita": "methylphenidate"},
    **{"var": "oxandrolone", "halo": "fluoxymesterone", "test": "testosterone", "deca": "nandrolone"},
    **{"X": "mdma", "K": "ketamine", "G": "ghb", "T": "methamphetamine", "C": "cocaine", "M": "mdma"},
}
"""DEA slang terms (2018) and common names of steroids; the letters only as capitals."""
_WORD = re.compile(
    rf"(?<![\w'’@$/.&-])(?:{'|'.join(_WORDS)})(?![\w'’&-]|\.\w)(?![ ](?:strips?|kits?|result|positive|drive)\b)"
)
_LISTED = re.compile(r"\s?(?:[,/&+•·|]|\b(?:and|n|or|y|o)\b)\s?|[ ]#|[ ](?=var\b|deca\b|test\b|tren\b)")
_FARTHEST = 5
_AMONG = {"sub": "buprenorphine", "opi": "opioid", "opie": "opioid", "ppt": "opium", "pst": "opium"}
_AMONG_DRUGS = re.compile(rf"(?i)(?<![\w'’/#@-])(?P<name>{'|'.join(_AMONG)})s?(?![\w'’-])")
"""Short names that stand for drugs wherever others are named."""
_FORUM = re.compile(
    r"(?i)\b(?:this|the|that|our|other|these|in|on|a|favou?rite|whole|another|different|which|read|new)\s$"
)
_LONGEST_BEFORE = 12


def company(text: str, drugs: Sequence[Mention]) -> Iterator[Mention]:
    """What stands in one list with a drug of `drugs`; and short names (`sub`) that are one where others are named."""
    if not drugs:
        return
    starts, ends = {drug.start for drug in drugs}, {drug.end for drug in drugs}
    words = list(_WORD.finditer(text))
    for forward in (True, False):
        for word in words if forward else reversed(words):
            start, end = word.span()
            if start not in starts and _joined(text, start, end, starts, ends):
                starts.add(start)
                ends.add(end)
                yield Mention("drug", word[0], start, end, _WORDS[word[0]], "company")
    for match in _AMONG_DRUGS.finditer(text):
        start, end = match.span()
        if start not in starts and not _FORUM.search(text, max(0, start - _LONGEST_BEFORE), start):
            yield Mention("drug", match[0], start, end, _AMONG[match["name"].lower()], "company")


def _joined(text: str, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
    """Whether only a sign of a list is between a word and a drug."""
    before = any(_LISTED.fullmatch(text, at, start) for at in range(max(0, start - _FARTHEST), start) if at in ends)
    return before or any(
        _LISTED.fullmatch(text, end, at) for at in range(end + 1, min(len(text), end + _FARTHEST) + 1) if at in starts
    )
