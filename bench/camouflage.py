"""Attacks on words: how sellers write a word so that people read it and filters do not.

Every attack is drawn from the `Random` that it is given. `LIGHT` changes one to three letters of a word (or what
stands between them), which is what people write; `STRONG` all that can be changed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from unicodedata import lookup

Attack = Callable[[str, Random], str | None]
"""Writes a word otherwise, or gives None where the word has no letter for it."""

_LEET = {"a": "4", "e": "3", "o": "0", "s": "5", "t": "7", "i": "1", "l": "1"}
_SIGNS = {"a": "@", "s": "$", "i": "!", "e": "€", "c": "¢"}
_CYRILLIC = dict(zip("aeopcxyiskmth", "аеорсхуіѕкмтһ", strict=True))
_GREEK = dict(zip("aeioptvxkmnuw", "αειορτνχκмηυω", strict=True))
_RARE = {
    **dict(zip("ceiorsuvwyz", "ⅽꬲ𑣃ⲟꭇꮪꭎ𑣀ⲽყ𑣄", strict=True)),
    **dict(zip("abdlmntpx", "ꓮᏏᑯꓡꓟꓠꓔꓑꓫ", strict=True)),
}
_STROKED = dict(zip("abcdeghilnoptuxz", "åƀçđęğħïłñøþŧųẋƶ", strict=True))
_MONEY = dict(zip("abcdefghijklmnoprstuvwxyz", "₳฿₵ĐɆ₣₲ⱧłJ₭Ⱡ₥₦Ø₱Ɽ₴₮ɄV₩ӾɎⱫ", strict=True))
_SMALL_CAPITALS = dict(zip("abcdefghijklmnopqrstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", strict=True))
_RAISED = dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_EMOJI = dict(zip("abop", "🅰🅱🅾🅿", strict=True)) | {"m": "Ⓜ️", "x": "❌", "i": "ℹ️"}
_PICTURES = ("💊", "🔥", "💙", "❄️", "⭐")
_INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u180e", "\u034f", "\u2063")
_MARKS = ("\u0301", "\u0308", "\u0323", "\u0336", "\u0337", "\u035c", "\u0489")
_BIDI = ("\u200e", "\u200f", "\u202a", "\u202c", "\u2066", "\u2069", "\u061c")
_ALPHABETS: Mapping[str, Callable[[str], str]] = {
    "full width": lambda letter: chr(ord(letter) + 0xFEE0),
    "mathematical bold": lambda letter: chr(0x1D41A + ord(letter) - 97),
    "mathematical script": lambda letter: chr(0x1D4EA + ord(letter) - 97),
    "mathematical fraktur": lambda letter: chr(0x1D586 + ord(letter) - 97),
    "mathematical monospace": lambda letter: chr(0x1D68A + ord(letter) - 97),
    "circled letters": lambda letter: lookup(f"CIRCLED LATIN SMALL LETTER {letter.upper()}"),
    "squared letters": lambda letter: lookup(f"SQUARED LATIN CAPITAL LETTER {letter.upper()}"),
    "filled letters": lambda letter: chr(0x1F170 + ord(letter) - 97),
    "letters in brackets": lambda letter: lookup(f"PARENTHESIZED LATIN SMALL LETTER {letter.upper()}"),
    "flag letters": lambda letter: chr(0x1F1E6 + ord(letter) - 97) + "\u200b",
    "small capitals": lambda letter: _SMALL_CAPITALS.get(letter, letter),
    "raised letters": lambda letter: _RAISED.get(letter, letter),
    "money signs": lambda letter: _MONEY.get(letter, letter),
}


def _letters(signs: Mapping[str, str], *, last: bool = True) -> Callable[[bool], Attack]:
    """Letters replaced; with `last` False never the last one alone, which is a word and a figure (perc5)."""

    def made(every: bool) -> Attack:
        def attack(word: str, random: Random) -> str | None:
            places = [at for at, letter in enumerate(word) if letter.lower() in signs]
            if not last and places == [len(word) - 1]:
                return None
            return _at(word, places, lambda letter: signs[letter.lower()], random, every, last=last)

        return attack

    return made


def _at(
    word: str, places: Sequence[int], new: Callable[[str], str], random: Random, every: bool, *, last: bool = True
) -> str | None:
    if not places:
        return None
    first = [at for at in places if last or at < len(word) - 1]
    chosen = set(places if every else [random.choice(first), *random.sample(places, min(len(places), 1))])
    return "".join(new(letter) if at in chosen else letter for at, letter in enumerate(word))


def _after(signs: Sequence[str]) -> Callable[[bool], Attack]:
    """Something after letters of the word, never after its last."""

    def made(every: bool) -> Attack:
        def attack(word: str, random: Random) -> str | None:
            places = range(len(word) - 1)
            return _at(word, places, lambda letter: letter + random.choice(signs), random, every)

        return attack

    return made


def _between(signs: Sequence[str]) -> Callable[[bool], Attack]:
    """The same thing between all letters."""

    def made(every: bool) -> Attack:
        return lambda word, random: random.choice(signs).join(word)

    return made


def _repeated(every: bool) -> Attack:
    def attack(word: str, random: Random) -> str | None:
        places = [at for at, letter in enumerate(word) if letter.isalpha()]
        return _at(word, places, lambda letter: letter * random.randint(3, 5), random, every)

    return attack


def _alphabet(name: str) -> Callable[[bool], Attack]:
    def made(every: bool) -> Attack:
        def attack(word: str, random: Random) -> str | None:
            return "".join(map(_ALPHABETS[name], word.lower())) if word.isascii() and word.isalpha() else None

        return attack

    return made


def _spaced(gap: str) -> Callable[[bool], Attack]:
    """Letters with a gap between; the light way with a wider one around the word, so that words stay apart."""

    def made(every: bool) -> Attack:
        around = "" if every else gap
        return lambda word, random: around + gap.join(word) + around

    return made


def _hashtags(every: bool) -> Attack:
    return lambda word, random: " ".join(f"#{letter}" for letter in word)


def _reversed(every: bool) -> Attack:
    return lambda word, random: f"\u202e{word[::-1]}\u202c"


def _mixed_case(every: bool) -> Attack:
    return lambda word, random: "".join(letter.upper() if random.random() < 0.5 else letter for letter in word)


_KINDS: Mapping[str, Callable[[bool], Attack]] = {
    "digits for letters": _letters(_LEET, last=False),
    "signs for letters": _letters(_SIGNS),
    "repeats": _repeated,
    "spaced": _spaced(" "),
    "dotted": _between([".", "-", "_", "*", "·", "/", "|", "•", "~"]),
    "line breaks": _spaced("\n"),
    "split hashtags": _hashtags,
    "zero width": _after(_INVISIBLE),
    "soft hyphen": _after(["\u00ad"]),
    "variation selectors": _after(["\ufe0f", "\ufe0e", "\U000e0101"]),
    "combining marks": _after(_MARKS),
    "bidi marks": _after(_BIDI),
    "right to left": _reversed,
    "Cyrillic": _letters(_CYRILLIC),
    "Greek": _letters(_GREEK),
    "rare look-alikes": _letters(_RARE),
    "accents and strokes": _letters(_STROKED),
    "emoji as letters": _letters(_EMOJI),
    "emoji between": _between(_PICTURES),
    "mixed case": _mixed_case,
    **{name: _alphabet(name) for name in _ALPHABETS},
}
LIGHT: dict[str, Attack] = {name: made(False) for name, made in _KINDS.items()}
STRONG: dict[str, Attack] = {name: made(True) for name, made in _KINDS.items()}
_FIRST = (
    "digits for letters",
    "signs for letters",
    "repeats",
    "Cyrillic",
    "Greek",
    "accents and strokes",
    "mixed case",
)
_SECOND = ("zero width", "soft hyphen", "combining marks", "variation selectors", "bidi marks", "spaced", "dotted")


def combined(word: str, random: Random) -> str:
    """Two attacks on one word: on its letters, then on what stands between them."""
    first, second = LIGHT[random.choice(_FIRST)], LIGHT[random.choice(_SECOND)]
    word = first(word, random) or word
    return second(word, random) or word


@dataclass(frozen=True, slots=True)
class Attacked:
    """A text after an attack; `moved` gives the place of what stood at `start` to `end` before."""

    text: str
    edits: tuple[tuple[int, int, str], ...]

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Bounds in the new text of bounds in the old one that do not cut an attacked word."""
        shift = sum(len(new) - (till - since) for since, till, new in self.edits if till <= start)
        grown = sum(len(new) - (till - since) for since, till, new in self.edits if since >= start and till <= end)
        return start + shift, end + shift + grown


