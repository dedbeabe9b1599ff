"""Long names of drugs with one letter wrong: missing, too many, another one, or two exchanged."""

from collections.abc import Iterable
from functools import lru_cache

from nlp.lexicon import Entry
from nlp.vocabulary import vocabulary

_SHORTEST = 9
"""Letters of a name that is looked for; shorter ones are too near to other words."""
_REMEMBERED = 65_536


class Spelling:
    """Finds the entry that a word nearly spells. Words of the vocabulary are spelt as they are meant."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._names = {
            term: entry
            for entry in entries
            if entry.kind == "drug" and entry.mention and not entry.broad
            for term in entry.terms
            if len(term) >= _SHORTEST and term.isalpha() and term.isascii()
        }
        self._without: dict[str, list[str]] = {}
        for name in self._names:
            for shorter in _shorter(name):
                self._without.setdefault(shorter, []).append(name)
        self.nearly = lru_cache(_REMEMBERED)(self._nearly)

    def _nearly(self, word: str) -> Entry | None:
        """The entry of the one name that is a letter away; None for words that are known, short or near to none."""
        if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()) or word in vocabulary():
            return None
        near = set(self._without.get(word, ()))
        for shorter in _shorter(word):
            near.update((shorter,) if shorter in self._names else ())
            near.update(name for name in self._without.get(shorter, ()) if _is_one_away(word, name))
        found = {self._names[name].value for name in near if name[0] == word[0]}
        return self._names[min(name for name in near if name[0] == word[0])] if len(found) == 1 else None


def _shorter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _is_one_away(one: str, other: str) -> bool:
    """Whether words of one length differ in one letter, or in two neighbours exchanged."""
    if len(one) != len(other):
        return False
    wrong = [at for at in range(len(one)) if one[at] != other[at]]
    if len(wrong) == 1:
        return True
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and one[wrong[0]] == other[wrong[1]]
        and one[wrong[1]] == other[wrong[0]]
    )
