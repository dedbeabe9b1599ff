"""A small YAML file as plain values, with the line of every key; safe to read from a stranger."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LARGEST = 65_536
"""Bytes of a file; a declaration is a page, not a book."""
DEEPEST = 10

Where = tuple[str | int, ...]


class YamlFileError(ValueError):
    """What is wrong, and in which line (counted from 1)."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class LinedMapping:
    """The values of a file; `lines` names the line where each key or list item stands."""

    values: Mapping[str, Any]
    lines: Mapping[Where, int]

    def line(self, where: Where) -> int:
        """The line of a key, or of what holds it when it is not there."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_yaml(path: Path) -> LinedMapping:
    """Read a file that holds one mapping. Raises YamlFileError, OSError.

    Anchors, aliases and tags are refused: a declaration needs none, and with them a few lines can
    grow into gigabytes or name any Python object.
    """
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise YamlFileError(1, f"larger than {LARGEST} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlFileError(content.count(b"\n", 0, error.start) + 1, "not UTF-8 text") from None
    try:
        return _read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFileError(mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise YamlFileError(1, f"not YAML: {' '.join(str(error).split())}") from None


def _read(text: str) -> LinedMapping:
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:  # each level costs the reader more than the one before
            raise YamlFileError(line, "nested too deep")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlFileError(line, "anchors and aliases are not allowed here")
        if getattr(event, "tag", None):
            raise YamlFileError(line, "tags are not allowed here")
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise YamlFileError(1, "expected keys and values, such as `name: example_forum`")
        lines: dict[Where, int] = {}
        _note_lines(loader, node, (), lines)
        values = loader.construct_document(node)
    finally:
        loader.dispose()
    return LinedMapping(values, lines)


def _note_lines(loader: yaml.SafeLoader, node: yaml.Node, where: Where, lines: dict[Where, int]) -> None:
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                raise YamlFileError(line, "a key must be a plain word")
            if (*where, key.value) in lines:
                raise YamlFileError(line, f"{key.value} is given twice")
            lines[*where, key.value] = line
            _note_lines(loader, value, (*where, key.value), lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _note_lines(loader, item, (*where, number), lines)
    else:
        try:
            loader.construct_object(node)
        except ValueError as error:  # a date of the thirteenth month
            raise YamlFileError(node.start_mark.line + 1, f"{where[-1]}: cannot be read: {error}") from None
