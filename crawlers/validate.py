"""What a post must be before it is read or stored."""

from crawlers.post import Post, post_id

LONGEST = 200_000
"""Code points of a text; longer ones are an attack or a broken page, not an advertisement."""


def problem_of(post: Post) -> str:
    """Why this post cannot be kept, in words; empty when it can."""
    if not post.native_id:
        return "native_id is empty"
    if post.id != post_id(post.platform, post.site, post.native_id):
        return "id is not blake2b-128 of platform, site and native_id"
    if len(post.text) > LONGEST:
        return f"text is longer than {LONGEST} characters"
    for name in ("created", "edited"):
        time = getattr(post, name)
        if time is not None and time.tzinfo is None:
            return f"{name} has no time zone"
    return ""
