"""The Mastodon recordings, served over HTTP as they were and crawled with the spider as it is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.crawlers import recorded
from tests.crawlers.recorded import Recording, utc
from tests.crawlers.site import Prepared, crawl, serve

HEADERS = ("link", "content-type", "etag", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")


def test_every_recorded_timeline_is_walked_to_its_end(shared: Path, tmp_path: Path) -> None:
    """A recorded list of statuses, whichever it was, stands as the first page of a hashtag; its Link leads on."""
    all_of_them = [one for one in recorded.recordings(shared / "recordings" / "mastodon") if "/api/" in one.url]
    by_page = {page_of(one.url): one for one in all_of_them}
    starts = [
        one for one in all_of_them if is_a_timeline(one) and not {"max_id", "min_id"} & parse_qs(query(one)).keys()
    ]
    assert len(starts) > 3, "no recorded timelines"
    pages = [list(walk(start, by_page)) for start in starts]
    assert max(map(len, pages)) > 3, "no recorded paging"

    def answer(path: str) -> Prepared | None:
        tag = re.match(r"/api/v1/timelines/tag/replay(\d+)\?limit=\d+$", path)
        recording = starts[int(tag[1])] if tag else by_page.get(page_of(f"http:/{path}"))
        return prepared(recording) if recording else None

    source = {"name": "replay", "spider": "mastodon", "rate": "6000/min"}
    options = {"timelines": [f"tag/replay{number}" for number in range(len(starts))], "backfill": "9999d"}
    with serve(answer) as (url, asked):
        order = {"source": {**source, "url": url, "options": options}, "now": "2026-11-24T00:00:00Z"}
        items = crawl(tmp_path, order)
    crawled = {item["value"]["url"]: item["value"] for item in items if item["item"] == "Page"}
    assert len(crawled) == len(items) == len(asked) == len(set(asked))
    assert sum(page["status"] != 404 for page in crawled.values()) == sum(map(len, pages)) - repeated(pages)
    unrecorded = {older_page(chain[-1]) for chain in pages} - {None}
    assert sum(page["status"] == 404 for page in crawled.values()) == len(unrecorded)
    check_refusals(starts, crawled, url)
    check_posts(pages, crawled)


def check_refusals(starts: list[Recording], crawled: dict[str, Any], url: str) -> None:
    for number, start in enumerate(starts):
        page = crawled[f"{url}/api/v1/timelines/tag/replay{number}?limit=40"]
        assert page["status"] == start.status, start.path.name
        assert (page["extract"]["outcome"] == "blocked") == (start.status == 401), start.path.name
        assert page["headers"].get("x-ratelimit-limit") == start.headers.get("x-ratelimit-limit"), start.path.name


def check_posts(pages: list[list[Recording]], crawled: dict[str, Any]) -> None:
    expected = {
        status["uri"]: (one.path.name, status)
        for chain in pages
        for one in chain
        for status in (recorded.statuses(one.body) if one.status == 200 else ())
    }
    found = {one["post"]["native_id"]: one for page in crawled.values() for one in page["extract"]["posts"]}
    assert len(expected) > 100
    assert found.keys() == expected.keys()
    for number, (uri, (file, status)) in enumerate(expected.items()):
        post, where = found[uri]["post"], f"{file}, status {number} of the walk"
        assert post["url"] == status["url"], where
        assert utc(post["created"]) == utc(status["created_at"]), where
        assert post["is_edited"] == bool(status["edited_at"]), where
        assert len(post["media"]) == len(status["media_attachments"]), where
        assert found[uri]["private"] or not status["account"].get("noindex"), where


def is_a_timeline(one: Recording) -> bool:
    if one.status != 200:
        return "/timelines/" in one.url
    return isinstance(one.body, list) and bool(recorded.statuses(one.body))


def walk(start: Recording, by_page: dict[str, Recording]) -> Iterator[Recording]:
    """The pages that Link headers lead to, as far as they were recorded."""
    here: Recording | None = start
    while here is not None:
        yield here
        here = by_page.get(older_page(here) or "")


def older_page(one: Recording) -> str | None:
    """The page that the Link header names as the next."""
    older = [link for link in one.headers.get("link", "").split(", <") if 'rel="next"' in link]
    return page_of(older[0].strip("<").split(">")[0]) if older else None


def repeated(pages: list[list[Recording]]) -> int:
    """Later pages that two walks share are asked for once."""
    later = [page_of(one.url) for chain in pages for one in chain[1:]]
    return len(later) - len(set(later))


def page_of(url: str) -> str:
    """What tells one recorded page from another: host, path and place in the list."""
    parts = urlsplit(url)
    place = {key: value for key, value in parse_qs(parts.query).items() if key in ("max_id", "min_id")}
    return f"{parts.netloc}{parts.path}?{sorted(place.items())}"


def query(one: Recording) -> str:
    return urlsplit(one.url).query


def prepared(one: Recording) -> Prepared:
    """The answer as recorded; links to its host become links to this site, with the host as first folder."""
    kept = {name: value for name, value in one.headers.items() if name.lower() in HEADERS}
    here = {name: re.sub(r"<https?://", "<{site}/", value) for name, value in kept.items()}
    return Prepared(one.path.read_bytes(), one.status, here)
