"""What may be called reduced: the merchant's list price, or the lowest price of thirty days where the law asks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.platform.db import reading, transaction
from core.pricing import queries, service
from core.pricing.errors import PriceMustBePositive
from core.pricing.types import Reduction
from tests.conftest import Later
from tests.factories.shop import Shop


def reduction(shop: Shop, site: str, currency: str, sku: str = "MUG") -> Reduction | None:
    variant = shop.variants[sku]
    with reading():
        return queries.list_reductions([variant], shop.sites[site], currency).get(variant)


def put(shop: Shop, site: str, minor: int, currency: str) -> None:
    with transaction():
        service.set_price(shop.sites[site].id, shop.variants["MUG"], Money(minor, currency))


def declare(shop: Shop, site: str, minor: int, currency: str) -> None:
    with transaction():
        service.set_list_price(shop.sites[site].id, shop.variants["MUG"], Money(minor, currency), by=SYSTEM)


def test_nothing_is_reduced_that_no_merchant_declared(shop: Shop) -> None:
    put(shop, "global", 900, "USD")
    put(shop, "global", 500, "USD")
    assert reduction(shop, "global", "USD") is None


def test_elsewhere_the_list_price_is_struck_through(shop: Shop) -> None:
    put(shop, "global", 900, "USD")
    declare(shop, "global", 1201, "USD")
    found = reduction(shop, "global", "USD")
    assert found == Reduction(
        shop.variants["MUG"], Money(900, "USD"), Money(1201, "USD"), is_prior_price=False
    )
    assert found.percent == 25
    assert reduction(shop, "global", "EUR") is None


def test_a_list_price_that_is_no_more_than_the_price_says_nothing(shop: Shop) -> None:
    put(shop, "global", 900, "USD")
    declare(shop, "global", 900, "USD")
    assert reduction(shop, "global", "USD") is None


def test_in_the_union_the_lowest_price_of_thirty_days_is_struck_through(shop: Shop, later: Later) -> None:
    put(shop, "eu", 2000, "EUR")
    later(timedelta(days=40))
    put(shop, "eu", 1800, "EUR")
    later(timedelta(days=10))
    put(shop, "eu", 1900, "EUR")
    later(timedelta(days=10))
    put(shop, "eu", 1500, "EUR")
    declare(shop, "eu", 2500, "EUR")
    found = reduction(shop, "eu", "EUR")
    assert found is not None
    assert (found.was, found.now, found.is_prior_price) == (Money(1800, "EUR"), Money(1500, "EUR"), True)
    assert found.percent == 16


def test_a_price_that_was_long_in_force_counts_at_the_window_s_beginning(shop: Shop, later: Later) -> None:
    put(shop, "eu", 1700, "EUR")
    later(timedelta(days=90))
    put(shop, "eu", 1500, "EUR")
    declare(shop, "eu", 2500, "EUR")
    later(timedelta(days=60))
    found = reduction(shop, "eu", "EUR")
    assert found is not None
    assert found.was == Money(1700, "EUR")


def test_in_the_union_a_price_that_was_as_low_before_is_not_reduced(shop: Shop, later: Later) -> None:
    put(shop, "eu", 1500, "EUR")
    later(timedelta(days=5))
    put(shop, "eu", 2500, "EUR")
    later(timedelta(days=5))
    put(shop, "eu", 1500, "EUR")
    declare(shop, "eu", 2500, "EUR")
    assert reduction(shop, "eu", "EUR") is None


def test_in_the_union_a_price_that_rose_last_is_not_reduced(shop: Shop, later: Later) -> None:
    put(shop, "eu", 2000, "EUR")
    later(timedelta(days=50))
    put(shop, "eu", 1000, "EUR")
    later(timedelta(days=50))
    put(shop, "eu", 1200, "EUR")
    declare(shop, "eu", 2500, "EUR")
    assert reduction(shop, "eu", "EUR") is None


def test_a_list_price_can_be_taken_back(shop: Shop) -> None:
    put(shop, "global", 900, "USD")
    declare(shop, "global", 1200, "USD")
    with transaction():
        service.drop_list_price(shop.sites["global"].id, shop.variants["MUG"], "USD", by=SYSTEM)
        service.drop_list_price(shop.sites["global"].id, shop.variants["MUG"], "USD", by=SYSTEM)
    assert reduction(shop, "global", "USD") is None
    with pytest.raises(PriceMustBePositive):
        declare(shop, "global", 0, "USD")


@pytest.mark.parametrize(
    ("minor", "content", "unit", "expected"),
    [
        (1000, "250", "g", (Money(4000, "EUR"), "kg")),
        (801, "500", "ml", (Money(1602, "EUR"), "l")),
        (999, "10", "pcs", (Money(100, "EUR"), "pcs")),
        (999, "1", "pcs", None),
        (999, "1000", "g", None),
        (999, "3", "stone", None),
    ],
)
def test_a_price_is_said_for_a_whole_unit(
    minor: int, content: str, unit: str, expected: tuple[Money, str] | None
) -> None:
    assert queries.unit_price(Money(minor, "EUR"), Decimal(content), unit) == expected


def lower_for_a_while(shop: Shop, site: str, minor: int, currency: str) -> None:
    with transaction():
        service.begin_window(shop.sites[site].id, shop.variants["MUG"], [Money(minor, currency)])


def test_a_price_for_a_while_declares_the_one_it_displaces(shop: Shop) -> None:
    put(shop, "global", 900, "USD")
    lower_for_a_while(shop, "global", 500, "USD")
    found = reduction(shop, "global", "USD")
    assert found == Reduction(
        shop.variants["MUG"], Money(500, "USD"), Money(900, "USD"), is_prior_price=False
    )
    with reading():
        places = queries.list_declared_places([shop.variants["MUG"]])
    assert (shop.sites["global"].id, "USD") in places


def test_a_price_for_a_while_is_struck_through_by_the_higher_list_price(shop: Shop) -> None:
    put(shop, "global", 900, "USD")
    declare(shop, "global", 1200, "USD")
    lower_for_a_while(shop, "global", 500, "USD")
    found = reduction(shop, "global", "USD")
    assert found is not None
    assert found.was == Money(1200, "USD")


def test_in_the_union_a_price_for_a_while_is_measured_by_thirty_days(shop: Shop, later: Later) -> None:
    put(shop, "eu", 1700, "EUR")
    later(timedelta(days=90))
    put(shop, "eu", 2000, "EUR")
    later(timedelta(days=1))
    lower_for_a_while(shop, "eu", 1500, "EUR")
    found = reduction(shop, "eu", "EUR")
    assert found is not None
    assert (found.was, found.is_prior_price) == (Money(1700, "EUR"), True)


def test_after_the_while_nothing_is_reduced(shop: Shop) -> None:
    put(shop, "global", 900, "USD")
    lower_for_a_while(shop, "global", 500, "USD")
    with transaction():
        service.end_window(shop.sites["global"].id, shop.variants["MUG"])
    assert reduction(shop, "global", "USD") is None
