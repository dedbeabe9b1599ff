"""How well posts are read on labelled sets that the project does not own: those that scored.json fixes."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from nlp.measuring import Rate, rate
from nlp.reader import Reader, Text
from nlp.reading import PostKind

KINDS: tuple[PostKind, ...] = get_args(PostKind)
_KEYWORD_POSTS = "sale/x_keyword_posts.jsonl"


@dataclass(frozen=True, slots=True)
class SharedResult:
    """How many rows of one set were read as offers; `kind` is the form that the reader was told.

    `rows` are the numbers of the rows that were read as offers, for a person to judge.
    """

    set: str
    part: str
    kind: PostKind
    offers: Rate
    hits: Rate
    rows: tuple[int, ...]


def evaluate_shared(reader: Reader, folder: Path) -> Iterator[SharedResult]:
    """Recall on offers; false offers on the rest, under every kind, apart for rows that name a drug."""
    sets: dict[str, dict[str, Any]] = json.loads((folder / "scored.json").read_text("utf-8"))
    for name, spec in sets.items():
        rows = _rows(folder / name)
        texts = [row[spec["field"]] for row in rows]
        group = [row.get("vendor") or row.get("seller") or str(at) for at, row in enumerate(rows)]
        for part in ("offers", "not_offers"):
            if part in spec:
                yield _read(reader, name, part, spec["kind"], texts, group, spec[part])
        if "rows" in spec:
            termed = frozenset(spec["with_term"])
            plain = [at for at in range(len(texts)) if at not in termed]
            for kind in KINDS:
                yield _read(reader, name, "no term", kind, texts, group, plain)
                yield _read(reader, name, "with term", kind, texts, group, sorted(termed))
    posts = _rows(folder / _KEYWORD_POSTS)
    for label in ("sale", "not_sale", "ambiguous"):
        chosen = [at for at, post in enumerate(posts) if post["label"] == label]
        templates = [post["template"] for post in posts]
        yield _read(reader, _KEYWORD_POSTS, label, "social", [post["text"] for post in posts], templates, chosen)


def _rows(file: Path) -> list[dict[str, Any]]:
    # json, not orjson: some sets hold NaN
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def _read(
    reader: Reader,
    name: str,
    part: str,
    kind: PostKind,
    texts: Sequence[str],
    group: Sequence[object],
    chosen: Sequence[int],
) -> SharedResult:
    readings = list(reader.read(Text(texts[at], kind=kind) for at in chosen))
    groups = [group[at] for at in chosen]
    return SharedResult(
        name,
        part,
        kind,
        rate([reading.label == "offer" for reading in readings], groups),
        rate([reading.hit for reading in readings], groups),
        tuple(at for at, reading in zip(chosen, readings, strict=True) if reading.label == "offer"),
    )
