"""The one pipeline that says what a cart costs."""

from dataclasses import replace
from datetime import date

import pytest

from core.cart.types import CartLine
from core.catalog import service as catalog
from core.checkout import service as checkout
from core.checkout.types import Ask, CartRow, Quote
from core.kernel.actor import SYSTEM
from core.kernel.ids import VariantId
from core.kernel.money import Money
from core.platform.db import reading, transaction
from core.pricing import service as pricing
from tests.cast import AWKWARD, Awkward
from tests.factories import goods
from tests.factories.purchases import ask_of
from tests.factories.shop import Shop
from tests.factories.sites import make_site

DAY = date(2026, 11, 20)


def quote(
    shop: Shop,
    ask: Ask,
    wants: dict[str, int],
    seen: dict[str, Money] | None = None,
    methods: dict[str, str] | None = None,
) -> Quote:
    lines = [CartLine(shop.variants[sku], units, (seen or {}).get(sku)) for sku, units in wants.items()]
    with reading():
        return checkout.quote(replace(ask, today=DAY), lines, methods)


def eu(shop: Shop, **changes: str) -> Ask:
    return ask_of(shop.sites["eu"], **changes)


def row(found: Quote, sku: str) -> CartRow:
    return next(row for row in found.rows if row.variant.sku == sku)


def codes(found: Quote, sku: str) -> list[str]:
    return [notice.code for notice in row(found, sku).notices]


def test_goods_of_two_merchants_become_two_groups(shop: Shop) -> None:
    found = quote(shop, eu(shop), {"LAMP-BLACK": 1, "MUG": 2, "HONEY": 1})
    assert found.can_place
    assert [(group.merchant.name, group.location.code) for group in found.groups] == [
        ("Lumen Works", "shenzhen"),
        ("Nordwind Supply", "warsaw"),
    ]
    lumen, nordwind = found.groups
    assert lumen.goods == Money(2990, "EUR")
    assert nordwind.goods == Money(2 * 1099 + 801, "EUR")
    assert found.goods == lumen.goods + nordwind.goods
    assert found.total == found.goods + found.shipping


def test_the_cheapest_method_stands_in_until_another_is_chosen(shop: Shop) -> None:
    found = quote(shop, eu(shop), {"LAMP-BLACK": 1})
    (group,) = found.groups
    assert [choice.service_code for choice in group.choices] == ["crane-post", "crane-express"]
    assert group.chosen == group.choices[0]
    assert group.chosen is not None
    assert group.chosen.price == Money(1904, "EUR")
    assert group.chosen.card_price == Money(2000, "USD")
    assert group.chosen.fx == "USD/EUR 0.8 2020-01-02 tests"
    express = quote(shop, eu(shop), {"LAMP-BLACK": 1}, methods={group.key: "crane-express"})
    assert express.groups[0].chosen == group.choices[1]
    assert express.shipping == Money(4284, "EUR")


def test_a_method_that_does_not_serve_gives_way_to_the_cheapest(shop: Shop) -> None:
    (group,) = quote(shop, eu(shop), {"LAMP-BLACK": 1}).groups
    found = quote(shop, eu(shop, country="RU"), {"LAMP-BLACK": 1}, methods={group.key: "crane-express"})
    assert found.groups[0].chosen is not None
    assert found.groups[0].chosen.service_code == "crane-post"


def test_enough_goods_ship_for_free_and_the_tax_of_nothing_is_nothing(shop: Shop) -> None:
    found = quote(shop, eu(shop), {"MUG": 10})
    (group,) = found.groups
    assert group.chosen is not None
    assert (group.chosen.is_free, found.shipping) == (True, Money(0, "EUR"))
    assert [tax.tax for tax in group.shipping_taxes] == [Money(0, "EUR")]


def test_what_one_place_lacks_comes_from_another_that_has_it_all(shop: Shop) -> None:
    found = quote(shop, eu(shop), {"BULB": 35})
    assert [(group.location.code, group.lines[0].quantity) for group in found.groups] == [("shenzhen", 35)]


def test_what_no_place_holds_alone_comes_from_two(shop: Shop) -> None:
    found = quote(shop, eu(shop), {"BULB": 65})
    assert {(group.location.code, group.lines[0].quantity) for group in found.groups} == {
        ("shenzhen", 40),
        ("warsaw", 25),
    }
    assert found.goods == row(found, "BULB").total
    assert len(found.rows) == 1


def test_a_variant_with_too_few_units_says_how_many_there_are(shop: Shop) -> None:
    found = quote(shop, eu(shop), {"LAMP-WHITE": 6, "MUG": 1})
    assert codes(found, "LAMP-WHITE") == ["short"]
    assert row(found, "LAMP-WHITE").available == 5
    assert not found.can_place
    assert [group.merchant.code for group in found.groups] == ["nordwind"]


def test_a_variant_without_units_is_sold_out(shop: Shop) -> None:
    with transaction():
        goods.stock(shop.variants["LAMP-WHITE"], shop.shenzhen, -5)
    found = quote(shop, eu(shop), {"LAMP-WHITE": 1})
    assert codes(found, "LAMP-WHITE") == ["sold_out"]
    assert not found.can_place


