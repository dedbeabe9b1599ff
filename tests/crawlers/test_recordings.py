"""Every post of the recordings of real platforms comes out whole. Messages name file and number only."""

import re
from pathlib import Path

from crawlers.page import Collected, Extract
from crawlers.parsing import parse_file
from tests.crawlers import recorded
from tests.crawlers.recorded import Recording, bare_words, utc

TAG_LIKE = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:amp|lt|gt|quot|#\d+);", re.IGNORECASE)
FURNITURE = re.compile(r'class="(?:emoji|avatar|site-icon|thumbnail|tiktok-thumbnail)|data:')
SHOPS = ("*store_api*.json", "scrapex/*wc_store*.json", "scrapex/woocommerce_products.json")


def each(folder: Path, spider: str, pattern: str = "*.json") -> list[tuple[Recording, Extract]]:
    found = [(one, parse_file(spider, one.path)) for one in recorded.recordings(folder, pattern)]
    assert found, f"no recordings of {spider} match {pattern}"
    return found


def by_id(extract: Extract) -> dict[str, Collected]:
    return {one.post.native_id: one for one in extract.posts}


def test_mastodon(shared: Path) -> None:
    count = 0
    for recording, extract in each(shared / "recordings" / "mastodon", "mastodon"):
        file = recording.path.name
        expected = recorded.statuses(recording.body) if recording.status == 200 else []
        assert len(extract.malformed) == 0, file
        assert (extract.outcome == "posts") == bool(expected), file
        if recording.status in (401, 403):
            assert extract.outcome == "blocked", file
        found = by_id(extract)
        assert len(found) == len(extract.posts) == len(expected), file
        for number, status in enumerate(expected):
            where = f"{file} status {number}"
            collected = found[status["uri"]]
            post, account = collected.post, status["account"]
            assert post.site == "", where
            assert post.url == status["url"], where
            assert post.author is not None, where
            assert str(post.author.handle).split("@")[0] == account["username"], where
            assert ("@" not in account["acct"]) or post.author.handle == account["acct"], where
            assert (post.author.url, post.author.name) == (account["url"], account["display_name"] or None), where
            assert post.created == utc(status["created_at"]), where
            assert post.is_edited == bool(status["edited_at"]), where
            assert post.edited == (utc(status["edited_at"]) if status["edited_at"] else None), where
            assert post.deleted is False, where
            assert len(post.media) == len(status["media_attachments"]), where
            assert [m.alt for m in post.media] == [m["description"] or None for m in status["media_attachments"]], where
            assert (post.title or "") == status["spoiler_text"], where
            assert post.lang == status["language"], where
            assert not TAG_LIKE.search(post.text), where
            written = re.sub(r'(?s)<span class="quote-inline">.*?</span>', "", status["content"])
            missing = [w for w in bare_words(written) if w not in post.text and not w.endswith("...")]
            assert missing == [], f"{where}: {len(missing)} words are missing"
            private = status["visibility"] != "public" or bool(account.get("noindex"))
            assert collected.private == private, where
            assert collected_is_in(recording, collected), where
            count += 1
    assert count > 200


def test_discourse(shared: Path) -> None:
    count = 0
    for recording, extract in each(shared / "recordings" / "discourse", "discourse"):
        file, body = recording.path.name, recording.body
        expected = recorded.forum_posts(body)
        assert len(extract.malformed) == 0, file
        assert extract.outcome == ("posts" if expected else "empty" if "empty" in file else "list"), file
        found = by_id(extract)
        assert len(found) == len(expected), file
        for number, value in enumerate(expected):
            where = f"{file} post {number}"
            post = found[str(value["id"])].post
            ending = rf"/?t/(?:{re.escape(value['topic_slug'] or '-')}/)?{value['topic_id']}/{value['post_number']}$"
            assert re.search(ending, post.url or ""), where
            assert post.author is not None, where
            assert (post.author.handle, post.author.name) == (value["username"], value["name"] or None), where
            assert post.created == utc(value["created_at"]), where
            assert post.is_edited == (value["version"] > 1), where
            assert post.edited == (utc(value["updated_at"]) if value["version"] > 1 else None), where
            gone = bool(value["deleted_at"] or value.get("user_deleted") or value.get("hidden"))
            assert post.deleted == gone, where
            assert not TAG_LIKE.search(post.text), where
            assert post.text, where
            written = re.sub(r'(?s)<aside class="(?:quote|onebox).*?</aside>', "", value["cooked"])
            pictures = [tag for tag in re.findall(r"<img[^>]*>", written) if not FURNITURE.search(tag)]
            assert len(post.media) == len(pictures), where
            assert collected_is_in(recording, found[str(value["id"])]), where
            count += 1
    assert count > 250


