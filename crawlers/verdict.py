"""Whether a run can be trusted: what it met against what its source declares."""

from crawlers.source import Expect
from crawlers.tally import Tally
from index.run import Verdict


def judge(tally: Tally, expect: Expect | None, *, stopped: str = "", broken: str = "") -> tuple[Verdict, str]:
    """The verdict and a note in words.

    `stopped` and `broken` say why a run was ended before its time; a failure that left posts missing
    is never `ok`, so that nobody takes it for a fall. Nor is a run of which the store refused a listing.
    """
    if broken:
        return "broken", broken
    if stopped:
        return "stopped", stopped
    blocked = sum(n for name, n in tally.failures.items() if name.startswith("blocked"))
    if not tally.posts and blocked:
        return "blocked", "the site refused every page that holds posts" + _classes(tally)
    if not tally.answered and tally.forbidden:
        return "blocked", "robots.txt forbids every page that holds posts, or could not be had"
    if not tally.answered and tally.failures:
        return "unreachable", "no answer from the site" + _classes(tally)
    if set(tally.outcomes) == {"gone"}:
        return "broken", "the site answers that there is nothing at this address"
    wrong = (_against(tally, expect) if expect else "") or _unreadable(tally)
    if wrong:
        return "broken", wrong
    if tally.failures:
        return "partial", "some pages are missing" + _classes(tally)
    return "partial" if tally.refused else "ok", _conduct(tally)


def _unreadable(tally: Tally) -> str:
    """Objects of which none is a post: a shape that we do not know, never an empty run."""
    if tally.posts or tally.private or not tally.malformed:
        return ""
    return f"no post could be read, {tally.malformed} objects are malformed"


def _against(tally: Tally, expect: Expect) -> str:
    low, high = expect.posts
    if not low <= tally.posts <= high:
        return f"{tally.posts} posts, expected {low} to {high}"
    for name, share in expect.filled.items():
        filled = tally.filled[name] / tally.posts if tally.posts else 1.0
        if filled < share:
            return f"{name} is filled in {filled:.0%} of posts, expected {share:.0%}: the page may have changed"
    objects = tally.posts + tally.malformed
    if objects and tally.malformed / objects > expect.malformed:
        return f"{tally.malformed} of {objects} objects are malformed, at most {expect.malformed:.0%} expected"
    return ""


def _conduct(tally: Tally) -> str:
    notes = []
    if tally.forbidden:
        notes.append(f"{tally.forbidden} pages left out for robots.txt")
    if tally.private:
        notes.append(f"{tally.private} posts left out: not for strangers")
    if tally.ahead:
        notes.append(f"{tally.ahead} posts dated after their capture: kept without a date")
    return "; ".join(notes)


def _classes(tally: Tally) -> str:
    return " (" + ", ".join(f"{name} {n}" for name, n in sorted(tally.failures.items())) + ")"
