"""Products of a shop, with prices in units of their currency."""

from typing import Any

import pytest

from crawlers.post import post_id
from index.listing import Media, Price
from tests.crawlers.extracting import extract, only_post


def product(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A product as the Store API writes it."""
    whole: dict[str, Any] = {
        "id": number,
        "name": "Blue 30 &#8211; box",
        "type": "simple",
        "permalink": f"https://shop.example/product/{number}/",
        "sku": "",
        "short_description": "<p>No script.</p>",
        "description": "<p>Strong.</p><ul><li>30 mg</li></ul>",
        "prices": {"price": "18000", "currency_code": "USD", "currency_minor_unit": 3},
        "images": [
            {"id": 1, "src": "https://shop.example/1.jpg", "alt": "a box"},
            {"id": 2, "src": "/2.jpg", "alt": ""},
        ],
        "is_in_stock": True,
    }
    return {**whole, **changes}


def test_every_field_is_filled() -> None:
    post = only_post("woocommerce", [product()])
    assert post.id == post_id("woocommerce", "shop.example", "1")
    assert (post.platform, post.site, post.native_id, post.kind) == ("woocommerce", "shop.example", "1", "shop")
    assert post.url == "https://shop.example/product/1/"
    assert (post.title, post.text) == ("Blue 30 – box", "No script.\nStrong.\n30 mg")
    assert post.price == Price("18.000", "USD")
    assert post.media == (
        Media("https://shop.example/1.jpg", "image", "a box"),
        Media("https://shop.example/2.jpg", "image", None),
    )
    assert (post.created, post.author, post.is_edited) == (None, None, False)


@pytest.mark.parametrize(
    ("price", "unit", "amount"),
    [("18000", 3, "18.000"), ("5", 2, "0.05"), ("1200", 0, "1200"), ("0", 2, "0.00"), ("9" * 60, 2, f"{'9' * 58}.99")],
)
def test_minor_units_are_divided_exactly(price: str, unit: int, amount: str) -> None:
    prices = {"price": price, "currency_code": "JPY", "currency_minor_unit": unit}
    assert only_post("woocommerce", [product(prices=prices)]).price == Price(amount, "JPY")


@pytest.mark.parametrize("prices", [None, {}, {"price": ""}, {"price": None}])
def test_a_product_without_a_price_has_none(prices: Any) -> None:
    assert only_post("woocommerce", [product(prices=prices)]).price is None


def test_a_description_that_begins_with_the_short_one_is_not_doubled() -> None:
    text = only_post("woocommerce", [product(short_description="<p>Strong.</p>")]).text
    assert text == "Strong.\n30 mg"


def test_a_product_answered_alone_and_one_with_little_in_it() -> None:
    assert only_post("woocommerce", product(7)).native_id == "7"
    bare = {name: product()[name] for name in ("id", "name", "permalink", "sku", "type", "prices")}
    post = only_post("woocommerce", [bare])
    assert (post.text, post.media) == ("", ())


def test_without_an_address_the_permalink_names_the_shop() -> None:
    assert only_post("woocommerce", [product()], url="").site == "shop.example"
    assert only_post("woocommerce", [product(permalink=None)], url="").url is None


def test_the_shop_is_where_the_answer_came_from() -> None:
    post = only_post("woocommerce", [product()], url="http://127.0.0.1:8703/wp-json/wc/store/v1/products")
    assert post.site == "127.0.0.1:8703"


def test_a_product_behind_a_password_is_private() -> None:
    found = extract("woocommerce", [product(1, is_password_protected=True), product(2)])
    assert [one.private for one in found.posts] == [True, False]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (product(2, id=None), "no id"),
        (product(2, name=None), "no name"),
        (product(2, prices={"price": "12.50", "currency_minor_unit": 2}), "not a whole number"),
        (product(2, prices={"price": "-5", "currency_minor_unit": 2}), "not a whole number"),
        (product(2, prices={"price": "1250"}), "without currency_minor_unit"),
        (product(2, description="<p>" * 20_000), "more than"),
        (None, "not an object"),
    ],
)
def test_a_broken_product_is_set_aside_and_the_others_come_out(broken: Any, reason: str) -> None:
    found = extract("woocommerce", [product(1), broken, product(3)])
    assert [one.post.native_id for one in found.posts] == ["1", "3"]
    assert len(found.malformed) == 1
    assert reason in found.malformed[0].reason


def test_the_shops_other_lists_hold_no_products() -> None:
    categories = [{"id": 1, "name": "Pills", "slug": "pills", "permalink": "https://shop.example/c/", "count": 3}]
    assert extract("woocommerce", categories).outcome == "list"
