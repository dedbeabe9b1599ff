"""Ways to reach or pay a person, found in the text as given (handles are case-sensitive)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from nlp.reading import MentionKind
from nlp.wallets import is_base58check, is_bech32

_NAME = r"@?(?P<name>[A-Za-z0-9][\w.\-]{2,31})"
_SAID = r"\s*(?:id|user(?:name)?|channel|canal|acc(?:oun)?t|is|es|at|me|up|on|add|grupo|group|handle)?\s*"
_TO = rf"{_SAID}(?:[:=>|→-]+\s*@?|@\s?)"


def _after(words: str) -> re.Pattern[str]:
    """A platform's word, a sign (colon, dash, @) and a name: 'snap: blue.door'."""
    return re.compile(rf"(?i)(?<![\w@])(?:{words}){_TO}(?P<name>[a-z0-9][\w.\-]{{2,31}})")


_HANDLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "telegram",
        re.compile(r"(?i)(?<![\w.])(?:t|telegram)\.(?:me|dog)/(?:s/|joinchat/)?(?P<name>\+?[A-Za-z0-9_\-]{3,40})"),
    ),
    ("telegram", _after(r"telegram|telegran|telegrm|tele|tg|✈️?|telega")),
    ("telegram", re.compile(r"(?i)(?<!\w)@(?P<name>\w{4,32})\s+(?:on|en|in)\s+(?:telegram|tele|tg)\b")),
    ("telegram", re.compile(r"(?i)\b(?:telegram|tele|tg)\b[^@\n]{1,25}@(?P<name>\w{4,32})")),
    ("whatsapp", re.compile(r"(?i)(?<![\w.])(?:wa\.me/|(?:api\.)?whatsapp\.com/send/?\?phone=)(?P<name>\+?\d{7,15})")),
    ("whatsapp", re.compile(r"(?i)(?<![\w.])chat\.whatsapp\.com/(?P<name>\w{10,40})")),
    ("snapchat", re.compile(r"(?i)(?<![\w.])snapchat\.com/add/(?P<name>[\w.\-]{3,30})")),
    ("snapchat", _after(r"snap(?:chat)?|sc|👻")),
    ("snapchat", re.compile(r"(?i)\bsnap(?:chat)?\b[^@\n]{1,15}@(?P<name>[\w.\-]{3,30})")),
    ("signal", re.compile(r"(?i)(?<![\w.])signal\.(?:me|group)/#(?P<name>[\w/+\-]{4,60})")),
    ("signal", re.compile(r"(?i)\bsignal\b[^\n]{0,20}?(?<![\w.])(?P<name>[a-z_]\w{2,31}\.\d{2,4})\b")),
    ("signal", _after("signal")),
    ("session", re.compile(r"(?i)\b(?P<name>05[0-9a-f]{64})\b")),
    ("wickr", _after(r"wickr(?:\s?me)?|wicker(?:\s?me)?|wikr")),
    (
        "wickr",
        re.compile(r"(?i)\b(?:wickr|wicker)(?:\s?me)?\s+(?:is\s+)?(?P<name>[a-z0-9_]{4,30})(?=\s*(?:$|[.,;\n]))"),
    ),
    ("threema", re.compile(r"(?i)(?<![\w.])threema\.id/(?P<name>[*0-9A-Za-z]{8})\b")),
    ("threema", re.compile(r"(?i:\bthreema\b)\W{1,4}(?:(?i:id)\W{1,3})?(?P<name>[*0-9A-Z]{8})\b")),
    ("discord", re.compile(r"(?i)(?<![\w.])discord(?:\.gg|(?:app)?\.com/invite)/(?P<name>[\w\-]{2,32})")),
    ("discord", re.compile(r"(?i)\bdiscord\b[^\n#]{0,12}?(?<!\w)(?P<name>\w{2,32}#\d{4})\b")),
    ("discord", _after("discord|disc")),
    ("instagram", re.compile(r"(?i)(?<![\w.])instagram\.com/(?P<name>[\w.]{2,30})")),
    ("instagram", _after(r"instagram|insta|ig")),
    ("kik", _after("kik")),
    ("line", _after(r"line id|lineid")),
    ("wire", _after("wire(?= id| app|:| @)")),
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}(?![\w-])")
_CASHTAG = re.compile(r"(?<![\w$])\$[A-Za-z][\w-]{2,19}(?![\w$])")
_WALLETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bitcoin", re.compile(r"(?<!\w)[13][1-9A-HJ-NP-Za-km-z]{25,34}(?!\w)")),
    ("bitcoin", re.compile(r"(?<!\w)(?:bc1[a-z0-9]{25,62}|BC1[A-Z0-9]{25,62})(?!\w)")),
    ("usdt-trc20", re.compile(r"(?<!\w)T[1-9A-HJ-NP-Za-km-z]{33}(?!\w)")),
    ("ethereum", re.compile(r"(?<!\w)0x[0-9a-fA-F]{40}(?!\w)")),
    ("monero", re.compile(r"(?<!\w)[48][1-9A-HJ-NP-Za-km-z]{94}(?!\w)")),
)
_DIGITS = re.compile(r"\d")
_SPELT = {
    **{"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"},
    **{"eight": "8", "nine": "9", "oh": "0", "o": "0", "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4"},
    **{"cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9"},
}
_SPELT_DIGIT = re.compile(rf"(?i:\d|{'|'.join(sorted(_SPELT, key=len, reverse=True))})")
_SPELT_NUMBER = re.compile(rf"(?<![\w$.])(?:{_SPELT_DIGIT.pattern}[^\w\n]{{0,4}}){{10,11}}(?!\w)")