def test_a_forum_written_in_markdown_too_says_the_same(shared: Path) -> None:
    """Where the author's own source is recorded, its words are in our text."""
    recording, extract = each(shared / "recordings" / "discourse", "discourse", "live_posts.json")[0]
    found = by_id(extract)
    for number, value in enumerate(recorded.forum_posts(recording.body)):
        source = without_quotes(value["raw"])
        source = re.sub(r"<[^>]*>|\[[^\]]*\]\([^)]*\)|\[[^\]]*\]|https?://\S+", " ", source)
        words = re.findall(r"[A-Za-z]{4,}", source)
        missing = [word for word in words if word not in found[str(value["id"])].post.text]
        assert len(missing) <= len(words) // 50, f"{recording.path.name} post {number}: {len(missing)} of {len(words)}"


def test_discourse_feeds(shared: Path) -> None:
    for recording, extract in each(shared / "recordings" / "discourse", "discourse", "*.rss"):
        file, text = recording.path.name, recording.path.read_text()
        guids = re.findall(r"-post-([\d-]+)</guid>", text)
        assert len(extract.malformed) == 0, file
        assert [one.post.native_id.replace("/", "-") for one in extract.posts] == guids, file
        for number, collected in enumerate(extract.posts):
            where = f"{file} item {number}"
            assert re.fullmatch(r"https://[^/]+/t/[^/]+/\d+/\d+", collected.post.url or ""), where
            assert collected.post.author is not None, where
            assert collected.post.created is not None, where
            assert collected.post.text, where
            assert not TAG_LIKE.search(collected.post.text), where
            assert "Read full topic" not in collected.post.text, where
            assert collected_is_in(recording, collected), where


def test_a_feed_and_json_of_the_same_posts_agree(shared: Path) -> None:
    folder = shared / "recordings" / "discourse"
    feed = by_id(parse_file("discourse", folder / "live_posts.rss"))
    data = by_id(parse_file("discourse", folder / "live_posts.json"))
    assert feed.keys() == data.keys()
    for number, native_id in enumerate(feed):
        one, other = feed[native_id].post, data[native_id].post
        assert (one.id, one.url, one.title) == (other.id, other.url, other.title), f"item {number}"


def test_woocommerce(shared: Path) -> None:
    count = 0
    for pattern in SHOPS:
        for recording, extract in each(shared / "recordings" / "shops", "woocommerce", pattern):
            file = recording.path.name
            expected = recorded.products(recording.body)
            assert (extract.outcome, len(extract.malformed)) == ("posts", 0), file
            found = by_id(extract)
            assert len(found) == len(expected), file
            for number, value in enumerate(expected):
                where = f"{file} product {number}"
                post = found[str(value["id"])].post
                assert post.url == value["permalink"], where
                assert post.site == value["permalink"].split("/")[2], where
                assert post.title, where
                assert not TAG_LIKE.search(f"{post.title} {post.text}"), where
                written = f"{value.get('short_description', '')} {value.get('description', '')}"
                missing = [word for word in bare_words(written) if word not in post.text]
                assert missing == [], f"{where}: {len(missing)} words are missing"
                assert (post.created, post.author) == (None, None), where
                assert len(post.media) == len(value.get("images", ())), where
                prices = value["prices"]
                digits = prices["price"].rjust(prices["currency_minor_unit"] + 1, "0")
                cut = len(digits) - prices["currency_minor_unit"]
                assert post.price is not None, where
                assert post.price.amount == f"{digits[:cut]}.{digits[cut:]}".rstrip("."), where
                assert post.price.currency == prices["currency_code"], where
                count += 1
    assert count >= 30


def without_quotes(markdown: str) -> str:
    """The source of a post without quotes, inner ones first."""
    while (shorter := re.sub(r"(?s)\[quote[^\]]*\](?:(?!\[quote).)*?\[/quote\]", " ", markdown)) != markdown:
        markdown = shorter
    return markdown


def collected_is_in(recording: Recording, collected: Collected) -> bool:
    return collected.raw in recording.path.read_bytes()
