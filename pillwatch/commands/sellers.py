"""`pillwatch sellers`, `seller`: accounts that belong together, why, and what a person decided about it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, get_args

import orjson
import typer
from rich.text import Text
from typer.core import TyperGroup

from index.access import EVERYTHING
from index.query import Query
from index.visible import one_line, visible
from nlp.reading import Goods
from pillwatch.commands.keeping import who
from pillwatch.context import Context, utc_now
from pillwatch.errors import FailedError, MistakeError
from pillwatch.terminal import cell, emit, out, table, when

if TYPE_CHECKING:  # the lexicons behind the weights take a second to load
    from index.sellers import Account, Action, Ledger, Profile, Seller, Sellers, Unjoined
    from index.store import SearchStore

SHOWN = 10
"""Texts, links and ids that a terminal gets; --json has them all."""

AT_ONCE = 500
"""Listings read from the store by id in one call."""

Json = Annotated[bool, typer.Option("--json", help="JSON for other programs.")]
Pair = Annotated[str, typer.Argument(help="An account: PLATFORM/HANDLE, as `pillwatch sellers` prints it.")]
Why = Annotated[str, typer.Option(help="The reason, for the file of decisions.")]
By = Annotated[str, typer.Option(help="Who decides; otherwise the setting `operator`, or the system's user.")]


class SellerGroup(TyperGroup):
    """`seller ID` is short for `seller show ID`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Whatever is no command and no request for help begins what is to be shown."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["show", *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(sellers)
    one = typer.Typer(
        cls=SellerGroup,
        help="One seller (`seller ID`, `seller PLATFORM/HANDLE`), and a person's word on two accounts.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    one.command("show")(show_seller)
    one.command()(accept)
    one.command()(reject)
    app.add_typer(one, name="seller")


def sellers(
    call: typer.Context,
    since: Annotated[str | None, typer.Option(help="With an offer posted from then on: 7d, 24h, 2w, a date.")] = None,
    until: Annotated[str | None, typer.Option(help="With an offer before then: as --since.")] = None,
    goods: Annotated[list[str] | None, typer.Option(help=f"Who offers one of {', '.join(get_args(Goods))}.")] = None,
    platform: Annotated[list[str] | None, typer.Option(help="Who offers on this platform.")] = None,
    site: Annotated[list[str] | None, typer.Option(help="Who offers on this host.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Who offers in this source.")] = None,
    lang: Annotated[list[str] | None, typer.Option(help="Who offers in this language: en, es ...")] = None,
    handle: Annotated[list[str] | None, typer.Option(help="The seller with this handle.")] = None,
    drug: Annotated[list[str] | None, typer.Option(help="Who offers this drug, by its standard name.")] = None,
    hits: Annotated[bool, typer.Option("--hits", help="Only who has a hit, not every offer.")] = False,
    handles: Annotated[int, typer.Option(min=1, help="Only who has so many accounts or more.")] = 1,
    limit: Annotated[int | None, typer.Option(min=1, help="Sellers shown; all with --json, otherwise 30.")] = None,
    as_json: Json = False,
) -> None:
    """Accounts with offers, those that belong to one seller together; most accounts first.

    All offers count for who belongs to whom; the options choose which sellers are shown. Several values of one
    option are alternatives.
    """
    from index.sellers import accounts_of
    from index.when import parse_since

    context: Context = call.obj
    now = utc_now()
    unknown = [value for value in goods or () if value not in get_args(Goods)]
    if unknown:
        raise MistakeError(
            f"--goods {one_line(unknown[0], 40)}: not known; expected one of {', '.join(get_args(Goods))}"
        )
    everything = Query(access=EVERYTHING, label=("offer",))
    wanted = Query(
        access=EVERYTHING,
        label=("offer",),
        since=parse_since(since, now) if since else None,
        until=parse_since(until, now) if until else None,
        goods=tuple(goods or ()),  # type: ignore[arg-type]  # checked above
        platform=tuple(platform or ()),
        site=tuple(site or ()),
        source=tuple(source or ()),
        lang=tuple(lang or ()),
        handle=tuple(name.lower().lstrip("@") for name in handle or ()),
        drug=tuple(drug or ()),
        hits=True if hits else None,
    )
    chosen = None if wanted == everything else accounts_of(context.store.scan(wanted))
    _, everybody = _found(context)
    found = (
        seller
        for seller in everybody
        if len(seller.members) >= handles and (chosen is None or any(one.account in chosen for one in seller.members))
    )
    if as_json:
        for number, seller in enumerate(found):
            if limit is not None and number >= limit:
                break
            emit(orjson.dumps(_line(seller)))
        return
    listed = list(found)
    shown = listed[: limit or 30]
    more = f", {len(shown)} shown" if len(shown) < len(listed) else ""
    out.print(f"{len(listed):,} sellers{more}", style="bold")
    if listed:
        _print_sellers(shown)


def show_seller(
    call: typer.Context,
    seller_id: Annotated[str, typer.Argument(metavar="ID", help="A seller's id, or PLATFORM/HANDLE.")],
    as_json: Json = False,
) -> None:
    """One seller: handles, contacts, texts, prices, places, times, listings, and every link with its evidence."""
    from index.sellers import profile_of

    context: Context = call.obj
    ledger, everybody = _found(context)
    seller = everybody.find(seller_id)
    if seller is None:
        raise MistakeError(f"no seller is {one_line(seller_id, 60)}; `pillwatch sellers` prints ids and accounts")
    ids = ledger.ids_of({member.account for member in seller.members})
    stored = [
        context.store.get(ids[at : at + AT_ONCE], access=EVERYTHING).values() for at in range(0, len(ids), AT_ONCE)
    ]
    profile = profile_of(listing for some in stored for listing in some)
    unjoined = everybody.unjoined(seller)
    if as_json:
        emit(orjson.dumps({**_line(seller), **_details(seller, profile, unjoined)}, option=orjson.OPT_UTC_Z))
        return
    _print_seller(seller, profile, unjoined)
    if seller_id != seller.id and "/" not in seller_id:
        _say(f"{one_line(seller_id, 40)} is one of its accounts' ids; the seller goes by {seller.id} now.")


def accept(call: typer.Context, a: Pair, b: Pair, why: Why, by: By = "") -> None:
    """A and B are one seller, whatever the machine finds. Kept in DATA/seller-decisions.jsonl."""
    _decide(call.obj, "accept", a, b, why, by)


def reject(call: typer.Context, a: Pair, b: Pair, why: Why, by: By = "") -> None:
    """A and B are not one seller, not even through others. Kept in DATA/seller-decisions.jsonl."""
    _decide(call.obj, "reject", a, b, why, by)


def seller_names(context: Context) -> Callable[[str], list[str]]:
    """Gives the accounts of the seller who goes by an id or PLATFORM/HANDLE, as `seller:` searches for them."""

    def names(seller_id: str) -> list[str]:
        _, everybody = _found(context)
        seller = everybody.find(seller_id)
        return [f"{one.account.platform}/{one.account.handle}" for one in seller.members] if seller else []

    return names


def _found(context: Context) -> "tuple[Ledger, Sellers]":
    """All offers and their sellers, as people's decisions leave them."""
    from index.sellers import DecisionError, Ledger, decision_file, find_sellers, load_weights

    try:
        decisions = decision_file(context.settings.data).read()
    except DecisionError as error:
        raise FailedError(str(error)) from None
    ledger = Ledger(load_weights())
    ledger.add(context.store.scan(Query(access=EVERYTHING, label=("offer",))))
    return ledger, find_sellers(ledger, decisions)


def _decide(context: Context, action: "Action", a: str, b: str, why: str, by: str) -> None:
    from index.sellers import Decision, DecisionError, decision_file, standing

    by = who(context, by)
    for option, text in (("--why", why), ("--by", by)):
        if not text.strip() or any("\ud800" <= char <= "\udfff" for char in text):
            raise MistakeError(f"{option}: say it in words; the file is what an auditor reads")
    one, other = sorted((_account(context.store, a), _account(context.store, b)))
    if one == other:
        raise MistakeError(f"{one_line(a, 60)} and {one_line(b, 60)} are the same account; name two")
    file = decision_file(context.settings.data)
    try:
        last = next((old for old in standing(file.read()) if {old.a, old.b} == {one, other}), None)
    except DecisionError as error:
        raise FailedError(str(error)) from None
    done = "one seller" if action == "accept" else "two sellers"
    if last is not None and last.action == action:
        _say(f"{done}, by {last.by}, {when(last.time)} UTC: {last.why} (before; nothing was added)")
        return
    file.append(Decision(time=utc_now(), action=action, a=one, b=other, by=by, why=why))
    _say(f"{done}, by {by}: {why}")
    _say(f"`pillwatch seller {a}` shows what follows.")


def _account(store: "SearchStore", name: str) -> "Account":
    """The account of that name that has an offer."""
    from index.sellers import accounts_named

    try:
        named = accounts_named(store, name)
    except ValueError as error:
        raise MistakeError(f"{one_line(name, 60)}: {error}, as `pillwatch sellers` prints it") from None
    if not named:
        raise MistakeError(f"no offer is by {one_line(name, 60)}; `pillwatch sellers` prints the accounts")
    if len(named) > 1:
        choice = ", ".join(f"{one.platform}/{one.handle}@{one.site}" for one in named)
        raise MistakeError(f"{one_line(name, 60)} is on several sites; name one of {one_line(choice, 200)}")
    return named[0]


def _line(seller: "Seller") -> dict[str, Any]:
    return {
        "seller": seller.id,
        "members": [{"platform": one.platform, "handle": one.handle} for one in seller.members],
        "links": [
            {"a": one.a, "b": one.b, "kind": one.kind, "value": one.value, "weight": one.weight} for one in seller.links
        ],
    }


def _details(seller: "Seller", profile: "Profile", unjoined: "Sequence[Unjoined]") -> dict[str, Any]:
    told = asdict(profile)
    return {
        **told,
        "accounts": [
            {"platform": one.platform, "handle": one.handle, "offers": one.offers, "first": one.first, "last": one.last}
            for one in seller.members
        ],
        "links": [asdict(link) for link in seller.links],
        "unjoined": [asdict(one) for one in unjoined],
    }


def _print_sellers(shown: "Sequence[Seller]") -> None:
    rows = table(
        {"header": "seller", "width": 16},
        {"header": "accounts", "ratio": 3},
        {"header": "joined by", "ratio": 2},
        {"header": "offers", "justify": "right"},
        {"header": "posted (UTC)", "width": 16},
    )
    rows.expand = True
    for seller in shown:
        names = [cell(member.name, width=70) for member in seller.members[:SHOWN]]
        if len(seller.members) > SHOWN:
            names.append(cell(f"and {len(seller.members) - SHOWN} more"))
        values = dict.fromkeys(f"{link.kind} {link.value}" for link in seller.links)
        rows.add_row(
            seller.id,
            Text("\n").join(names),
            Text("\n").join(cell(value, width=60) for value in list(values)[:3]),
            f"{seller.offers:,}",
            f"{when(seller.first)}\n{when(seller.last)}",
            end_section=True,
        )
    out.print(rows)


def _print_seller(seller: "Seller", profile: "Profile", unjoined: "Sequence[Unjoined]") -> None:
    _say(f"seller {seller.id}, {seller.offers:,} offers posted {when(seller.first)} to {when(seller.last)} UTC")
    _say(f"captured first {when(profile.first_seen)}, last {when(profile.last_seen)} UTC")
    rows = table("account", {"header": "offers", "justify": "right"}, "first", "last")
    for member in seller.members:
        rows.add_row(cell(member.name, width=90), f"{member.offers:,}", when(member.first), when(member.last))
    out.print(rows)
    for name, counted in (("contacts", profile.contacts), ("prices", profile.prices), ("places", profile.places)):
        shown = [f"{one_line(value, 80)} ({count})" for value, count in counted[:30]]
        _say(f"{name}: {', '.join(shown) or 'none'}{_more(counted, 30)}")
    _heading("Links", seller.links)
    for link in seller.links[:SHOWN]:
        _say(f"{link.weight:6.2f}  {link.kind} {link.value}: {link.a} and {link.b}, since {when(link.date)}")
        if any(link.evidence):
            _say(f"        listings {' '.join(link.evidence[0])} and {' '.join(link.evidence[1])}")
    if unjoined:
        _heading("Not joined", unjoined)
    for one in unjoined[:SHOWN]:
        _say(f"{one.weight:6.2f}  {one.kind} {one.value}: {one.why}; {', '.join(one.others[:3])}{_more(one.others, 3)}")
    _heading("Texts", profile.texts)
    for advert in profile.texts[:SHOWN]:
        _say(f"{when(advert.first)}, {len(advert.listings)} listings, first {advert.listings[0]}:", style="dim")
        out.print(Text(visible(f"{advert.title}\n{advert.text}" if advert.title else advert.text)))
    _heading("Listings", profile.listings)
    _say(" ".join(profile.listings[: SHOWN * 3]))


def _heading(name: str, rows: Sequence[object]) -> None:
    _say(f"{name}: {len(rows):,}{_more(rows, SHOWN)}", style="bold")


def _more(rows: Sequence[object], shown: int) -> str:
    return f" (--json has all; first {shown} here)" if len(rows) > shown else ""


def _say(text: str, style: str = "") -> None:
    out.print(cell(text, style=style), soft_wrap=True)
