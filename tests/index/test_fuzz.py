"""Hostile queries: each has an answer or one clear error, and none hurts the store."""

from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from index.access import EVERYTHING
from index.matching import matches
from index.open import open_store
from index.parse import LONGEST_QUERY, parse_query
from index.query import FACETS, Query, QueryError
from tests.index.sample import MENTIONS, NOON, listing

PIECES = (
    *("blue", "pill", "x@nax", "p.e.r.c", "💊", "azúl", "555-0142", "*", "~", "~1", "~2", "~99", '"', "“", "("),
    *(")", "[", "]", " ", " ", " ", "AND", "OR", "NOT", "-", "--", "TO", ":", "{", "}", ">=", "<", "\\", "/"),
    *(".*", "[a-z]", "^", "$", "\u0000", "drug:", "phone:", "price:", "created:", "since:", "imprint:", "place:"),
    *("handle:", "contact:", "goods:", "seller:", "score:", "label:", "site:", "near:", "until:", "nofield:"),
    *("fentanyl", "oxy", "m30", "2026-11-01", "9999-12-31", "0000-00-00", "7d", "999999w", "1e309", "5"),
    *("[5 TO 30]", "[* TO *]", "{30 TO 5}", "+1 (213) 555-0142", "bl*", "pi*", "\u202e", "\u200b", "\ud800", "а"),
    *("ß", "ﬃ", "İ", "a" * 90, "ab" * 60, "*" * 30, "(" * 15, ")" * 15, "NOT " * 12),
)  # fmt: skip
CRAFTED = (
    *("(" * 250 + ")" * 250, "a OR " * 99 + "a", "ab* " * 125, "NOT " * 124 + "a", '"' * 500, "abcdef~2 " * 55),
    *("drug:fentanyl " * 30, " ".join(f"{a}{b}*" for a in "abc" for b in "abc"), "phone:5550 " * 45, "💊" * 500),
    *("-" * 500, "a" * 501, "[" * 500, "price:[" + "9" * 90 + " TO 5]", "place:" + "a " * 200, "x x x x x x x x x x x"),
    *("created:[9999-12-31 TO 0001-01-01]", "created:9999-12-31T23:59:59.999999", "since:0001-01-01"),
    "until:0001-01-01",
)  # fmt: skip


def _random(random: Random) -> str:
    joined = "".join(random.choice(PIECES) + random.choice(("", " ")) for _ in range(random.randrange(1, 14)))
    if random.random() < 0.2:
        at = random.randrange(len(joined) + 1)
        joined = joined[:at] + chr(random.choice((random.randrange(32, 127), random.randrange(0xD7FF)))) + joined[at:]
    return joined[: LONGEST_QUERY + 1]


def _ask(folder: Path, count: int) -> tuple[int, int]:
    """Returns how many had an answer and how many an error; prints the slowest."""
    random = Random(6)
    texts = [" ".join(random.choices(PIECES[:7], k=9)) for _ in range(300)]
    corpus = [listing(f"id{n}", text, mentions=random.sample(MENTIONS, 3)) for n, text in enumerate(texts)]
    store = open_store(folder)
    store.upsert(corpus)
    answered, slowest = 0, (0.0, "")
    asked = [*CRAFTED, *(_random(random) for _ in range(count - len(CRAFTED)))]
    for number, text in enumerate(asked):
        begun = perf_counter()
        try:
            query = Query(access=EVERYTHING, clauses=parse_query(text, NOON), limit=5, facets=FACETS[:2])
            total = store.search(query).total
            answered += 1
        except QueryError as error:
            said = str(error)
        else:
            said = "an answer"
            if number % 20 == 0:
                assert total == sum(matches(one, query) for one in corpus), ascii(text)
        assert 0 < len(said) < 500, ascii(text)
        assert "\n" not in said, ascii(text)
        slowest = max(slowest, (perf_counter() - begun, text))
    print(f"\n{len(asked):,} queries: {answered:,} answers, {len(asked) - answered:,} errors; ", end="")
    print(f"slowest {slowest[0] * 1e3:.0f} ms: {slowest[1][:100]!a}")
    return answered, len(asked) - answered


def test_hostile_queries_have_an_answer_or_one_clear_error(tmp_path: Path) -> None:
    answered, errors = _ask(tmp_path, 2_000)
    assert min(answered, errors) > 200


@pytest.mark.soak
def test_a_hundred_thousand_hostile_queries(tmp_path: Path) -> None:
    answered, errors = _ask(tmp_path, 100_000)
    assert min(answered, errors) > 10_000
