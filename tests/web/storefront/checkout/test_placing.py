"""The last click: once, however often it is sent, and never for something the shopper did not see."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy.exc import OperationalError

from core.checkout import service
from core.kernel.money import Money
from core.orders import queries
from core.orders.types import PurchaseDetail, PurchaseState
from core.platform.db import TRIES, persistently, reading, transaction
from core.pricing import service as pricing
from tests.factories.purchases import make_placed_purchase, purchase_of
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import come_to_review, hidden_of, log_in, place, put_in_cart, words_of
from web.storefront.checkout import placing


@pytest.fixture
def browser(shop: Shop) -> Browser:
    """Give a browser with two lamps that were not sold out yet and a mug in its cart."""
    opened = Browser()
    put_in_cart(opened, shop, "LAMP-WHITE", 2)
    put_in_cart(opened, shop, "MUG")
    return opened


def kept_numbers(browser: Browser) -> list[str]:
    with browser.client.session_transaction(base_url=browser.base) as cookie:
        return list(cookie.get("guest_orders", []))


def only_purchase(browser: Browser) -> PurchaseDetail:
    (number,) = kept_numbers(browser)
    return purchase_of(number)


def count_purchases() -> int:
    with reading():
        return sum(queries.count_purchases_by_state().values())


def reprice(shop: Shop, sku: str, minor: int) -> None:
    with transaction():
        pricing.set_price(shop.sites["eu"].id, shop.variants[sku], Money(minor, "EUR"))


def test_placing_leads_to_the_pay_page_and_the_order_waits(browser: Browser) -> None:
    answer = place(browser, come_to_review(browser))
    assert answer.status_code == 303
    assert urlsplit(answer.location).path.startswith("/sandbox-pay/")
    purchase = only_purchase(browser)
    assert purchase.state == PurchaseState.PLACED
    assert purchase.account_id is None
    assert [(line.sku, line.quantity) for order in purchase.orders for line in order.lines] == [
        ("LAMP-WHITE", 2),
        ("MUG", 1),
    ]
    page = browser.get(f"/en/orders/{purchase.number}")
    assert page.status_code == 200
    assert purchase.number in words_of(page.text)
    assert "Your cart is empty" in words_of(browser.get("/en/cart").text)


def test_the_page_shows_what_is_charged(browser: Browser) -> None:
    sent = come_to_review(browser)
    shown = words_of(browser.get("/en/checkout/review").text)
    place(browser, sent)
    purchase = only_purchase(browser)
    assert f"Total €{purchase.total.decimal}" in shown
    assert f"Goods €{purchase.goods.decimal}" in shown
    assert f"€{purchase.tax.decimal}" in shown
    assert f"Total €{purchase.total.decimal}" in words_of(browser.get(f"/en/orders/{purchase.number}").text)


def test_the_same_click_again_is_the_same_order(browser: Browser) -> None:
    sent = come_to_review(browser)
    answers = [place(browser, sent) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert count_purchases() == 1


def test_a_click_whose_answer_got_lost_can_be_sent_again_by_who_has_the_cart(browser: Browser) -> None:
    sent = come_to_review(browser)
    first = place(browser, sent)
    with browser.client.session_transaction(base_url=browser.base) as cookie:
        cookie.pop("guest_orders")
    assert place(browser, sent).location == first.location
    assert len(kept_numbers(browser)) == 1


def test_going_back_after_ordering_leads_to_the_order(browser: Browser) -> None:
    place(browser, come_to_review(browser))
    number = only_purchase(browser).number
    for step in ("", "/shipping", "/review"):
        assert browser.get(f"/en/checkout{step}").location == f"/en/orders/{number}"


def test_the_same_key_for_something_else_is_refused(browser: Browser) -> None:
    sent = come_to_review(browser)
    place(browser, sent)
    answer = place(browser, sent | {"fingerprint": "of something else"})
    assert answer.status_code == 409
    assert "This cart has been ordered already." in words_of(answer.text)
    assert f"/en/orders/{only_purchase(browser).number}" in answer.text
    assert count_purchases() == 1


def test_an_invented_key_orders_nothing(browser: Browser) -> None:
    sent = come_to_review(browser)
    assert place(browser, sent | {"key": "invented"}).status_code == 409
    assert count_purchases() == 0


def test_a_price_that_changed_is_shown_before_it_is_charged(browser: Browser, shop: Shop) -> None:
    sent = come_to_review(browser)
    reprice(shop, "MUG", 1200)
    answer = place(browser, sent)
    assert answer.status_code == 409
    said = words_of(answer.text)
    assert "Something changed since you last looked." in said
    assert "Harbor mug The price changed from €10.99 to €12.00." in said
    assert count_purchases() == 0
    again = hidden_of(answer.text)
    assert again["key"] == sent["key"]
    assert again["fingerprint"] != sent["fingerprint"]
    assert place(browser, again).status_code == 303
    assert only_purchase(browser).orders[1].lines[0].unit == Money(1200, "EUR")


def test_somebody_faster_is_named_by_the_line(browser: Browser, shop: Shop) -> None:
    sent = come_to_review(browser)
    make_placed_purchase(shop, {"LAMP-WHITE": 4})
    answer = place(browser, sent)
    assert answer.status_code == 409
    said = words_of(answer.text)
    assert "Only 1 unit of “Moon lamp” is left. Please lower the quantity." in said
    assert "Place order" not in said
    assert 'href="/en/cart"' in answer.text
    assert count_purchases() == 1


def test_an_empty_cart_orders_nothing(shop: Shop) -> None:
    assert place(Browser(), {"key": "x", "fingerprint": "y"}).location == "/en/cart"


def test_an_order_without_an_address_is_sent_back_for_it(browser: Browser) -> None:
    assert place(browser, {"key": "x", "fingerprint": "y"}).location == "/en/checkout"


def test_a_shopper_owns_the_order(browser: Browser, shop: Shop) -> None:
    log_in(browser, shop.cast.shopper)
    place(browser, come_to_review(browser))
    assert kept_numbers(browser) == []
    listed = browser.get("/en/account/orders").text
    (number,) = set(re.findall(r"/en/orders/(ORD-[0-9A-Z-]+)", listed))
    assert purchase_of(number).account_id == shop.cast.shopper.account_id


@pytest.mark.parametrize("gateway", ["invented", "", "stripe"])
def test_only_a_gateway_on_offer_is_used(browser: Browser, gateway: str) -> None:
    answer = place(browser, come_to_review(browser) | {"gateway": gateway})
    assert answer.status_code == 409
    assert "This way to pay is not offered for this order. Please choose another." in words_of(answer.text)
    assert count_purchases() == 0
    assert place(browser, hidden_of(answer.text)).status_code == 303


def test_too_many_clicks_are_refused(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "CLICKS_OF_CART", 2)
    sent = come_to_review(browser)
    assert [place(browser, sent).status_code for _ in range(4)] == [303, 303, 429, 429]
    assert count_purchases() == 1


class Deadlock(Exception):
    sqlstate = "40P01"


def test_a_deadlock_is_tried_again(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, really, tries = come_to_review(browser), service.place_order, []

    def at_the_third_try(*arguments: Any, **more: Any) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("statement", {}, Deadlock())
        return really(*arguments, **more)

    monkeypatch.setattr(service, "place_order", at_the_third_try)
    assert place(browser, sent).status_code == 303
    assert (len(tries), count_purchases()) == (3, 1)


@pytest.mark.parametrize(("problem", "tries"), [(Deadlock(), TRIES), (ValueError("away"), 1)])
def test_an_outage_is_said_calmly_after_a_bounded_number_of_tries(
    problem: Exception, tries: int, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, tried = come_to_review(browser), []

    def never(*_: Any, **__: Any) -> None:
        tried.append(1)
        raise OperationalError("statement", {}, problem)

    monkeypatch.setattr(service, "place_order", never)
    answer = place(browser, sent)
    assert answer.status_code == 503
    assert "We are temporarily unavailable. Please try again in a moment." in answer.text
    assert len(tried) == tries
    assert count_purchases() == 0


def test_a_transaction_is_never_tried_again_for_a_bug(db: object) -> None:
    tried = []

    def wrong() -> None:
        tried.append(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        persistently(wrong)
    assert tried == [1]
