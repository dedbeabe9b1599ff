"""`pillwatch read`, `train`, `evaluate`: the reader by itself."""

import sys
from collections.abc import Iterator
from itertools import tee
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
    processes: Annotated[int, typer.Option(min=1, help="Read on so many cores.")] = 1,
) -> None:
    """Read texts: JSON lines in (a Post, or `text` and any of id, title, lang, author, kind), a Reading a line out.

    The order is kept, also for what the screen left out (`screened_out` true, label none). `kind` is
    social unless given. A line that is no such thing is named on standard error, the others are read (status 2).
    """
    from nlp.pool import read_json

    context: Context = call.obj
    if show and processes > 1:
        raise MistakeError("--show reads on one core: leave out --processes")
    given = _Given(str(file or "standard input"), plain)
    named, read_from = tee(given.texts(_lines(file)))
    if show:
        for (_, text), reading in zip(named, context.reader.read(text for _, text in read_from), strict=True):
            print_reading(text.whole, reading)
    else:
        encoded = read_json(context.reader, (text for _, text in read_from), processes=processes)
        for (name, _), fields in zip(named, encoded, strict=True):
            emit(b'{"id":%b,%b' % (orjson.dumps(name), fields[1:]))
    if not given.is_whole:
        raise typer.Exit(MISTAKE)


def train(
    call: typer.Context,
    corpus: Annotated[Path, typer.Option(help="Folder of *.jsonl with labelled posts.")] = CORPUS,
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Where the model goes (default: setting model).")
    ] = None,
    reviews: Annotated[
        Path | None, typer.Option(help="JSON lines of people's verdicts: id, text, label, goods, reviewer, time.")
    ] = None,
) -> None:
    """Train the model on the corpus and on people's verdicts; the same rows give the same predictions.

    A verdict takes the place of a corpus row with the same text, and of older verdicts on the same id.
    Takes a few minutes.
    """
    from nlp.corpus import load_corpus
    from nlp.reviews import load_reviews, with_reviews
    from nlp.train import train as train_model

    context: Context = call.obj
    folder = out_folder or context.settings.model
    rows = load_corpus(corpus)
    if reviews is not None:
        rows = with_reviews(rows, load_reviews(reviews))
    err.print(f"training on {len(rows)} posts ...")
    meta = train_model(rows, folder)
    out.print(
        f"{folder}: {meta['name']}, {meta['rows']} posts, {meta['reviews']} of them reviews, "
        f"threshold {meta['threshold']}"
    )
    for name, scores in meta["scores"].items():
        out.print(f"{name}, cross-validated: " + ", ".join(f"{key} {value}" for key, value in scores.items()))


def evaluate(
    call: typer.Context,
    corpus: Annotated[Path, typer.Option(help="Folder of *.jsonl with labelled posts.")] = CORPUS,
    real: Annotated[Path | None, typer.Option(help="Folder with scored.json: real text, never trained on.")] = None,
) -> None:
    """How well posts are read, in tables: by folds of the corpus, with and without each part; and on real text.

    By folds, a post is read by a model that has not seen it. Intervals hold 95% of the draws of a
    bootstrap over groups (templates, vendors). Takes a few minutes.
    """
    from nlp.corpus import load_corpus
    from nlp.evaluate import evaluate_corpus
    from nlp.lexicon import load_lexicon
    from nlp.mentions_eval import HEADER, HEADER_BESIDE, beside, by_kind, on_real_text, rows_of
    from nlp.screen import Screen
    from nlp.shared_sets import evaluate_shared
    from nlp.tables import corpus_tables, shared_table, table

    context: Context = call.obj
    if real is not None and not (real / "scored.json").is_file():
        raise MistakeError(f"{real}: has no scored.json; name the folder that has it")
    err.print(f"reading {corpus} by folds ...")
    rows = load_corpus(corpus)
    for title, text in corpus_tables(evaluate_corpus(rows)):
        _print_table(title, text)
    every, passed = (by_kind(context.reader, rows, screened=screened) for screened in (False, True))
    title = "mentions in every marked post, exact spans, the screen left aside; through the screen beside it"
    _print_table(title, table(beside(every, passed), HEADER_BESIDE))
    if real is not None:
        err.print(f"reading {real} ...")
        name = context.reader.name
        _print_table(f"real text, read by {name}", shared_table(evaluate_shared(context.reader, real)))
        found = on_real_text(context.reader, Screen(load_lexicon()), real)
        _print_table(f"mentions in real text, exact spans, read by {name}", table(rows_of(found), HEADER))


def _print_table(title: str, text: str) -> None:
    out.print(f"\n{title}", style="bold")
    out.print(text, soft_wrap=True)


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


class _Given:
    """What a file gives to read; `is_whole` turns false with the first line that is left out."""

    def __init__(self, name: str, plain: bool) -> None:
        self._name, self._plain = name, plain
        self.is_whole = True

    def texts(self, lines: Iterator[str]) -> "Iterator[tuple[Any, Text]]":
        """Id and text of each line; a line that is neither is named on standard error."""
        for number, line in enumerate(lines, 1):
            try:
                yield from _texts(line, self._plain)
            except ValueError as error:
                complain(f"{self._name}, line {number}: {error}")
                self.is_whole = False


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
