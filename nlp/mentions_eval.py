"""How well mentions are found: by kind on text that people have marked, and on public sets of other people."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, get_args

from nlp.reader import Reader, Text
from nlp.reading import MentionKind, PostKind, Reading
from nlp.screen import Screen

Span = tuple[str, int, int]
"""Kind, start and end."""
_PILL_WORDS = frozenset({"pill", "pills"})


class Marked(Protocol):
    """A text whose mentions a person has marked; None where nobody has looked."""

    @property
    def title(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def lang(self) -> Literal["en", "es"]: ...
    @property
    def kind(self) -> PostKind: ...
    @property
    def mentions(self) -> Sequence[tuple[MentionKind, int, int]] | None: ...


@dataclass(frozen=True, slots=True)
class Found:
    """Marked spans found exactly (`right`) of those found (`found`) and marked (`marked`).

    `touching` counts marked spans that a find of the kind overlaps.
    """

    name: str
    right: int
    found: int
    marked: int
    touching: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall of exact spans."""
        return 2 * self.right / (self.found + self.marked) if self.found + self.marked else 0.0


def by_kind(reader: Reader, rows: Iterable[Marked], *, screened: bool) -> list[Found]:
    """One Found for each kind, over the rows that are marked.

    With `screened`, what stands in posts that the screen leaves out counts as not found.
    """
    marked = [row for row in rows if row.mentions is not None]
    texts = (Text(row.text, title=row.title, lang=row.lang, kind=row.kind) for row in marked)
    readings = reader.read(texts, screened=screened)
    pairs = [(list(row.mentions or ()), _spans(reading)) for row, reading in zip(marked, readings, strict=True)]
    return [_compared(kind, pairs, {kind}) for kind in get_args(MentionKind)]


def on_real_text(reader: Reader, screen: Screen, folder: Path) -> Iterator[Found]:
    """The sets of the folder `entities`: drugs (the lexicon alone beside the reader), quantities, contacts.

    Texts are read whether or not the screen lets them pass; for drugs, what passes it is shown beside.
    The set of comments counts "pills" as a drug, which the labelling guide calls a form: both ways are shown.
    """
    entities = folder / "entities"
    drugs = [_spacy(row, "DRUG") for row in _lines(entities / "reddit_drugs_eval.jsonl") if row["answer"] == "accept"]
    texts = [Text(text, lang="en", kind="forum") for text, _ in drugs]
    read, passed = (list(reader.read(texts, screened=screened)) for screened in (False, True))
    golds = [gold for _, gold in drugs]
    alone = [_lexicon_alone(screen, text) for text, _ in drugs]
    yield _compared("drug, comments: lexicon alone", list(zip(golds, alone, strict=True)), {"drug"})
    yield _compared("drug, comments", [(g, _spans(r)) for g, r in zip(golds, read, strict=True)], {"drug"})
    yield _compared(
        "drug, comments, through the screen", [(g, _spans(r)) for g, r in zip(golds, passed, strict=True)], {"drug"}
    )
    with_pills = [(g, _with_pill_words(r)) for g, r in zip(golds, read, strict=True)]
    yield _compared("drug, comments, pill words too", with_pills, {"drug"})
    weighed = [_spacy(row, "QUANTITY") for row in _lines(entities / "unodc_dev.jsonl")]
    reports = reader.read((Text(text, lang="en", kind="social") for text, _ in weighed), screened=False)
    pairs = [(gold, _spans(reading)) for (_, gold), reading in zip(weighed, reports, strict=True)]
    yield _compared("quantity, seizure reports", pairs, {"quantity"})
    yield _phones(entities / "obfuscated_phones.json")
    yield _messengers(entities / "x_promotion_contacts_train.csv")


def rows_of(results: Iterable[Found]) -> list[tuple[str, str, str, str, str, str]]:
    """Results as rows of a table: what, precision, recall, F1, marked, touched."""
    return [
        (
            one.name,
            f"{one.precision:.3f}",
            f"{one.recall:.3f}",
            f"{one.f1:.3f}",
            str(one.marked),
            f"{one.touching / one.marked:.3f}" if one.marked else "",
        )
        for one in results
        if one.marked
    ]


