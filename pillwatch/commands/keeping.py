"""`pillwatch hold`, `release`, `retention`: what is kept, for how long, and the proof that the rest is gone."""

import getpass
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from index.access import EVERYTHING
from pillwatch.context import Context, utc_now
from pillwatch.errors import FailedError, MistakeError
from pillwatch.terminal import cell, emit, out, table, when

if TYPE_CHECKING:
    from pillwatch.holds import Action
    from pillwatch.retention import Places, Reason, Receipt, Rules

SHOWN = 10
"""Remainders that a terminal gets; the receipt has them all."""

MEANING = {
    "expired": "not seen for the source's days: removed",
    "gone": "deleted at its source: content dropped",
    "aggregate": "the source is only counted now: content dropped",
}

ListingId = Annotated[str, typer.Argument(metavar="ID")]
Why = Annotated[str, typer.Option(help="The reason, for the log.")]
By = Annotated[str, typer.Option(help="Who decides; otherwise the setting `operator`, or the system's user.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(hold)
    app.command()(release)
    app.command()(retention)


def hold(call: typer.Context, listing_id: ListingId, why: Why, by: By = "") -> None:
    """Keep a listing and its evidence beyond their time. Logged in DATA/holds.jsonl."""
    from index.content import is_dropped

    _decide(call.obj, listing_id, "hold", why, by)
    if is_dropped(call.obj.store.get([listing_id], access=EVERYTHING)[listing_id]):
        _say("Its content was dropped before: only what is counted is kept.")


def release(call: typer.Context, listing_id: ListingId, why: Why, by: By = "") -> None:
    """Lift the hold: the next retention treats the listing like any other. Logged in DATA/holds.jsonl."""
    _decide(call.obj, listing_id, "release", why, by)


def retention(
    call: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go, and why.")] = False,
    verify: Annotated[Path | None, typer.Option(metavar="FILE", help="Only check the digest of a receipt.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="A line a listing with --dry-run, otherwise a line a receipt.")
    ] = False,
) -> None:
    """Remove what is past its time, with a receipt in DATA/receipts and a proof that nothing remains.

    docs/retention.md says what goes when. A listing that is held stays whole.
    """
    from pillwatch.retention import Places, Rules

    if verify is not None and dry_run:
        raise MistakeError("--verify and --dry-run: one of them at a time")
    if verify is not None:
        _verify(verify)
        return
    context: Context = call.obj
    places = Places.of(context)
    rules = Rules(utc_now(), context.sources, context.settings.retention_days)
    if dry_run:
        _preview(places, rules, as_json)
    else:
        _send_what_waits(context, as_json)
        _retain(places, rules, who(context), as_json)


def who(context: Context, by: str = "") -> str:
    """Who acts: the name given, the operator of the settings, or the user of the system."""
    if by or context.settings.operator:
        return by or context.settings.operator
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a list of users
        return f"user {os.getuid()}"


def _decide(context: Context, listing_id: str, action: "Action", why: str, by: str) -> None:
    from pillwatch.holds import decide, hold_log

    decision, is_new = decide(
        context.store, hold_log(context.settings.data), listing_id, action, by=who(context, by), why=why, now=utc_now()
    )
    if decision is None:
        _say("It is not held; nothing was changed.")
        return
    done = "Held" if action == "hold" else "Released"
    told = f"{done} by {decision.by}, {when(decision.time)} UTC: {decision.why}"
    _say(told if is_new else f"{told} (before; nothing was added to the log)")


def _verify(path: Path) -> None:
    from pillwatch.retention import verify

    try:
        receipt = verify(path)
    except OSError as error:
        raise MistakeError(f"{path}: {error.strerror}") from None
    _say(f"{path}: the digest matches.")
    planned = f"planned {when(receipt.planned)} UTC by {receipt.by}"
    if receipt.state == "done":
        _say(f"{planned}, done; listings removed: {len(receipt.removed):,}, content dropped: {len(receipt.dropped):,}")
    else:
        _say(f"{planned}, not finished: `pillwatch retention` goes on with it.")


def _preview(places: "Places", rules: "Rules", as_json: bool) -> None:
    from pillwatch.retention import survey, unfinished

    with survey(places, rules) as found:
        for entry in found.entries() if as_json else ():
            fields = orjson.loads(orjson.dumps(entry, option=orjson.OPT_UTC_Z))
            emit(orjson.dumps({**fields, "days": rules.days(entry.source)}))
        files = 0 if as_json else sum(1 for _ in found.unreferenced(places, rules.now))
    if as_json:
        return
    for path in unfinished(places.receipts):
        _say(f"{path} is not finished: the run begins with that.")
    _print_counts(found.counts, rules)
    _print_others(found.quarantine, len(found.refused), files)
    if found.waits:
        _say(f"due, but the spool or the refused file knows of them what the store does not: {found.waits:,}")
    due = found.counts or found.quarantine or found.refused or files
    _say("Nothing was changed; `pillwatch retention` does it." if due else "Nothing is past its time.")


def _send_what_waits(context: Context, as_json: bool) -> None:
    """What a dead crawl left in the spool must neither be forgotten there nor bring back what is removed now."""
    from pillwatch.spooling import send_waiting

    sent = sum(one.taken + one.refused for one in send_waiting(context, utc_now))
    if sent and not as_json:
        _say(f"Sent to the store first, left in the spool by interrupted crawls: {sent:,}")


def _retain(places: "Places", rules: "Rules", by: str, as_json: bool) -> None:
    from pillwatch.retention import retain

    paths: list[Path] = []
    left: list[Path] = []
    for path, receipt in retain(places, rules, by=by, clock=utc_now):
        paths.append(path)
        left += [path] if receipt.remains else []
        if as_json:
            emit(orjson.dumps({"receipt": str(path), **orjson.loads(path.read_bytes())["body"]}))
        else:
            _print_receipt(path, receipt, rules)
    if not paths and not as_json:
        _say("Nothing is past its time.")
    if left:
        names = ", ".join(str(path) for path in left)
        raise FailedError(f"something remains: `remains` in {names} says what; mend that, then run again")


def _print_receipt(path: Path, receipt: "Receipt", rules: "Rules") -> None:
    if receipt.planned != rules.now:
        _say(f"Went on with the run of {when(receipt.planned)} UTC by {receipt.by}, which was not finished.")
    _print_counts(receipt.counts, rules)
    _print_others(receipt.quarantine, sum(receipt.refused.values()), len(receipt.unreferenced))
    for one in receipt.spared[:SHOWN]:
        _say(f"spared: {one.id}, {one.why}")
    for line in receipt.remains[:SHOWN]:
        _say(f"remains: {line}")
    if not receipt.remains:
        places = ", ".join(receipt.looked_in)
        _say(f"Nothing remains; listings looked for: {len(receipt.listings):,}, in {places}.")
    _say(f"Receipt: {path}")


def _print_counts(counts: "Mapping[tuple[str, Reason], int]", rules: "Rules") -> None:
    rows = table(
        "source", {"header": "days", "justify": "right"}, "policy", "why", {"header": "listings", "justify": "right"}
    )
    for (source, reason), count in sorted(counts.items()):
        rows.add_row(cell(source), str(rules.days(source)), rules.policy(source), MEANING[reason], f"{count:,}")
    if counts:
        out.print(rows)


def _print_others(quarantine: Mapping[str, int], refused: int, files: int) -> None:
    for source, count in sorted(quarantine.items()):
        _say(f"objects in quarantine of {source}, set aside longer ago than its days: {count:,}")
    if refused:
        _say(f"entries that the store refused, past their time: {refused:,}")
    if files:
        _say(f"files of evidence that nothing refers to: {files:,}")


def _say(text: str) -> None:
    out.print(cell(text), soft_wrap=True)
