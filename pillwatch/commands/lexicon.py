"""`pillwatch lexicon check`, `show`, `add`: the words that posts are read by."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, get_args

import typer

from nlp.lexicon import FOLDER, Lang, load_lexicon
from pillwatch.context import Context
from pillwatch.errors import NOTHING, FailedError, MistakeError
from pillwatch.terminal import cell, err, out, table

SHOWN = 40


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    group = typer.Typer(name="lexicon", help="The words that posts are read by.", no_args_is_help=True)
    group.command()(check)
    group.command()(show)
    group.command()(add)
    app.add_typer(group)


def check(
    call: typer.Context,
    real: Annotated[Path | None, typer.Option(help="Folder with scored.json: its negatives are read too.")] = None,
    shown: Annotated[int, typer.Option(min=0, help="How many terms to list.")] = SHOWN,
) -> None:
    """In how many texts that offer nothing each term stands. Ends with 1 if one that must be broad is not.

    Ordinary texts are the corpus's rows labelled none and real negatives; talk speaks of drugs and sells nothing.
    """
    from nlp.corpus import load_corpus
    from nlp.lexicon_check import check as count
    from nlp.lexicon_check import corpus_texts

    context: Context = call.obj
    entries = load_lexicon(FOLDER, context.settings.lexicon_folder)
    ordinary, talk = corpus_texts(load_corpus())
    if real is not None:
        if not (real / "scored.json").is_file():
            raise MistakeError(f"{real}: has no scored.json; name the folder that has it")
        err.print(f"reading {real} ...")
        for is_talk, text in _negatives(real):
            (talk if is_talk else ordinary).append(text)
    found = count(entries, ordinary, talk)
    terms = sum(len(entry.terms) for entry in entries if entry.kind == "drug")
    out.print(f"{terms:,} terms of drugs; {found.ordinary:,} ordinary texts, {found.talk:,} of talk", style="bold")
    rows = table("term", "stands for", "broad", {"header": "ordinary", "justify": "right"}, "share", "talk")
    for one in found.terms[:shown]:
        share = f"{one.ordinary / max(1, found.ordinary):.5f}"
        broad = "yes" if one.entry.broad else "MUST BE" if one.must_be_broad else ""
        rows.add_row(cell(one.term), cell(one.entry.rule), broad, str(one.ordinary), share, str(one.talk))
    out.print(rows)
    if found.faults:
        names = ", ".join(f"{one.term} ({one.entry.rule})" for one in found.faults)
        raise FailedError(f"stand in ordinary text and are not broad: {names}")


def show(call: typer.Context, term: Annotated[str, typer.Argument(help="A word or phrase, in any spelling.")]) -> None:
    """What a term stands for, by which source, reviewed when."""
    from nlp.lexicon_add import entries_with

    context: Context = call.obj
    found = entries_with(load_lexicon(FOLDER, context.settings.lexicon_folder), term)
    if not found:
        err.print(cell(f"empty: {term!r} is in no lexicon; `pillwatch lexicon add` adds it"))
        raise typer.Exit(NOTHING)
    rows = table("kind", "stands for", "group", "language", "use", "source", "reviewed")
    for entry in found:
        use = ("broad" if entry.broad else "specific") + ("" if entry.mention else ", names nothing")
        source = cell(entry.source, width=48)
        rows.add_row(entry.kind, cell(entry.value), entry.group, entry.lang, use, source, entry.reviewed.isoformat())
    out.print(rows)


def add(
    call: typer.Context,
    term: Annotated[str, typer.Argument(help="The word or phrase as posts write it.")],
    value: Annotated[str, typer.Option("--for", help="What it stands for, such as oxycodone.")],
    group: Annotated[str, typer.Option(help="pill, fake_pill, drug, precursor or medicine.")],
    broad: Annotated[bool, typer.Option("--broad", help="It is an everyday word too.")] = False,
    lang: Annotated[str, typer.Option(help="any, en or es.")] = "any",
) -> None:
    """Add a term to this installation's reviewed terms; posts are read by it from the next start on."""
    from nlp.lexicon_add import NewTerm
    from nlp.lexicon_add import add as append

    context: Context = call.obj
    if lang not in get_args(Lang):
        raise MistakeError(f"language {lang!r}: must be one of {', '.join(get_args(Lang))}")
    new = NewTerm(term, value, group, broad, lang)  # type: ignore[arg-type]
    file = append(new, context.settings.lexicon_folder, datetime.now(UTC).date())
    out.print(cell(f"{file}: {term} stands for {value} ({group}{', broad' if broad else ''})"))


def _negatives(real: Path) -> Iterator[tuple[bool, str]]:
    """Texts of the negatives, and whether they are talk about drugs."""
    sets = json.loads((real / "scored.json").read_text("utf-8"))
    for name, spec in sets.items():
        if name.startswith("negatives/"):
            talk = name in {"negatives/drug_reviews.jsonl", "negatives/topic_tweets.jsonl"}
            for line in (real / name).read_bytes().splitlines():
                yield talk, json.loads(line)[spec["field"]]
