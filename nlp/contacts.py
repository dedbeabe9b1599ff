"""Ways to reach or pay a person, found in the text as given (handles are case-sensitive)."""

import re
from collections.abc import Iterator, Sequence

from nlp.contact import Contact
from nlp.gates import GIVEN
from nlp.phones import phones
from nlp.wallets import is_base58check, is_bech32, is_ethereum, is_monero

_SAID = (
    r"\s*(?:id|user(?:name)?|channel|canal|acc(?:oun)?t|is|es|at|me|up|on|add|grupo|group|handle|app|de respaldo"
    r"|backup)?\s*"
)
_TO = rf"{_SAID}(?:[:：;；=>|→–-]+\s*@?|@\s?)"


def _after(words: str) -> re.Pattern[str]:
    """A platform's word, a sign (colon, dash, @) and a name ('snap: blue.door'), or a name that can be no word."""
    return re.compile(
        rf"(?i)(?<![\w@])(?:{words})(?:{_TO}|\s+(?=(?![$€£])[\w.]*[a-z][\w.]*(?:_|\.\d|\d[a-z])[\w.]*))"
        rf"(?P<name>[a-z0-9][\w.\-]{{2,31}})"
    )


_HANDLES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "telegram",
        "/",
        re.compile(
            r"(?i)(?<![\w.])(?:https?://)?(?:t|telegram)\.(?:me|dog)/(?:s/|joinchat/)?"
            r"(?P<name>\+?[A-Za-z0-9_\-]{3,40})"
        ),
    ),
    (
        "telegram",
        "dot",
        re.compile(r"(?i)(?<![\w.])t\s?[(\[{]?\s?dot\s?[)\]}]?\s?me\s?(?:/|slash)\s?(?P<name>\+?[A-Za-z0-9_\-]{3,40})"),
    ),
    ("telegram", "t", _after(r"telegram|telegran|telegrm|tele|tlgrm|tg|✈️?|telega")),
    ("telegram", "@", re.compile(r"(?i)(?<!\w)@(?P<name>\w{4,32})\s+(?:on|en|in)\s+(?:telegram|tele|tg)\b")),
    (
        "telegram",
        "",
        re.compile(
            r"(?:飞机|电报|電報|✈\s?\uFE0F?)(?:[号號群频道账帳私聊客服；;：:\s✈\uFE0F🆔]|(?i:telegram|tg)){0,12}"
            r"@?\s?(?P<name>[A-Za-z]\w{3,31})"
        ),
    ),
    ("telegram", "@", re.compile(r"(?:飞机|电报|電報|✈)[^@\n]{1,20}@(?P<name>\w{4,32})")),
    ("telegram", "@", re.compile(r"(?i)\b(?:telegram|tele|tg)\b[^@\n]{1,25}@(?P<name>\w{4,32})")),
    (
        "whatsapp",
        "wa",
        re.compile(r"(?i)(?<![\w.])(?:wa\.me/|(?:api\.)?whatsapp\.com/send/?\?phone=)(?P<name>\+?\d{7,15})"),
    ),
    ("whatsapp", "whatsapp", re.compile(r"(?i)(?<![\w.])chat\.whatsapp\.com/(?P<name>\w{10,40})")),
    ("snapchat", "snap", re.compile(r"(?i)(?<![\w.])snapchat\.com/add/(?P<name>[\w.\-]{3,30})")),
    ("snapchat", "", _after(r"snap(?:chat)?|sc|snapme|👻")),
    ("snapchat", "snap", re.compile(r"(?i)\bsnap(?:chat|me)?\b[^@\n]{1,15}@(?P<name>[\w.\-]{3,30})")),
    (
        "snapchat",
        "snap",
        re.compile(r"(?i)\b(?:add|try|find)\s+@?(?P<name>[a-z][\w.\-]{2,29})\s+on\s+(?:snap|the ghost|sc)"),
    ),
    ("signal", "signal", re.compile(r"(?i)(?<![\w.])signal\.(?:me|group)/#(?P<name>[\w/+\-]{4,60})")),
    (
        "signal",
        ".",
        re.compile(
            r"(?i)\b(?:signal|sgnl|señal|text app|sig)\b[^\n]{0,20}?(?<![\w.])(?P<name>[a-z_]\w{2,31}\.\d{2,4})\b"
        ),
    ),
    ("signal", "signal", _after("signal")),
    ("session", "05", re.compile(r"(?i)\b(?P<name>05[0-9a-f]{64})\b")),
    ("wickr", "wi", _after(r"wickr(?:\s?me)?|wicker(?:\s?me)?|wikr")),
    (
        "wickr",
        "wi",
        re.compile(r"(?i)\b(?:wickr|wicker)(?:\s?me)?\s+(?:is\s+)?(?P<name>[a-z0-9_]{4,30})(?=\s*(?:$|[.,;\n]))"),
    ),
    ("threema", "threema", re.compile(r"(?i)(?<![\w.])threema\.id/(?P<name>[*0-9A-Za-z]{8})\b")),
    ("threema", "threema", re.compile(r"(?i:\bthreema\b)\W{1,4}(?:(?i:id)\W{1,3})?(?P<name>[*0-9A-Z]{8})\b")),
    ("discord", "discord", re.compile(r"(?i)(?<![\w.])discord(?:\.gg|(?:app)?\.com/invite)/(?P<name>[\w\-]{2,32})")),
    ("discord", "discord", re.compile(r"(?i)\bdiscord\b[^\n#]{0,12}?(?<!\w)(?P<name>\w{2,32}#\d{4})\b")),
    ("discord", "disc", _after("discord|disc")),
    ("instagram", "instagram", re.compile(r"(?i)(?<![\w.])instagram\.com/(?P<name>[\w.]{2,30})")),
    ("instagram", "i", _after(r"instagram|insta|ig")),
    ("kik", "kik", _after("kik")),
    ("line", "line", _after(r"line id|lineid")),
    ("wire", "wire", _after("wire(?= id| app|:| @)")),
)
"""Service, a string without which the pattern cannot match (lower case), pattern."""
_SERVICE = re.compile(
    r"t\.me|飞机|电报|電報|telegr|\btele|\btg\b|tlgrm|✈|whatsapp|wa\.me|snap|\bsc\b|👻|ghost|sign?al|sgnl|señal"
    r"|text app|\bsig\b|05[0-9a-f]{20}"
    r"|wick|wikr|threema|disc|insta|\big\b|\bkik|line ?id|wire|dot|\.dog"
)
"""What every pattern of `_HANDLES` needs, in lower case."""
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?[(\[]at[)\]]\s?)(?:[\w-]{1,63}(?:\."
    r"|\s?[(\[]dot[)\]]\s?)){1,5}[A-Za-z]{2,24}(?![\w-])"
)
_TLDS = (
    "com|net|org|info|biz|shop|store|online|site|club|top|xyz|me|io|to|cc|su|ru|is|ws|in|mx|es|co|uk|de|nl|eu|us|ca|li|pw|"
    "example|onion|pharmacy|health|link|page|app|dev|gg|ly|market|farm|pro|live|life|vip|one"
)
_SITE = re.compile(
    rf"(?i)(?<![\w@./-])(?:https?://)?(?:www\.)?(?P<host>(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}"
    rf"(?:{_TLDS}))(?![\w-])(?!\.\w)(?P<path>/[^\s<>\"')\]]{{0,80}})?"
)
_SERVICES = re.compile(
    r"(?i)(?:^|\.)(?:t\.me|telegram\.me|wa\.me|whatsapp\.com|snapchat\.com|instagram\.com|discord\.gg"
    r"|discord\.com|discordapp\.com"
    r"|signal\.me|signal\.group|threema\.id|twitter\.com|x\.com|facebook\.com|youtube\.com|youtu\.be"
    r"|reddit\.com|tiktok\.com|google\.com|wikipedia\.org)$"
)
_AT_HANDLE = re.compile(r"(?<![\w@.])@(?P<name>[A-Za-z0-9_][\w.]{2,31})(?![\w@])")
_ANSWERED = re.compile(
    r"(?i)\s*(?:(?:replying to|en respuesta a|respondiendo a)\s+)?(?:\.?@\w+[\s:,]+(?:(?:and|y|&)\s+)?)+(?=\S)"
)
ADDRESSEE = "addressee"
"""The rule of a handle that a post begins with: somebody who is answered, not who is to be found."""
_UNDERSCORED = re.compile(r"(?<![\w@#/:.$=-])(?<!\n)[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w/:.@=-]*[\w@])", re.IGNORECASE)
"""No word has an underscore inside: a name that somebody is to be found by."""
_SHORTEST_UNDERSCORED = 8
_CASHTAG = re.compile(r"(?<![\w$])\$[A-Za-z][\w-]{2,19}(?![\w$])")
_WALLETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bitcoin", re.compile(r"(?<!\w)[13][1-9A-HJ-NP-Za-km-z]{25,34}(?!\w)")),
    ("bitcoin", re.compile(r"(?<!\w)(?:bc1[a-z0-9]{25,62}|BC1[A-Z0-9]{25,62})(?!\w)")),
    ("usdt-trc20", re.compile(r"(?<!\w)T[1-9A-HJ-NP-Za-km-z]{33}(?!\w)")),
    ("ethereum", re.compile(r"(?<!\w)0x[0-9a-fA-F]{40}(?!\w)")),
    ("monero", re.compile(r"(?<!\w)[48][1-9A-HJ-NP-Za-km-z]{94}(?!\w)")),
)
_LONG_WORD = re.compile(r"[0-9A-Za-z]{26}")
_HANDLE_NUMBERS = {GIVEN.add(handle[2]): handle for handle in _HANDLES}
_EMAIL_NUMBER, _SITE_NUMBER, _UNDERSCORED_NUMBER = map(GIVEN.add, (_EMAIL, _SITE, _UNDERSCORED))
_AT_HANDLE_NUMBER, _CASHTAG_NUMBER, _LONG_WORD_NUMBER = map(GIVEN.add, (_AT_HANDLE, _CASHTAG, _LONG_WORD))
_TICKER = re.compile(r"\$[A-Z]{2,4}")
"""Of a share."""
_WELL_KNOWN = re.compile(r"(?i)\$(?:usd|mxn|eur|btc|eth|xmr|each|mil|[lio]\d+|ship|hip)")


