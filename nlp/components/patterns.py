"""Mentions that patterns find: doses, quantities, prices, CAS numbers, contacts, wallets."""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from nlp.contacts import contacts
from nlp.document import Matter, Shape, mark, matter_of
from nlp.measures import measures
from nlp.reading import Mention, MentionKind

_SHAPES: dict[MentionKind, Shape] = {
    "dose": "<dose>",
    "quantity": "<qty>",
    "price": "<price>",
    "cas": "<chem>",
    "contact": "<contact>",
    "payment": "<pay>",
}


@Language.component("pillwatch_patterns")
def patterns(doc: Doc) -> Doc:
    """Adds the mentions that patterns find."""
    matter = matter_of(doc)
    mark(doc, ((mention, _SHAPES[mention.kind]) for mention in (*_measures(matter), *_contacts(matter))))
    return doc


def _measures(matter: Matter) -> Iterator[Mention]:
    text, plain = matter.scan.text, matter.scan.plain
    for found in measures(plain.text):
        start, end = plain.span(found.start, found.end)
        yield Mention(found.kind, text[start:end], start, end, found.value, found.rule)


def _contacts(matter: Matter) -> Iterator[Mention]:
    text = matter.scan.text
    for found in contacts(text, region="MX" if matter.lang == "es" else "US"):
        yield Mention(found.kind, text[found.start : found.end], found.start, found.end, found.value, found.rule)
