"""Who belongs to whom, and who does not."""

import pytest

from index.listing import Listing
from tests.index.sellers.people import Found, found, offer, together

PHONE = "phone:+12135550142"
LONG = "n1"


def crowd(value: str, size: int, start: int = 100) -> list[Listing]:
    """Strangers who each name their own number most of the time and the shared thing once in four offers."""
    return [
        offer(start + 4 * person + at, f"mastodon/stranger{person:03}", *values)
        for person in range(size)
        for at, values in enumerate([(f"phone:+1213555{person:04}",)] * 3 + [(f"phone:+1213555{person:04}", value)])
    ]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (PHONE, "phone"),
        ("telegram:blue_door", "contact"),
        ("email:door@example.org", "contact"),
        ("bitcoin:1FakeFakeFake", "wallet"),
        ("$bluedoorpay", "wallet"),
    ],
)
def test_a_shared_contact_joins(value: str, kind: str) -> None:
    (seller,) = found([offer(1, "mastodon/one", value), offer(2, "bluesky/two", value)])
    (link,) = seller.links
    assert (link.a, link.b, link.kind, link.value) == ("bluesky/two", "mastodon/one", kind, value)
    assert link.weight >= 4.6
    assert link.evidence == ((f"{2:032x}",), (f"{1:032x}",))


def test_six_accounts_with_one_contact_are_one_seller() -> None:
    names = {f"mastodon/{word}" for word in ("ka", "lu", "mi", "no", "pe", "ru")}
    assert together(found(offer(n, name, "signal:zelkorba.22") for n, name in enumerate(sorted(names)))) == {
        frozenset(names)
    }


def test_a_whatsapp_number_is_a_phone_number() -> None:
    listings = [offer(1, "mastodon/one", "whatsapp:525555500142"), offer(2, "mastodon/two", "phone:+525555500142")]
    assert together(found(listings)) == {frozenset({"mastodon/one", "mastodon/two"})}


def test_a_contact_that_is_an_account_joins_it() -> None:
    listings = [offer(1, "mastodon/one", "telegram:zelkorba"), offer(2, "telegram/zelkorba")]
    assert together(found(listings)) == {frozenset({"mastodon/one", "telegram/zelkorba"})}


def test_a_shared_hotline_glues_nobody_and_is_named() -> None:
    sellers = found(crowd("telegram:pill_facts_line", 30))
    assert together(sellers) == set()
    first = sellers.find("mastodon/stranger000")
    assert first is not None
    (told,) = sellers.unjoined(first)
    assert (told.kind, told.value) == ("contact", "telegram:pill_facts_line")
    assert told.why.startswith("set aside: 30 sellers")
    assert len(told.others) == 29


def test_a_thing_of_very_many_joins_nobody() -> None:
    assert together(found(offer(n, f"mastodon/x{n}", PHONE) for n in range(501))) == set()


def test_a_help_desk_joins_nobody() -> None:
    listings = [
        offer(1, "mastodon/one", "telegram:market_support"),
        offer(2, "mastodon/two", "telegram:market_support"),
    ]
    assert together(found(listings)) == set()


@pytest.mark.parametrize(
    ("handle", "joined"), [("zelkorbani", True), ("anna", False), ("xanax_plug", False), ("best.meds.420", False)]
)
def test_a_rare_handle_joins_across_platforms_and_a_common_one_does_not(handle: str, joined: bool) -> None:
    listings = [offer(1, f"telegram/{handle}"), offer(2, f"mastodon/{handle}@pond.example")]
    assert bool(together(found(listings))) is joined


def test_a_backup_name_needs_something_more() -> None:
    names = ["mastodon/zelkorbani", "mastodon/zelkorbani_backup2"]
    alone = found([offer(1, names[0]), offer(2, names[1])])
    assert together(alone) == set()
    first = alone.find(names[0])
    assert first is not None
    assert [one.kind for one in alone.unjoined(first)] == ["similar handle"]
    text = {"near_key": LONG, "text": "word " * 70}
    assert together(found([offer(1, names[0], **text), offer(2, names[1], **text)])) == {frozenset(names)}


