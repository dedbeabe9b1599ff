"""The world as data: enough of everything, each post with its expectation, nothing near the training texts."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import orjson
import pytest

from replica.world import FOLDER, ForumPost, Happening, Product, Status, World, load_world, parse_age

EXPECTED = FOLDER.parent / "expected.jsonl"
CORPUS = FOLDER.parents[1] / "nlp" / "corpus"
GOODS = {"counterfeit_pill", "other_pill", "other_drug", "pill_press", "precursor"}
NEGATIVES = [
    "neg_news",
    "neg_police",
    "neg_recovery",
    "neg_memorial",
    "neg_harm_reduction",
    "neg_lyrics",
    "neg_pharmacy",
    "neg_lost_prescription",
    "neg_academic",
    "neg_joke",
]
WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.fixture(scope="module")
def posts(world: World) -> dict[str, Happening]:
    every: list[Happening] = [*world.statuses.values(), *world.forum_posts, *world.products]
    return {post.key: post for post in every}


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, Any]]:
    rows = [orjson.loads(line) for line in EXPECTED.read_bytes().splitlines()]
    return {row["key"]: row for row in rows}


def week(post: Happening) -> int:
    """0 for the newest seven days before the epoch, negative for what is still to come."""
    return post.age // WEEK


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", unescape(text)).casefold()
    return re.findall(r"\w+", re.sub(r"[\u00ad\u200b-\u200f\u202a-\u202e]", "", plain))


def test_every_post_has_an_expectation_and_every_expectation_a_post(
    world: World, posts: dict[str, Happening], expected: dict[str, dict[str, Any]]
) -> None:
    assert len(posts) == len(world.statuses) + len(world.forum_posts) + len(world.products)
    assert len(EXPECTED.read_bytes().splitlines()) == len(expected)
    assert posts.keys() == expected.keys()
    assert len({(row["server"], row["native_id"]) for row in expected.values()}) == len(expected)


def test_there_are_enough_posts_and_enough_different_ones(
    world: World, posts: dict[str, Happening], expected: dict[str, dict[str, Any]]
) -> None:
    """Numbers and names do not make a text different, and all copies of a seller's own text count as one."""
    names = {status.by for status in world.statuses.values()} | {post.by for post in world.forum_posts}
    handles = re.compile("|".join(sorted((re.escape(n.partition("@")[0]) for n in names), key=len, reverse=True)))

    def masked(text: str) -> str:
        text = re.sub(r"https?://\S+|\S+\.example\S*|\bt\.me/\S+|@\w+|\w+_example", " ", text.casefold())
        return re.sub(r"[\W\d_]+", " ", handles.sub(" ", text)).strip()

    texts = {expected[post.key].get("campaign") or masked(post.text) for post in posts.values() if post.text}
    assert len(posts) >= 400
    assert len(texts) >= 250


def test_offers_are_of_every_kind_of_goods(expected: dict[str, dict[str, Any]]) -> None:
    offers = [row for row in expected.values() if row["label"] == "offer"]
    goods = Counter(kind for row in offers for kind in row["goods"])
    assert len(offers) >= 120
    assert goods.keys() == GOODS
    assert min(goods.values()) >= 10


def test_labels_and_goods_agree_with_hit(expected: dict[str, dict[str, Any]]) -> None:
    for row in expected.values():
        assert row["label"] in {"offer", "seek", "discuss", "none"}, row["key"]
        assert bool(row["goods"]) == (row["label"] in {"offer", "seek"}), row["key"]
        assert set(row["goods"]) <= GOODS, row["key"]
        assert row["hit"] == (row["label"] == "offer" and row["goods"] != ["other_drug"]), row["key"]


def test_every_hard_negative_is_there_in_both_languages(
    posts: dict[str, Happening], expected: dict[str, dict[str, Any]]
) -> None:
    for family in NEGATIVES:
        languages = Counter(posts[key].lang for key, row in expected.items() if row["family"] == family)
        assert languages.total() >= 8, family
        assert min(languages["en"], languages["es"]) >= 3, family
    assert {post.lang for post in posts.values()} == {"en", "es"}


def test_thirteen_weeks_have_dated_posts_and_offers(
    posts: dict[str, Happening], expected: dict[str, dict[str, Any]]
) -> None:
    dated = [post for post in posts.values() if not isinstance(post, Product)]
    all_of = Counter(week(post) for post in dated)
    offers = Counter(week(post) for post in dated if expected[post.key]["label"] == "offer")
    assert all(all_of[i] >= 20 for i in range(13))
    assert all(9 <= offers[i] <= 14 for i in range(1, 13))
    assert max(all_of) == 12