def contacts(text: str, *, region: str = "US") -> Iterator[Contact]:
    """Handles, e-mail addresses, sites, telephones (E.164), cashtags and wallets, each once, in order of pattern.

    `region` (ISO 3166) is assumed for telephone numbers without a country.
    """
    taken: list[tuple[int, int]] = []
    for contact in _all(text, region):
        if not any(start < contact.end and contact.start < end for start, end in taken):
            taken.append((contact.start, contact.end))
            yield contact


def _all(text: str, region: str) -> Iterator[Contact]:
    gates = GIVEN.open(text)
    if _EMAIL_NUMBER in gates:
        for match in _EMAIL.finditer(text):
            address = re.sub(r"\s?[(\[]at[)\]]\s?", "@", re.sub(r"\s?[(\[]dot[)\]]\s?", ".", match[0].lower()))
            yield Contact("contact", match.start(), match.end(), f"email:{address}", "email")
    if not _HANDLE_NUMBERS.keys().isdisjoint(gates):
        yield from _handles(text, gates)
    if _CASHTAG_NUMBER in gates:
        for match in _CASHTAG.finditer(text):
            if not _WELL_KNOWN.fullmatch(match[0]) and not _TICKER.fullmatch(match[0]):
                yield Contact("payment", match.start(), match.end(), match[0].lower(), "cashtag")
    if _LONG_WORD_NUMBER in gates:
        for rule, pattern in _WALLETS:
            for match in pattern.finditer(text):
                if _is_wallet(match[0]):
                    yield Contact("payment", match.start(), match.end(), f"{rule}:{match[0]}", "wallet")
    yield from phones(text, region=region)
    if _SITE_NUMBER in gates:
        yield from _sites(text)
    if _UNDERSCORED_NUMBER in gates:
        for match in _UNDERSCORED.finditer(text, 1):
            if len(match[0]) >= _SHORTEST_UNDERSCORED:
                yield Contact("contact", match.start(), match.end(), f"@{match[0].lower()}", "underscored")
    if _AT_HANDLE_NUMBER in gates:
        run = _ANSWERED.match(text)
        answered = run.end() if run else 0
        for match in _AT_HANDLE.finditer(text):
            name = match["name"].rstrip("._")
            if _is_handle(name):
                rule = ADDRESSEE if match.start() < answered else "at_handle"
                yield Contact("contact", match.start(), match.start("name") + len(name), f"@{name.lower()}", rule)