def copies(*keys: str, contacts: bool) -> Found:
    values = [("phone:+12135550101",), ("phone:+12135550102",)] if contacts else [(), ()]
    return together(
        found(
            offer(10 * person + at, f"mastodon/{name}", *values[person], near_key=key, text="word " * 70)
            for person, name in enumerate(("ka", "lu"))
            for at, key in enumerate(keys)
        )
    )


def test_copied_texts() -> None:
    assert copies("n1", contacts=False) == set()
    assert copies("n1", "n2", contacts=False) == {frozenset({"mastodon/ka", "mastodon/lu"})}
    assert copies("n1", "n2", contacts=True) == set(), "who copies puts his own number in"


def test_a_text_that_half_the_market_has_says_nothing() -> None:
    listings = [
        offer(n * 9 + k, f"mastodon/x{n}", near_key=f"n{k}", text="word " * 70) for n in range(9) for k in range(4)
    ]
    assert together(found(listings)) == set()


def test_long_texts_are_compared_where_nobody_looked_for_near_duplicates() -> None:
    first = " ".join(f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz" * 3)
    second = " ".join(reversed(first.split()))
    listings = [
        offer(10 * n + at, f"mastodon/{name}", text=text)
        for n, name in enumerate(("ka", "lu"))
        for at, text in enumerate((first, second))
    ]
    assert together(found(listings)) == {frozenset({"mastodon/ka", "mastodon/lu"})}


def test_two_big_groups_need_more_than_a_weak_bridge() -> None:
    def group(start: int, names: str, phone: str, handle: str) -> list[Listing]:
        first = offer(start, f"mastodon/{handle}", phone)
        return [first, *(offer(start + 1 + n, f"mastodon/{name}", phone) for n, name in enumerate(names.split()))]

    one = group(10, "ka lu", "phone:+12135550101", "zelkorbani@a.example")
    other = group(20, "mi no", "phone:+12135550102", "zelkorbani@b.example")
    sellers = found(one + other)
    assert sorted(map(len, together(sellers))) == [3, 3]
    seller = sellers.find("mastodon/ka")
    assert seller is not None
    assert "two big groups" in sellers.unjoined(seller)[0].why
    assert sorted(map(len, together(found(one + other[:1])))) == [4], "one account alone may join"


def test_only_offers_count() -> None:
    warning = offer(2, "mastodon/nurse", PHONE, label="discuss")
    sellers = list(found([offer(1, "mastodon/one", PHONE), warning]))
    assert [[member.name for member in seller.members] for seller in sellers] == [["mastodon/one"]]


def test_shops_go_by_site_and_nameless_posts_are_nobody() -> None:
    listings = [offer(1, "woocommerce/x", PHONE)]
    whole = [offer(n, "woocommerce/", PHONE, kind="shop", site="shop.example.com") for n in (2, 3)]
    assert together(found([*listings, *whole])) == {frozenset({"woocommerce/x", "woocommerce/shop.example.com"})}
    assert list(found([offer(1, "mastodon/", PHONE)])) == []


def test_the_same_handle_on_two_sites_is_two_accounts_with_names_of_their_own() -> None:
    listings = [offer(1, "discourse/Anna", site="a.example"), offer(2, "discourse/anna", site="b.example")]
    names = {member.name for seller in found(listings) for member in seller.members}
    assert names == {"discourse/Anna@a.example", "discourse/anna@b.example"}


def test_ids_stay_and_old_ones_are_found() -> None:
    old, late = offer(5, "mastodon/zz", PHONE), offer(9, "mastodon/aa", "phone:+12135550199")
    before = {seller.members[0].name: seller.id for seller in found([old, late])}
    bridge = offer(12, "mastodon/bb", PHONE, "phone:+12135550199")
    after = found([old, late, bridge])
    (seller,) = after
    assert seller.id == before["mastodon/zz"], "the account that was captured first gives the id"
    assert after.find(before["mastodon/aa"]) == seller
