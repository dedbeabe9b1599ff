"""A Discourse post, as its JSON or its feed shows it, as a Post."""

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from crawlers.address import join, site_of, split
from crawlers.answer import clean, identifier, in_utc, moment, words
from crawlers.feed import Item
from crawlers.html import read_fragment
from crawlers.post import Post, post_id
from index.listing import Author

PLATFORM = "discourse"
OWN_PAGES = re.compile(
    r"/(?:t|c|u|tag|tags|posts|latest|hot|new|top|search|categories|user_actions|raw)(?=[/.?]|$)", re.IGNORECASE
)
OWN_HOST = re.compile(r'"avatar_template"\s*:\s*"[^"]*/user_avatar/([a-zA-Z0-9.-]+(?::\d+)?)/')
IN_TOPIC = re.compile(r"/(\d+)(?:/|(?:\?[^#]*)?#post_)(\d+)$")
ITEM_ID = re.compile(r"-post-(\d+)(?:-(\d+))?$")


@dataclass(frozen=True, slots=True)
class Forum:
    """Whose posts they are: `base` is the address of the forum with a slash at its end, empty when not known."""

    site: str = ""
    base: str = ""


def forum_of(url: str, body: str) -> Forum:
    """The forum that an answer came from.

    Where the address is not known, uploaded avatars name the forum's host; when they name none or
    several, site and base stay empty and permalinks are paths.
    """
    if url:
        parts = split(url)
        own = OWN_PAGES.search(parts.path)
        folder = parts.path[: own.start()] if own else ""
        return Forum(site_of(url), f"{parts.scheme}://{parts.netloc}{folder}/")
    hosts = {host.lower() for host in OWN_HOST.findall(body)}
    return Forum(host := hosts.pop(), f"https://{host}/") if len(hosts) == 1 else Forum()


def post_of(value: Any, forum: Forum, *, topic_title: Any = None) -> Post:
    """The Post of a JSON object. Raises ValueError in words when it is none.

    The title is the topic's and stands with its first post only: a reply is read for its own words.
    `hidden` posts (taken out of sight by the community) count as deleted, like those that author or
    staff removed. A post with a version above 1 is edited, at `updated_at`.
    """
    if not isinstance(value, dict):
        raise ValueError("not an object")
    number, cooked, created = value.get("id"), value.get("cooked"), moment(value.get("created_at"))
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError("no id")
    if not isinstance(cooked, str):
        raise ValueError("no cooked text")
    version, updated = value.get("version"), value.get("updated_at")
    is_edited = isinstance(version, int) and version > 1
    fragment = read_fragment(cooked, base=forum.base)
    is_first = value.get("post_number") == 1
    replied = value.get("reply_to_post_number")
    return Post(
        id=post_id(PLATFORM, forum.site, str(number)),
        platform=PLATFORM,
        site=forum.site,
        kind="forum",
        native_id=str(number),
        url=join(forum.base, _permalink(value, number)),
        author=_author(value, forum),
        title=words(value.get("topic_title")) or words(topic_title) if is_first else None,
        text=fragment.text,
        lang=words(value.get("locale")),
        created=created,
        edited=moment(updated) if is_edited and updated else None,
        is_edited=is_edited,
        deleted=bool(value.get("deleted_at")) or value.get("user_deleted") is True or value.get("hidden") is True,
        media=fragment.media,
        reply_to=f"{value.get('topic_id')}/{replied}" if isinstance(replied, int) else None,
    )


def post_of_item(item: Item) -> Post | None:
    """The Post of an item of a feed; None for an item that is a topic. Raises ValueError in words when it is broken.

    A feed of a topic names topic and number where other answers name the post's id: then that is the
    native id. Feeds do not tell edits.
    """
    found = ITEM_ID.search(item.fields.get("guid", ""))
    if found is None:
        return None
    link = item.fields.get("link", "").strip()
    place = IN_TOPIC.search(link)
    if place is None or not site_of(link):
        raise ValueError("no link to a post")
    forum = forum_of(link, "")
    # under the post of a topic's feed stands a link to the topic
    footer = re.compile(rf'<p><a href="{re.escape(link)}">[^<]*</a></p>\s*\Z')
    fragment = read_fragment(footer.sub("", item.fields.get("description", "")), base=forum.base)
    native_id = f"{found[1]}/{found[2]}" if found[2] else found[1]
    return Post(
        id=post_id(PLATFORM, forum.site, native_id),
        platform=PLATFORM,
        site=forum.site,
        kind="forum",
        native_id=native_id,
        url=f"{link[: place.start()]}/{place[1]}/{place[2]}",
        author=_creator(item.fields.get("dc:creator", ""), forum),
        title=words(item.fields.get("title")) if place[2] == "1" else None,
        text=fragment.text,
        lang=None,
        created=in_utc(parsedate_to_datetime(item.fields.get("pubDate", ""))),
        media=fragment.media,
    )


def _permalink(value: dict[str, Any], number: int) -> str:
    topic, slug, place = value.get("topic_id"), value.get("topic_slug"), value.get("post_number")
    given = value.get("post_url")
    if isinstance(given, str) and given.startswith("/") and not given.startswith("//"):
        return identifier(given) or ""
    if isinstance(topic, int) and isinstance(place, int):
        return "/".join(filter(None, ["t", identifier(slug), str(topic), str(place)]))
    return f"p/{number}"


def _author(value: dict[str, Any], forum: Forum) -> Author | None:
    handle, name = identifier(value.get("username")), words(value.get("name"))
    return Author(handle, name, join(forum.base, f"u/{handle}")) if handle else None


def _creator(creator: str, forum: Forum) -> Author | None:
    """`@handle name` in the feed of all posts, a handle or a name in the feed of a topic."""
    handle, _, name = clean(creator).strip().partition(" ")
    if not handle.startswith("@"):
        return Author(None, creator.strip()) if name else Author(handle) if handle else None
    return Author(handle[1:], name.strip() or None, join(forum.base, f"u/{handle[1:]}"))
