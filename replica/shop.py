"""A WooCommerce shop: the Store API's product list and single products, a page for each product, robots.txt."""

from dataclasses import dataclass
from html import unescape
from math import ceil
from typing import Any
from zlib import crc32

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from replica.answers import base_url, json_answer, number, page, slug
from replica.stage import Stage
from replica.world import Product

API = "/wp-json/wc/store/v1/products"
DEFAULT_PER_PAGE = 10
MAX_PER_PAGE = 100

_ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n"
_NO_PRODUCT = {
    "code": "woocommerce_rest_product_invalid_id",
    "message": "Invalid product ID.",
    "data": {"status": 404},
}


@dataclass(frozen=True, slots=True)
class Front:
    """What tells one shop from another beside its products."""

    name: str
    lang: str
    currency: str
    add: str


FRONTS = {
    "shop": Front("Harbor Row Supply", "en", "USD", "Add to cart"),
    "tienda": Front("Botica del Puerto", "es", "MXN", "Añadir al carrito"),
}


def shop_app(stage: Stage, server: str) -> Starlette:
    """The application of the shop that the world calls `server`."""
    shop = _Shop(stage, server)
    return Starlette(
        routes=[
            Route("/", shop.front_page),
            Route(API, shop.products),
            Route(API + "/{id:int}", shop.product),
            Route("/product/{slug}/", shop.product_page),
            Route("/robots.txt", lambda request: PlainTextResponse(_ROBOTS)),
        ]
    )


def shop_archive(stage: Stage, server: str, *, base: str) -> list[dict[str, Any]]:
    """All products shown at the clock: the API gives them no date."""
    shop = _Shop(stage, server)
    return [shop.json(product, base=base) for product in shop.shown()]


class _Shop:
    def __init__(self, stage: Stage, server: str) -> None:
        self._stage = stage
        self._front = FRONTS[server]
        mine = [product for product in stage.world.products if product.server == server]
        self._newest_first = sorted(mine, key=lambda product: (product.age, -product.id))

    async def products(self, request: Request) -> Response:
        query = request.query_params
        per_page = number(query.get("per_page"), DEFAULT_PER_PAGE)
        if not 1 <= per_page <= MAX_PER_PAGE:
            return json_answer(_invalid("per_page", f"1 (inclusive) and {MAX_PER_PAGE} (inclusive)"), status=400)
        index = number(query.get("page"), 1)
        if index < 1:
            return json_answer(_invalid("page", "1 (inclusive) and the last page"), status=400)
        shown = self.shown()
        chosen = shown[(index - 1) * per_page : index * per_page]
        headers = {"X-WP-Total": str(len(shown)), "X-WP-TotalPages": str(ceil(len(shown) / per_page))}
        return json_answer([self.json(product, base=base_url(request)) for product in chosen], headers=headers)

    async def product(self, request: Request) -> Response:
        for product in self.shown():
            if product.id == request.path_params["id"]:
                return json_answer(self.json(product, base=base_url(request)))
        return json_answer(_NO_PRODUCT, status=404)

    async def product_page(self, request: Request) -> Response:
        for product in self.shown():
            if _slug(product) == request.path_params["slug"]:
                text = f"<h1>{product.name}</h1>{_html(self._stage.text(product))}"
                return page(unescape(product.name), text, lang=self._front.lang)
        return page("404", "<p>404</p>", lang=self._front.lang, status=404)

    async def front_page(self, request: Request) -> Response:
        return page(self._front.name, f"<h1>{self._front.name}</h1>", lang=self._front.lang)

    def shown(self) -> list[Product]:
        return [product for product in self._newest_first if self._stage.is_shown(product)]

    def json(self, product: Product, *, base: str) -> dict[str, Any]:
        price = self._stage.value(product, "price", product.price)
        address = _slug(product)
        link = f"{base}/product/{address}/"
        image = f"{base}/wp-content/uploads/{address}.jpg"
        amount = f"{int(price) / 100:,.2f}"
        text = self._stage.text(product)
        return {
            "id": product.id,
            "name": product.name,
            "slug": address,
            "parent": 0,
            "type": "simple",
            "variation": "",
            "permalink": link,
            "sku": f"{product.server[:2].upper()}-{product.id}",
            "short_description": _html(text.partition(". ")[0].rstrip(".") + "."),
            "description": _html(text),
            "on_sale": False,
            "prices": {
                "price": price,
                "regular_price": price,
                "sale_price": price,
                "price_range": None,
                "currency_code": self._front.currency,
                "currency_symbol": "$",
                "currency_minor_unit": 2,
                "currency_decimal_separator": ".",
                "currency_thousand_separator": ",",
                "currency_prefix": "$",
                "currency_suffix": "",
            },
            "price_html": f'<span class="woocommerce-Price-amount amount"><bdi>&#36;{amount}</bdi></span>',
            "average_rating": "0",
            "review_count": 0,
            "images": [
                {
                    "id": product.id + 9000,
                    "src": image,
                    "thumbnail": image,
                    "srcset": "",
                    "sizes": "(max-width: 800px) 100vw, 800px",
                    "name": address,
                    "alt": unescape(product.name),
                }
            ],
            "categories": [_term(product.category, "product-category", base=base)],
            "tags": [_term(tag, "product-tag", base=base) for tag in product.tags],
            "attributes": [],
            "variations": [],
            "has_options": False,
            "is_purchasable": True,
            "is_in_stock": True,
            "is_on_backorder": False,
            "low_stock_remaining": None,
            "sold_individually": False,
            "add_to_cart": {
                "text": self._front.add,
                "url": f"?add-to-cart={product.id}",
                "minimum": 1,
                "maximum": 9999,
            },
            "extensions": {},
        }


def _slug(product: Product) -> str:
    return slug(unescape(product.name))


def _html(text: str) -> str:
    """A shop's text is HTML as its owner wrote it: nothing is escaped here, as WooCommerce escapes nothing of it."""
    return f"<p>{text}</p>\n"


def _term(name: str, kind: str, *, base: str) -> dict[str, Any]:
    address = slug(name)
    return {"id": crc32(name.encode()) % 10_000, "name": name, "slug": address, "link": f"{base}/{kind}/{address}/"}


def _invalid(name: str, between: str) -> dict[str, Any]:
    return {
        "code": "rest_invalid_param",
        "message": f"Invalid parameter(s): {name}",
        "data": {"status": 400, "params": {name: f"{name} must be between {between}"}},
    }
