"""A merchant's day: what waits, packing it, handing it over."""

from core.orders.types import OrderState
from tests.factories.consoles import Console
from tests.factories.purchases import make_canceled_order, make_paid_purchase, make_placed_purchase, order_of
from tests.factories.shop import Shop
from tests.factories.shopping import words_of


def test_what_waits_is_told_on_the_overview(shop: Shop, console: Console) -> None:
    assert "No order waits for you" in console.get("/").text
    order = make_paid_purchase(shop, {"LAMP-BLACK": 1}).orders[0]
    page = console.get("/").text
    assert "One order waits for you" in page
    assert order.number in page


def test_an_order_is_packed_and_handed_over(shop: Shop, console: Console) -> None:
    order = make_paid_purchase(shop, {"LAMP-BLACK": 2}).orders[0]
    page = words_of(console.get(f"/orders/{order.number}").text)
    assert "LAMP-BLACK" in page
    assert "Lindenweg" in page or order.number in page
    assert console.post(f"/orders/{order.number}/fulfillment").status_code == 303
    assert order_of(order).state == OrderState.FULFILLING
    assert console.post(f"/orders/{order.number}/handover").status_code == 303
    assert order_of(order).state == OrderState.SHIPPED
    last = console.get(f"/orders/{order.number}").text
    assert "/fulfillment" not in last
    assert "/handover" not in last


def test_a_second_press_finds_that_it_has_moved_on(shop: Shop, console: Console) -> None:
    order = make_paid_purchase(shop, {"LAMP-BLACK": 1}).orders[0]
    assert console.post(f"/orders/{order.number}/handover").status_code == 409
    console.post(f"/orders/{order.number}/fulfillment")
    again = console.post(f"/orders/{order.number}/fulfillment")
    assert again.status_code == 409
    assert "has moved on meanwhile" in again.text


def test_orders_are_listed_by_state_and_unpaid_ones_never(shop: Shop, console: Console) -> None:
    paid = make_paid_purchase(shop, {"LAMP-BLACK": 1}).orders[0]
    canceled = make_canceled_order(shop, {"LAMP-BLACK": 1})
    unpaid = make_placed_purchase(shop, {"LAMP-BLACK": 1}).orders[0]
    everything = console.get("/orders").text
    assert paid.number in everything
    assert canceled.number in everything
    assert unpaid.number not in everything
    only_paid = console.get("/orders?state=paid").text
    assert paid.number in only_paid
    assert canceled.number not in only_paid
    assert unpaid.number not in console.get("/orders?state=placed").text