_WORD = re.compile(r"(?<![\w@$#/.\-'’])[A-Za-z]{3,}(?![\w@$/'’]|[.\-]\w)")


def attacked(text: str, spans: Iterable[tuple[int, int]], attack: Attack, random: Random) -> Attacked:
    """Attacks the plain words of three letters and more that lie in `spans`."""
    inside = sorted(spans)
    edits = []
    for match in _WORD.finditer(text):
        if any(start <= match.start() and match.end() <= end for start, end in inside):
            new = attack(match[0], random)
            if new is not None:
                edits.append((*match.span(), new))
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        parts += (text[done:start], new)
        done = end
    return Attacked("".join((*parts, text[done:])), tuple(edits))


HARMLESS: tuple[str, ...] = (
    "10 for $150, 30mg each, ships 7/4, call +1 (555) 010-1234 or 555.010.1234",
    "cas 437-38-7 and 71368-80-4, lot 5, 3 x 20, 2x30mg, 1/2 oz, $0.15k, 40ct, 3tabs, 5pills, 7days, 50th",
    "m30 a215 k9 v4810 rp10 ip110 g3722 s903 r039 b707 dp30 e404 watson853 m367 u47700 2cb 3mmc 4aco 5meo",
    "r 0 3 9 and g 3 7 2 2, box 4 a 5, plan b, vitamin d and a, i got a b in maths",
    "https://example.com/a-b/c_d?e=1&f=2 http://t.me/blue_door www.example.com/p/1a2b3c",
    "joe.doe-5@mail.example.com, @blue_door, @kai.example, snap: blue.door_5, $johnny",
    "for i in range(10): x[i] = a*b + c/d; if a|b: return x.y_z or 0x1f4a == 3f4a0b1c",
    "the pick-up is at 7pm, e-mail me, re-up on monday, a well-known co-op, drop-off or meet-up, u.s. and d.c.",
    "precio $200 pesos, 3 a 5 dias, el 2o piso, 1er lugar, cuesta 20€ o 15£, a las 10am, y a ti que",
    "me llamo ana y vivo a 5 km; mide 1.70 m, pesa 60kg, tiene 2 hijos y 1 perro",
    "covid19, h1n1, mp3, utf8, base64, ipv4, 4k, 1080p, ps4, gta5, iphone15, win95, route66, area51, b12, h2o, co2",
    "well, ok... so?! yes! no! 100% a+ c++ r&b rock'n'roll o'clock don't",
)
"""Plain lower-case text in which nothing is camouflage: prices, numbers, marks, addresses, code, ordinary language."""
