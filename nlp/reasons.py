"""Why a score is what it is, in words: rules and wording alike, as pushes that add up to the log-odds."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from numpy.typing import NDArray

from nlp.document import Matter
from nlp.evidence import Evidence
from nlp.reading import LABELS, Reason
from nlp.rules import RULES
from nlp.weights import Weights
from nlp.wording import Pushes

LEAST = 0.1
"""Log-odds below which a push is told only together with all else."""
MOST = 12
_MOST_PHRASES = 6
_LONGEST_PHRASE = 60
_WEAK = 0.07
_Run = tuple[int, int, float]
"""First token, last token, push."""


def reasons_of(
    matter: Matter, evidence: Evidence, found: list[int], weights: Weights, barred: float
) -> tuple[Reason, ...]:
    """What moved the score, strongest first; the last reason is all else, so that the weights add up."""
    pushes = matter.pushes
    assert pushes is not None  # noqa: S101 (the wording has been read)
    by_label = weights.values[len(RULES) :]
    holding = weights.values[found].tolist()
    strong: list[tuple[float, Callable[[], str]]] = [
        (weight, partial(RULES[at].told, evidence))
        for at, weight in zip(found, holding, strict=True)
        if weight >= LEAST or weight <= -LEAST
    ]
    runs = _runs(_by_word(pushes, by_label * pushes.scale))
    for way in ([run for run in runs if run[2] > 0], [run for run in runs if run[2] < 0]):
        if way:
            strong.append((sum(push for _, _, push in way), partial(_worded, matter, way)))
    if pushes.letters is not None:
        letters = float(pushes.letters[: len(LABELS)] @ by_label)
        strong.append((letters, partial("is set and spelled as {} are".format, _like(letters))))
    if barred:
        strong.append((barred, lambda: "names no goods, or shows no sign of a seller"))
    strong.sort(key=_strength)
    told = [Reason(words(), round(weight, 2)) for weight, words in strong[:MOST] if abs(weight) >= LEAST]
    total = sum(holding) + float(pushes.sums[: len(LABELS)] @ by_label) + weights.bias + barred
    rest = total - sum(reason.weight for reason in told)
    return (*told, Reason("all else: how rare offers are, and many small signs", round(rest, 2)))


def _strength(reason: tuple[float, object]) -> float:
    return -abs(reason[0])


def _like(push: float) -> str:
    return "offers" if push > 0 else "other posts"


def _by_word(pushes: Pushes, by_label: NDArray[Any]) -> list[float]:
    """The push of each word of the line, that of a pair shared by its two words."""
    each = pushes.words[:, : len(LABELS)] @ by_label
    if len(each) > 1:
        pairs = pushes.pairs[:, : len(LABELS)] @ (by_label / 2)
        each[:-1] += pairs
        each[1:] += pairs
    pushed: list[float] = each.tolist()
    return pushed


def _worded(matter: Matter, runs: Sequence[_Run]) -> str:
    """Stretches that push one way, each with its push."""
    said = []
    for first, last, push in runs:
        shown = " ".join(matter.scan.written(first, last + 1).split())
        shown = shown if len(shown) <= _LONGEST_PHRASE else shown[: _LONGEST_PHRASE - 1] + "…"
        said.append(f'"{shown}" {push:+.1f}')
    return f"is worded as {_like(runs[0][2])} are ({', '.join(said)})"


def _runs(each: list[float]) -> list[_Run]:
    """The strongest stretches of neighbours that push the same way, strongest first."""
    runs: list[_Run] = []
    before = -2
    for at, push in enumerate(each):
        if -_WEAK < push < _WEAK:
            continue
        if before == at - 1 and (runs[-1][2] > 0) == (push > 0):
            runs[-1] = runs[-1][0], at, runs[-1][2] + push
        else:
            runs.append((at, at, push))
        before = at
    runs.sort(key=lambda run: -abs(run[2]))
    return runs[:_MOST_PHRASES]
