"""People's verdicts on posts, as training rows."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

from nlp.corpus import CorpusError, Row
from nlp.reading import Goods, Label, PostKind
from nlp.splits import frame


class _ReviewFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    text: str
    label: Label
    goods: tuple[Goods, ...]
    reviewer: str
    time: AwareDatetime
    title: str | None = None
    lang: Literal["en", "es"] = "en"
    kind: PostKind = "social"

    @model_validator(mode="after")
    def _goods_belong_to_offers_and_searches(self) -> "_ReviewFile":
        if bool(self.goods) != (self.label in {"offer", "seek"}):
            raise ValueError("goods belong to offer and seek, and to nothing else")
        return self


def load_reviews(file: Path) -> list[Row]:
    """The last verdict on each id; raises CorpusError for a malformed line."""
    latest: dict[str, tuple[datetime, Row]] = {}
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise CorpusError(f"{file}: cannot be read ({error.strerror})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read = _ReviewFile.model_validate_json(line)
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(map(str, fault["loc"]))
            raise CorpusError(f"{file}:{number}: {where}{': ' if where else ''}{fault['msg']}") from error
        row = Row(
            f"review-{read.id}", read.kind, read.lang, read.title, read.text, read.label, read.goods,
            "review", None, read.reviewer,
        )  # fmt: skip
        if read.id not in latest or latest[read.id][0] <= read.time:
            latest[read.id] = read.time, row
    return [row for _, row in latest.values()]


def with_reviews(rows: Sequence[Row], reviews: Sequence[Row]) -> list[Row]:
    """Rows and reviews; a row whose words a person has judged gives way to the verdict."""
    judged = {tuple(frame(review.whole)) for review in reviews}
    return [*(row for row in rows if tuple(frame(row.whole)) not in judged), *reviews]
