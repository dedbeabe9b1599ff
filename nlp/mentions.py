"""Which finds are mentions: slang and marks beside a second cue, and of finds that overlap the better one."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nlp.looks import Looks
from nlp.reading import Mention, MentionKind
from nlp.screen import Hit, Scan
from nlp.support import Support

_RANK: dict[MentionKind, int] = {
    "cas": 0,
    "press": 1,
    "contact": 2,
    "payment": 3,
    "imprint": 4,
    "price": 5,
    "dose": 6,
    "quantity": 7,
    "drug": 8,
    "shipping": 9,
    "place": 10,
    "colour": 11,
    "form": 12,
}
_LONGEST_ADDRESS = 200
_LONGEST_HANDLE = 40
_KINDS_OF_NAME = re.compile(
    r"[ -](?:XR|IR|ER|SR|CR|LA|XL|(?i:xr|hcl|hydrochloride|sulfate|hyclate|retard|faa)|[1-9]\d?0?'?s)(?![\w-])"
    r"|[ ]presses(?!\w)"
)
"""Behind a name they belong to it: Adderall XR, cocaine HCl, perc 10s, roxy presses."""
_PRESSED = re.compile(r"(?i)(?:pressed|fake|counterfeit)[ ]$")
"""Before a name it belongs to it."""
_LONGEST_BEFORE = 12
_GENITIVES = frozenset({"'s", "’s"})


def standing(scan: Scan, finds: Sequence[Mention]) -> tuple[list[Mention], set[Mention]]:
    """The finds that are mentions, in order of place; and those of them that stand only if the text is about"
    " drugs."""
    support = Support(scan, finds)
    looks = Looks(scan, finds, support)
    terms = {
        (scan.starts[hit.first + hit.lead], scan.ends[hit.last - hit.trail - 1], hit.entry.rule): hit
        for hit in scan.hits
        if hit.first + hit.lead < hit.last - hit.trail
    }
    starts = scan.starts
    handle = _end_of_handle(scan.text)
    kept: list[Mention] = []
    doubtful: set[Mention] = set()
    for find in finds:
        hit = terms.get((find.start, find.end, find.rule))
        if hit is None:
            first, last = bisect_left(starts, find.start), bisect_left(starts, find.end)
            if find.kind != "imprint" or support.of_mark(first, last):
                kept.append(find)
                if find.rule == "colour_noun" and not support.sure:
                    doubtful.add(find)
        elif (
            hit.entry.mention
            and find.start >= handle
            and not _in_address(scan.text, find)
            and _names_goods(find, hit, support, looks)
        ):
            find = _named(find, scan.text) if find.kind != "press" else _whole(find, hit, scan, support)
            kept.append(find)
            if _is_doubtful(find, hit, support, looks):
                doubtful.add(find)
    chosen = resolved(kept)
    return chosen, doubtful.intersection(chosen)


def _end_of_handle(text: str) -> int:
    """Where the first line ends that is a person's name on a platform (blue_door_xx): what it spells names no"
    " goods."""
    first = text[:_LONGEST_HANDLE].split("\n", 1)[0]
    is_handle = (
        len(first) < len(text)
        and not any(map(str.isspace, first))
        and ("_" in first or first.count("-") + first.count(".") > 1)
    )
    return len(first) if is_handle and len(first) < _LONGEST_HANDLE else 0


def _in_address(text: str, find: Mention) -> bool:
    """Whether a find is part of a link or of a forum's name (r/...)."""
    word = text[max(0, find.start - _LONGEST_ADDRESS) : find.start].rsplit(None, 1)[-1:]
    before = word[0] if word and not text[find.start - 1 : find.start].isspace() else ""
    return before.endswith("/") and (before.lower().endswith("r/") or "://" in before)


def _named(find: Mention, text: str) -> Mention:
    """A drug's name with what belongs to it, and without a genitive ("roxie's")."""
    if find.kind != "drug":
        return find
    if len(find.text) > 4 and find.text[-2:] in _GENITIVES:
        return replace(find, text=find.text[:-2], end=find.end - 2)
    start, end = find.start, find.end
    if more := _KINDS_OF_NAME.match(text, end):
        end = more.end()
    if before := _PRESSED.search(text, max(0, start - _LONGEST_BEFORE), start):
        start = before.start()
    if (start, end) == (find.start, find.end):
        return find
    return replace(find, text=text[start:end], start=start, end=end)


def _whole(find: Mention, hit: Hit, scan: Scan, support: Support) -> Mention:
    """A tool with the words that say which it is."""
    first, last = support.whole_tool(hit)
    start, end = scan.starts[first], scan.ends[last - 1]
    return replace(find, text=scan.text[start:end], start=start, end=end)


def _names_goods(find: Mention, hit: Hit, support: Support, looks: Looks) -> bool:
    if find.kind == "drug":
        return not support.is_attribute(hit) and not looks.is_look(hit)
    if find.kind == "imprint":
        return support.of_imprint(hit)
    if find.kind == "form":
        return looks.is_form(hit)
    if find.kind == "colour":
        is_name = find.text[-2:] in _GENITIVES or (
            hit.entry.broad and not (find.text.islower() and looks.of_goods(hit))
        )
        return not is_name and not looks.is_of_other(hit)
    if find.kind == "payment":
        return not hit.entry.broad or hit.entry.value == "cash" or support.of_payment(hit)
    return find.kind != "press" or not hit.entry.broad or support.of_tool(hit)


def _is_doubtful(find: Mention, hit: Hit, support: Support, looks: Looks) -> bool:
    if find.kind == "drug":
        return hit.entry.broad and not support.of_drug(hit)
    if find.kind in {"form", "colour"}:
        return not looks.of_goods(hit)
    if find.kind == "payment":
        return hit.entry.broad and not support.of_payment(hit)
    return find.kind == "shipping" and hit.entry.broad


def resolved(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions without those that overlap a better one: a longer one, of equal ones the kind that says more."""
    chosen: list[Mention] = []
    starts: list[int] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, _RANK[m.kind], m.start, m.rule)):
        at = bisect_left(starts, mention.start)
        clear_before = at == 0 or chosen[at - 1].end <= mention.start
        clear_after = at == len(chosen) or mention.end <= chosen[at].start
        if clear_before and clear_after and mention.start < mention.end:
            chosen.insert(at, mention)
            starts.insert(at, mention.start)
    return chosen
