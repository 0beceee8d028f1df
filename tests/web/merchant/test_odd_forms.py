"""Prices and stock as no page of ours would send them."""

import pytest

from core.inventory import queries as inventory
from core.inventory.types import StockLevel
from core.kernel.money import Money
from core.platform.db import reading
from core.pricing import queries as pricing
from tests.factories.consoles import Console
from tests.factories.shop import BASES, Shop
from tests.witness import unchanged


@pytest.fixture
def portal(shop: Shop) -> Console:
    return Console("merchant").log_in(shop.cast.merchant)


def base_price(shop: Shop, sku: str) -> Money:
    with reading():
        return pricing.list_base_prices([shop.variants[sku]])[shop.variants[sku]]


def levels(shop: Shop, sku: str) -> list[StockLevel]:
    with reading():
        return inventory.list_levels_everywhere([shop.variants[sku]])


@pytest.mark.parametrize(
    "typed",
    ["NaN", "sNaN", "-Infinity", "1e999999", "1e-99999999999999999999", "10000000.01", "9" * 25, "a\0"],
)
def test_what_is_no_sane_amount_is_no_price(portal: Console, shop: Shop, typed: str) -> None:
    fields = {"variant": str(shop.variants["BULB"]), "amount": typed}
    with unchanged():
        answer = portal.post(f"/products/{shop.products['bulb']}/price", **fields)
    assert answer.status_code == 422
    assert "an amount such as 24.90" in answer.text


def test_a_price_stays_in_its_own_currency(portal: Console, shop: Shop) -> None:
    fields = {"variant": str(shop.variants["BULB"]), "amount": "4.20", "currency": "KWD"}
    assert portal.post(f"/products/{shop.products['bulb']}/price", **fields).status_code == 303
    assert BASES["BULB"].currency == "USD"
    assert base_price(shop, "BULB") == Money(420, "USD")


@pytest.mark.parametrize("place", ["", "0", "-1", "999999", "éé"])
def test_no_stock_lies_nowhere(portal: Console, shop: Shop, place: str) -> None:
    fields = {"variant": str(shop.variants["BULB"]), "location": place, "delta": "1"}
    with unchanged():
        answer = portal.post(f"/products/{shop.products['bulb']}/stock", **fields)
    assert answer.status_code == 404


def test_a_key_that_is_too_long_or_somebody_elses_moves_only_its_own(portal: Console, shop: Shop) -> None:
    key = "k" * 500
    for product, sku in (("bulb", "BULB"), ("lamp", "LAMP-BLACK")):
        before = {level.location_id: level.on_hand for level in levels(shop, sku)}
        fields = {
            "variant": str(shop.variants[sku]),
            "location": str(shop.shenzhen),
            "delta": "2",
            "key": key,
        }
        for _ in range(2):
            assert portal.post(f"/products/{shop.products[product]}/stock", **fields).status_code == 303
        after = {level.location_id: level.on_hand for level in levels(shop, sku)}
        assert after == before | {shop.shenzhen: before[shop.shenzhen] + 2}
