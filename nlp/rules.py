"""The signs that speak for or against an offer, each with words for people.

A rule looks at the Evidence of a text and answers with the words that show it, or None. What a
rule weighs is learned (nlp/weights.py); whether it can only raise or only lower the score is fixed
here, by its sign.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from nlp.evidence import GOODS_NAMES, TALK_GROUPS, WORDS_A_CUE, Evidence
from nlp.reading import PostKind
from nlp.screen import SELLER_PAGE

_MARKETS: frozenset[PostKind] = frozenset({"marketplace", "shop", "classified"})
_TITLE_WORDS = 18
_BARE_WORDS = 10
_THIN_WORDS = 60
_WORDS_A_PERSON = 12
_MOST_SHOWN = 3


@lru_cache(16_384)
def _plain(words: str) -> str:
    return " ".join(words.lower().split())


@dataclass(frozen=True, slots=True)
class Sign:
    """Holds where the text shows `name` at least so often; of talk, a long text must show more."""

    name: str
    words: str
    sign: int
    at_least: int = 1

    def holds(self, evidence: Evidence) -> bool:
        shown = evidence.shown.get(self.name)
        if shown is None:
            return False
        enough = self.at_least + (evidence.length // WORDS_A_CUE if self.name in _TALK else 0)
        return len(shown) >= enough and (enough == 1 or len(evidence.different(self.name)) >= enough)

    def told(self, evidence: Evidence) -> str:
        """The rule in words for people, with what it found."""
        shown = dict.fromkeys(map(_plain, evidence.shown[self.name]))
        return self.words.format(", ".join(f'"{word}"' for word in list(shown)[:_MOST_SHOWN]))


@dataclass(frozen=True, slots=True)
class Judged:
    """Holds where `test` answers with words to show ('' for none)."""

    name: str
    words: str
    sign: int
    test: Callable[[Evidence], str | None]

    def told(self, evidence: Evidence) -> str:
        """The rule in words for people, with what it found."""
        return self.words.format(self.test(evidence))


Rule = Sign | Judged
"""`words` may hold one {} for what was found; `sign` +1 can only raise, -1 only lower the score."""

_TALK = frozenset({*TALK_GROUPS, "seek"})


def _when(condition: Callable[[Evidence], bool]) -> Callable[[Evidence], str | None]:
    return lambda evidence: "" if condition(evidence) else None


def _several(at_least: int) -> Callable[[Evidence], str | None]:
    return lambda evidence: str(evidence.offer_groups) if evidence.offer_groups >= at_least else None


def _much_talk(at_least: int) -> Callable[[Evidence], str | None]:
    return lambda evidence: str(evidence.talk_groups) if evidence.talk_groups >= at_least else None


_AMOUNTS = frozenset({"dose", "quantity", "price", "form_pill", "imprint", "cas"})
_BESIDE_A_MARK = frozenset(
    {"pill", "drug", "fake", "broad", "press", "form_pill", "emoji_pill", "colour_colour", "colour_rainbow", "dose"}
)
_HIDDEN_MARKETS = frozenset(
    {"pgp", "pgp key", "escrow", "fe", "finalize early", "finalise early", "finalized", "stealth", "stealth shipping"}
    | {"reship", "reships", "free reship", "btc", "bitcoin", "bitcoins", "xmr", "monero", "crypto", "multisig", "decoy"}
    | {"darknet", "tor", "alphabay", "hansa", "dream market", "dispute", "disputes", "opsec", "dead drop", "vendor"}
)
"""Shops for lawful goods speak of refunds and tracking numbers too, but not of these."""
_MANY_GROUPS = 3
_SPOKEN_PROFILE = frozenset({"vendor", "menu", "contact_me", "ship"})


def _title(evidence: Evidence) -> bool:
    """A title names goods with an amount, dose, form or price, in few words, and tells nothing."""
    amount = not _AMOUNTS.isdisjoint(evidence.shown) or evidence.number is not None
    short = evidence.length <= _TITLE_WORDS
    return short and amount and evidence.clear and evidence.quiet and _only_mark(evidence) is None


def _bare_title(evidence: Evidence) -> bool:
    bare = evidence.length <= _BARE_WORDS and not evidence.address and _only_mark(evidence) is None
    return bare and evidence.kind in _MARKETS and evidence.clear and evidence.quiet


def is_title(evidence: Evidence) -> bool:
    """Whether the text has the shape of a listing's title."""
    return _title(evidence) or _bare_title(evidence)


