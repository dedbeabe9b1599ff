"""WooCommerce shops: the products of the Store API."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

from scrapy import Request
from scrapy.http import Response

from crawlers.address import join, site_of, split
from crawlers.answer import header, identifier, outcome_without_posts, read_json, words
from crawlers.html import read_fragment
from crawlers.jsonslice import Slice
from crawlers.page import Collected, Extract, Malformed
from crawlers.post import Post, post_id
from crawlers.spider import SourceSpider
from index.listing import Listing, Media, Price

API = "/wp-json/wc/store/v1/products"
PER_PAGE = 100
MARKS = frozenset(
    ["prices", "sku", "type", "short_description", "permalink", "is_in_stock", "is_purchasable", "add_to_cart"]
)
"""Keys that tell a product from the shop's other objects; a broken one may lack some."""
ENOUGH_MARKS = 3
LARGEST_MINOR_UNIT = 8


class WooCommerceSpider(SourceSpider):
    """Products of a list or of a single answer. They have no date and no author; the shop is the site."""

    name = "woocommerce"

    def listings(self) -> Iterator[Request]:
        """The first page of all products, the newest first."""
        yield self.request(f"{self.root}{API}?per_page={PER_PAGE}&orderby=date&order=desc&page=1")

    def follow(self, response: Response, extract: Extract) -> Iterator[Request]:
        """The next page, while the shop says that there is one: products have no date, so a walk is whole."""
        page = parse_qs(split(response.url).query).get("page", ["1"])[0]
        pages = header(response, "X-WP-TotalPages")
        full = len(extract.posts) + len(extract.malformed) >= PER_PAGE
        if page.isdecimal() and (int(page) < int(pages) if pages.isdecimal() else full):
            yield self.request(f"{self.root}{API}?per_page={PER_PAGE}&orderby=date&order=desc&page={int(page) + 1}")

    def recheck(self, listing: Listing) -> Request | None:
        """The product by its id."""
        return self.request(f"{self.root}{API}/{listing.native_id}") if listing.native_id.isdecimal() else None

    @classmethod
    def extract(cls, response: Response) -> Extract:
        """The products in an answer."""
        answer = read_json(response)
        if isinstance(answer, Extract):
            return answer
        posts: dict[str, Collected] = {}
        malformed = []
        for piece in _products(answer.root):
            try:
                post = _post(piece.value, response.url)
                private = piece.value.get("is_password_protected") is True
                posts.setdefault(post.id, Collected(post, answer.raw(piece), private))
            except ValueError as error:
                malformed.append(Malformed(answer.raw(piece), f"product: {error}"))
        if posts or malformed:
            return Extract("posts", tuple(posts.values()), tuple(malformed))
        return Extract(outcome_without_posts(answer.root.value))


def _products(root: Slice) -> Iterator[Slice]:
    """A single product; or the items of a list in which there is one, whatever they are."""
    if _is_product(root.value):
        yield root
    elif isinstance(root.value, list) and any(_is_product(item) for item in root.value):
        yield from (child for _, child in root.children())


def _is_product(value: Any) -> bool:
    return isinstance(value, dict) and "id" in value and len(MARKS & value.keys()) >= ENOUGH_MARKS


def _post(product: Any, url: str) -> Post:
    """The Post of a product. Raises ValueError in words when it is none."""
    if not isinstance(product, dict):
        raise ValueError("not an object")
    number, name = product.get("id"), product.get("name")
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError("no id")
    if not isinstance(name, str):
        raise ValueError("no name")
    permalink = identifier(product.get("permalink"))
    address = join(url, permalink) if permalink else None
    site = site_of(url or address or "")
    return Post(
        id=post_id(WooCommerceSpider.name, site, str(number)),
        platform=WooCommerceSpider.name,
        site=site,
        kind="shop",
        native_id=str(number),
        url=address,
        author=None,
        title=words(read_fragment(name).text),
        text=_description(product),
        lang=None,
        created=None,
        media=tuple(_media(product.get("images"), url)),
        price=_price(product.get("prices")),
    )


def _description(product: dict[str, Any]) -> str:
    """The short description and the long one; themes often begin the long one with the short."""
    given = [product.get(name) for name in ("short_description", "description")]
    short, long = (read_fragment(html).text if isinstance(html, str) else "" for html in given)
    return long if short in long else "\n".join(filter(None, [short, long]))


def _price(prices: Any) -> Price | None:
    """The price in units of its currency. Raises ValueError for one that cannot be read."""
    if not isinstance(prices, dict) or prices.get("price") in (None, ""):
        return None
    amount, unit = str(prices["price"]), prices.get("currency_minor_unit")
    if not (amount.isascii() and amount.isdecimal()):
        raise ValueError("a price that is not a whole number of minor units")
    if not isinstance(unit, int) or not 0 <= unit <= LARGEST_MINOR_UNIT:
        raise ValueError("a price without currency_minor_unit")
    # from digits and exponent: arithmetic would round what is longer than the context's precision
    exact = Decimal((0, tuple(map(int, amount.lstrip("0") or "0")), -unit))
    return Price(format(exact, "f"), words(prices.get("currency_code")))


def _media(images: Any, url: str) -> Iterator[Media]:
    for image in images if isinstance(images, list) else ():
        address = identifier(image.get("src")) if isinstance(image, dict) else None
        if address:
            yield Media(join(url, address), "image", words(image.get("alt")))
