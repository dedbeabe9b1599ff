"""Invented listings and runs for the tests of the pages; NOW is a Tuesday."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from crawlers.post import post_id
from index.listing import Author, Evidence, Listing
from index.run import Run, Verdict
from nlp.reading import Mention, MentionKind, Reason

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
RLO = "\u202e"
SCRIPT = "<script>window.__ran = 1</script>"


def listing(name: str, text: str, *, days: float = 1, title: str | None = None, **changes: Any) -> Listing:
    """A hit for counterfeit pills posted `days` before NOW; `name` makes the id."""
    created = NOW - timedelta(days=days)
    fields: dict[str, Any] = {
        "id": post_id("mastodon", "", name),
        "platform": "mastodon",
        "site": "",
        "kind": "social",
        "native_id": name,
        "url": f"https://social.example/@{name}/1",
        "author": Author(name, None, f"https://social.example/@{name}"),
        "title": title,
        "text": text,
        "lang": "en",
        "created": created,
        "label": "offer",
        "goods": ("counterfeit_pill",),
        "score": 0.97,
        "hit": True,
        "mentions": (),
        "reasons": (Reason("names a drug beside a price", 2.1),),
        "model": "pillwatch-1",
        "first_seen": created + timedelta(hours=1),
        "last_seen": created + timedelta(hours=1),
        "checked": created + timedelta(hours=1),
        "evidence": Evidence("ab" * 32, f"evidence/{name}.json"),
        "source": "social_example",
        "policy": "public timeline",
    }
    return Listing(**{**fields, **changes})


def mention(whole: str, written: str, kind: MentionKind, value: str) -> Mention:
    """The mention of `written` at its first place in `whole`."""
    start = whole.index(written)
    return Mention(kind, written, start, start + len(written), value, f"lexicon:{value}")


def no_hit(name: str, text: str, **changes: Any) -> Listing:
    """A candidate that is discussion, not an offer."""
    return listing(name, text, **{"label": "discuss", "goods": (), "score": 0.04, "hit": False, **changes})


def run(source: str, verdict: Verdict, *, hours: float = 2, **changes: Any) -> Run:
    """A run that began `hours` before NOW."""
    started = NOW - timedelta(hours=hours)
    return Run(id=f"{source}-{hours}", source=source, started=started, finished=started, verdict=verdict, **changes)


def many(number: int) -> Sequence[Listing]:
    """So many hits, each an hour older than the one before."""
    return [listing(f"seller{n:03}", f"Pressed blues, batch {n}", days=n / 24) for n in range(number)]