def _only_mark(evidence: Evidence) -> str | None:
    """M30 is also a motorway: a mark with no other sign of pills."""
    marks = evidence.shown.get("imprint")
    return f'"{marks[0]}"' if marks and _BESIDE_A_MARK.isdisjoint(evidence.shown) else None


def _thin(evidence: Evidence) -> bool:
    if evidence.length < _THIN_WORDS:
        return False
    named = sum(len(evidence.shown.get(name, ())) for name in GOODS_NAMES)
    return named < evidence.length / _THIN_WORDS


def _unclear(evidence: Evidence) -> str | None:
    if evidence.clear:
        return None
    return ", ".join(f'"{word}"' for word in dict.fromkeys(evidence.shown.get("broad", ("nothing",))))


def several_goods(evidence: Evidence) -> str | None:
    """Names of goods, where at least three are named."""
    names = evidence.different("pill") | evidence.different("drug") | evidence.different("fake")
    return ", ".join(f'"{names[name]}"' for name in sorted(names)[:_MOST_SHOWN]) if len(names) >= 3 else None


def _emoji(evidence: Evidence) -> bool:
    return "emoji_dealer" in evidence.shown and ("emoji_pill" in evidence.shown or "emoji_drug" in evidence.shown)


def _story(evidence: Evidence) -> bool:
    return evidence.persons >= 4 + evidence.length // _WORDS_A_PERSON


def _seller_page(evidence: Evidence) -> bool:
    spoken = len(evidence.shown.get("vendor", ())) >= 2 and evidence.offer_groups >= _MANY_GROUPS
    return spoken and evidence.clear and evidence.kind == "profile"


def is_policy_page(evidence: Evidence) -> bool:
    """Whether a profile speaks throughout as sellers on hidden markets do, whatever it sells."""
    if evidence.kind != "profile" or evidence.offer_groups < _MANY_GROUPS:
        return False
    vendor = evidence.different("vendor").keys()
    return len(vendor) >= SELLER_PAGE and not _HIDDEN_MARKETS.isdisjoint(vendor)