def _handles(text: str, gates: Sequence[int]) -> Iterator[Contact]:
    low = text.lower()
    if not _SERVICE.search(low):
        return
    for number in gates:
        handle = _HANDLE_NUMBERS.get(number)
        if handle is None or handle[1] not in low:
            continue
        rule, _, pattern = handle
        for match in pattern.finditer(text):
            name = match["name"].rstrip(".-_")
            if _is_handle(name):
                start = match.start("name") - (text[match.start("name") - 1 : match.start("name")] == "@")
                if "/" in match[0] or "dot" in match[0].lower()[: match.start("name") - match.start()]:
                    start = match.start()
                value = name if rule == "session" or name.startswith("+") else name.lower()
                yield Contact("contact", start, match.start("name") + len(name), f"{rule}:{value}", rule)


def _sites(text: str) -> Iterator[Contact]:
    for match in _SITE.finditer(text):
        host = match["host"].lower()
        if not _SERVICES.search(host) and (len(host) > 5) and not host.replace(".", "").isdigit():
            end = match.start() + len(match[0].rstrip(".,;:!?"))
            path = (match["path"] or "").rstrip("/.,;:!?")
            yield Contact("contact", match.start(), end, f"web:{host}{path}", "website")


_NOT_HANDLES = frozenset(
    {"the", "and", "for", "only", "now", "here", "below", "link", "available", "direct", "message", "dm", "me", "is"}
    | {
        "not",
        "your",
        "channel",
        "group",
        "backup",
        "add",
        "url",
        "telegram",
        "whatsapp",
        "snapchat",
        "instagram",
        "gmail",
    }
)


def _is_handle(name: str) -> bool:
    return len(name) > 2 and name.lower() not in _NOT_HANDLES


def _is_wallet(address: str) -> bool:
    if address[0] in "13T":
        return is_base58check(address)
    if address[0] == "0":
        return is_ethereum(address)
    return is_bech32(address) if address[:3].lower() == "bc1" else is_monero(address)
