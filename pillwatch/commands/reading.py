"""`pillwatch read`, `train`, `evaluate`: the reader by itself."""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, get_args

import orjson
import typer

from nlp.reading import PostKind
from pillwatch.context import Context
from pillwatch.errors import MistakeError
from pillwatch.terminal import emit

if TYPE_CHECKING:
    from nlp.reader import Text

BATCH = 1000


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(read)


def read(
    call: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Standard input when left out.")] = None,
    plain: Annotated[bool, typer.Option("--text", help="Plain lines, a text each, in place of JSON.")] = False,
) -> None:
    """Read texts: JSON lines in (a Post, or `text` and any of id, title, lang, author, kind), a Reading a line out.

    The order is kept, also for what the screen left out (`screened_out` true, label none). `kind` is
    social unless given.
    """
    from nlp.reader import Text

    context: Context = call.obj
    lines = _lines(file)
    texts = ((None, Text(text=line)) for line in lines) if plain else _texts(lines, str(file or "standard input"))
    while batch := list(islice(texts, BATCH)):
        readings = context.reader.read(text for _, text in batch)
        for (name, _), reading in zip(batch, readings, strict=True):
            emit(orjson.dumps({"id": name, **_fields(reading)}))


def _fields(reading: Any) -> dict[str, Any]:
    fields: dict[str, Any] = orjson.loads(orjson.dumps(reading))
    return fields


def _lines(file: Path | None) -> Iterator[str]:
    """The lines, undecodable bytes replaced."""
    if file is None:
        yield from _decoded(sys.stdin.buffer)
        return
    with file.open("rb") as stream:
        yield from _decoded(stream)


def _decoded(stream: BinaryIO) -> Iterator[str]:
    for line in stream:
        yield line.decode(errors="replace").rstrip("\r\n")


def _texts(lines: Iterable[str], where: str) -> Iterator[tuple[Any, "Text"]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _text(line)
            except ValueError as error:
                raise MistakeError(f"{where}, line {number}: {error}") from None


def _text(line: str) -> tuple[Any, "Text"]:
    from nlp.reader import Text

    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error}); plain lines need --text") from None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ValueError("expected an object with a `text`")
    author = record.get("author")
    given: dict[str, Any] = {
        "title": record.get("title"),
        "lang": record.get("lang"),
        "author": author.get("handle") if isinstance(author, dict) else author,
        "kind": record.get("kind") or "social",
    }
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{name} must be a string")
    if given["kind"] not in get_args(PostKind):
        raise ValueError(f"kind must be one of {', '.join(get_args(PostKind))}")
    return record.get("id"), Text(text=record["text"], **given)
