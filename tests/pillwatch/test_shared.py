"""The commands on real answers and real text, which only those have who may."""

from pathlib import Path

import orjson
import pytest

from tests.pillwatch.conftest import House


@pytest.mark.parametrize(
    ("spider", "file", "status", "word"),
    [
        ("mastodon", "mastodon/test_home_tl_anonymous_throws.00.json", 3, "blocked"),
        ("mastodon", "mastodon/test_pagination_iterator.34.json", 3, "empty"),
        ("discourse", "discourse/perceval_discourse_topics.json", 0, "list"),
        ("discourse", "discourse/perceval_discourse_topics_empty.json", 3, "empty"),
    ],
)
def test_pages_without_posts_say_their_word(
    house: House, shared: Path, spider: str, file: str, status: int, word: str
) -> None:
    ended = house.run("parse", spider, str(shared / "recordings" / file))
    assert (ended.status, ended.out, ended.err.split()) == (status, "", [word])


def test_gone_by_its_status(house: House, shared: Path) -> None:
    file = str(shared / "recordings" / "mastodon" / "rtoot_get_status_anonymous.00.json")
    ended = house.run("parse", "mastodon", file, "--status", "404")
    assert (ended.status, ended.out, ended.err.split()) == (3, "", ["gone"])


def test_parsed_posts_can_be_imported(house: House, shared: Path) -> None:
    file = shared / "recordings" / "shops" / "woocommerce_store_api_products.json"
    parsed = house.run("parse", "woocommerce", str(file))
    assert parsed.status == 0
    assert len(parsed.out.splitlines()) == 10
    (house.data / "posts.jsonl").write_text(parsed.out, encoding="utf-8")
    assert "10 posts read" in house.run("import", "posts.jsonl").out


def test_real_posts_come_in_by_a_map(house: House, shared: Path) -> None:
    (house.data / "map.yml").write_text("fields: {native_id: id, text: text}\nconstants: {platform: x, kind: social}\n")
    file = shared / "data" / "sale" / "x_keyword_posts.jsonl"
    first = house.run("import", str(file), "--map", "map.yml", "--source", "x_export")
    assert first.out.startswith("298 posts read: "), first.err
    assert "0 refused" in first.out
    (run,) = [orjson.loads(line) for line in house.run("runs", "--json").out.splitlines()]
    assert (run["source"], run["verdict"], run["posts"]) == ("x_export", "ok", 298)
    second = house.run("import", str(file), "--map", "map.yml", "--source", "x_export")
    assert ": 0 new, 0 changed, " in second.out
