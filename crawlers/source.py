"""Source files: one YAML file a source, read, checked, and refused with file and line."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from crawlers.declaration import Expect, Source
from crawlers.spiders import known_spiders
from crawlers.yamllines import LinedMapping, Where, YamlFileError, read_yaml

__all__ = ["Expect", "Source", "SourceError", "load_source", "load_sources"]


Model = TypeVar("Model", bound=BaseModel)


class SourceError(Exception):
    """A source file that cannot be used: `file:line: what is wrong`, in one line."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {' '.join(problem.split())}")


def load_source(path: Path) -> Source:
    """Read and check one source file. Raises SourceError."""
    if path.suffix != ".yml":
        raise SourceError(path, 1, f"only .yml files are source files; rename it to {path.stem}.yml")
    try:
        content = read_yaml(path)
    except OSError as error:
        raise SourceError(path, 1, f"cannot be read: {error.strerror}") from None
    except YamlFileError as error:
        raise SourceError(path, error.line, error.problem) from None
    source = _checked(path, content, Source, (), content.values)
    if source.name != path.stem:
        raise SourceError(path, content.line(("name",)), f"name: expected {path.stem}, the name of the file")
    spiders = known_spiders()
    if source.spider not in spiders:
        known = ", ".join(sorted(spiders))
        raise SourceError(
            path, content.line(("spider",)), f"spider: no spider is named {source.spider}; known: {known}"
        )
    _checked(path, content, spiders[source.spider].options_model, ("options",), source.options)
    return source


def load_sources(folders: Iterable[Path]) -> dict[str, Source]:
    """Every source of these folders by name; a folder that is not there holds none. Raises SourceError."""
    files: dict[str, Path] = {}
    sources: dict[str, Source] = {}
    for folder in folders:
        for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
            source = load_source(path)
            if source.name in files:
                raise SourceError(
                    path, 1, f"name: {source.name} is declared already, in {files[source.name]}; choose another name"
                )
            files[source.name] = path
            sources[source.name] = source
    return sources


def _checked(path: Path, content: LinedMapping, model: type[Model], at: Where, values: object) -> Model:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda one: content.line((*at, *one["loc"])))
        where: Where = (*at, *first["loc"])
        raise SourceError(path, content.line(where), _in_words(where, first["type"], first["msg"], model)) from None


def _in_words(where: Where, kind: str, message: str, model: type[BaseModel]) -> str:
    name = ".".join(str(part) for part in where)
    if kind == "extra_forbidden":
        known = ", ".join(model.model_fields) or "none"
        return f"{name}: unknown key" + (f"; known: {known}" if len(where) == 1 or where[0] == "options" else "")
    if kind == "missing":
        return f"{name}: missing"
    return f"{name}: {message.removeprefix('Value error, ')}"
