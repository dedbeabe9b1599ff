"""The cues that speak for or against an offer, each with words for people.

A rule looks at the Evidence of a text and answers with the words that show it, or None. What a
rule weighs is learned (nlp/weights.py); whether it can only raise or only lower the score is fixed
here, by its sign.
"""

from collections.abc import Callable
from dataclasses import dataclass

from nlp.document import Matter
from nlp.reading import PostKind

_OFFER_GROUPS = ("sell", "stock", "contact_me", "menu", "bulk", "order", "vendor", "vouch", "quality", "genuine", "ship", "pay")
_TALK_GROUPS = ("news", "treatment", "harm", "memorial", "academic", "pharmacy", "use", "culture", "joke", "negation", "past", "complaint")
_PERSONS = frozenset("i im ive my me mine he she his her him they we was were is are am been have had yo mi me el ella era fue es son estoy".split())
_MARKETS: frozenset[PostKind] = frozenset({"marketplace", "shop", "classified"})
_TITLE_WORDS = 18
_NEAR = 6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules look at: cue groups with the words that showed them, kinds of mention with theirs."""

    cues: dict[str, tuple[str, ...]]
    names: dict[str, tuple[str, ...]]
    kind: PostKind
    words: tuple[str, ...]
    question: bool
    near: str | None

    @property
    def clear(self) -> bool:
        """Whether the goods are named by a word that has no everyday sense."""
        return any(name in self.names for name in ("pill", "drug", "fake", "imprint", "press", "precursor", "cas"))

    @property
    def offer_groups(self) -> int:
        """How many different marks of selling there are."""
        return sum(group in self.cues for group in _OFFER_GROUPS) + sum(kind in self.names for kind in ("price", "contact"))

    @property
    def talk_groups(self) -> int:
        """How many different marks of talk without selling there are."""
        return sum(group in self.cues for group in _TALK_GROUPS)

    @property
    def persons(self) -> int:
        """How many words speak of a person or tell a story."""
        return sum(word in _PERSONS for word in self.words)


@dataclass(frozen=True, slots=True)
class Rule:
    """`words` may hold one {} for what the test found; `sign` +1 can only raise, -1 only lower the score."""

    name: str
    words: str
    sign: int
    test: Callable[[Evidence], str | None]


def evidence_of(matter: Matter) -> Evidence:
    """Gathers the evidence of a text whose mentions have been found."""
    scan = matter.scan
    cues: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    goods_at: list[int] = []
    cue_at: list[tuple[int, str]] = []
    for hit in scan.hits:
        entry = hit.entry
        shown = scan.text[scan.tokens[hit.first].start : scan.tokens[hit.last - 1].end]
        if entry.kind == "cue":
            cues.setdefault(entry.group, []).append(shown)
            if entry.group in {"sell", "stock", "order", "bulk", "menu"}:
                cue_at.append((hit.first, shown))
        elif entry.kind in {"drug", "imprint", "press"}:
            name = "broad" if entry.broad else {"fake_pill": "fake"}.get(entry.group, entry.group) if entry.kind == "drug" else entry.kind
            names.setdefault(name, []).append(shown)
            goods_at.append(hit.first)
        elif entry.kind in {"form", "emoji", "colour"}:
            names.setdefault(f"{entry.kind}_{entry.group}", []).append(shown)
    for mention in matter.mentions:
        if mention.rule in {"cashtag", "wallet"} or mention.kind in {"dose", "quantity", "price", "contact", "cas"}:
            names.setdefault("wallet" if mention.kind == "payment" else mention.kind, []).append(mention.text)
    near = next((shown for at, shown in cue_at if any(abs(at - goods) <= _NEAR for goods in goods_at)), None)
    return Evidence(
        {group: tuple(shown) for group, shown in cues.items()},
        {name: tuple(shown) for name, shown in names.items()},
        matter.kind,
        tuple(token.text for token in scan.tokens),
        "?" in scan.text or "¿" in scan.text,
        near,
    )


def _cue(group: str, at_least: int = 1) -> Callable[[Evidence], str | None]:
    def test(evidence: Evidence) -> str | None:
        shown = tuple(dict.fromkeys(word.lower() for word in evidence.cues.get(group, ())))
        return ", ".join(f'"{word}"' for word in shown[:3]) if len(shown) >= at_least else None

    return test


def _name(name: str, at_least: int = 1) -> Callable[[Evidence], str | None]:
    def test(evidence: Evidence) -> str | None:
        shown = tuple(dict.fromkeys(evidence.names.get(name, ())))
        return ", ".join(f'"{word}"' for word in shown[:3]) if len(shown) >= at_least else None

    return test


def _several(at_least: int) -> Callable[[Evidence], str | None]:
    return lambda evidence: str(evidence.offer_groups) if evidence.offer_groups >= at_least else None


def _much_talk(at_least: int) -> Callable[[Evidence], str | None]:
    return lambda evidence: str(evidence.talk_groups) if evidence.talk_groups >= at_least else None


def _title(evidence: Evidence) -> str | None:
    """A title names goods with an amount, dose, form or price, in few words, and tells nothing."""
    amount = any(name in evidence.names for name in ("dose", "quantity", "price", "form_pill", "imprint", "cas"))
    short = len(evidence.words) <= _TITLE_WORDS
    quiet = evidence.persons == 0 and not evidence.question and evidence.talk_groups == 0 and "seek" not in evidence.cues
    return "" if evidence.clear and amount and short and quiet else None


def _bare_title(evidence: Evidence) -> str | None:
    short = len(evidence.words) <= _TITLE_WORDS
    quiet = evidence.persons == 0 and not evidence.question and evidence.talk_groups == 0 and "seek" not in evidence.cues
    return "" if evidence.clear and short and quiet and evidence.kind in _MARKETS else None


def _when(condition: Callable[[Evidence], bool]) -> Callable[[Evidence], str | None]:
    return lambda evidence: "" if condition(evidence) else None


RULES: tuple[Rule, ...] = (
    Rule("sell", "says that something is for sale ({})", 1, _cue("sell")),
    Rule("stock", "says that it is there to be had ({})", 1, _cue("stock")),
    Rule("contact_me", "asks to be written to or called ({})", 1, _cue("contact_me")),
    Rule("contact_me_2", "asks for it more than once ({})", 1, _cue("contact_me", 2)),
    Rule("menu", "has a menu or prices ({})", 1, _cue("menu")),
    Rule("bulk", "sells by the piece or in bulk ({})", 1, _cue("bulk")),
    Rule("order", "takes orders or asks for no prescription ({})", 1, _cue("order")),
    Rule("vendor", "speaks as a seller ({})", 1, _cue("vendor")),
    Rule("vendor_3", "speaks as a seller throughout ({})", 1, _cue("vendor", 3)),
    Rule("vouch", "vouches for itself or warns off time wasters ({})", 1, _cue("vouch")),
    Rule("quality", "praises the goods ({})", 1, _cue("quality")),
    Rule("genuine", "claims genuine pharmacy goods ({})", 1, _cue("genuine")),
    Rule("ship", "delivers or ships ({})", 1, _cue("ship")),
    Rule("pay", "names ways to pay ({})", 1, _cue("pay")),
    Rule("contact", "gives a contact ({})", 1, _name("contact")),
    Rule("wallet", "gives a wallet or cashtag ({})", 1, _name("wallet")),
    Rule("price", "gives a price ({})", 1, _name("price")),
    Rule("price_2", "gives several prices ({})", 1, _name("price", 2)),
    Rule("quantity", "gives a quantity ({})", 1, _name("quantity")),
    Rule("dose", "gives a dose ({})", 1, _name("dose")),
    Rule("imprint", "names a mark that fakes copy ({})", 1, _name("imprint")),
    Rule("fake", "uses a name of counterfeit pills ({})", 1, _name("fake")),
    Rule("press", "names a tablet press or die ({})", 1, _name("press")),
    Rule("precursor", "names a fentanyl precursor ({})", 1, _name("precursor")),
    Rule("cas", "gives a CAS number ({})", 1, _name("cas")),
    Rule("near", "speaks of selling right beside the goods (\"{}\")", 1, lambda evidence: evidence.near),
    Rule("goods_3", "lists several goods ({})", 1, lambda e: _name("pill", 3)(e) or _name("drug", 3)(e)),
    Rule("several_2", "{} different marks of selling", 1, _several(2)),
    Rule("several_3", "at least three marks of selling ({})", 1, _several(3)),
    Rule("several_4", "at least four marks of selling ({})", 1, _several(4)),
    Rule("several_6", "at least six marks of selling ({})", 1, _several(6)),
    Rule("title", "has the shape of a listing title: goods with amount, dose or price and nothing else", 1, _title),
    Rule("title_bare", "is a bare name of goods on a market or in a shop", 1, _bare_title),
    Rule("emoji", "sets pill or drug emoji beside seller's emoji", 1, _when(lambda e: "emoji_dealer" in e.names and ("emoji_pill" in e.names or "emoji_drug" in e.names))),
    Rule("profile", "is a profile that speaks of selling", 1, _when(lambda e: e.kind == "profile" and bool({"vendor", "menu", "contact_me", "ship"} & e.cues.keys()))),
    Rule("seek", "asks to buy ({})", -1, _cue("seek")),
    Rule("news", "reads like news or a police report ({})", -1, _cue("news")),
    Rule("news_3", "reads like news or a police report throughout ({})", -1, _cue("news", 3)),
    Rule("treatment", "speaks of treatment or recovery ({})", -1, _cue("treatment")),
    Rule("harm", "warns or advises on harm ({})", -1, _cue("harm")),
    Rule("memorial", "mourns somebody ({})", -1, _cue("memorial")),
    Rule("academic", "reads like science ({})", -1, _cue("academic")),
    Rule("pharmacy", "speaks of medical care ({})", -1, _cue("pharmacy")),
    Rule("pharmacy_3", "speaks of medical care throughout ({})", -1, _cue("pharmacy", 3)),
    Rule("use", "tells of somebody's own use ({})", -1, _cue("use")),
    Rule("use_2", "tells of own use throughout ({})", -1, _cue("use", 2)),
    Rule("culture", "speaks of songs, films or books ({})", -1, _cue("culture")),
    Rule("joke", "jokes ({})", -1, _cue("joke")),
    Rule("negation", "denies or warns ({})", -1, _cue("negation")),
    Rule("past", "speaks of the past ({})", -1, _cue("past")),
    Rule("complaint", "asks or complains about prices or losses ({})", -1, _cue("complaint")),
    Rule("question", "asks a question", -1, _when(lambda e: e.question)),
    Rule("story", "tells of persons at length", -1, _when(lambda e: e.persons >= 4)),
    Rule("talk_2", "at least two marks of talk without selling ({})", -1, _much_talk(2)),
    Rule("talk_3", "at least three marks of talk without selling ({})", -1, _much_talk(3)),
    Rule("unclear", "names the goods only by everyday words ({})", -1, lambda e: None if e.clear else _name("broad")(e) or ""),
    Rule("no_mark", "shows no mark of selling", -1, _when(lambda e: e.offer_groups == 0)),
)


def fired(evidence: Evidence) -> list[str | None]:
    """For each of RULES what it found ('' for nothing to show), or None where it does not hold."""
    return [rule.test(evidence) for rule in RULES]
