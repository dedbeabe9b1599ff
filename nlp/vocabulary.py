"""Words that camouflage is aimed at: they decide where a sign can stand for several letters, or for none.

`vocabulary.txt` is made of the lexicons and of the words that the corpus uses more than once. It is a file of its own,
because what a search finds hangs on it: whoever writes it anew (`python -m nlp.vocabulary`) raises the version of the
stores' schemas, so that they are built again.
"""

from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "vocabulary.txt"
_LEAST_USED = 2
_LONG_ENOUGH = 8
"""Letters of a misspelling that can be taken for no other word."""


@cache
def vocabulary() -> frozenset[str]:
    """Plain words of two letters and more."""
    return frozenset(FILE.read_text("ascii").split())


def main() -> None:
    """Writes the file."""
    from collections import Counter
    from re import findall

    from nlp.corpus import load_corpus
    from nlp.lexicon import load_lexicon

    used = Counter(
        word
        for row in load_corpus()
        for word in findall(r"(?<![^\s(])[a-z]{2,20}(?![^\s.,;:!?)])", row.whole.lower())
        if row.family != "offer_camouflage"
    )
    named = {
        word
        for entry in load_lexicon()
        for term in entry.terms
        for word in term.split()
        if len(word) >= _LONG_ENOUGH or not entry.rule.startswith("misspellings/")
    }
    words = named | {word for word, count in used.items() if count >= _LEAST_USED}
    FILE.write_text("\n".join(sorted(filter(_is_word, words))) + "\n", "ascii")


def _is_word(word: str) -> bool:
    return len(word) > 1 and word.isascii() and word.isalpha() and not any(3 * letter in word for letter in set(word))


if __name__ == "__main__":
    main()