def test_one_rise_is_planted_and_comes_from_many_sellers(
    world: World, posts: dict[str, Happening], expected: dict[str, dict[str, Any]]
) -> None:
    fakes = [
        status
        for status in world.statuses.values()
        if "counterfeit_pill" in expected[status.key]["goods"] and expected[status.key]["label"] == "offer"
        if expected[status.key]["access"] == "open" and not (status.deleted and status.deleted >= timedelta())
    ]
    weeks = Counter(week(status) for status in fakes)
    assert weeks[0] == 32
    assert all(5 <= weeks[i] <= 7 for i in range(1, 13))
    assert len({status.by for status in fakes if week(status) == 0}) == 32


def test_the_new_word_of_the_newest_week_is_new(world: World) -> None:
    said = [s for s in world.statuses.values() if re.search(r"sapphire|zafir", s.text, re.IGNORECASE)]
    newest = [status for status in said if week(status) == 0]
    assert len(newest) >= 8
    assert len({status.by for status in newest}) >= 4
    assert all(week(status) <= 0 for status in said)


def test_the_last_hour_has_offers_for_the_searches_that_are_shown_first(
    posts: dict[str, Happening], expected: dict[str, dict[str, Any]]
) -> None:
    """`oxy* telegram` of the last 7 days finds something on every day of the week after the world's last."""
    said = [
        post
        for post in posts.values()
        if {"telegram", "oxy"} <= set(words(post.text)) | {word[:3] for word in words(post.text)}
    ]
    offers = [post for post in said if expected[post.key]["goods"] == ["counterfeit_pill"]]
    latest = [post for post in offers if timedelta() <= post.age < timedelta(hours=1)]
    assert {type(post) for post in latest} == {Status, ForumPost}
    assert len(said) > len(offers), "and something that is no offer"


def test_posts_are_edited_and_deleted_before_and_after_the_epoch(posts: dict[str, Happening]) -> None:
    for kinds in (Status, ForumPost, Product):
        mine = [post for post in posts.values() if isinstance(post, kinds)]
        times = [edit.age for post in mine for edit in post.edits]
        deletions = [post.deleted for post in mine if post.deleted is not None]
        assert min(times) < timedelta() < max(times) or kinds is Product
        assert min(deletions) < timedelta() < max(deletions)
        assert any(post.age < timedelta() for post in mine)
        for post in mine:
            assert all(edit.age < post.age for edit in post.edits), post.key
            assert post.deleted is None or post.deleted < post.age, post.key
            assert [edit.age for edit in post.edits] == sorted((e.age for e in post.edits), reverse=True), post.key


def test_newer_statuses_have_greater_ids(world: World) -> None:
    by_age = sorted(world.statuses.values(), key=lambda status: -status.age)
    assert [status.id for status in by_age] == sorted(status.id for status in by_age)


def test_the_two_shops_never_share_an_id(world: World) -> None:
    assert len({product.id for product in world.products}) == len(world.products)


def test_contacts_are_invented(posts: dict[str, Happening]) -> None:
    phones = re.compile(r"(?:\+\d[\d() -]{6,}|\(\d{3}\) ?)\d{3}-?\d{4}|\+52[\d ]+")
    for post in posts.values():
        for phone in phones.findall(post.text):
            assert re.search(r"555-01\d\d|5550 01\d\d", phone), post.key
        for host in re.findall(r"(?:https?://|@)([\w-]+(?:\.[\w-]+)+)", post.text):
            assert host.endswith(".example"), post.key


@pytest.mark.parametrize(("text", "hours"), [("2d3h", 51), ("90m", 1.5), ("-1d6h", -30), ("0m", 0)])
def test_an_age_is_read(text: str, hours: float) -> None:
    assert parse_age(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "-", "3", "2w", "1h2d", "2d 3h"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an age"):
        parse_age(text)


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.jsonl"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "products.jsonl").write_bytes(b'{"key": "p1"')
    with pytest.raises(ValueError, match=r"products\.jsonl:1:"):
        load_world(tmp_path)


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    return frozenset(zip(found, found[1:], found[2:], strict=False))


def corpus_texts() -> Iterator[str]:
    for file in sorted(CORPUS.glob("*.jsonl")):
        for line in file.read_bytes().splitlines():
            yield orjson.loads(line)["text"]


def test_no_post_is_close_to_a_text_of_the_training_corpus(posts: dict[str, Happening]) -> None:
    training = [found for text in corpus_texts() if (found := shingles(text))]
    if not training:
        pytest.skip(f"NOT CHECKED: no training texts in {CORPUS}; run again when they are there")
    holders: dict[tuple[str, ...], list[int]] = {}
    for i, found in enumerate(training):
        for shingle in found:
            holders.setdefault(shingle, []).append(i)
    closest = (0.0, "")
    for post in posts.values():
        mine = shingles(post.text)
        shared = Counter(i for shingle in mine for i in holders.get(shingle, ()))
        for i, count in shared.items():
            closest = max(closest, (count / (len(mine) + len(training[i]) - count), post.key))
    print(f"\nclosest to a training text: {closest[1]} at {closest[0]:.3f}")
    assert closest[0] < 0.5
