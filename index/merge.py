"""What becomes of a stored listing when its post is captured again."""

from dataclasses import replace

from index.content import is_dropped
from index.listing import Listing, Version
from index.store import Outcome

_COMPARED = ("title", "text", "edited", "is_edited", "deleted", "price", "media", "place", "url")
"""What people mean by a changed post; names, readings, evidence and times of capture move without it."""

_CONTENT = (
    "title",
    "text",
    "lang",
    "edited",
    "is_edited",
    "media",
    "price",
    "place",
    "label",
    "goods",
    "score",
    "hit",
    "mentions",
    "reasons",
    "model",
    "screened_out",
)
"""What a notice of deletion without text takes nothing from: the last state that had content stays."""


def merge(old: Listing | None, new: Listing) -> tuple[Listing, Outcome]:
    """The listing to store after the capture `new` of a post stored as `old`, and what happened to it.

    `first_seen`, `held`, `source` and earlier versions stay; `seller_keys` and `near_key` stay once they
    are set. An edited title or text leaves its earlier state in `versions`, and so does any change whose own
    evidence replaces another; the evidence is always that of the content which is kept. A capture that is
    older than the stored one (a spool that was sent late) changes nothing. Merging a capture twice is merging
    it once. Content that was dropped (`index.content`) leaves no version, and only a post that is there again
    brings content back.
    """
    if old is None:
        return (replace(new, gone=new.gone or new.checked) if new.deleted else new), "new"
    if new.checked < old.checked:
        return old, "seen"
    dropped = is_dropped(old)
    if dropped and new.deleted:
        return replace(old, deleted=True, gone=old.gone or new.gone or new.checked, checked=new.checked), "seen"
    capture = _tombstone(old, new) if new.deleted and not new.text else new
    edited = not dropped and (old.title, old.text) != (capture.title, capture.text)
    merged = _brought_forward(old, capture)
    changed = any(getattr(old, name) != getattr(merged, name) for name in _COMPARED)
    if not edited:
        first, second = (new, old) if changed and capture is new else (old, new)
        merged = replace(merged, evidence=first.evidence or second.evidence)
    if edited or (old.evidence and merged.evidence != old.evidence):
        earlier = Version(old.title, old.text, new.first_seen, old.evidence)
        merged = replace(merged, versions=(*old.versions, earlier))
    return merged, "changed" if changed else "seen"


def _tombstone(old: Listing, new: Listing) -> Listing:
    """The notice of deletion filled with what the post last said."""
    return replace(new, **{name: getattr(old, name) for name in _CONTENT})


def _brought_forward(old: Listing, new: Listing) -> Listing:
    """The new capture with the story of the old one; what the new one does not know stays known."""
    return replace(
        new,
        url=new.url or old.url,
        author=new.author or old.author,
        lang=new.lang or old.lang,
        created=new.created or old.created,
        reply_to=new.reply_to or old.reply_to,
        first_seen=old.first_seen,
        last_seen=old.last_seen if new.deleted else new.last_seen,
        gone=(old.gone or new.gone or new.checked) if new.deleted else None,
        held=old.held,
        versions=old.versions,
        seller_keys=old.seller_keys or new.seller_keys,
        near_key=old.near_key or new.near_key,
        source=old.source,
        policy=new.policy if new.source == old.source else old.policy,
    )
