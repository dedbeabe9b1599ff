"""Which words of a drug's term are its name, and which say form, colour or mark: `suboxone` strips, `azules` M30."""

from collections.abc import Iterable, Sequence

from nlp.lexicon import Entry

_PILLS = frozenset({"pill", "fake_pill"})
_ARTICLES = frozenset({"las", "los"})
_OF = frozenset({"of", "de", "con"})
_FAKE = frozenset(
    {"fake", "pressed", "presses", "counterfeit", "replica", "bootleg", "falsa", "falsas", "falsificadas", "clonadas"}
    | {"prensadas", "piratas"}
)


class Naming:
    """Tells how many words at either end of a term are no part of the name.

    A form goes where a name is left ("fentanyl" patches), a mark always, a colour before a name of pills
    (blue "thirties"). Of "blue pills", "pastillas azules" and "fake pills" nothing is left. What is slang as a
    whole (xanax bars, m boxes) stays whole, and so do fentanyl pills, which are no fentanyl but counterfeits.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._forms: set[str] = set()
        self._colours: set[str] = set()
        self._marks: set[str] = set()
        self._names: set[str] = set()
        self._pills: set[str] = set()
        for entry in entries:
            if entry.kind == "drug" and entry.mention:
                self._names.update(entry.terms)
                self._pills.update(entry.terms if entry.group in _PILLS else ())
            elif entry.kind != "drug":
                kinds = {"form": self._forms, "colour": self._colours, "imprint": self._marks}
                kinds.get(entry.kind, set()).update(entry.terms)

    def ends(self, term: str, entry: Entry) -> tuple[int, int]:
        """How many words of a drug's term to leave out before and behind the name; all of them: (their number, 0)."""
        words = term.split()
        if len(words) == 1 or not entry.mention:
            return 0, 0
        forms = entry.group != "fake_pill"
        lead = self._lead(words, forms=forms)
        if lead == len(words):
            return lead, 0
        return lead, self._trail(words[lead:], forms=forms)

    def _lead(self, words: Sequence[str], *, forms: bool) -> int:
        first, rest = words[0], words[1:]
        joined = " ".join(rest)
        if first in _ARTICLES and joined in self._names:
            return 1
        looks = [word in self._colours or word in _FAKE for word in words]
        if not all(looks) and all(look or word in self._forms for word, look in zip(words, looks, strict=True)):
            return len(words)
        if first in self._colours and (joined in self._pills or (not forms and joined in self._names)):
            return 1
        if first in self._forms and joined in self._marks:
            return len(words)
        if not forms:
            return 0
        if first in self._forms and rest[0] in _OF and " ".join(rest[1:]) in self._names:
            return 2
        plain_name = joined in self._names and joined not in self._colours
        return 1 if first in self._forms and first not in self._names and plain_name else 0

    def _trail(self, words: Sequence[str], *, forms: bool) -> int:
        for at in range(1, len(words)):
            tail, name = " ".join(words[at:]), " ".join(words[:at])
            if name in self._names and (tail in self._marks or (forms and tail in self._forms)):
                return len(words) - at
        return 0
