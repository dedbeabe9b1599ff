"""`pillwatch read`, `train`, `evaluate`: the reader by itself."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, get_args

import orjson
import typer

from nlp.reading import PostKind
from pillwatch.context import Context
from pillwatch.errors import MISTAKE, MistakeError
from pillwatch.marked import print_reading
from pillwatch.settings import ROOT
from pillwatch.terminal import complain, emit, err, out

if TYPE_CHECKING:
    from nlp.reader import Text

BATCH = 1000
CORPUS = ROOT / "nlp" / "corpus"


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(read)
    app.command()(train)
    app.command()(evaluate)


def read(
    call: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Standard input when left out.")] = None,
    plain: Annotated[bool, typer.Option("--text", help="Plain lines, a text each, in place of JSON.")] = False,
    show: Annotated[bool, typer.Option("--show", help="For people: each text with its mentions coloured.")] = False,
) -> None:
    """Read texts: JSON lines in (a Post, or `text` and any of id, title, lang, author, kind), a Reading a line out.

    The order is kept, also for what the screen left out (`screened_out` true, label none). `kind` is
    social unless given. A line that is no such thing is named on standard error, the others are read (status 2).
    """
    context: Context = call.obj
    lines = enumerate(_lines(file), 1)
    is_whole = True
    while batch := list(islice(lines, BATCH)):
        texts: list[tuple[str | None, Text]] = []
        for number, line in batch:
            try:
                texts += _texts(line, plain)
            except ValueError as error:
                complain(f"{file or 'standard input'}, line {number}: {error}")
                is_whole = False
        readings = context.reader.read(text for _, text in texts) if texts else ()
        for (name, text), reading in zip(texts, readings, strict=True):
            if show:
                print_reading(text.whole, reading)
                continue
            emit(orjson.dumps({"id": name, **_fields(reading)}))
    if not is_whole:
        raise typer.Exit(MISTAKE)


def train(
    call: typer.Context,
    corpus: Annotated[Path, typer.Option(help="Folder of *.jsonl with labelled posts.")] = CORPUS,
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Where the model goes (default: setting model).")
    ] = None,
) -> None:
    """Train the model on the corpus; the same corpus gives the same predictions. Takes about a minute."""
    from nlp.train import train as train_model

    context: Context = call.obj
    folder = out_folder or context.settings.model
    err.print(f"training on {corpus} ...")
    meta = train_model(corpus, folder)
    out.print(f"{folder}: {meta['name']}, {meta['rows']} posts, threshold {meta['threshold']}")
    for name, scores in meta["scores"].items():
        out.print(f"{name}, cross-validated: " + ", ".join(f"{key} {value}" for key, value in scores.items()))


def evaluate(
    call: typer.Context,
    corpus: Annotated[Path, typer.Option(help="Folder of *.jsonl with labelled posts.")] = CORPUS,
    real: Annotated[Path | None, typer.Option(help="Folder with scored.json: real text, never trained on.")] = None,
    mentions: Annotated[bool, typer.Option("--mentions", help="Only the mentions of --real, by exact span.")] = False,
) -> None:
    """How well posts are read: with and without the trained part, by folds of the corpus; and on real text.

    By folds, a post is read by a model that has not seen it. Takes about a minute.
    """
    from nlp.corpus import load_corpus
    from nlp.evaluate import corpus_rows, evaluate_corpus, evaluate_shared, family_rows, shared_rows
    from nlp.evaluate import table as text_table

    context: Context = call.obj
    if real is not None and not (real / "scored.json").is_file():
        raise MistakeError(f"{real}: has no scored.json; name the folder that has it")
    if mentions:
        from nlp.lexicon import load_lexicon
        from nlp.mentions_eval import HEADER, on_real_text, rows_of
        from nlp.screen import Screen

        if real is None:
            raise MistakeError("--mentions needs --real FOLDER")
        out.print("\nmentions, exact spans", style="bold")
        out.print(text_table(rows_of(on_real_text(context.reader, Screen(load_lexicon()), real)), HEADER))
        return
    err.print(f"reading {corpus} by folds ...")
    found = evaluate_corpus(load_corpus(corpus))
    quality = ("", "precision", "recall", "F1")
    for title, rows, header in (
        ("rules and trained part", corpus_rows(found.full), quality),
        ("rules alone", corpus_rows(found.rules_alone), quality),
        ("false alarms by kind of post", family_rows(found.full.false_alarms), ("kind of post", "read as offer")),
        ("missed by kind of post", family_rows(found.full.missed), ("kind of post", "not read as offer")),
    ):
        out.print(f"\n{title}", style="bold")
        out.print(text_table(rows, header))
    if real is not None:
        err.print(f"reading {real} ...")
        results = shared_rows(evaluate_shared(context.reader, real))
        out.print(f"\nreal text, read by {context.reader.name}", style="bold")
        out.print(text_table(results, ("set", "kind told", "what", "read as offer", "hits")))


def _fields(reading: Any) -> dict[str, Any]:
    fields: dict[str, Any] = orjson.loads(orjson.dumps(reading))
    return fields


def _lines(file: Path | None) -> Iterator[str]:
    """The lines, undecodable bytes replaced."""
    if file is None:
        yield from _decoded(sys.stdin.buffer)
        return
    try:
        with file.open("rb") as stream:
            yield from _decoded(stream)
    except OSError as error:
        raise MistakeError(f"{file}: {error.strerror}") from None


def _decoded(stream: BinaryIO) -> Iterator[str]:
    for line in stream:
        yield line.decode(errors="replace").rstrip("\r\n")


def _texts(line: str, plain: bool) -> "list[tuple[Any, Text]]":
    """The id and the text of a line; none in a blank one. Raises ValueError in words."""
    from nlp.reader import Text

    if plain:
        return [(None, Text(text=line))]
    if not line.strip():
        return []
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        hint = "" if line.lstrip().startswith("{") else "; plain lines need --text"
        raise ValueError(f"not JSON ({error}){hint}") from None
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
    return [(record.get("id"), Text(text=record["text"], **given))]