def test_a_product_taken_offline_is_gone_and_costs_nothing(shop: Shop) -> None:
    with transaction():
        catalog.take_offline(shop.products["mug"], shop.nordwind, by=SYSTEM)
    found = quote(shop, eu(shop), {"MUG": 2, "HONEY": 1})
    assert codes(found, "MUG") == ["gone"]
    assert row(found, "MUG").unit is None
    assert row(found, "MUG").total is None
    assert found.goods == Money(801, "EUR")
    assert not found.can_place


def test_a_draft_cannot_be_bought(shop: Shop) -> None:
    found = quote(shop, eu(shop), {"KETTLE": 1})
    assert codes(found, "KETTLE") == ["gone"]


def test_a_price_that_moved_since_it_was_seen_is_told_and_so_is_another_currency(shop: Shop) -> None:
    same = quote(shop, eu(shop), {"MUG": 1}, {"MUG": Money(1099, "EUR")})
    dearer = quote(shop, eu(shop), {"MUG": 1}, {"MUG": Money(999, "EUR")})
    repriced = quote(shop, eu(shop), {"MUG": 1}, {"MUG": Money(4699, "PLN")})
    assert codes(same, "MUG") == []
    assert row(dearer, "MUG").notices[0].facts == {"before": Money(999, "EUR"), "now": Money(1099, "EUR")}
    assert codes(dearer, "MUG") == ["price_changed"]
    assert codes(repriced, "MUG") == ["repriced"]
    assert dearer.can_place


def test_a_country_nobody_serves_is_told_by_merchant(shop: Shop) -> None:
    found = quote(shop, ask_of(shop.sites["global"], country="BR"), {"MUG": 1, "BULB": 1})
    assert not found.can_place
    assert [(notice.code, notice.facts) for notice in found.notices] == [
        ("not_served", {"merchant": "Lumen Works"}),
        ("not_served", {"merchant": "Nordwind Supply"}),
    ]


def test_a_site_sells_only_its_assortment(shop: Shop) -> None:
    with transaction():
        narrow = make_site(
            code="narrow", excluded_categories=["home"], excluded_merchants=["nordwind"], languages=["en"]
        )
        for sku in ("MUG", "BULB", "HONEY"):
            pricing.set_price(narrow.id, shop.variants[sku], Money(500, "EUR"))
    found = quote(shop, ask_of(narrow), {"MUG": 1, "BULB": 1, "HONEY": 1})
    assert [codes(found, sku) for sku in ("MUG", "BULB", "HONEY")] == [["gone"]] * 3


def test_a_variant_without_a_price_here_is_gone(shop: Shop) -> None:
    with transaction():
        _, made = goods.make_product(shop.nordwind)
    (new,) = made.values()
    with reading():
        found = checkout.quote(eu(shop), [CartLine(new, 1, None)])
    assert [notice.code for notice in found.rows[0].notices] == ["gone"]


def test_an_empty_cart_costs_nothing_and_cannot_be_placed(shop: Shop) -> None:
    found = quote(shop, eu(shop), {})
    assert (found.total, found.can_place) == (Money(0, "EUR"), False)


def test_a_variant_that_never_was_is_left_out(shop: Shop) -> None:
    with reading():
        found = checkout.quote(eu(shop), [CartLine(VariantId(10**9), 1, None)])
    assert (found.rows, found.can_place) == ((), False)


@pytest.mark.parametrize("place", AWKWARD, ids=lambda place: place.country)
def test_awkward_currencies_add_up_like_any_other(shop: Shop, place: Awkward) -> None:
    ask = ask_of(shop.sites["global"], currency=place.currency, country=place.country)
    found = quote(shop, ask, {"LAMP-BLACK": 3, "MUG": 1, "HONEY": 2})
    assert found.can_place
    assert found.total.currency == place.currency
    assert found.total == found.goods + found.shipping + found.tax
    assert sum(group.total.minor for group in found.groups) == found.total.minor


def test_texts_are_in_the_readers_language_and_fall_back(shop: Shop) -> None:
    found = quote(shop, ask_of(shop.sites["ru"], language="ru"), {"LAMP-WHITE": 1, "HONEY": 1})
    assert (row(found, "LAMP-WHITE").variant.title, row(found, "LAMP-WHITE").variant.label) == (
        "Лампа Луна",
        "Белый",
    )
    assert row(found, "HONEY").variant.title == "Linden honey"


def test_the_fingerprint_holds_what_the_shopper_agreed_to(shop: Shop) -> None:
    first = quote(shop, eu(shop), {"LAMP-BLACK": 1, "MUG": 2})
    assert first.fingerprint_parts() == quote(shop, eu(shop), {"LAMP-BLACK": 1, "MUG": 2}).fingerprint_parts()
    others = [
        quote(shop, eu(shop), {"LAMP-BLACK": 1, "MUG": 3}),
        quote(shop, eu(shop), {"LAMP-WHITE": 1, "MUG": 2}),
        quote(shop, eu(shop, currency="PLN"), {"LAMP-BLACK": 1, "MUG": 2}),
        quote(shop, eu(shop), {"LAMP-BLACK": 1, "MUG": 2}, methods={first.groups[0].key: "crane-express"}),
    ]
    assert all(other.fingerprint_parts() != first.fingerprint_parts() for other in others)
