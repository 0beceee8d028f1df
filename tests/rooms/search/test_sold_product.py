"""A product as a site sells it: what its page shows, and where there is no such page."""

from decimal import Decimal

import pytest

from core.catalog.errors import ProductNotFound
from core.kernel.ids import ProductId
from core.kernel.money import Money
from core.platform.db import reading, transaction
from core.search import queries
from core.search.types import SoldProduct, Stock, View
from tests.factories import goods, sites
from tests.factories.shop import Shop
from tests.statements import counted


def show(shop: Shop, name: str, language: str = "en", site: str = "global") -> SoldProduct:
    found = shop.sites[site]
    with reading():
        view = View(found, found.chain(language), found.default_currency)
        return queries.get_product(view, shop.products[name])


def test_a_product_has_everything_its_page_shows(shop: Shop) -> None:
    lamp = show(shop, "lamp", "de", "eu")
    assert (lamp.slug, lamp.title, lamp.description) == ("mondlampe", "Mondlampe", "Ein Ding zum Mögen.")
    assert lamp.slugs["pl"] == "lampa-księżyc"
    assert (lamp.merchant.name, lamp.merchant.slug, lamp.origin) == ("Lumen Works", "lumen-works", "CN")
    assert [(value.name, value.number, value.flag) for value in lamp.attributes] == [
        ("Höhe", Decimal(400), None),
        ("Dimmbar", None, True),
    ]
    assert [(axis.name, [one.name for one in axis.choices]) for axis in lamp.options] == [
        ("Farbe", ["Schwarz", "Weiß"])
    ]
    assert [picture.alt for picture in lamp.pictures] == ["Mondlampe"]
    assert set(lamp.media) == {picture.media_id for picture in lamp.pictures}


def test_each_variant_has_its_price_stock_and_source(shop: Shop) -> None:
    black, white = show(shop, "lamp").variants
    assert (black.detail.sku, black.price, black.stock) == ("LAMP-BLACK", Money(2490, "USD"), Stock.IN_STOCK)
    assert (white.detail.sku, white.price, white.stock) == ("LAMP-WHITE", Money(2690, "USD"), Stock.FEW_LEFT)
    assert black.ships_from is not None
    assert black.ships_from.code == "shenzhen"
    assert black.can_buy


def test_a_source_is_the_one_the_site_prefers(shop: Shop) -> None:
    sources = {
        site: show(shop, "bulb", language, site).variants[0].ships_from
        for site, language in (("global", "en"), ("eu", "de"))
    }
    assert {site: place.code for site, place in sources.items() if place} == {
        "global": "shenzhen",
        "eu": "warsaw",
    }


def test_an_unpriced_variant_cannot_be_bought(shop: Shop) -> None:
    with transaction():
        both = [goods.make_variant("P-1", color="black"), goods.make_variant("P-2", color="white")]
        product_id, variants = goods.make_product(shop.lumen, options=("color",), variants=both)
        goods.price({variants["P-1"]: Money(100, "USD")})
        for id in variants.values():
            goods.stock(id, shop.shenzhen, 10)
    site = shop.sites["global"]
    with reading():
        product = queries.get_product(View(site, ("en",), "USD"), product_id)
    assert [(one.can_buy, one.stock) for one in product.variants] == [
        (True, Stock.IN_STOCK),
        (False, Stock.SOLD_OUT),
    ]


def test_drafts_and_strangers_are_not_found(shop: Shop) -> None:
    for id in (shop.products["kettle"], ProductId(0)):
        with reading(), pytest.raises(ProductNotFound):
            queries.get_product(View(shop.sites["global"], ("en",), "USD"), id)


def test_what_an_assortment_leaves_out_is_not_found(shop: Shop) -> None:
    with transaction():
        narrow = sites.make_site(
            code="narrow", excluded_categories=["lighting"], excluded_merchants=["nordwind"]
        )
        goods.price({shop.variants["BULB"]: Money(300, "EUR"), shop.variants["MUG"]: Money(900, "EUR")})
    for name in ("bulb", "mug"):
        with reading(), pytest.raises(ProductNotFound):
            queries.get_product(View(narrow, ("en",), "EUR"), shop.products[name])


def test_a_currency_without_prices_has_no_page(shop: Shop) -> None:
    with reading(), pytest.raises(ProductNotFound):
        queries.get_product(View(shop.sites["eu"], ("en",), "GBP"), shop.products["lamp"])


def test_a_product_takes_one_statement_beside_the_editions_of_what_is_kept(shop: Shop) -> None:
    show(shop, "lamp")
    with counted() as sent:
        show(shop, "lamp")
    assert len(sent) == 2, sent
