"""The record of a contact or a way to pay that was found."""

from dataclasses import dataclass

from nlp.reading import MentionKind


@dataclass(frozen=True, slots=True)
class Contact:
    """A find at `start` to `end` of the original text; `value` names the service before the name or number."""

    kind: MentionKind
    start: int
    end: int
    value: str
    rule: str
