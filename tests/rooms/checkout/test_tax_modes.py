"""Gross sites and net sites, and goods that travel from one country's taxes to another's."""

from dataclasses import replace
from datetime import date

import pytest

from core.cart.types import CartLine
from core.checkout import service as checkout
from core.checkout.types import Quote
from core.kernel.money import Money, tax_inside, tax_on
from core.platform.db import reading
from tests.factories.purchases import ask_of
from tests.factories.shop import Shop


def quote(
    shop: Shop, wants: dict[str, int], country: str, site: str = "eu", currency: str | None = None
) -> Quote:
    ask = replace(ask_of(shop.sites[site], country=country, currency=currency), today=date(2026, 11, 20))
    with reading():
        return checkout.quote(ask, [CartLine(shop.variants[sku], n, None) for sku, n in wants.items()])


def assert_every_line_adds_up(found: Quote) -> None:
    for tax in found.tax_lines:
        assert tax.base + tax.tax == tax.gross
        whole = (
            tax_inside(tax.gross, tax.rate.rate_bp) if tax.included else tax_on(tax.base, tax.rate.rate_bp)
        )
        assert tax.tax == whole
    assert found.tax.minor == sum(tax.tax.minor for tax in found.tax_lines)
    on_top = 0 if found.ask.site.prices_include_tax else found.tax.minor
    assert found.total.minor == found.goods.minor + found.shipping.minor + on_top
    for group in found.groups:
        assert group.tax.minor == sum(line.tax.tax.minor for line in group.lines) + sum(
            tax.tax.minor for tax in group.shipping_taxes
        )


def test_a_german_price_contains_nineteen_per_cent(shop: Shop) -> None:
    found = quote(shop, {"LAMP-BLACK": 1}, "DE")
    (line,) = found.groups[0].lines
    assert (line.total, line.tax.tax, line.tax.base) == (
        Money(2990, "EUR"),
        Money(477, "EUR"),
        Money(2513, "EUR"),
    )
    assert line.tax.included
    assert_every_line_adds_up(found)


def test_food_and_mugs_in_one_cart_are_taxed_each_at_its_own_rate_and_shipping_in_proportion(
    shop: Shop,
) -> None:
    found = quote(shop, {"MUG": 3, "HONEY": 2}, "DE")
    (group,) = found.groups
    mug, honey = group.lines
    assert (mug.tax.rate.rate_bp, mug.tax.tax) == (1900, tax_inside(Money(3297, "EUR"), 1900))
    assert (honey.tax.rate.rate_bp, honey.tax.tax) == (700, tax_inside(Money(1602, "EUR"), 700))
    assert group.chosen is not None
    parts = group.chosen.price.split([3297, 1602])
    assert [(tax.rate.rate_bp, tax.gross) for tax in group.shipping_taxes] == [
        (1900, parts[0]),
        (700, parts[1]),
    ]
    assert_every_line_adds_up(found)


def test_on_a_gross_site_the_price_stays_and_the_tax_in_it_is_the_destinations(shop: Shop) -> None:
    totals = {country: quote(shop, {"LAMP-BLACK": 1, "MUG": 2}, country) for country in ("DE", "CH", "RU")}
    assert {found.goods for found in totals.values()} == {Money(2990 + 2198, "EUR")}
    rates = {country: {tax.rate.rate_bp for tax in found.tax_lines} for country, found in totals.items()}
    assert rates == {"DE": {1900}, "CH": {810}, "RU": {2200}}
    for found in totals.values():
        assert_every_line_adds_up(found)


def test_on_a_net_site_the_price_stays_and_the_tax_comes_on_top(shop: Shop) -> None:
    totals = {
        country: quote(shop, {"LAMP-BLACK": 1}, country, site="global")
        for country in ("US", "DE", "CH", "RU", "KW")
    }
    assert {found.goods for found in totals.values()} == {Money(2490, "USD")}
    assert {country: found.groups[0].lines[0].tax.tax.minor for country, found in totals.items()} == {
        "US": 0,
        "DE": 473,
        "CH": 202,
        "RU": 548,
        "KW": 0,
    }
    assert totals["US"].tax_lines[0].rate.reason == "not_collected"
    assert totals["KW"].tax_lines[0].rate.reason == "export"
    for found in totals.values():
        assert not found.tax_lines[0].included
        assert_every_line_adds_up(found)


def test_a_carriers_net_price_is_shown_gross_where_prices_are_gross(shop: Shop) -> None:
    gross, net = quote(shop, {"MUG": 1}, "DE"), quote(shop, {"MUG": 1}, "DE", site="global", currency="EUR")
    assert gross.shipping == Money(583, "EUR")
    assert net.shipping == Money(490, "EUR")
    assert net.groups[0].shipping_taxes[0].tax == Money(93, "EUR")
    assert gross.groups[0].shipping_taxes[0].tax == Money(93, "EUR")


@pytest.mark.parametrize("currency", ["USD", "CHF", "JPY", "KWD"])
@pytest.mark.parametrize("country", ["DE", "CH", "RU", "JP", "KW"])
def test_net_and_tax_are_the_gross_in_every_currency(shop: Shop, country: str, currency: str) -> None:
    found = quote(shop, {"LAMP-BLACK": 3, "BULB": 7, "MUG": 1, "HONEY": 2}, country, "global", currency)
    assert found.can_place
    assert_every_line_adds_up(found)


def test_three_times_ten_cents_are_thirty(shop: Shop) -> None:
    found = quote(shop, {"HONEY": 3}, "DE")
    assert found.goods == Money(2403, "EUR")
    assert found.groups[0].lines[0].tax.tax == tax_inside(Money(2403, "EUR"), 700)
