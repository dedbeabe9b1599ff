"""The tokens that stores index, queries ask for and highlights look for: the same everywhere."""

from dataclasses import replace

from nlp.tokens import Token, search_tokens

LONGEST = 100
"""Code points kept of one token: every engine takes that whole (Elasticsearch's whitespace tokenizer
splits at 255 UTF-16 units), and no name or number that anybody searches is longer."""


def words_of(text: str) -> list[Token]:
    """The search tokens of a text, each cut to `LONGEST`; the offsets still cover the whole token."""
    return [
        token if len(token.text) <= LONGEST else replace(token, text=token.text[:LONGEST])
        for token in search_tokens(text)
    ]
