"""The cues that speak for or against an offer, each with words for people.

A rule looks at the Evidence of a text and answers with the words that show it, or None. What a
rule weighs is learned (nlp/weights.py); whether it can only raise or only lower the score is fixed
here, by its sign.
"""

from collections.abc import Callable
from dataclasses import dataclass

from nlp.evidence import GOODS_NAMES, TALK_GROUPS, WORDS_A_CUE, Evidence
from nlp.reading import PostKind

_MARKETS: frozenset[PostKind] = frozenset({"marketplace", "shop", "classified"})
_TITLE_WORDS = 18
_BARE_WORDS = 10
_THIN_WORDS = 60
_WORDS_A_PERSON = 12


@dataclass(frozen=True, slots=True)
class Rule:
    """`words` may hold one {} for what the test found; `sign` +1 can only raise, -1 only lower the score."""

    name: str
    words: str
    sign: int
    test: Callable[[Evidence], str | None]


def _cue(group: str, at_least: int = 1) -> Callable[[Evidence], str | None]:
    """Words of a cue group; of talk, a long text must show more before it counts."""
    per_word = WORDS_A_CUE if group in (*TALK_GROUPS, "seek") else 10**9

    def test(evidence: Evidence) -> str | None:
        shown = tuple(dict.fromkeys(word.lower() for word in evidence.cues.get(group, ())))
        enough = at_least + len(evidence.words) // per_word
        return ", ".join(f'"{word}"' for word in shown[:3]) if len(shown) >= enough else None

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
    return "" if evidence.clear and amount and len(evidence.words) <= _TITLE_WORDS and evidence.quiet else None


def _bare_title(evidence: Evidence) -> str | None:
    bare = len(evidence.words) <= _BARE_WORDS and not evidence.address
    return "" if evidence.clear and bare and evidence.quiet and evidence.kind in _MARKETS else None


def is_title(evidence: Evidence) -> bool:
    """Whether the text has the shape of a listing's title."""
    return _title(evidence) is not None or _bare_title(evidence) is not None


def _only_mark(evidence: Evidence) -> str | None:
    """M30 is also a motorway: a mark with no other sign of pills."""
    others = (
        "pill",
        "drug",
        "fake",
        "broad",
        "press",
        "form_pill",
        "emoji_pill",
        "colour_colour",
        "colour_rainbow",
        "dose",
    )
    return None if any(name in evidence.names for name in others) else _name("imprint")(evidence)


def _thin(evidence: Evidence) -> bool:
    named = sum(len(evidence.names.get(name, ())) for name in GOODS_NAMES)
    return len(evidence.words) >= _THIN_WORDS and named < len(evidence.words) / _THIN_WORDS


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
    Rule("near", 'speaks of selling right beside the goods ("{}")', 1, lambda evidence: evidence.near),
    Rule("number", "sets a number beside the goods ({})", 1, lambda evidence: evidence.number),
    Rule("place", "names a place ({})", 1, _name("place")),
    Rule("slang", "uses slang for drugs ({})", 1, _name("broad")),
    Rule("slang_2", "uses several slang words for drugs ({})", 1, _name("broad", 2)),
    Rule("pill_emoji", "uses pill emoji ({})", 1, _name("emoji_pill")),
    Rule("pressed", "speaks of pressing or fentanyl in pills ({})", 1, _cue("pressed")),
    Rule("goods_3", "lists several goods ({})", 1, lambda e: _name("pill", 3)(e) or _name("drug", 3)(e)),
    Rule("several_2", "{} different marks of selling", 1, _several(2)),
    Rule("several_3", "at least three marks of selling ({})", 1, _several(3)),
    Rule("several_4", "at least four marks of selling ({})", 1, _several(4)),
    Rule("several_6", "at least six marks of selling ({})", 1, _several(6)),
    Rule("several_8", "at least eight marks of selling ({})", 1, _several(8)),
    Rule("vendor_6", "speaks as a seller at length ({})", 1, _cue("vendor", 6)),
    Rule("title", "has the shape of a listing title: goods with amount, dose or price and nothing else", 1, _title),
    Rule("title_bare", "is a bare name of goods on a market or in a shop", 1, _bare_title),
    Rule(
        "emoji",
        "sets pill or drug emoji beside seller's emoji",
        1,
        _when(lambda e: "emoji_dealer" in e.names and ("emoji_pill" in e.names or "emoji_drug" in e.names)),
    ),
    Rule(
        "profile",
        "is a profile that speaks of selling",
        1,
        _when(lambda e: e.kind == "profile" and bool({"vendor", "menu", "contact_me", "ship"} & e.cues.keys())),
    ),
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
    Rule("question", "asks a question", -1, _when(lambda e: e.question and len(e.words) < WORDS_A_CUE)),
    Rule("story", "tells of persons at length", -1, _when(lambda e: e.persons >= 4 + len(e.words) // _WORDS_A_PERSON)),
    Rule("talk_2", "at least two marks of talk without selling ({})", -1, _much_talk(2)),
    Rule("talk_3", "at least three marks of talk without selling ({})", -1, _much_talk(3)),
    Rule(
        "unclear",
        "names the goods only by everyday words ({})",
        -1,
        lambda e: None if e.clear else _name("broad")(e) or "",
    ),
    Rule("thin", "names drugs only in passing in a long text", -1, _when(_thin)),
    Rule("only_mark", "names only a mark that has other meanings too ({})", -1, _only_mark),
    Rule(
        "unclear_bare",
        "names the goods by everyday words and shows no mark of selling",
        -1,
        _when(lambda e: not e.clear and e.offer_groups == 0),
    ),
    Rule("no_mark", "shows no mark of selling", -1, _when(lambda e: e.offer_groups == 0)),
)


def fired(evidence: Evidence) -> list[str | None]:
    """For each of RULES what it found ('' for nothing to show), or None where it does not hold."""
    return [rule.test(evidence) for rule in RULES]
