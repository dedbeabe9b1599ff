"""Mastodon and software with its API: public and hashtag timelines."""

import re
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import Field
from scrapy import Request
from scrapy.http import Response

from crawlers.address import on_same_site, site_of
from crawlers.answer import header, identifier, moment, outcome_without_posts, read_json, words
from crawlers.declaration import WalkOptions
from crawlers.html import read_fragment
from crawlers.jsonslice import JsonError, Slice, read_slice
from crawlers.page import Collected, Extract, Malformed
from crawlers.post import Post, post_id
from crawlers.spider import DatedSpider
from index.listing import Author, Listing, Media

MARKS = frozenset(
    [
        "uri",
        "content",
        "visibility",
        "account",
        "reblogs_count",
        "favourites_count",
        "in_reply_to_id",
        "media_attachments",
    ]
)
"""Keys that tell a status from the platform's other objects; a broken one may lack some."""
ENOUGH_MARKS = 5
TIMELINE = re.compile(r"/api/v1/(?:timelines/|accounts/[^/]+/statuses|trends/statuses|favourites|bookmarks)")
LISTS_OF_STATUSES = ("statuses", "ancestors", "descendants")


class MastodonOptions(WalkOptions):
    """`timelines` are `public` or `tag/NAME`; `limit` is posts a page (the software gives at most 40)."""

    timelines: Annotated[
        tuple[Annotated[str, Field(strict=True, pattern=r"^(?:public|tag/[^\s/#?]+)$")], ...], Field(min_length=1)
    ] = ("public",)
    limit: Annotated[int, Field(strict=True, ge=1, le=40)] = 40


class MastodonSpider(DatedSpider):
    """Statuses of timelines, contexts, searches and single answers; the federation's `uri` is the identity.

    A boost is no post of its own: the boosted original is. A quoted status is a post too. Polls'
    options belong to the text, a content warning is the title. Statuses that are not public, or whose
    account asks not to be indexed, come out as private. Well-formed answers without a status are
    `list` (accounts, polls, an instance, an edit history), or `empty` when nothing is in them.
    """

    name = "mastodon"
    options_model = MastodonOptions
    options: MastodonOptions

    def listings(self) -> Iterator[Request]:
        """The newest page of each timeline."""
        for timeline in self.options.timelines:
            yield self.request(f"{self.root}/api/v1/timelines/{quote(timeline)}?limit={self.options.limit}")

    def follow(self, response: Response, extract: Extract) -> Iterator[Request]:
        """The next older page, which the Link header names."""
        older = next_link(header(response, "Link"))
        following = on_same_site(response.url, older) if older else None
        if following and not self.reaches_floor(extract):
            yield self.request(following)

    def recheck(self, listing: Listing) -> Request | None:
        """The status under the number that this instance knows it by; that is in the object it sent."""
        raw = self.job.received(listing)
        try:
            status = read_slice(raw.decode(errors="replace")).value if raw else None
        except JsonError:
            return None
        number = status.get("id") if isinstance(status, dict) else None
        return (
            self.request(f"{self.root}/api/v1/statuses/{quote(number, safe='')}") if isinstance(number, str) else None
        )

    @classmethod
    def extract(cls, response: Response) -> Extract:
        """The statuses in an answer."""
        answer = read_json(response)
        if isinstance(answer, Extract):
            return answer
        of_timeline = isinstance(answer.root.value, list) and TIMELINE.search(response.url)
        found = list(_statuses(answer.root, expected=bool(of_timeline)))
        posts: dict[str, Collected] = {}
        malformed = []
        for piece in found:
            try:
                post = _post(piece.value)
                posts.setdefault(post.id, Collected(post, answer.raw(piece), _is_private(piece.value)))
            except ValueError as error:
                malformed.append(Malformed(answer.raw(piece), f"status: {error}"))
        if not found:
            return Extract(outcome_without_posts(answer.root.value))
        return Extract("posts", tuple(posts.values()), tuple(malformed))


