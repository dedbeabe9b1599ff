"""Source files: what is accepted, and that everything else is refused with file and line."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from crawlers.source import SourceError, load_source, load_sources

EXAMPLES = Path(__file__).resolve().parents[2] / "crawlers" / "sources"
LEAST = "name: quiet_forum\nspider: discourse\nurl: https://forum.example.com\n"


def write(folder: Path, text: str | bytes, name: str = "quiet_forum.yml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        load_source(path)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_whole_declaration_is_read_with_its_types(tmp_path: Path) -> None:
    text = (EXAMPLES / "example_forum.yml").read_text(encoding="utf-8")
    assert "terms_reviewed: " in text
    source = load_source(
        write(tmp_path, text.replace("terms_reviewed: ", "terms_reviewed: 2026-11-01 "), "example_forum.yml")
    )
    assert (source.name, source.spider, source.url) == ("example_forum", "discourse", "https://forum.example.org")
    assert (source.enabled, source.collect, source.retention_days) == (False, "full", 365)
    assert source.terms_reviewed == date(2026, 11, 1)
    assert source.revisit == timedelta(days=7)
    assert source.rate == 30
    assert source.schedule == "every 6h"
    assert source.expect is not None
    assert source.expect.posts == (20, 5000)
    assert source.expect.filled["author.handle"] == 0.99


def test_every_example_is_valid_and_disabled() -> None:
    sources = load_sources([EXAMPLES])
    assert {source.spider for source in sources.values()} == {"discourse", "mastodon", "woocommerce"}
    examples = [source for name, source in sources.items() if name.startswith("example_")]
    assert len(examples) == 3
    assert not any(source.why or source.terms_reviewed for source in examples), "a copy must not pass for reviewed"
    assert not any(source.enabled for source in examples)


def test_three_keys_are_enough(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, LEAST))
    assert not source.enabled
    assert source.expect is None
    assert source.terms_reviewed is None


@pytest.mark.parametrize(("text", "per_minute"), [("1/s", 60), ("90/min", 90), ("120/h", 2), ("0.5/s", 30)])
def test_a_rate_is_requests_a_minute(tmp_path: Path, text: str, per_minute: float) -> None:
    assert load_source(write(tmp_path, LEAST + f"rate: {text}\n")).rate == pytest.approx(per_minute)


@pytest.mark.parametrize("text", ["every 90m", "every 6h", "15 4 * * *", "*/20 0-6 1,15 * 1-5"])
def test_a_schedule_is_an_interval_or_a_cron_line(tmp_path: Path, text: str) -> None:
    assert load_source(write(tmp_path, LEAST + f'schedule: "{text}"\n')).schedule == text


@pytest.mark.parametrize(
    ("added", "line", "words"),
    [
        ("colour: red\n", 4, "colour: unknown key"),
        ("enabled: 'yes'\n", 4, "enabled"),
        ("why: fine\nretention_days: long\n", 5, "retention_days"),
        ("retention_days: '365'\n", 4, "retention_days"),
        ("retention_days: 0\n", 4, "retention_days"),
        ("collect: some\n", 4, "collect"),
        ("revisit: soon\n", 4, "such as 90m, 6h, 7d"),
        ("revisit: 0d\n", 4, "such as 90m, 6h, 7d"),
        ("rate: 30\n", 4, "such as 30/min"),
        ("rate: 0/min\n", 4, "such as 30/min"),
        ("schedule: sometimes\n", 4, "every 6h"),
        ("schedule: 61 4 * * *\n", 4, "every 6h"),
        ("schedule: every 5000d\n", 4, "longer than 366 days"),
        ("terms_reviewed: 20261101\n", 4, "such as 2026-11-01"),
        ("expect:\n  posts: [9, 2]\n", 5, "expect.posts: expected [least, most]"),
        ("expect:\n  posts: [1, 9]\n  filled:\n    authors: 1.0\n", 6, "no field authors"),
        ("expect:\n  posts: [1, 9]\n  filled:\n    text: 1.5\n", 7, "expect.filled.text"),
        ("expect:\n  posts: [1, 9]\n  least: 3\n", 6, "expect.least: unknown key"),
        ("expect: {filled: {text: 1.0}}\n", 4, "expect.posts: missing"),
        ("options:\n  backfill: 9d\n  depth: 3\n", 6, "options.depth: unknown key; known: backfill, categories"),
        ("options:\n  categories: [market, 'a b']\n", 5, "options.categories.1"),
        ("options: [market]\n", 4, "options"),
        ("why: one\nwhy: two\n", 5, "why is given twice"),
        ("why: [unclosed\n", 5, "not YAML"),
        ("why: 'never closed\n", 5, "not YAML"),
        ("why: &all fine\n", 4, "anchors"),
        ("why: *all\n", 4, "anchors"),
        ("why: !!python/object/apply:os.system [echo]\n", 4, "tags"),
        ("terms_reviewed: 2026-13-45\n", 4, "terms_reviewed"),
        ("3: three\n", 4, "plain word"),
        ("---\nname: second\n", 4, "not YAML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, added: str, line: int, words: str) -> None:
    path = write(tmp_path, LEAST + added)
    message = refusal(path)
    assert message.startswith(f"{path}:{line}: ")
    assert words in message


@pytest.mark.parametrize(
    "url",
    [
        "forum.example.com",
        "ftp://forum.example.com",
        "https://",
        "https://me:secret@forum.example.com",
        "http://a:99999",
    ],
)
def test_an_address_must_be_that_of_a_site(tmp_path: Path, url: str) -> None:
    assert ":3: url: expected" in refusal(write(tmp_path, LEAST.replace("https://forum.example.com", url)))


def test_an_unknown_spider_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    message = refusal(write(tmp_path, LEAST.replace("discourse", "myspace")))
    assert ":2: " in message
    assert "discourse, mastodon, woocommerce" in message


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert "url: missing" in refusal(write(tmp_path, "name: quiet_forum\nspider: discourse\n"))


def test_the_name_is_that_of_the_file(tmp_path: Path) -> None:
    assert ":1: name: expected other, the name of the file" in refusal(write(tmp_path, LEAST, "other.yml"))


def test_only_yml_files_are_source_files(tmp_path: Path) -> None:
    write(tmp_path, LEAST, "quiet_forum.yaml")
    with pytest.raises(SourceError, match=r"rename it to quiet_forum\.yml"):
        load_sources([tmp_path])


def test_a_name_is_declared_once(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
        write(folder, LEAST)
    with pytest.raises(SourceError) as caught:
        load_sources([first, second])
    assert str(caught.value).startswith(f"{second / 'quiet_forum.yml'}:1: ")
    assert str(first / "quiet_forum.yml") in str(caught.value)


def test_a_folder_that_is_not_there_holds_no_sources(tmp_path: Path) -> None:
    assert load_sources([tmp_path / "none"]) == {}


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refusal(tmp_path / "none.yml")


@pytest.mark.parametrize(
    "content",
    [
        b"name: caf\xe9\n",
        b"\x00\x01",
        b"",
        b"just text",
        b"- a list\n",
        b"[" * 5_000,
        b"x" * 100_000,
        b"? {a: 1}\n: 2\n",
        b"name: 0x" + b"f" * 60_000,
    ],
    ids=["latin-1", "binary", "empty", "text", "list", "deep", "large", "odd key", "huge number"],
)
def test_hostile_files_are_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    message = refusal(write(tmp_path, content))
    assert len(message) < 1_000
