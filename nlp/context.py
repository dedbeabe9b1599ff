"""Whose words a mark of selling is, after ConText: denied, past, somebody else's, or quoted.

A trigger takes along what follows it in the same sentence, a few words far. Marks of selling that it
reaches do not speak for an offer.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from nlp.lexicon import Entry
from nlp.screen import Hit, Scan

Modifier = Literal["denied", "past_sale", "others_sale", "quoted"]

_DENIAL = frozenset(
    {"not", "never", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "wont", "cant", "cannot", "without"}
    | {"nobody", "stop", "stopped", "quit", "nunca", "jamas", "tampoco", "ni", "nadie"}
)
_LOOSE_DENIAL = frozenset({"no"})
"""Denies only what stands right behind it: "no delivery", but "no cap, in stock"."""
_PAST = frozenset(
    {"used", "was", "were", "had", "sold", "bought", "vendia", "vendian", "vendio", "vendieron", "compro"}
)
_OTHERS = frozenset(
    {"he", "she", "they", "people", "guy", "guys", "dude", "dealer", "dealers", "someone", "somebody", "kids", "kid"}
    | {"man", "woman", "men", "seller", "sellers", "plug", "suspect", "ring", "gang", "el", "ella", "ellos", "tipo"}
    | {"vato", "morro", "gente", "alguien", "sujeto", "hombre", "mujer", "hombres", "banda", "vecino", "vecinos"}
)
_TRIGGERS = _DENIAL | _LOOSE_DENIAL | _PAST | _OTHERS
_REACH: dict[Modifier, int] = {"denied": 5, "past_sale": 5, "others_sale": 4}
_FRAMES = frozenset({"news", "harm", "negation", "academic", "culture", "joke", "memorial"})
_ENDS = frozenset(".!?\n;…¡¿")
_QUOTATION = re.compile(r'"[^"]{1,300}"|“[^”]{1,300}”|«[^»]{1,300}»')
_BUT = frozenset({"but", "pero", "sino", "instead", "now", "ahora"})


def modifiers(scan: Scan, selling: frozenset[str]) -> dict[int, Modifier]:
    """For the first token of each hit of a selling cue group that does not speak for the writer: why not."""
    words = scan.words
    targets = [hit for hit in scan.hits if hit.entry.kind == "cue" and hit.entry.group in selling]
    found: dict[int, Modifier] = {}
    if not targets:
        return found
    starts = {hit.first for hit in targets}
    if not _TRIGGERS.isdisjoint(words):
        for at, modifier in _triggers(words):
            for start in _reached(scan, words, at, modifier):
                if start in starts:
                    found.setdefault(start, modifier)
    for hit in _quoted(scan, targets):
        found.setdefault(hit.first, "quoted")
    return found


def _triggers(words: Sequence[str]) -> Iterator[tuple[int, Modifier]]:
    for at, word in enumerate(words):
        if word in _DENIAL or word in _LOOSE_DENIAL:
            yield at, "denied"
        elif word in _PAST:
            yield at, "past_sale"
        elif word in _OTHERS:
            yield at, "others_sale"


def _reached(scan: Scan, words: Sequence[str], at: int, modifier: Modifier) -> Iterator[int]:
    """The tokens that a trigger takes along."""
    reach = 1 if words[at] in _LOOSE_DENIAL else _REACH[modifier]
    for next_at in range(at + 1, min(at + reach + 1, len(words))):
        if words[next_at] in _BUT or not _ENDS.isdisjoint(_between(scan, next_at)):
            return
        yield next_at


def _between(scan: Scan, at: int) -> str:
    """What stands between a token and the one before it; beside a word set apart by line breaks these end nothing."""
    between = scan.text[scan.ends[at - 1] : scan.starts[at]]
    if "\n" not in between or scan.clean:
        return between
    broken = "\n" in scan.written(at - 1, at) or "\n" in scan.written(at, at + 1)
    return between.replace("\n", "") if broken else between


def _quoted(scan: Scan, targets: Sequence[Hit]) -> Iterator[Hit]:
    """Targets between quotation marks, where a frame stands outside of them and few marks of selling do."""
    spans = [quotation.span() for quotation in _QUOTATION.finditer(scan.text)]
    if not spans:
        return

    def inside(hit: Hit) -> bool:
        start = scan.starts[hit.first]
        return any(opened < start < closed for opened, closed in spans)

    quoted = [hit for hit in targets if inside(hit)]
    own = len(targets) - len(quoted)
    if own < len(quoted) and any(_frames(hit.entry) and not inside(hit) for hit in scan.hits):
        yield from quoted


def _frames(entry: Entry) -> bool:
    return entry.kind == "cue" and entry.group in _FRAMES