HEADER = ("", "precision", "recall", "F1", "marked", "touched")


def beside(results: Sequence[Found], screened: Sequence[Found]) -> list[tuple[str, ...]]:
    """`rows_of` results, with recall and F1 of the same kinds through the screen beside them."""
    through = {one.name: one for one in screened}
    return [(*row, f"{through[row[0]].recall:.3f}", f"{through[row[0]].f1:.3f}") for row in rows_of(results)]


HEADER_BESIDE = (*HEADER, "recall, screened", "F1, screened")


def _compared(name: str, pairs: Sequence[tuple[Sequence[Span], Sequence[Span]]], kinds: set[str]) -> Found:
    right = found = marked = touching = 0
    for gold, mine in pairs:
        wanted = {span for span in gold if span[0] in kinds}
        got = {span for span in mine if span[0] in kinds}
        right, found, marked = right + len(wanted & got), found + len(got), marked + len(wanted)
        touching += sum(any(low < end and start < high for _, low, high in got) for _, start, end in wanted)
    return Found(name, right, found, marked, touching)


def _spans(reading: Reading) -> list[Span]:
    return [(mention.kind, mention.start, mention.end) for mention in reading.mentions]


def _with_pill_words(reading: Reading) -> list[Span]:
    return [
        ("drug", mention.start, mention.end)
        for mention in reading.mentions
        if mention.kind == "drug" or (mention.kind == "form" and mention.text.lower() in _PILL_WORDS)
    ]


def _lexicon_alone(screen: Screen, text: str) -> list[Span]:
    scan = screen.scan(text)
    return [
        ("drug", scan.starts[hit.first], scan.ends[hit.last - 1])
        for hit in scan.hits
        if hit.entry.kind == "drug" and hit.entry.mention
    ]


def _lines(file: Path) -> Iterator[dict[str, object]]:
    for line in file.read_bytes().splitlines():
        row = json.loads(line)
        yield {"answer": "accept", **row}


def _spacy(row: dict[str, object], label: str) -> tuple[str, list[Span]]:
    spans = row.get("spans", row.get("ents", []))
    assert isinstance(spans, list)  # noqa: S101 (tells mypy what the sets hold)
    kind = label.lower()
    return str(row["text"]), [(kind, span["start"], span["end"]) for span in spans if span["label"] == label]


def _phones(file: Path) -> Found:
    """Numbers of advertisements, compared by their last nine digits: the set does not say which country's they are."""
    from nlp.contacts import contacts

    right = marked = 0
    for row in json.loads(file.read_text("utf-8"))["jsonlines"]:
        found = {contact.value[-9:] for contact in contacts(f"{row['title']}\n{row['body']}")}
        right += sum(number[-9:] in found for number in row["int_ext_gt"])
        marked += len(row["int_ext_gt"])
    return Found("phone, advertisements (recall only)", right, right, marked, right)


def _messengers(file: Path) -> Found:
    """Telegram names in posts, most of them Chinese."""
    from nlp.contacts import contacts

    sentences: dict[str, list[tuple[str, str]]] = {}
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            sentences.setdefault(row["sentence_id"], []).append((row["words"] or "", row["labels"]))
    counts: Counter[str] = Counter()
    for words in sentences.values():
        text, gold = "", set()
        for word, label in words:
            text += word if text.endswith("@") else f" {word}"
            if label == "B-tg" and word != "url":
                gold.add((len(text) - len(word), len(text)))
            elif label == "I-tg" and gold:
                start, _ = last = max(gold)
                gold = (gold - {last}) | {(start, len(text))}
        found = {
            (contact.start + (text[contact.start] == "@"), contact.end)
            for contact in contacts(text)
            if contact.rule == "telegram"
        }
        bare = {(start + (text[start : start + 1] == "@"), end) for start, end in gold}
        counts.update(right=len(bare & found), found=len(found), marked=len(bare))
        counts["touching"] += sum(any(low < end and start < high for low, high in found) for start, end in bare)
    return Found("telegram names, posts", counts["right"], counts["found"], counts["marked"], counts["touching"])