@dataclass(frozen=True, slots=True)
class Contact:
    """A find at `start` to `end` of the original text."""

    kind: MentionKind
    start: int
    end: int
    value: str
    rule: str


def contacts(text: str, *, region: str = "US") -> Iterator[Contact]:
    """Handles, e-mail addresses, telephones (E.164), cashtags and wallets, each once, in order of pattern.

    `region` (ISO 3166) is assumed for telephone numbers without a country.
    """
    taken: list[tuple[int, int]] = []
    for contact in _all(text, region):
        if not any(start < contact.end and contact.start < end for start, end in taken):
            taken.append((contact.start, contact.end))
            yield contact


def _all(text: str, region: str) -> Iterator[Contact]:
    for rule, pattern in _HANDLES:
        for match in pattern.finditer(text):
            name = match["name"].rstrip(".-_")
            if _is_handle(name):
                start = match.start("name") - (text[match.start("name") - 1 : match.start("name")] == "@")
                value = name if rule == "session" or name.startswith("+") else name.lower()
                yield Contact("contact", start, match.start("name") + len(name), f"{rule}:{value}", rule)
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Contact("contact", match.start(), match.end(), f"email:{match[0].lower()}", "email")
    if "$" in text:
        for match in _CASHTAG.finditer(text):
            yield Contact("payment", match.start(), match.end(), match[0].lower(), "cashtag")
    for rule, pattern in _WALLETS:
        for match in pattern.finditer(text):
            if _is_wallet(match[0]):
                yield Contact("payment", match.start(), match.end(), f"{rule}:{match[0]}", "wallet")
    yield from _phones(text, region)


_NOT_HANDLES = frozenset(
    {"the", "and", "for", "only", "now", "here", "below", "link", "available", "direct", "message", "dm", "me", "is"}
    | {"not", "your", "channel", "group"}
)


def _is_handle(name: str) -> bool:
    return len(name) > 2 and name.lower() not in _NOT_HANDLES


def _is_wallet(address: str) -> bool:
    if address[0] in "13T":
        return is_base58check(address)
    return is_bech32(address) if address[:3].lower() == "bc1" else True


def _phones(text: str, region: str) -> Iterator[Contact]:
    if len(_DIGITS.findall(text)) >= 7:
        for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE):
            digits = len(_DIGITS.findall(match.raw_string))
            if digits >= 10 and "/" not in match.raw_string:
                yield _phone(match.number, match.start, match.end, "phone")
    for spelt in _SPELT_NUMBER.finditer(text):
        digits_only = "".join(_SPELT.get(part.lower(), part) for part in _SPELT_DIGIT.findall(spelt[0]))
        if any(char.isalpha() for char in spelt[0]) and len(digits_only) >= 10:
            try:
                number = phonenumbers.parse(digits_only, region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_possible_number(number):
                yield _phone(number, spelt.start(), spelt.start() + len(spelt[0].rstrip()), "phone_in_words")


def _phone(number: phonenumbers.PhoneNumber, start: int, end: int, rule: str) -> Contact:
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Contact("contact", start, end, f"phone:{value}", rule)
