"""A camouflaged word is found by its plain form and the other way round, and nothing else is."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

from index.access import EVERYTHING
from index.open import open_store
from index.parse import parse_query
from index.query import Query
from nlp.lexicon import load_lexicon
from tests.index.sample import NOON, listing

WORDS = 200

CYRILLIC = str.maketrans("aeopcxyi", "аеорсхуі")
LEET = str.maketrans("oeai", "034!")


def _inside(word: str, change: Callable[[str], str]) -> str:
    """The change to the letters between the first and the last."""
    return word[0] + change(word[1:-1]) + word[-1]


def _bold(word: str) -> str:
    return "".join(chr(0x1D41A + ord(char) - ord("a")) for char in word)


def _drawn_out(word: str) -> str:
    """The first vowel three times."""
    at = next(at for at, char in enumerate(word) if char in "aeiouy")
    return word[:at] + word[at] * 3 + word[at + 1 :]


ATTACKS: Mapping[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "look-alike letters": lambda word: word.translate(CYRILLIC),
    "wide letters": lambda word: "".join(chr(ord(char) + 0xFEE0) for char in word),
    "bold letters": _bold,
    "accents": lambda word: "\u0301".join(word),
    "invisible characters": lambda word: "\u200b".join(word),
    "digits for letters": lambda word: _inside(word, lambda part: part.translate(LEET)),
    "dots between": ".".join,
    "spaces between": " ".join,
    "hyphens between": "-".join,
    "stars between": "*".join,
    "circled letters": lambda word: "".join(chr(0x24D0 + ord(char) - ord("a")) for char in word),
    "a vowel drawn out": _drawn_out,
}


def plain_words() -> list[str]:
    """Clear names of drugs, evenly out of the lexicon: one word of five letters or more, no letter doubled."""
    terms = {term for entry in load_lexicon() if entry.kind == "drug" and not entry.broad for term in entry.terms}
    words = sorted(term for term in terms if len(term) >= 5 and term.isascii() and term.isalpha() and _is_usual(term))
    return words[:: len(words) // WORDS][:WORDS]


def _is_usual(word: str) -> bool:
    return bool(set(word) & set("aeiouy")) and all(a != b for a, b in pairwise(word))


def test_camouflage_is_found_both_ways(tmp_path: Path) -> None:
    words = plain_words()
    assert len(words) == WORDS
    attacked = {(word, name): attack(word) for word in words for name, attack in ATTACKS.items()}
    store = open_store(tmp_path)
    store.upsert([listing(f"plain {word}", f"fresh {word} today") for word in words])
    store.upsert([listing(f"{name} {word}", f"fresh {form} today") for (word, name), form in attacked.items()])
    found: Counter[str] = Counter()
    extra: Counter[str] = Counter()

    def ids(typed: str) -> set[str]:
        query = Query(access=EVERYTHING, clauses=parse_query(f'"{typed}"', NOON), limit=50)
        return {one.listing.id for one in store.search(query).found}

    for word in words:
        mine = {f"plain {word}", *(f"{name} {word}" for name in ATTACKS)}
        by_plain = ids(word)
        extra["by the plain word"] += len(by_plain - mine)
        for name in ATTACKS:
            by_form = ids(attacked[word, name])
            found[name] += (f"{name} {word}" in by_plain) + (f"plain {word}" in by_form)
            extra[name] += len(by_form - mine)
    print(f"\nrecall of {WORDS} words, both ways, and false matches:")
    for name in ATTACKS:
        print(f"  {name:22} {found[name] / (2 * WORDS):.3f} {extra[name]}")
    recall = found.total() / (2 * WORDS * len(ATTACKS))
    print(f"  {'all':22} {recall:.3f} {extra.total()}")
    assert recall >= 0.95
    assert not extra.total()