RULES: tuple[Rule, ...] = (
    Sign("sell", "says that something is for sale ({})", 1),
    Sign("stock", "says that it is there to be had ({})", 1),
    Sign("contact_me", "asks to be written to or called ({})", 1),
    Sign("contact_me", "asks for it more than once ({})", 1, 2),
    Sign("menu", "has a menu or prices ({})", 1),
    Sign("bulk", "sells by the piece or in bulk ({})", 1),
    Sign("order", "takes orders or asks for no prescription ({})", 1),
    Sign("vendor", "speaks as a seller ({})", 1),
    Sign("vendor", "speaks as a seller throughout ({})", 1, 3),
    Sign("vendor", "speaks as a seller at length ({})", 1, 6),
    Sign("vouch", "vouches for itself or warns off time wasters ({})", 1),
    Sign("quality", "praises the goods ({})", 1),
    Sign("genuine", "claims genuine pharmacy goods ({})", 1),
    Sign("ship", "delivers or ships ({})", 1),
    Sign("pay", "names ways to pay ({})", 1),
    Sign("contact", "gives a contact ({})", 1),
    Sign("wallet", "gives a wallet or cashtag ({})", 1),
    Sign("price", "gives a price ({})", 1),
    Sign("price", "gives several prices ({})", 1, 2),
    Sign("quantity", "gives a quantity ({})", 1),
    Sign("dose", "gives a dose ({})", 1),
    Sign("imprint", "names a mark that fakes copy ({})", 1),
    Sign("fake", "uses a name of counterfeit pills ({})", 1),
    Sign("pill", "names a medicine ({})", 1),
    Sign("drug", "names a drug ({})", 1),
    Sign("press", "names a tablet press or die ({})", 1),
    Sign("precursor", "names a fentanyl precursor ({})", 1),
    Sign("cas", "gives a CAS number ({})", 1),
    Sign("place", "names a place ({})", 1),
    Sign("broad", "uses slang for drugs ({})", 1),
    Sign("broad", "uses several slang words for drugs ({})", 1, 2),
    Sign("emoji_pill", "uses pill emoji ({})", 1),
    Sign("pressed", "speaks of pressing or fentanyl in pills ({})", 1),
    Judged("near", 'speaks of selling right beside the goods ("{}")', 1, lambda evidence: evidence.near),
    Judged("number", "sets a number beside the goods ({})", 1, lambda evidence: evidence.number),
    Judged("goods_3", "lists several goods ({})", 1, several_goods),
    Judged("several_2", "{} different marks of selling", 1, _several(2)),
    Judged("several_3", "at least three marks of selling ({})", 1, _several(3)),
    Judged("several_4", "at least four marks of selling ({})", 1, _several(4)),
    Judged("several_6", "at least six marks of selling ({})", 1, _several(6)),
    Judged("several_8", "at least eight marks of selling ({})", 1, _several(8)),
    Judged("title", "has the shape of a listing's title: goods, an amount and nothing else", 1, _when(_title)),
    Judged("title_bare", "is a bare name of goods on a market or in a shop", 1, _when(_bare_title)),
    Judged("emoji", "sets pill or drug emoji beside seller's emoji", 1, _when(_emoji)),
    Judged(
        "profile",
        "is a profile that speaks of selling",
        1,
        _when(lambda e: e.kind == "profile" and not _SPOKEN_PROFILE.isdisjoint(e.shown)),
    ),
    Judged(
        "seller_page",
        "is a profile that speaks as a seller throughout, of drugs",
        1,
        _when(_seller_page),
    ),
    Judged("policy_page", "is a profile full of sellers' rules and promises", 1, _when(is_policy_page)),
    Judged(
        "market", "stands on a market or in a shop and names goods", 1, _when(lambda e: e.kind in _MARKETS and e.clear)
    ),
    Sign("seek", "asks to buy ({})", -1),
    Sign("denied", "says that this is not sold or not to be had ({})", -1),
    Sign("past_sale", "speaks of selling in the past ({})", -1),
    Sign("others_sale", "speaks of somebody else who sells ({})", -1),
    Sign("quoted", "quotes an offer inside other talk ({})", -1),
    Sign("news", "reads like news or a police report ({})", -1),
    Sign("news", "reads like news or a police report throughout ({})", -1, 3),
    Sign("treatment", "speaks of treatment or recovery ({})", -1),
    Sign("harm", "warns or advises on harm ({})", -1),
    Sign("memorial", "mourns somebody ({})", -1),
    Sign("academic", "reads like science ({})", -1),
    Sign("pharmacy", "speaks of medical care ({})", -1),
    Sign("pharmacy", "speaks of medical care throughout ({})", -1, 3),
    Sign("use", "tells of somebody's own use ({})", -1),
    Sign("use", "tells of own use throughout ({})", -1, 2),
    Sign("culture", "speaks of songs, films or books ({})", -1),
    Sign("joke", "jokes ({})", -1),
    Sign("negation", "denies or warns ({})", -1),
    Sign("past", "speaks of the past ({})", -1),
    Sign("complaint", "asks or complains about prices or losses ({})", -1),
    Judged("question", "asks a question", -1, _when(lambda e: e.question and e.length < WORDS_A_CUE)),
    Judged("story", "tells of persons at length", -1, _when(_story)),
    Judged("talk_2", "{} different marks of talk without selling", -1, _much_talk(2)),
    Judged("talk_3", "at least three marks of talk without selling ({})", -1, _much_talk(3)),
    Judged("unclear", "names the goods only by everyday words ({})", -1, _unclear),
    Judged("thin", "names drugs only in passing in a long text", -1, _when(_thin)),
    Judged("only_mark", "names only a mark that has other meanings too ({})", -1, _only_mark),
    Judged(
        "unclear_bare",
        "names the goods by everyday words and shows no mark of selling",
        -1,
        _when(lambda e: e.offer_groups == 0 and not e.clear),
    ),
    Judged("no_mark", "shows no mark of selling", -1, _when(lambda e: e.offer_groups == 0)),
)

NAMES = tuple(
    f"{rule.name}_{rule.at_least}" if isinstance(rule, Sign) and rule.at_least > 1 else rule.name for rule in RULES
)
"""A name of its own for each rule, in order."""


def _by_name() -> dict[str, list[tuple[int, Sign]]]:
    found = defaultdict(list)
    for at, rule in enumerate(RULES):
        if isinstance(rule, Sign):
            found[rule.name].append((at, rule))
    return dict(found)


_SIGNS = _by_name()
_JUDGED = tuple((at, rule.test) for at, rule in enumerate(RULES) if isinstance(rule, Judged))


def fired(evidence: Evidence) -> list[int]:
    """The numbers of the rules that hold."""
    found = [at for name in evidence.shown for at, sign in _SIGNS.get(name, ()) if sign.holds(evidence)]
    found += [at for at, test in _JUDGED if test(evidence) is not None]
    return found
