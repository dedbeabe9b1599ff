"""`pillwatch corpus`: the labelled posts that the model is trained on."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from pillwatch.errors import FailedError, MistakeError
from pillwatch.settings import ROOT
from pillwatch.terminal import emit, out, table

if TYPE_CHECKING:
    from nlp.corpus import Row
    from nlp.splits import Pair

CORPUS = ROOT / "nlp" / "corpus"
Folder = Annotated[Path, typer.Option("--corpus", help="Folder of *.jsonl with labelled posts.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    group = typer.Typer(name="corpus", help="The labelled posts that the model is trained on.", no_args_is_help=True)
    group.command()(check)
    group.command()(sample)
    group.command()(agreement)
    app.add_typer(group)


def check(corpus: Folder = CORPUS) -> None:
    """Read every row and show how many there are of what, and how varied they are.

    Ends with 1 where posts of one template would stand in different folds.
    """
    from nlp.corpus import load_corpus
    from nlp.diversity import diversity

    rows = load_corpus(corpus)
    found = diversity(rows)
    for name, counts in found.counts.items():
        shown = table(name, {"header": "posts", "justify": "right"}, {"header": "share", "justify": "right"})
        for value, count in counts.most_common():
            shown.add_row(value, str(count), f"{count / len(rows):.1%}")
        out.print(shown)
        out.print()
    out.print(f"{len(rows)} posts; {found.negatives} kinds of post that are no offer and no search")
    for lang, share in found.type_token.items():
        out.print(f"type-token ratio, windows of 1,000 words, {lang}: {share:.3f}")
    out.print(f"posts that share a template with another (six words in a row, or most words): {found.templated:.1%}")
    for least, share in found.alike.items():
        out.print(f"posts with a neighbour in another fold that shares {least:.0%} of the words: {share:.1%}")
    out.print("nearest neighbours in different folds:")
    for pair in found.nearest:
        out.print(f"  {_pair(rows, pair)}")
    if found.torn:
        raise FailedError(f"{corpus}: {len(found.torn)} templates stand in different folds")


def sample(
    count: Annotated[int, typer.Argument(min=1, help="How many posts.")],
    corpus: Folder = CORPUS,
    seed: Annotated[int, typer.Option(help="Another seed draws other posts.")] = 1,
) -> None:
    """Draw posts without their labels, JSON lines, for a blind pass: fill in `label` and `goods`."""
    from nlp.corpus import load_corpus

    rows = sorted(load_corpus(corpus), key=lambda row: hashlib.sha256(f"{seed}:{row.id}".encode()).digest())
    for row in rows[:count]:
        emit(
            orjson.dumps(
                {"id": row.id, "kind": row.kind, "lang": row.lang, "title": row.title, "text": row.text}
                | {"label": None, "goods": []}
            )
        )


def agreement(
    first: Annotated[Path, typer.Argument(help="JSON lines with id and label.")],
    second: Annotated[Path, typer.Argument(help="The same posts, labelled by somebody else.")],
) -> None:
    """How well two passes agree: share, Cohen's kappa, what was taken for what, and the posts to talk about."""
    from nlp.agreement import agreement as compare
    from nlp.reading import LABELS

    found = compare(_labels(first), _labels(second))
    if not found.of:
        raise MistakeError(f"{first} and {second} have no id in common")
    out.print(f"{found.of} posts, the same label for {found.share:.1%}, Cohen's kappa {found.kappa:.3f}")
    shown = table(f"{first.name} \\ {second.name}", *({"header": label, "justify": "right"} for label in LABELS))
    for one in LABELS:
        shown.add_row(one, *(str(found.pairs[one, other]) for other in LABELS))
    out.print(shown)
    out.print("different: " + " ".join(found.different), soft_wrap=True)


def _labels(file: Path) -> dict[str, str]:
    labels = {}
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        try:
            record = orjson.loads(line)
            labels[str(record["id"])] = str(record["label"])
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise MistakeError(f"{file}:{number}: expected an object with id and label ({error})") from None
    return labels


def _pair(rows: "list[Row]", pair: "Pair") -> str:
    return f"{pair.alike:.2f} {rows[pair.first].id} {rows[pair.second].id}"
