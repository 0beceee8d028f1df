"""Purchases as operators find, read and cancel them."""

import re

import pytest

from core.inventory import queries as inventory
from core.orders.types import OrderState, PurchaseDetail
from core.platform.db import reading
from tests.factories.consoles import Console
from tests.factories.purchases import (
    make_canceled_order,
    make_fulfilling_order,
    make_paid_purchase,
    make_placed_purchase,
    purchase_of,
)
from tests.factories.sandbox import refunds_of
from tests.factories.shop import Shop
from tests.factories.shopping import words_of


def numbers(page: str) -> set[str]:
    return set(re.findall(r"/admin/orders/(ORD-[0-9A-Z-]+)", page))


def cancel(console: Console, purchase: PurchaseDetail, **fields: object) -> int:
    order = purchase.orders[0]
    form = {"order": order.number, "version": order.version, "reason": "the shopper called"} | fields
    return console.post(f"/orders/{purchase.number}/cancellation", **form).status_code


def reserved(shop: Shop) -> int:
    with reading():
        return sum(level.reserved for level in inventory.list_levels_everywhere(shop.variants.values()))


def test_purchases_are_found_by_number_address_and_state(shop: Shop, console: Console) -> None:
    paid = make_paid_purchase(shop, email="kim@cast.example")
    placed = make_placed_purchase(shop, email="lee@cast.example")
    assert numbers(console.get("/orders").text) == {paid.number, placed.number}
    assert numbers(console.get(f"/orders?search={paid.number}").text) == {paid.number}
    assert numbers(console.get("/orders?search=lee@cast.example").text) == {placed.number}
    assert numbers(console.get("/orders?state=paid").text) == {paid.number}
    assert numbers(console.get("/orders?state=no-such-state").text) == {paid.number, placed.number}
    assert numbers(console.get("/orders?search=nobody").text) == set()


def test_a_purchase_shows_its_orders_its_shopper_and_its_money(shop: Shop, console: Console) -> None:
    purchase = make_paid_purchase(shop)
    page = words_of(console.get(f"/orders/{purchase.number}").text)
    for order in purchase.orders:
        assert order.number in page
        assert order.merchant_name in page
    assert purchase.email in page
    assert "Sandbox" in page
    assert "The shop itself" in page
    assert "Guest" in page


def test_an_unknown_purchase_is_not_found(console: Console) -> None:
    assert console.get("/orders/ORD-NONE").status_code == 404


def test_canceling_gives_stock_and_money_back_once(shop: Shop, console: Console) -> None:
    purchase = make_paid_purchase(shop)
    before = reserved(shop)
    assert cancel(console, purchase) == 303
    assert cancel(console, purchase) == 409
    after = purchase_of(purchase.number)
    canceled, other = after.orders
    assert (canceled.state, other.state) == (OrderState.CANCELED, OrderState.PAID)
    assert reserved(shop) == before - sum(line.quantity for line in canceled.lines)
    (refund,) = refunds_of(after)
    assert refund.amount == canceled.total
    page = words_of(console.get(f"/orders/{purchase.number}").text)
    assert "the shopper called" in page
    assert "order:" not in page


def test_an_order_that_moved_on_meanwhile_is_not_canceled(shop: Shop, console: Console) -> None:
    purchase = make_paid_purchase(shop)
    assert cancel(console, purchase, version=purchase.orders[0].version - 1) == 409
    assert purchase_of(purchase.number).orders[0].state == OrderState.PAID


def test_an_order_in_fulfillment_offers_no_cancellation(shop: Shop, console: Console) -> None:
    order = make_fulfilling_order(shop, {"MUG": 1})
    page = console.get(f"/orders/{order.number.removesuffix('-1')}").text
    assert "/cancellation" not in page


def test_without_a_reason_the_history_says_who_decided(shop: Shop, console: Console) -> None:
    purchase = make_paid_purchase(shop, {"MUG": 1})
    assert cancel(console, purchase, reason=" ") == 303
    assert "Decided by an operator" in words_of(console.get(f"/orders/{purchase.number}").text)


@pytest.mark.parametrize("language", ["ru", "de"])
def test_codes_are_words_in_every_language(shop: Shop, language: str) -> None:
    order = make_canceled_order(shop, {"MUG": 1})
    console = Console("admin", language=language).log_in(shop.cast.operator)
    page = words_of(console.get(f"/orders/{order.number.removesuffix('-1')}").text)
    for code in ("system", "guest", "sandbox ", "captured", "requested", "order:"):
        assert code not in page
