"""The tokens that stores index, queries ask for and highlights look for: the same everywhere."""

from nlp.tokens import Token, search_tokens, search_words

LONGEST = 100
"""Code points kept of one token: every engine takes that whole (Elasticsearch's whitespace tokenizer
splits at 255 UTF-16 units), and no name or number that anybody searches is longer."""


def words_of(text: str) -> list[Token]:
    """The search tokens of a text, each cut to `LONGEST`; the offsets still cover the whole token."""
    return [
        token if len(token.text) <= LONGEST else token._replace(text=token.text[:LONGEST])
        for token in search_tokens(text)
    ]


def word_line(text: str) -> str:
    """The texts of `words_of(text)` with a space between them, which is what a store indexes."""
    words = search_words(text)
    if max(map(len, words), default=0) > LONGEST:
        words = [word[:LONGEST] for word in words]
    return " ".join(words)
