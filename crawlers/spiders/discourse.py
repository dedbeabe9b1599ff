"""Discourse forums: lists of topics, topics, and the windows of their further posts."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from scrapy import Request
from scrapy.http import Response

from crawlers.address import on_same_site, split
from crawlers.answer import moment, outcome_without_posts, read_json, refusal_of
from crawlers.declaration import WalkOptions
from crawlers.feed import FeedError, read_feed
from crawlers.jsonslice import Slice
from crawlers.page import Collected, Extract, Malformed
from crawlers.spider import DatedSpider
from crawlers.spiders.discourse_post import IN_TOPIC, PLATFORM, forum_of, post_of, post_of_item
from index.listing import Listing

ORDINARY = 1
"""`post_type` of what people write; others are actions and whispers of moderators."""
POSTS_A_REQUEST = 20
LISTS = (
    ("topic_list", "topics"),
    ("category_list", "categories"),
    ("post_stream", "posts"),
    ("latest_posts",),
    ("posts",),
    ("topics",),
)


class DiscourseOptions(WalkOptions):
    """`categories` are `slug` or `slug/number` as in the address of the category; without them all of the forum."""

    categories: tuple[Annotated[str, Field(strict=True, pattern=r"^[\w-]+(?:/[\w-]+)*$")], ...] = ()


class DiscourseSpider(DatedSpider):
    """Posts of topics, of windows of a topic, of the latest posts, of single answers, of searches, and of RSS feeds.

    Lists of topics and categories, and searches and streams that give excerpts only, are `list`.
    """

    name = PLATFORM
    options_model = DiscourseOptions
    options: DiscourseOptions

    def listings(self) -> Iterator[Request]:
        """The topics with the newest activity, of the forum or of each category."""
        for place in [f"c/{category}/l/latest" for category in self.options.categories] or ["latest"]:
            yield self.request(f"{self.root}/{place}.json")

    def follow(self, response: Response, extract: Extract) -> Iterator[Request]:
        """From a list to its topics and the next list; from a topic to the windows of its posts, newest first."""
        answer = read_json(response)
        value = None if isinstance(answer, Extract) else answer.root.value
        if not isinstance(value, dict):
            return
        if isinstance(value.get("topic_list"), dict):
            yield from self._topics(response, value["topic_list"])
        elif isinstance(value.get("post_stream"), dict):
            yield from self._window(response, value, extract)

    def recheck(self, listing: Listing) -> Request | None:
        """The post by its id; the first of a topic by its topic, whose answer alone holds the title."""
        place = IN_TOPIC.search(listing.url or "")
        if place and place[2] == "1":
            return self.request(f"{self.root}/t/{place[1]}.json")
        return self.request(f"{self.root}/posts/{listing.native_id}.json") if listing.native_id.isdecimal() else None

    @classmethod
    def extract(cls, response: Response) -> Extract:
        """The posts in an answer."""
        if 200 <= response.status < 300 and response.body.lstrip()[:5].lower() in (b"<?xml", b"<rss "):
            return _of_feed(response)
        answer = read_json(response)
        if isinstance(answer, Extract):
            return answer
        value = answer.root.value
        forum = forum_of(response.url, answer.root.document)
        topic = value if isinstance(value, dict) else {}
        private = topic.get("archetype") == "private_message"
        posts: dict[str, Collected] = {}
        malformed = []
        for piece in _posts(answer.root):
            if isinstance(piece.value, dict) and piece.value.get("post_type", ORDINARY) != ORDINARY:
                continue
            try:
                post = post_of(piece.value, forum, topic_title=topic.get("title"))
                posts.setdefault(post.id, Collected(post, answer.raw(piece), private))
            except ValueError as error:
                malformed.append(Malformed(answer.raw(piece), f"post: {error}"))
        if posts or malformed:
            return Extract("posts", tuple(posts.values()), tuple(malformed))
        return Extract(_outcome(value))

    def _topics(self, response: Response, topic_list: dict[str, Any]) -> Iterator[Request]:
        """Topics with activity since the floor. Pinned ones stand first however old they are and end nothing."""
        topics = [topic for topic in _list(topic_list.get("topics")) if isinstance(topic, dict)]
        fresh = [topic for topic in topics if self._is_fresh(topic)]
        for topic in fresh:
            if isinstance(topic.get("id"), int):
                yield self.request(f"{self.root}/t/{topic['id']}.json")
        unpinned = [topic for topic in topics if not (topic.get("pinned") or topic.get("pinned_globally"))]
        more = topic_list.get("more_topics_url")
        if isinstance(more, str) and topics and (not unpinned or any(topic in fresh for topic in unpinned)):
            following = on_same_site(response.url, more)
            if following:
                parts = split(following)
                yield self.request(parts._replace(path=f"{parts.path.removesuffix('.json')}.json").geturl())

    def _is_fresh(self, topic: dict[str, Any]) -> bool:
        times: list[datetime] = []
        for name in ("bumped_at", "last_posted_at", "created_at"):
            try:
                times.append(moment(topic.get(name)))
            except ValueError:  # null where nobody has answered; a topic without any time is looked at
                continue
        return not times or max(times) >= self.floor

    def _window(self, response: Response, topic: dict[str, Any], extract: Extract) -> Iterator[Request]:
        remaining = response.meta.get("remaining")
        if remaining is None:
            posts = _list(topic["post_stream"].get("posts"))
            shown = [post.get("id") for post in posts if isinstance(post, dict)]
            stream = _list(topic["post_stream"].get("stream"))
            remaining = [id for id in stream if isinstance(id, int) and id not in shown]
        elif extract.posts and self.reaches_floor(extract):
            return
        number = response.meta.get("topic", topic.get("id"))
        wanted, rest = remaining[-POSTS_A_REQUEST:], remaining[:-POSTS_A_REQUEST]
        if wanted and isinstance(number, int):
            query = "&".join(f"post_ids[]={id}" for id in wanted)
            yield self.request(f"{self.root}/t/{number}/posts.json?{query}", remaining=rest, topic=number)


def _posts(piece: Slice, *, expected: bool = False) -> Iterator[Slice]:
    """Posts in an answer, and whatever stands where one is expected; excerpts are not posts."""
    if isinstance(piece.value, list):
        children = [child for _, child in piece.children()]
        siblings = expected or any(_is_post(child.value) for child in children)
        for child in children:
            if siblings and not _is_excerpt(child.value):
                yield child
            elif not siblings:
                yield from _posts(child)
    elif _is_post(piece.value):
        yield piece
    elif isinstance(piece.value, dict):
        for key, child in piece.children():
            inner = child.at("posts") if key == "post_stream" else child
            if inner is not None and isinstance(inner.value, (dict, list)):
                yield from _posts(inner, expected=key in ("post_stream", "latest_posts"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_post(value: Any) -> bool:
    return (
        isinstance(value, dict) and "cooked" in value and not {"post_number", "topic_id", "username"}.isdisjoint(value)
    )


def _is_excerpt(value: Any) -> bool:
    return isinstance(value, dict) and "cooked" not in value and not {"blurb", "excerpt"}.isdisjoint(value)


def _outcome(value: Any) -> Any:
    if refusal_of(value) or not isinstance(value, dict):
        return outcome_without_posts(value)
    found = []
    for path in LISTS:
        inner: Any = value
        for key in path:
            inner = inner.get(key) if isinstance(inner, dict) else None
        found += [inner] if isinstance(inner, list) else []
    only_actions = isinstance(value.get("post_stream"), dict) or "latest_posts" in value
    return "empty" if found and (only_actions or not any(found)) else outcome_without_posts(value)


def _of_feed(response: Response) -> Extract:
    """The posts of an RSS feed; a feed of topics is a list."""
    try:
        items = read_feed(response.body)
    except FeedError as error:
        return Extract("posts", malformed=(Malformed(response.body, str(error)),))
    posts, malformed = [], []
    for item in items:
        try:
            post = post_of_item(item)
        except ValueError as error:
            malformed.append(Malformed(item.raw, f"item: {error}"))
            continue
        if post:
            posts.append(Collected(post, item.raw))
    if posts or malformed:
        return Extract("posts", tuple(posts), tuple(malformed))
    return Extract("list" if items else "empty")
