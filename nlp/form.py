"""How a text is set, whatever it says: marks of its form that the wording model reads beside the words."""

import re

_EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u2300-\u23FF]")
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"[A-Z]")
_SIGN = re.compile(r"[^\w\s]")
_MOST = 15
_SIGNS = 40


def marks(text: str) -> list[str]:
    """Names of marks, how many of each to the power of two: tags, addresses, links, lines, emoji, digits, capitals."""
    counts = (
        ("tag", text.count("#")),
        ("at", text.count("@")),
        ("link", text.count("http")),
        ("line", text.count("\n")),
        ("length", len(text) // 20),
        ("emoji", 0 if text.isascii() else len(_EMOJI.findall(text))),
        ("shout", text.count("!")),
        ("question", text.count("?")),
        ("digit", len(_DIGIT.findall(text))),
        ("capital", len(_CAPITAL.findall(text)) * 10 // max(1, len(text))),
    )
    found = [f"<{name} {min(count, _MOST).bit_length()}>" for name, count in counts if count]
    if text.startswith("@"):
        found.append("<to somebody>")
    if "…" in text:
        found.append("<cut short>")
    return found


def signs(text: str) -> list[str]:
    """Signs that are no letter and no digit, as words."""
    return [f"<{sign}>" for sign in _SIGN.findall(text)[:_SIGNS]]
