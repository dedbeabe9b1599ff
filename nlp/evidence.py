"""What a text shows, gathered from its terms and mentions for the rules to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nlp.contacts import ADDRESSEE
from nlp.context import modifiers
from nlp.document import Matter
from nlp.lexicon import Entry
from nlp.reading import PostKind
from nlp.screen import Hit

OFFER_GROUPS = frozenset(
    {"sell", "stock", "contact_me", "menu", "bulk", "order", "vendor", "vouch", "quality", "genuine", "ship", "pay"}
)
"""Cue groups that speak of selling."""
TALK_GROUPS = frozenset(
    {"news", "treatment", "harm", "memorial", "academic", "pharmacy", "use", "culture", "joke", "negation", "past"}
    | {"complaint"}
)
"""Cue groups that speak of drugs without selling them."""
WORDS_A_CUE = 80
"""For every so many words a text must show one cue of talk more: in a long text some stray cue is sure to stand."""
GOODS_NAMES = ("pill", "drug", "fake", "imprint", "press", "precursor", "cas", "broad")
CLEAR_NAMES = frozenset(GOODS_NAMES) - {"broad"}

_IN_CONTEXT = frozenset({"sell", "stock", "order", "contact_me", "ship", "menu", "bulk", "pay"})
_PERSONS = frozenset(
    {"i", "im", "ive", "my", "me", "mine", "he", "she", "his", "her", "him", "they", "we", "was", "were", "is", "are"}
    | {"am", "been", "have", "had", "yo", "mi", "el", "ella", "era", "fue", "es", "son", "estoy"}
)
_NUMBERS = frozenset(
    {"two", "three", "four", "five", "six", "seven", "eight", "ten", "fifteen", "twenty", "thirty", "forty", "fifty"}
    | {"hundred", "diez", "veinte", "treinta", "cien"}
)
_SELLING_CUES = frozenset({"sell", "stock", "order", "bulk", "menu"})
_GOODS_KINDS = frozenset({"drug", "imprint", "press"})
_NAMED_KINDS = frozenset({"drug", "imprint", "press", "form", "emoji", "colour"})
_MEASURED = frozenset({"dose", "quantity", "price", "contact", "cas", "place"})
_NEAR = 6
_NUMBER_BEFORE, _NUMBER_AFTER = 3, 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """`shown` has for each sign (cue group, modifier of a cue, name of goods, measure) the words that show it.

    Cues that the writer does not make his own stand under their modifier alone. `near` is a selling
    cue that stands close to goods, `number` a bare number that does; `address` says that the text
    holds an @ or a link; `persons` counts words that speak of a person or tell a story. `undone` has
    the plain form of shown words that may be disguised.
    """

    shown: dict[str, list[str]]
    kind: PostKind
    length: int
    persons: int
    question: bool
    address: bool
    near: str | None
    number: str | None
    offer_groups: int
    talk_groups: int
    undone: Mapping[str, str] = field(default_factory=dict)

    def different(self, name: str) -> dict[str, str]:
        """The different words that show a sign, each as it is first written, by its plain form."""
        found: dict[str, str] = {}
        for word in self.shown.get(name, ()):
            low = word.lower()
            found.setdefault(self.undone.get(low, low), low)
        return found

    @property
    def clear(self) -> bool:
        """Whether the goods are named by a word that has no everyday sense."""
        return not CLEAR_NAMES.isdisjoint(self.shown)

    @property
    def quiet(self) -> bool:
        """Whether nobody tells, asks or comments: so does a title."""
        return self.persons == 0 and not self.question and self.talk_groups == 0 and "seek" not in self.shown


def evidence_of(matter: Matter) -> Evidence:
    """Gathers the evidence of a text whose mentions have been found."""
    scan = matter.scan
    text, words = scan.undisguised, scan.words
    disguised = text != scan.text
    undone: dict[str, str] = {}
    shown: dict[str, list[str]] = {}
    goods_at: list[int] = []
    inside: set[int] = set()
    selling: list[Hit] = []
    not_own = modifiers(scan, _IN_CONTEXT)
    lone_tool = len({words[hit.first].rstrip("s") for hit in scan.hits if _is_tool(hit.entry)}) < 2
    for hit in scan.hits:
        entry = hit.entry
        if entry.kind == "cue":
            sign: str = not_own.get(hit.first) or entry.group
            if sign in _SELLING_CUES:
                selling.append(hit)
        elif entry.kind in _NAMED_KINDS:
            if entry.kind == "press" and entry.broad and lone_tool:
                continue
            sign = _name(entry)
            if entry.kind in _GOODS_KINDS:
                goods_at.append(hit.first)
                inside.update(range(hit.first, hit.last))
        else:
            continue
        word = scan.written(hit.first, hit.last)
        shown.setdefault(sign, []).append(word)
        if disguised:
            undone[word.lower()] = " ".join(words[hit.first : hit.last])
    for mention in matter.mentions:
        if mention.rule in {"cashtag", "wallet"}:
            shown.setdefault("wallet", []).append(mention.text)
        elif mention.kind in _MEASURED and mention.rule != ADDRESSEE:
            shown.setdefault(mention.kind, []).append(mention.text)
    enough = len(words) // WORDS_A_CUE
    near = _cue_near(selling, goods_at)
    return Evidence(
        shown,
        matter.kind,
        len(words),
        sum(map(_PERSONS.__contains__, words)),
        "?" in text or "¿" in text,
        "@" in text or "http" in text,
        None if near is None else scan.written(near.first, near.last),
        _number_near(words, goods_at, inside),
        len(OFFER_GROUPS & shown.keys()) + ("price" in shown) + ("contact" in shown),
        sum(len(shown[group]) > enough for group in TALK_GROUPS & shown.keys()),
        undone,
    )


def _is_tool(entry: Entry) -> bool:
    """Words such as `die` are tools for pills beside another tool, a mark or pills."""
    return entry.kind in {"press", "imprint"} or (entry.kind == "form" and entry.group == "pill")


def _name(entry: Entry) -> str:
    if entry.kind in {"form", "emoji", "colour"}:
        return f"{entry.kind}_{entry.group}"
    if entry.broad:
        return "broad"
    if entry.kind == "drug":
        return "fake" if entry.group == "fake_pill" else entry.group
    return entry.kind


def _cue_near(selling: list[Hit], goods_at: list[int]) -> Hit | None:
    return next((hit for hit in selling if any(abs(hit.first - at) <= _NEAR for at in goods_at)), None)


def _number_near(words: Sequence[str], goods_at: list[int], inside: set[int]) -> str | None:
    """A bare number close to goods, but not in their name."""
    for goods in goods_at:
        for at in range(max(0, goods - _NUMBER_BEFORE), min(len(words), goods + _NUMBER_AFTER + 1)):
            word = words[at]
            if at not in inside and (word in _NUMBERS or (word.isdigit() and len(word) < 5)):
                return word
    return None
