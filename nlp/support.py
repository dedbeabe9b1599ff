"""What in a text speaks for reading a word of two senses as goods, a tool, a way to pay."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from nlp.numbers import value_of
from nlp.reading import Mention
from nlp.screen import Hit, Scan


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ALONE = frozenset({"drugs", "drug", "drogas", "droga", "opiates", "opiate", "opioids", "opioid", "mota"})
"""Broad words for drugs whose other senses are rare: no second cue is asked for."""
_ATTRIBUTE_OF = word_set(
    "test tests testing tested screen screening user users use addict addicts addiction abuse abuser dealer "
    "dealers dealing policy policies war laws law court trade traffic trafficking trafficker traffickers "
    "smuggling cartel cartels store stores overdose overdoses problem problems habit crime crimes free "
    "interaction interactions companies company administration enforcement ring bust busts house seeking culture "
    "education treatment rehab squad offense offenses charges possession awareness prevention mule mules lord "
    "lords facts takeback receptor receptors epidemic crisis subreddit naive panel related addicted money copping "
    "checking market markets counsellor counselor sick fiend fiends boys vintage print tee wheels"
)
"""Before these words `drug` and the like name no goods: drug test, opiate addiction, dope sick."""
_CLASS_WORDS = frozenset({"drug", "drugs", "opiate", "opiates", "opioid", "opioids", "narcotic", "dope"})
_OF_USE = word_set(
    "smoke smoked smoking shoot shooting snort snorted snorting sniff sniffed sniffing bang banging cop copped "
    "copping pop popped popping inject injected injecting fumar fumo fumando inhalar meterse"
)
"""Before a word of two senses they tell the drug from the rest."""
_OF_SUBSTANCE = word_set("my some of on for any no the do doing did off more good real this his her")
_SUBSTANCES = frozenset({"dope", "subs", "lope", "meth", "coke"})
_SPOKEN = frozenset({"thirty", "thirties", "treinta"})
"""The last word of a mark that is spelt out."""
_SAYS = word_set("says say reads reading stamped stamp marked engraved imprint imprinted sello marca marcadas dice")
"""Right before a mark."""
_SIGN = re.compile(r"[^\w\s]")
_SURE = frozenset({"pill", "fake_pill", "drug", "precursor"})
NEAR = 6
_CUES = frozenset({"sell", "stock", "seek", "pressed", "order", "bulk", "menu"})
_WHICH_TOOL = word_set(
    "round bar rectangular single punch rotary desktop hand hydraulic tonne ton six tablet pill mini electric "
    "manual set juego bevel heart star skull oval oblong square diamond hexagon"
)
"""Before a tool they say which it is: round punches, hand press."""
_TOOL_PARTS = frozenset({"tablet", "single", "punch", "hand", "rotary", "desktop"})
_TOOL_ENDS = word_set("press machine set sets die dies punch punches tooling mould mold rotativa hidraulica motor")
"""Behind a tool they belong to it, parts only before an end: TDP 0 hand press."""
_SPANISH_TOOLS = frozenset({"matriz", "molde", "moldes", "dado", "dados", "troquel", "punzon", "punzones"})
_JOINS_TOOL = {"", " ", "-", " de "}
_OTHER_SENSES = {
    "m": frozenset(
        {"motorway", "traffic", "engine", "bmw", "lens", "bolt", "bolts", "hex", "nut", "screw", "adapter", "adaptador"}
        | {"rosca", "tornillo", "tornillos", "tuerca", "atasco", "trafico", "tunel", "junction", "lane", "lanes"}
        | {
            "industar",
            "helios",
            "galaxy",
            "monitor",
            "earbuds",
            "spacer",
            "mount",
            "gearbox",
            "objetivo",
            "camera",
            "samsung",
            "huawei",
            "adaptor",
            "thread",
        }
    ),
    **dict.fromkeys("cg", frozenset({"mercedes", "benz", "amg", "coupe", "kompressor"})),
    "k": frozenset(
        {
            "dog",
            "handler",
            "officer",
            "unit",
            "binomio",
            "canino",
            "patrol",
            "deputy",
            "sheriff",
            "puppy",
            "perro",
            "biscuit",
        }
    ),
}
"""Words of the roads, screws and lenses, of cars and of the dogs, that marks are the names of too."""
_MEASURES = frozenset({"dose", "price", "quantity"})
_PAYING = word_set(
    "pay pays paying pago pagos paga aceptamos acepto acepte accept accepted take takes cobro depositos deposito "
    "payment payments ok welcome works"
)
_BEFORE_PAYMENT = 3


class Support:
    """What in a text speaks for reading a word of two senses as a drug."""

    def __init__(self, scan: Scan, measured: Sequence[Mention]) -> None:
        self._scan = scan
        hits = scan.hits
        self.sure = any(
            (hit.entry.kind == "drug" and hit.entry.group in _SURE and not hit.entry.broad) or _is_press(hit)
            for hit in hits
        )
        self._forms = any(
            (hit.entry.kind in {"form", "emoji"} and hit.entry.group == "pill")
            or (hit.entry.kind == "imprint" and not hit.entry.broad)
            for hit in hits
        )
        self._broad = {
            scan.words[hit.first] for hit in hits if hit.entry.kind == "drug" and hit.entry.broad and hit.entry.mention
        }
        self._words = frozenset(scan.words)
        marks = [hit for hit in hits if hit.entry.kind == "imprint"]
        self._parts = {mention.text.lower() for mention in measured if mention.rule == "short_mark"}
        self._repeated = len(marks) > len({hit.entry.value for hit in marks})
        self._deals = any(mention.kind in {"contact", "payment"} for mention in measured)
        starts = scan.starts
        self._cues = sorted(hit.first for hit in hits if hit.entry.kind == "cue" and hit.entry.group in _CUES)
        self._payments = [hit for hit in hits if hit.entry.kind == "payment"]
        self._prices = sorted(bisect_left(starts, mention.start) for mention in measured if mention.kind == "price")
        self._measures = sorted(bisect_left(starts, mention.start) for mention in measured if mention.kind in _MEASURES)

    def is_attribute(self, hit: Hit) -> bool:
        """Whether a word for drugs in general only describes what follows: drug test, opiate addiction."""
        if hit.last - hit.first > 1 or self._scan.words[hit.first] not in _CLASS_WORDS:
            return False
        return hit.last < len(self._scan.words) and self._scan.words[hit.last] in _ATTRIBUTE_OF

    def of_drug(self, hit: Hit) -> bool:
        """Whether a broad word for a drug is one here, whatever the text is about."""
        word = self._scan.words[hit.first]
        before = self._scan.words[hit.first - 1] if hit.first else ""
        if word in _ALONE or self.sure or len(self._broad) > 2 or before in _OF_USE:
            return True
        if word in _SUBSTANCES and before in _OF_SUBSTANCE:
            return True
        return self._forms and (self._near(hit, self._measures, NEAR) or self._near(hit, self._cues, NEAR))

    def of_imprint(self, hit: Hit) -> bool:
        """Whether a mark is one here: M30 is a motorway too, M30s and M-thirty are not."""
        if "," in self._scan.written(hit.first, hit.last):
            return False
        word = self._scan.words[hit.last - 1]
        spoken = word[-1] in "sz" or word in _SPOKEN
        return (spoken and not hit.entry.broad) or self.of_mark(hit.first, hit.last)

    def of_mark(self, first: int, last: int) -> bool:
        """Whether anything speaks for a mark at these tokens."""
        hit = Hit(self._scan.hits[0].entry, first, last) if self._scan.hits else None
        if any(hit.entry.kind == "plain" and hit.first <= first and last <= hit.last for hit in self._scan.hits):
            return False
        marks = {other.entry.value for other in self._scan.hits if other.entry.kind == "imprint"}
        letter = self._scan.words[first][:1] if first < len(self._scan.words) else ""
        if not self._words.isdisjoint(_OTHER_SENSES.get(letter, ())):
            return False
        if self.sure or self._broad or len(marks) > 1 or self._repeated or self._deals or self._forms_beside(first):
            return True
        if len(self._parts) > 1 or self._is_introduced(first, last, letter) or self._is_split(first, last):
            return True
        return hit is not None and (self._near(hit, self._measures, NEAR) or self._near(hit, self._cues, NEAR))

    def _is_introduced(self, first: int, last: int, letter: str) -> bool:
        """Whether a number stands right before a mark that no dog has, or a word of marking: ten M30, says C 230."""
        if not first or letter == "k" or not self._scan.words[last - 1][-1].isdigit():
            return False
        before = self._scan.words[first - 1]
        number = value_of(before)
        return before in _SAYS or (number is not None and number > 1)

    def _is_split(self, first: int, last: int) -> bool:
        """Whether a mark is written as no road is: M/30, m.3.0."""
        written = self._scan.written(first, last) if first < last else ""
        return "/" in written or "|" in written or len(_SIGN.findall(written)) > 1

    def whole_tool(self, hit: Hit) -> tuple[int, int]:
        """The tokens of a tool with the words beside it that say which: its mark, its kind, its parts."""
        first, last = hit.first, hit.last
        words = self._scan.words
        marks = {other.last: other.first for other in self._scan.hits if other.entry.kind in {"imprint", "drug"}}
        while first and self._joined(first - 1, first):
            if first in marks:
                first = marks[first]
            elif words[first - 1] in _WHICH_TOOL:
                first -= 1
            elif first > 1 and words[first - 1] == "mm" and words[first - 2].isdigit():
                first -= 2
            else:
                break
        at = last
        while at < len(words) and self._joined(at - 1, at) and words[at] in _TOOL_PARTS | _TOOL_ENDS:
            at += 1
            last = at if words[at - 1] in _TOOL_ENDS else last
        behind = next(
            (other.last for other in self._scan.hits if other.entry.kind == "imprint" and other.first == last), last
        )
        if behind > last and words[last - 1] in _SPANISH_TOOLS and self._joined(last - 1, last):
            last = behind
        return first, last

    def _joined(self, one: int, other: int) -> bool:
        """Whether only a space or hyphen is between two tokens."""
        return self._scan.text[self._scan.ends[one] : self._scan.starts[other]] in _JOINS_TOOL

    def of_tool(self, hit: Hit) -> bool:
        """Whether a word such as `die` is a tool for pills: another tool, a mark or pills stand near."""
        words, at = self._scan.words, hit.first
        if words[at] == "prensa" and hit.last - at == 1 and "de" in words[max(0, at - 2) : at]:
            return False
        others = (other for other in self._scan.hits if other is not hit and other.first != hit.first)
        kinds = {"press", "imprint"}
        return bool(self._parts) or any(
            (other.entry.kind in kinds or (other.entry.kind == "form" and other.entry.group == "pill"))
            for other in others
        )

    def of_payment(self, hit: Hit) -> bool:
        """Whether an everyday word (card, transfer) is a way to pay: beside a word of paying, a price or"
        " another way."""
        words = self._scan.words
        around = {*words[max(0, hit.first - _BEFORE_PAYMENT) : hit.first], *words[hit.last : hit.last + 1]}
        if not _PAYING.isdisjoint(around) or self._near(
            Hit(hit.entry, hit.first - _BEFORE_PAYMENT, hit.first), self._prices, _BEFORE_PAYMENT
        ):
            return True
        return any(
            hit.first - other.last in {0, 1} or other.first - hit.last in {0, 1}
            for other in self._payments
            if other is not hit
        )

    def _forms_beside(self, first: int) -> bool:
        kinds = {"form", "emoji", "colour", "press"}
        return any(hit.entry.kind in kinds and abs(hit.first - first) <= NEAR for hit in self._scan.hits)

    @staticmethod
    def _near(hit: Hit, places: Sequence[int], reach: int) -> bool:
        at = bisect_left(places, hit.first - reach)
        return at < len(places) and places[at] <= hit.last - 1 + reach


def _is_press(hit: Hit) -> bool:
    return hit.entry.kind == "press" and not hit.entry.broad
