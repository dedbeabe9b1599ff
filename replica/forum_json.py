"""Topics and posts as Discourse writes them in JSON."""

from html import escape
from typing import Any

from replica.answers import slug
from replica.markup import cooked
from replica.stage import Stage, iso
from replica.world import ForumPost, Topic

AUTHOR_DELETED = "<p>(post deleted by author)</p>"


def topic_item(stage: Stage, topic: Topic, posts: list[ForumPost]) -> dict[str, Any]:
    """A topic in a list. `posts` are the visible ones, in order; the text is not in a list."""
    first, last = posts[0], posts[-1]
    return {
        "id": topic.id,
        "title": topic.title,
        "fancy_title": escape(topic.title),
        "slug": slug(topic.title),
        "posts_count": len(posts),
        "reply_count": len(posts) - 1,
        "highest_post_number": last.number,
        "image_url": None,
        "created_at": iso(stage.time_of(first.age)),
        "last_posted_at": iso(stage.time_of(last.age)),
        "bumped": True,
        "bumped_at": iso(stage.time_of(last.age)),
        "archetype": "regular",
        "unseen": False,
        "pinned": topic.pinned,
        "pinned_globally": topic.pinned,
        "unpinned": None,
        "visible": True,
        "closed": False,
        "archived": False,
        "bookmarked": None,
        "liked": None,
        "tags": [],
        "views": 17 * len(posts),
        "like_count": 0,
        "has_summary": False,
        "last_poster_username": last.by,
        "category_id": topic.category,
        "posters": [{"extras": None, "description": "Original Poster", "user_id": user_id(stage, first.by)}],
    }


def topic_json(
    stage: Stage, topic: Topic, posts: list[ForumPost], stream: list[dict[str, Any]], *, chunk_size: int
) -> dict[str, Any]:
    """A topic's own answer: the first posts in `stream`, the ids of all of them beside it."""
    first, last = posts[0], posts[-1]
    item = topic_item(stage, topic, posts)
    kept = (
        "id",
        "title",
        "fancy_title",
        "slug",
        "posts_count",
        "reply_count",
        "highest_post_number",
        "created_at",
        "last_posted_at",
        "archetype",
        "visible",
        "closed",
        "archived",
        "views",
        "like_count",
        "has_summary",
        "category_id",
        "pinned",
        "pinned_globally",
        "tags",
    )
    return {
        "post_stream": {"posts": stream, "stream": [post.id for post in posts]},
        **{key: item[key] for key in kept},
        "user_id": user_id(stage, first.by),
        "deleted_at": None,
        "deleted_by": None,
        "pinned_until": None,
        "chunk_size": chunk_size,
        "participant_count": len({post.by for post in posts}),
        "details": {
            "created_by": {"id": user_id(stage, first.by), "username": first.by},
            "last_poster": {"id": user_id(stage, last.by), "username": last.by},
        },
    }


def post_json(stage: Stage, post: ForumPost, topic: Topic, *, posts_count: int, base: str) -> dict[str, Any]:
    """A post. The malformed one has no text, no author and a time that is none."""
    edits = stage.edit_times(post)
    deleted = post.deleted if stage.is_deleted(post) else None
    created = iso(stage.time_of(post.age))
    body: dict[str, Any] = {
        "id": post.id,
        "name": stage.world.forum_names.get(post.by, ""),
        "username": post.by,
        "avatar_template": f"/letter_avatar_proxy/v4/letter/{post.by[0]}/8797f3/{{size}}.png",
        "created_at": created,
        "cooked": AUTHOR_DELETED if deleted is not None else cooked(post, stage.text(post), base=base),
        "post_number": post.number,
        "post_type": 1,
        "posts_count": posts_count,
        "updated_at": iso(edits[-1]) if edits else created,
        "reply_count": 0,
        "reply_to_post_number": post.quote["number"] if post.quote is not None else None,
        "quote_count": int(post.quote is not None),
        "incoming_link_count": 0,
        "reads": 3,
        "readers_count": 2,
        "score": 0.6,
        "yours": False,
        "topic_id": topic.id,
        "topic_slug": slug(topic.title),
        "topic_title": topic.title,
        "category_id": topic.category,
        "display_username": stage.world.forum_names.get(post.by, ""),
        "version": 1 + len(edits),
        "can_edit": False,
        "can_delete": False,
        "link_counts": [],
        "user_title": None,
        "actions_summary": [],
        "moderator": False,
        "admin": False,
        "staff": False,
        "user_id": user_id(stage, post.by),
        "hidden": False,
        "trust_level": 1,
        "deleted_at": iso(stage.time_of(deleted)) if deleted is not None else None,
        "user_deleted": deleted is not None,
        "edit_reason": None,
        "wiki": False,
        "post_url": f"/t/{slug(topic.title)}/{topic.id}/{post.number}",
    }
    if post.malformed:
        del body["cooked"]
        body |= {"created_at": "0000-13-45T99:99:99", "username": None}
    return body


def user_id(stage: Stage, username: str) -> int:
    """A number for each member: the place of the member's first post."""
    return next(i for i, post in enumerate(stage.world.forum_posts, start=1) if post.by == username)
