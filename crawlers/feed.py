"""RSS feeds: each item's fields and the exact bytes that it was read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat


class FeedError(ValueError):
    """The body is no whole XML, or one with entities of its own; the message says where."""


@dataclass(frozen=True, slots=True)
class Item:
    """The text of an item's children by their name (`title`, `dc:creator`), and the item as received."""

    fields: Mapping[str, str]
    raw: bytes


def read_feed(body: bytes) -> list[Item]:
    """The items of a feed. Raises FeedError."""
    reader = _Reader(body)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, _: reader.start(name, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda name: reader.end(name, parser.CurrentByteIndex)
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _refuse_entities
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise FeedError(f"not whole XML: {expat.ErrorString(error.code)} in line {error.lineno}") from None
    return reader.items


def _refuse_entities(*_: object) -> None:
    raise FeedError("XML with entities of its own")


@dataclass(slots=True)
class _Reader:
    body: bytes
    items: list[Item] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    start_of_item: int | None = None
    name: str = ""

    def start(self, name: str, at: int) -> None:
        if name == "item":
            self.start_of_item, self.fields = at, {}
        elif self.start_of_item is not None:
            self.name = name
            self.fields[name] = ""

    def text(self, text: str) -> None:
        if self.name:
            self.fields[self.name] += text

    def end(self, name: str, at: int) -> None:
        self.name = ""
        if name == "item" and self.start_of_item is not None:
            end = self.body.index(b">", at) + 1
            self.items.append(Item(self.fields, self.body[self.start_of_item : end]))
            self.start_of_item = None
