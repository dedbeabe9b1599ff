"""What a text shows, gathered from its terms and mentions for the rules to look at."""

from dataclasses import dataclass
from itertools import chain

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

_PERSONS = frozenset(
    {"i", "im", "ive", "my", "me", "mine", "he", "she", "his", "her", "him", "they", "we", "was", "were", "is", "are"}
    | {"am", "been", "have", "had", "yo", "mi", "el", "ella", "era", "fue", "es", "son", "estoy"}
)
_NUMBERS = frozenset(
    {"two", "three", "four", "five", "six", "seven", "eight", "ten", "fifteen", "twenty", "thirty", "forty", "fifty"}
    | {"hundred", "diez", "veinte", "treinta", "cien"}
)
_SELLING_CUES = frozenset({"sell", "stock", "order", "bulk", "menu"})
_MEASURED = frozenset({"dose", "quantity", "price", "contact", "cas", "place"})
_NEAR = 6
_NUMBER_BEFORE, _NUMBER_AFTER = 3, 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """Cue groups with the words that showed them, names and measures with theirs.

    `near` is a selling cue that stands close to goods, `number` a bare number that does; `address`
    says that the text holds an @ or a link.
    """

    cues: dict[str, tuple[str, ...]]
    names: dict[str, tuple[str, ...]]
    kind: PostKind
    words: tuple[str, ...]
    question: bool
    address: bool
    near: str | None
    number: str | None

    @property
    def clear(self) -> bool:
        """Whether the goods are named by a word that has no everyday sense."""
        return any(name in self.names for name in GOODS_NAMES if name != "broad")

    @property
    def offer_groups(self) -> int:
        """How many different marks of selling there are."""
        return len(OFFER_GROUPS & self.cues.keys()) + ("price" in self.names) + ("contact" in self.names)

    @property
    def talk_groups(self) -> int:
        """How many different marks of talk without selling there are."""
        enough = len(self.words) // WORDS_A_CUE
        return sum(len(self.cues.get(group, ())) > enough for group in TALK_GROUPS)

    @property
    def persons(self) -> int:
        """How many words speak of a person or tell a story."""
        return sum(word in _PERSONS for word in self.words)

    @property
    def quiet(self) -> bool:
        """Whether nobody tells, asks or comments: so does a title."""
        return self.persons == 0 and not self.question and self.talk_groups == 0 and "seek" not in self.cues


def evidence_of(matter: Matter) -> Evidence:
    """Gathers the evidence of a text whose mentions have been found."""
    scan = matter.scan
    cues: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    for hit in scan.hits:
        shown = scan.text[scan.tokens[hit.first].start : scan.tokens[hit.last - 1].end]
        if hit.entry.kind == "cue":
            cues.setdefault(hit.entry.group, []).append(shown)
        elif hit.entry.kind in {"drug", "imprint", "press", "form", "emoji", "colour"}:
            names.setdefault(_name(hit.entry), []).append(shown)
    for mention in matter.mentions:
        if mention.rule in {"cashtag", "wallet"}:
            names.setdefault("wallet", []).append(mention.text)
        elif mention.kind in _MEASURED:
            names.setdefault(mention.kind, []).append(mention.text)
    words = tuple(token.text for token in scan.tokens)
    goods_at = [hit.first for hit in scan.hits if hit.entry.kind in {"drug", "imprint", "press"}]
    near = _cue_near(scan.hits, goods_at)
    return Evidence(
        {group: tuple(shown) for group, shown in cues.items()},
        {name: tuple(shown) for name, shown in names.items()},
        matter.kind,
        words,
        "?" in scan.text or "¿" in scan.text,
        "@" in scan.text or "http" in scan.text,
        None if near is None else scan.text[scan.tokens[near.first].start : scan.tokens[near.last - 1].end],
        _number_near(words, goods_at),
    )


def _name(entry: Entry) -> str:
    if entry.kind in {"form", "emoji", "colour"}:
        return f"{entry.kind}_{entry.group}"
    if entry.broad:
        return "broad"
    if entry.kind == "drug":
        return "fake" if entry.group == "fake_pill" else entry.group
    return entry.kind


def _cue_near(hits: tuple[Hit, ...], goods_at: list[int]) -> Hit | None:
    close = set(chain.from_iterable(range(at - _NEAR, at + _NEAR + 1) for at in goods_at))
    cues = (hit for hit in hits if hit.entry.kind == "cue" and hit.entry.group in _SELLING_CUES)
    return next((hit for hit in cues if hit.first in close), None)


def _number_near(words: tuple[str, ...], goods_at: list[int]) -> str | None:
    for goods in goods_at:
        for word in words[max(0, goods - _NUMBER_BEFORE) : goods + _NUMBER_AFTER + 1]:
            if word in _NUMBERS or (word.isdigit() and len(word) < 5):
                return word
    return None
