"""Results of an evaluation as plain text."""

from collections.abc import Iterable, Mapping, Sequence

from nlp.evaluate import RECALL, Evaluation
from nlp.measuring import Quality, Rate
from nlp.shared_sets import SharedResult

_QUALITY = ("", "precision", "recall", "F1 [95%]")
_MOST_ROWS = 12


def corpus_tables(found: Evaluation) -> list[tuple[str, str]]:
    """Every table of the cross-validation, with its title."""
    calibration = [
        ("expected calibration error, of posts that are judged", f"{found.calibration.error:.4f}"),
        ("the same, of all, with those that the screen leaves out", f"{found.calibration.error_of_all:.4f}"),
    ]
    calibration += [
        (f"precision at recall {RECALL}, were {prevalence:.1%} of posts offers", f"{precision:.3f}")
        for prevalence, precision in found.calibration.precision.items()
    ]
    return [
        ("what finds the offers: rules, wording, both", _qualities(found.ablation)),
        ("labels", _qualities(found.labels)),
        ("offers by language", _qualities(found.languages)),
        ("goods of the offers and searches that were found", _qualities(found.goods)),
        ("scores", table(calibration, ("", ""))),
        ("false offers by kind of post", _rates(found.false_offers, "read as offer")),
        ("missed offers by kind of post", _rates(found.missed, "not read as offer")),
    ]


def shared_table(results: Iterable[SharedResult]) -> str:
    """The real sets; of false offers the row numbers, so that a person can judge each."""
    rows = [
        (
            result.set,
            result.part,
            result.kind,
            str(result.offers),
            f"{result.hits.count}",
            "" if result.part in {"offers", "sale"} else _numbers(result.rows),
        )
        for result in results
    ]
    return table(rows, ("set", "rows", "kind told", "read as offer [95%]", "hits", "row numbers"))


def table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> str:
    """Rows as plain text with aligned columns."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (header, *rows)
    )


def _qualities(qualities: Mapping[str, Quality]) -> str:
    return table([(name, *quality.cells()) for name, quality in qualities.items()], _QUALITY)


def _rates(rates: Mapping[str, Rate], what: str) -> str:
    shown = sorted((item for item in rates.items() if item[1].count), key=lambda item: (-item[1].count, item[0]))
    return table([(family, str(rate)) for family, rate in shown], ("kind of post", what))


def _numbers(rows: Sequence[int]) -> str:
    more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
    return " ".join(map(str, rows[:_MOST_ROWS])) + more
