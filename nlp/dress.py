"""The same post in another dress: links, names, tags, capitals, lines, emoji and marks put on or taken off.

The corpus is invented, and how its posts are set says little about the world: on real platforms offers
and talk alike carry links, answers to somebody, tags and shouting. Training reads each post also in a
drawn dress, so that the dress alone decides nothing.
"""

import re
from dataclasses import replace
from random import Random

from nlp.corpus import Row

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_EMOJI = "🔥✨😂🙏💯🎉👉✅😍🚨👀❤"
_LINK = re.compile(r"\s*https?://\S+")
_WORD = re.compile(r"[^\W\d_]{4,}")


def dressed(row: Row, *, seed: int) -> Row:
    """The row in a dress drawn by `seed` and its id; what it says stays."""
    draw = Random(f"{seed}:{row.id}")  # noqa: S311 (no secret)
    return replace(row, id=f"{row.id}*", text=_dressed(row.text, draw), mentions=None)


def _dressed(text: str, draw: Random) -> str:
    if draw.random() < 0.3:
        text = draw.choice((str.lower, str.upper, str.title, str.capitalize))(text)
    if draw.random() < 0.3:
        text = " ".join(text.split()) if "\n" in text else text.replace(". ", ".\n")
    if draw.random() < 0.15:
        text = re.sub(r"[.,;!?]+(?=\s|\Z)", "", text)
    elif draw.random() < 0.15:
        text = f"{text.rstrip('.')}{'!' * draw.randint(1, 3)}"
    if draw.random() < 0.1:
        text = text.replace("&", "&amp;").replace("'", "&#039;")
    if draw.random() < 0.25:
        text = _tagged(text, draw)
    if draw.random() < 0.2:
        text = f"{text} {''.join(draw.choices(_EMOJI, k=draw.randint(1, 3)))}"
    if draw.random() < 0.25:
        text = f"@{_name(draw, 5, 12)} {text}"
    if _LINK.search(text):
        return _LINK.sub("", text) if draw.random() < 0.5 else text
    if draw.random() < 0.4:
        text += "".join(f" https://t.co/{_name(draw, 10, 10)}" for _ in range(draw.randint(1, 2)))
    return text


def _tagged(text: str, draw: Random) -> str:
    """Tags taken off, or a few words made tags."""
    if "#" in text:
        return text.replace("#", "")
    words = sorted(set(_WORD.findall(text)))
    chosen = draw.sample(words, min(len(words), draw.randint(1, 3)))
    if draw.random() < 0.5:
        return f"{text} {' '.join(f'#{word.lower()}' for word in chosen)}"
    for word in chosen:
        text = text.replace(word, f"#{word}", 1)
    return text


def _name(draw: Random, least: int, most: int) -> str:
    return "".join(draw.choices(_LETTERS, k=draw.randint(least, most)))
