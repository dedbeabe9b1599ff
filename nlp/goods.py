"""What is offered or sought: what the rules say of the text's names, weighed with its wording."""

from collections.abc import Sequence

import numpy as np

from nlp.document import Matter
from nlp.evidence import Evidence
from nlp.lexicon import Entry
from nlp.reading import GOODS, LABELS, Goods
from nlp.screen import Scan
from nlp.weights import Floats

_SHOWN = (
    *("fake", "imprint", "pill", "drug", "press", "precursor", "cas", "broad", "form_pill", "form_powder"),
    *("emoji_pill", "pressed", "genuine", "dose", "order"),
)
GOODS_COLUMNS: tuple[str, ...] = (
    *(f"rules_{goods}" for goods in GOODS),
    *(f"shows_{name}" for name in _SHOWN),
    *(f"wording_{goods}" for goods in GOODS),
)
"""Names of the features that goods are chosen by, in order."""


def goods_row(matter: Matter, evidence: Evidence) -> Floats:
    """The feature row of a text whose wording has been read."""
    assert matter.pushes is not None  # noqa: S101 (the component before has set it)
    said = goods_named(matter.scan)
    row: Floats = np.zeros(len(GOODS_COLUMNS))
    row[: len(GOODS)] = [goods in said for goods in GOODS]
    row[len(GOODS) : len(GOODS) + len(_SHOWN)] = [name in evidence.shown for name in _SHOWN]
    row[len(GOODS) + len(_SHOWN) :] = matter.pushes.sums[len(LABELS) :]
    return row


def goods_named(scan: Scan) -> tuple[Goods, ...]:
    """The goods that the terms speak of, in the order of GOODS.

    A pill is counterfeit when slang or a copied mark says so, or when talk of pressing or fentanyl
    stands beside a pill, unless the seller says that it is a genuine pharmacy pill and no mark or
    slang of fakes speaks against it.
    """
    entries = [hit.entry for hit in scan.hits]
    named = [entry for entry in entries if entry.kind == "drug"]
    clear = [entry for entry in named if not entry.broad]
    fake_slang = any(entry.group == "fake_pill" for entry in named)
    marked = any(entry.kind == "imprint" and not entry.broad for entry in entries)
    pill_form = _has(entries, "form", "pill") or _has(entries, "emoji", "pill")
    pressed, genuine = _has(entries, "cue", "pressed"), _has(entries, "cue", "genuine")
    pill = any(entry.group == "pill" for entry in clear) or (
        any(entry.group == "pill" for entry in named) and not any(entry.group == "drug" for entry in clear)
    )
    fentanyl = any(entry.value == "fentanyl" for entry in clear)
    drug = any(entry.group == "drug" for entry in clear)
    precursor = any(entry.group == "precursor" and not entry.broad for entry in entries)
    tools = [hit for hit in scan.hits if hit.entry.kind == "press"]
    press = any(not hit.entry.broad for hit in tools) or len({scan.words[hit.first] for hit in tools}) >= 2
    fake = (fake_slang or marked or (pressed and pill) or (fentanyl and pill_form)) and not (
        genuine and not fake_slang and not marked
    )
    found: set[Goods] = set()
    if fake and not press:
        found.add("counterfeit_pill")
    if press:
        found.add("pill_press")
    if precursor:
        found.add("precursor")
    if pill and not press and (not fake or genuine or _other_pill(clear)):
        found.add("other_pill")
    if (
        drug
        and not precursor
        and not (fentanyl and fake and not _has(entries, "form", "powder") and not _other_drug(clear))
    ):
        found.add("other_drug")
    if not found:
        found.add("other_pill" if pill_form or pill else "other_drug")
    return tuple(goods for goods in GOODS if goods in found)


def _has(entries: Sequence[Entry], kind: str, group: str) -> bool:
    return any(entry.kind == kind and entry.group == group for entry in entries)


def _other_pill(clear: Sequence[Entry]) -> bool:
    return any(entry.group == "pill" and entry.value not in {"oxycodone", "alprazolam"} for entry in clear)


def _other_drug(clear: Sequence[Entry]) -> bool:
    return any(entry.group == "drug" and entry.value != "fentanyl" for entry in clear)