def next_link(link: str) -> str | None:
    """The address of `rel=next` in a Link header."""
    for address, parameters in re.findall(r"<([^>]*)>([^<]*)", link):
        if re.search(r';\s*rel\s*=\s*"?(?:[^";]* )?next\b', parameters, re.IGNORECASE):
            return str(address)
    return None


def _statuses(piece: Slice, *, expected: bool = False) -> Iterator[Slice]:
    """Statuses in an answer, and whatever stands where one is expected."""
    if isinstance(piece.value, list):
        children = [child for _, child in piece.children()]
        siblings = expected or any(_is_status(child.value) for child in children)
        for child in children:
            if siblings and not isinstance(child.value, dict):
                yield child
            else:
                yield from _statuses(child, expected=siblings)
    elif isinstance(piece.value, dict) and (expected or _is_status(piece.value)):
        if not isinstance(piece.value.get("reblog"), dict):
            yield piece
        for path in (("reblog",), ("quote", "quoted_status")):
            inner = piece.at(*path) if piece.value.get(path[0]) else None
            if inner is not None and isinstance(inner.value, dict):
                yield from _statuses(inner, expected=True)
    elif isinstance(piece.value, dict):
        for key, child in piece.children():
            if isinstance(child.value, (dict, list)):
                yield from _statuses(child, expected=key in LISTS_OF_STATUSES and isinstance(child.value, list))


def _is_status(value: Any) -> bool:
    return isinstance(value, dict) and ("id" in value or "uri" in value) and len(MARKS & value.keys()) >= ENOUGH_MARKS


def _post(status: Any) -> Post:
    """The Post of a status. Raises ValueError in words when it is none."""
    if not isinstance(status, dict):
        raise ValueError("not an object")
    uri, content, account = status.get("uri"), status.get("content"), status.get("account")
    native_id = identifier(uri)
    if native_id is None:
        raise ValueError("no uri")
    if not isinstance(content, str):
        raise ValueError("no content")
    if not isinstance(account, dict):
        raise ValueError("no account")
    edited = status.get("edited_at")
    return Post(
        id=post_id(MastodonSpider.name, "", native_id),
        platform=MastodonSpider.name,
        site="",
        kind="social",
        native_id=native_id,
        url=identifier(status.get("url")) or (native_id if native_id.startswith(("https://", "http://")) else None),
        author=_author(account),
        title=words(status.get("spoiler_text")),
        text="\n".join(filter(None, [read_fragment(content).text, *_poll_options(status.get("poll"))])),
        lang=words(status.get("language")),
        created=moment(status.get("created_at")),
        edited=moment(edited) if edited else None,
        is_edited=bool(edited),
        media=tuple(_media(status.get("media_attachments"))),
        reply_to=words(status.get("in_reply_to_id")),
    )


def _author(account: dict[str, Any]) -> Author:
    """`acct` has no host for the instance's own people: with it the handle means the same everywhere."""
    handle = identifier(account.get("acct"))
    if handle is None:
        raise ValueError("no account.acct")
    url, uri = identifier(account.get("url")), identifier(account.get("uri"))
    host = site_of(uri or url or "")
    if "@" not in handle and host:
        handle = f"{handle}@{host}"
    return Author(handle, words(account.get("display_name")), url or uri)


def _media(attachments: Any) -> Iterator[Media]:
    """Attachments; one that the instance has not fetched is only at its origin."""
    for attachment in attachments if isinstance(attachments, list) else ():
        if not isinstance(attachment, dict):
            raise ValueError("media_attachments: not an object")
        url = next((attachment[key] for key in ("url", "remote_url", "preview_url") if attachment.get(key)), None)
        address = identifier(url)
        if address:
            yield Media(address, words(attachment.get("type")) or "unknown", words(attachment.get("description")))


def _poll_options(poll: Any) -> Iterator[str]:
    options = poll.get("options") if isinstance(poll, dict) else None
    for option in options if isinstance(options, list) else ():
        title = words(option.get("title")) if isinstance(option, dict) else None
        if title:
            yield title


def _is_private(status: dict[str, Any]) -> bool:
    return status.get("visibility", "public") != "public" or status["account"].get("noindex") is True
