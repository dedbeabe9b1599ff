"""Files of posts: what comes in, what is refused and why."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.importing import FieldMap, load_map, pages_of
from crawlers.page import Page
from crawlers.post import Post, post_id
from crawlers.postfile import PostFileError, post_of, post_to_json

NOW = datetime(2026, 11, 24, tzinfo=UTC)
POST = post_of(
    {
        "platform": "discourse",
        "site": "forum.example.com",
        "kind": "forum",
        "native_id": "7",
        "text": "hello",
        "created": "2026-11-01T10:00:00+02:00",
        "author": {"handle": "ana_example"},
        "price": {"amount": "5.00", "currency": "USD"},
    }
)


def pages(path: Path, lines: bytes, field_map: FieldMap | None = None) -> list[Page]:
    path.write_bytes(lines)
    return list(pages_of(path, field_map or FieldMap(), NOW))


def posts(path: Path, lines: bytes, field_map: FieldMap | None = None) -> list[Post]:
    return [one.post for page in pages(path, lines, field_map) for one in page.extract.posts]


def test_what_parse_prints_comes_back(tmp_path: Path) -> None:
    assert posts(tmp_path / "a.jsonl", post_to_json(POST)) == [POST]
    assert POST.created == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert POST.id == post_id("discourse", "forum.example.com", "7")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": None}, "text"),
        ({"kind": "poem"}, "kind"),
        ({"native_id": ""}, "native_id is empty"),
        ({"native_id": [7]}, "native_id"),
        ({"created": "2026-11-01T10:00:00"}, "no time zone"),
        ({"created": "yesterday"}, "created"),
        ({"colour": "red"}, "no field 'colour'"),
        ({"id": "0" * 32}, "blake2b"),
        ({"text": "x" * 200_001}, "longer than"),
    ],
)
def test_refused_in_words(change: dict[str, object], reason: str) -> None:
    record = {"platform": "x", "kind": "social", "native_id": "1", "text": "t", **change}
    with pytest.raises(ValueError, match=reason):
        post_of(record)


def test_lines_are_refused_by_number_and_the_others_come(tmp_path: Path) -> None:
    lines = b'{"platform": "x", "kind": "social", "native_id": "1", "text": "t"}\n\n[1]\nnot json\n'
    (page,) = pages(tmp_path / "a.jsonl", lines)
    assert len(page.extract.posts) == 1
    assert [one.reason.split(":")[0] for one in page.extract.malformed] == ["line 3", "line 4"]


def test_map_reaches_inside_and_gives_constants(tmp_path: Path) -> None:
    (tmp_path / "map.yml").write_text(
        "fields: {native_id: tweet.id, text: body, author.handle: user.name}\nconstants: {platform: x, kind: social}\n"
    )
    found = posts(
        tmp_path / "a.jsonl",
        b'{"tweet": {"id": "9"}, "body": "hi", "user": {"name": "leo_example"}}\n{"tweet": {"id": 10}, "body": "ho"}\n',
        load_map(tmp_path / "map.yml"),
    )
    assert [(one.native_id, one.text, one.author and one.author.handle) for one in found] == [
        ("9", "hi", "leo_example"),
        ("10", "ho", None),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("fields: [", "not a YAML file"),
        ("- a\n", "expected `fields:`"),
        ("fields: {colour: a}\n", "no field colour"),
        ("fields: {text: 3}\n", "text must name"),
        ("columns: {text: a}\n", "nothing else"),
    ],
)
def test_broken_map(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "map.yml").write_text(content)
    with pytest.raises(PostFileError, match=words):
        load_map(tmp_path / "map.yml")
