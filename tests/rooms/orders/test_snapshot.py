"""What was agreed stays agreed: whatever changes afterwards, a placed purchase does not."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text

from core.cart import service as carts
from core.catalog import service as catalog
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.platform.db import reading, session, transaction
from core.pricing import service as pricing
from core.taxes import service as taxes
from tests.factories import fx, goods, logistics
from tests.factories import purchases as make
from tests.factories.shop import Shop

WANTS = {"LAMP-BLACK": 1, "MUG": 2, "HONEY": 1}


def by_hand(statement: str, **values: object) -> None:
    """Change what has no door yet, as a later release or an operator with a console might."""
    with transaction():
        session().execute(text(statement), values)


def change_prices(shop: Shop) -> None:
    with transaction():
        pricing.set_price(shop.sites["eu"].id, shop.variants["LAMP-BLACK"], Money(9999, "EUR"))
        pricing.set_base_prices({shop.variants["MUG"]: Money(5000, "EUR")})
        taxes.propose_shown_prices([shop.variants["MUG"]])


def change_titles(shop: Shop) -> None:
    by_hand("UPDATE products SET version = 7 WHERE id = :id", id=shop.products["mug"])
    with transaction():
        catalog.edit_texts(
            shop.products["mug"],
            shop.nordwind,
            titles={"en": "Another mug", "de": "Anderer Becher"},
            descriptions={},
            version=7,
            by=SYSTEM,
        )


def change_pictures(shop: Shop) -> None:
    with transaction():
        catalog.add_picture(
            shop.products["lamp"], goods.make_picture(), {}, by=SYSTEM, choice=("color", "black")
        )


def change_what_customs_asks(_: Shop) -> None:
    by_hand("UPDATE products SET hs_code = '999999', origin = 'VN'")
    by_hand("UPDATE variants SET weight_g = 9, length_mm = 1, sku = sku || '-X'")


def change_names(_: Shop) -> None:
    by_hand("""UPDATE attribute_choices SET names = '{"en": "Ink", "de": "Tinte"}'""")
    by_hand("UPDATE merchants SET name = 'Somebody Else'")
    by_hand("""UPDATE stock_locations SET names = '{"en": "Elsewhere"}', country = 'US'""")


def change_taxes(_: Shop) -> None:
    by_hand(
        "INSERT INTO tax_rates (country, category, rate_bp, valid_from, source) VALUES"
        " ('DE', 'standard', 2500, :today, 'a new law'), ('DE', 'reduced_food', 900, :today, 'a new law')",
        today=date(2024, 1, 1),
    )
    by_hand("UPDATE sites SET prices_include_tax = NOT prices_include_tax")


def change_rates(_: Shop) -> None:
    with transaction():
        fx.make_rates({"USD": "2.50", "PLN": "8"}, on=date(2026, 1, 2))


def change_shipping(shop: Shop) -> None:
    by_hand("UPDATE shipping_bands SET price_minor = price_minor * 3")
    by_hand("UPDATE shipping_services SET carrier = 'Other', names = '{}', code = code || '-x'")
    with transaction():
        logistics.make_service(
            code="rival", location_id=shop.warsaw, currency="EUR", divisor=6000, zones=[], position=5
        )


def take_goods_away(shop: Shop) -> None:
    with transaction():
        catalog.take_offline(shop.products["lamp"], shop.lumen, by=SYSTEM)
        catalog.take_offline(shop.products["mug"], shop.nordwind, by=SYSTEM)


def change_the_cart(shop: Shop) -> None:
    by_hand("UPDATE cart_lines SET quantity = 50, seen_minor = 1")
    by_hand("UPDATE checkouts SET email = 'other@cast.example', address = NULL, methods = '{}'")
    with transaction():
        carts.add_to_cart(
            shop.sites["eu"].id, None, shop.variants["MUG"], 1, seen=Money(1, "EUR"), account_id=None
        )


CHANGES = [
    change_prices,
    change_titles,
    change_pictures,
    change_what_customs_asks,
    change_names,
    change_taxes,
    change_rates,
    change_shipping,
    take_goods_away,
    change_the_cart,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_placed_purchase_does_not_change_with_the_shop(shop: Shop, change: Callable[[Shop], None]) -> None:
    before = make.make_paid_purchase(shop, WANTS, currency="PLN")
    paid = make.payment_of(before)
    change(shop)
    assert make.purchase_of(before.number) == before
    assert make.payment_of(before) == paid


def test_all_of_it_at_once_changes_nothing_and_the_next_purchase_is_new(shop: Shop) -> None:
    before = make.make_paid_purchase(shop, WANTS)
    change_prices(shop)
    change_titles(shop)
    change_pictures(shop)
    change_what_customs_asks(shop)
    change_names(shop)
    assert make.purchase_of(before.number) == before
    after = make.make_placed_purchase(shop, {"LAMP-BLACK": 1, "MUG": 1})
    lamp, mug = after.orders[0].lines[0], after.orders[1].lines[0]
    assert (lamp.unit, lamp.hs_code, lamp.origin, lamp.label) == (Money(9999, "EUR"), "999999", "VN", "Tinte")
    assert mug.title == "Anderer Becher"
    assert after.orders[0].merchant_name == "Somebody Else"
    assert lamp.media_id != before.orders[0].lines[0].media_id


def test_a_line_keeps_how_its_price_came_about(shop: Shop) -> None:
    purchase = make.make_paid_purchase(shop, WANTS, currency="PLN")
    lamp = purchase.orders[0].lines[0]
    assert (lamp.price_origin, lamp.price_fx, lamp.price_rule) == (
        "proposed",
        "USD/PLN 3.4 2020-01-02 tests",
        "charm-pln",
    )
    shipping = purchase.orders[0].shipping
    assert shipping.card_price == Money(2000, "USD")
    assert shipping.fx == "USD/PLN 3.4 2020-01-02 tests"


def test_a_line_keeps_its_titles_in_every_language(shop: Shop) -> None:
    lamp = make.make_placed_purchase(shop, WANTS).orders[0].lines[0]
    assert (lamp.title, lamp.titles["ru"], lamp.titles["zh"]) == ("Mondlampe", "Лампа Луна", "月亮灯")


def test_names_of_options_methods_and_places_stay_in_every_language(shop: Shop) -> None:
    order = make.make_placed_purchase(shop, WANTS).orders[0]
    lamp = order.lines[0]
    assert (lamp.label, lamp.labels["en"], lamp.labels["de"]) == ("Schwarz", "Black", "Schwarz")
    assert (order.shipping.name, order.shipping.names["en"]) == ("crane-post (DE)", "Crane Post")
    assert order.location_names["en"] != order.location_names["de"] == order.location_name


def test_tax_lines_keep_the_rate_of_the_day(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop, WANTS)
    assert {(row.kind, row.category, row.rate_bp, row.country, row.included) for row in purchase.taxes} == {
        ("goods", "standard", 1900, "DE", True),
        ("goods", "reduced_food", 700, "DE", True),
        ("shipping", "standard", 1900, "DE", True),
        ("shipping", "reduced_food", 700, "DE", True),
    }
    with reading():
        kept = make.orders.get_purchase(purchase.id)
    assert kept == purchase
