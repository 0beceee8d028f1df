"""The page of an order: who may open it, what it says in every state, and that it never changes afterwards."""

import re
from datetime import timedelta
from importlib import import_module

import pytest

from core.catalog import service as catalog
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.orders.types import PurchaseDetail, PurchaseState
from core.payments.gateways.sandbox.types import Scenario
from core.platform.db import transaction
from core.pricing import service as pricing
from tests.cast import Person
from tests.conftest import Later
from tests.factories.purchases import (
    expire,
    make_expired_purchase,
    make_fulfilling_order,
    make_paid_purchase,
    make_placed_purchase,
    make_shipped_order,
    pay,
    purchase_of,
)
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import SWAP, log_in, words_of
from tests.statements import counted, own
from web.storefront.orders import views

EMAIL = "robin@cast.example"


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


def bought_by(person: Person, shop: Shop) -> PurchaseDetail:
    return make_paid_purchase(shop, account_id=person.account_id, by=person.actor, email=person.email)


def open_as_guest(browser: Browser, purchase: PurchaseDetail) -> None:
    answer = browser.post("/en/orders", number=purchase.number, email=purchase.email)
    assert answer.location == f"/en/orders/{purchase.number}"


def page_of(browser: Browser, purchase: PurchaseDetail) -> str:
    open_as_guest(browser, purchase)
    return words_of(browser.get(f"/en/orders/{purchase.number}").text)


def without_number(page: str) -> str:
    return re.sub(r'ORD-[0-9A-Z-]+|value="[^"]*"', "", page)


def test_a_guest_opens_an_order_with_number_and_address(browser: Browser, shop: Shop) -> None:
    purchase = make_paid_purchase(shop)
    answer = browser.post(
        "/en/orders", number=f" {purchase.number.lower().replace('-', ' - ')} ", email=EMAIL.upper()
    )
    assert answer.location == f"/en/orders/{purchase.number}"
    page = browser.get(answer.location)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert f"Order {purchase.number} Paid" in words_of(page.text)
    assert browser.get(f"/en/orders/{purchase.orders[1].number}").status_code == 200


def test_a_wrong_address_and_a_wrong_number_are_one_answer(browser: Browser, shop: Shop) -> None:
    purchase = make_paid_purchase(shop)
    wrong_address = browser.post("/en/orders", number=purchase.number, email="nobody@cast.example")
    wrong_number = browser.post("/en/orders", number="ORD-00000-00000", email=EMAIL)
    assert wrong_address.status_code == wrong_number.status_code == 422
    assert without_number(wrong_address.text) == without_number(wrong_number.text)
    assert "We could not find this order." in words_of(wrong_address.text)
    assert purchase.number in wrong_address.text
    assert browser.get(f"/en/orders/{purchase.number}").status_code == 404


def test_empty_fields_are_named(browser: Browser) -> None:
    answer = browser.post("/en/orders")
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 2


def test_guessing_is_slowed_down(browser: Browser, shop: Shop) -> None:
    purchase = make_paid_purchase(shop)
    statuses = [
        browser.post("/en/orders", number=purchase.number, email=f"guess-{at}@cast.example").status_code
        for at in range(11)
    ]
    assert statuses == [422] * 10 + [429]
    assert browser.post("/en/orders", number=purchase.number, email=EMAIL).status_code == 429


def test_guessing_is_not_sped_up_by_what_stands_after_the_number(browser: Browser, shop: Shop) -> None:
    purchase = make_paid_purchase(shop)
    for at in range(10):
        browser.post("/en/orders", number=f"{purchase.number}-{at}", email=f"guess-{at}@cast.example")
    assert browser.post("/en/orders", number=f"{purchase.number}-X", email=EMAIL).status_code == 429


def test_a_stranger_cannot_tell_an_order_from_none(browser: Browser, shop: Shop) -> None:
    mine, missing = bought_by(shop.cast.shopper, shop).number, "ORD-00000-00000"
    log_in(browser, shop.cast.other_shopper)
    pages = [browser.get(f"/en/orders/{number}") for number in (mine, missing)]
    assert {page.status_code for page in pages} == {404}
    assert without_number(pages[0].text) == without_number(pages[1].text)
    assert f'value="{mine}"' in pages[0].text
    assert "Find an order" in words_of(pages[0].text)


@pytest.mark.parametrize("act", ["cancellation", "goods"])
def test_a_stranger_changes_nothing(act: str, browser: Browser, shop: Shop) -> None:
    purchase = bought_by(shop.cast.shopper, shop)
    log_in(browser, shop.cast.other_shopper)
    answer = browser.post(f"/en/orders/{purchase.orders[0].number}/{act}")
    assert answer.status_code == 404
    assert purchase_of(purchase.number).state == PurchaseState.PAID


def test_the_shopper_opens_and_lists_what_is_theirs(browser: Browser, shop: Shop) -> None:
    mine = bought_by(shop.cast.shopper, shop)
    theirs = bought_by(shop.cast.other_shopper, shop)
    assert browser.get("/en/account/orders").status_code == 303
    log_in(browser, shop.cast.shopper)
    listed = browser.get("/en/account/orders").text
    assert mine.number in listed
    assert theirs.number not in listed
    assert "Moon lamp and one more" in words_of(listed)
    assert "badge--success" in listed
    assert "Mondlampe" in words_of(browser.get("/de/account/orders").text)
    assert browser.get(f"/en/orders/{mine.number}").status_code == 200


def test_a_long_list_has_pages(browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ON_A_PAGE", 1)
    older, newer = (bought_by(shop.cast.shopper, shop) for _ in range(2))
    log_in(browser, shop.cast.shopper)
    first = browser.get("/en/account/orders").text
    assert newer.number in first
    assert older.number not in first
    assert 'href="/en/account/orders?page=2"' in first
    second = browser.client.get("/en/account/orders?page=2", base_url=browser.base).text
    assert older.number in second
    assert newer.number not in second


def test_a_waiting_order_says_how_long_and_can_be_paid(browser: Browser, shop: Shop) -> None:
    purchase = make_placed_purchase(shop)
    said = page_of(browser, purchase)
    assert re.search(r"This order waits for its payment for (29|30) more minutes\.", said)
    assert "Pay Back to the cart" in said
    assert browser.pay(purchase, Scenario.SUCCESS).captured is not None


def test_a_declined_payment_can_be_tried_again(browser: Browser, shop: Shop) -> None:
    purchase = make_placed_purchase(shop)
    browser.pay(purchase, Scenario.DECLINE)
    browser.come_back(purchase)
    said = page_of(browser, purchase)
    assert "Your payment was declined and nothing was taken. You can try again." in said
    assert "Pay Back to the cart" in said


def test_a_payment_under_way_makes_the_page_look_again_until_it_arrived(browser: Browser, shop: Shop) -> None:
    purchase = make_placed_purchase(shop)
    browser.pay(purchase, Scenario.SLOW)
    browser.come_back(purchase)
    open_as_guest(browser, purchase)
    address = f"/en/orders/{purchase.number}"
    page = browser.get(address).text
    assert f'hx-get="{address}" hx-trigger="every 5s"' in page
    assert "<noscript>" in page
    assert browser.get(address, **SWAP).text.lstrip().startswith('<div id="order" hx-get')
    paid = make_paid_purchase(shop)
    open_as_guest(browser, paid)
    swapped = browser.get(f"/en/orders/{paid.number}", **SWAP).text
    assert swapped.lstrip().startswith('<div id="order">')
    assert 'id="order-status" role="status" hx-swap-oob="true">Thank you.' in swapped


def test_a_paid_order_thanks_and_shows_what_comes(browser: Browser, shop: Shop) -> None:
    said = page_of(browser, make_paid_purchase(shop))
    assert f"Thank you. A confirmation is on its way to {EMAIL}." in said
    assert "Order placed" in said
    assert "Payment received" in said
    assert "Delivery (still to come) Expected" in said
    assert "Nordwind Supply Ships from Warsaw warehouse, Poland" in said
    assert "Robin Lane Lindenweg 4 10115 Berlin Germany" in said


def test_the_thanks_do_not_last_for_days(browser: Browser, shop: Shop, later: Later) -> None:
    purchase = make_paid_purchase(shop)
    later(timedelta(hours=7))
    said = page_of(browser, purchase)
    assert "The merchants are getting your goods ready." in said
    assert "Thank you." not in said


def test_a_shipped_order_names_its_carrier_and_can_not_be_canceled(browser: Browser, shop: Shop) -> None:
    order = make_shipped_order(shop, {"MUG": 1})
    said = page_of(browser, purchase_of(order.number))
    assert "Handed to the carrier" in said
    assert "On its way" in said
    assert "Cancel order" not in said


def test_an_expired_order_gives_its_goods_back_to_the_cart(browser: Browser, shop: Shop) -> None:
    purchase = make_expired_purchase(shop, {"MUG": 2, "HONEY": 1})
    assert "was not paid in time" in page_of(browser, purchase)
    answer = browser.post(f"/en/orders/{purchase.number}/goods")
    assert answer.location == "/en/cart"
    said = words_of(browser.get("/en/cart").text)
    assert "Harbor mug €21.98" in said
    assert "Linden honey €8.01" in said


def test_who_did_not_pay_takes_the_goods_back_to_the_cart(browser: Browser, shop: Shop) -> None:
    purchase = make_placed_purchase(shop, {"MUG": 2})
    assert "Back to the cart" in page_of(browser, purchase)
    assert browser.post(f"/en/orders/{purchase.number}/goods").location == "/en/cart"
    assert purchase_of(purchase.number).state == PurchaseState.CANCELED
    said = words_of(browser.get("/en/cart").text)
    assert "Harbor mug €21.98" in said


def test_who_paid_meanwhile_keeps_the_order(
    browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    purchase = make_placed_purchase(shop, {"MUG": 2})
    open_as_guest(browser, purchase)
    pay(purchase)
    changing = import_module("web.storefront.orders.changing")
    monkeypatch.setattr(changing, "open_purchase", lambda _number: purchase)
    answer = browser.post(f"/en/orders/{purchase.number}/goods")
    assert answer.location == f"/en/orders/{purchase.number}"
    assert purchase_of(purchase.number).state == PurchaseState.PAID
    assert "Harbor mug" not in words_of(browser.get("/en/cart").text)


def test_an_order_stays_as_it_was_placed(browser: Browser, shop: Shop) -> None:
    purchase = make_paid_purchase(shop)
    before = page_of(browser, purchase)
    with transaction():
        pricing.set_price(shop.sites["eu"].id, shop.variants["MUG"], Money(9999, "EUR"))
        catalog.take_offline(shop.products["mug"], shop.nordwind, by=SYSTEM)
    assert page_of(browser, purchase) == before


def test_an_order_speaks_the_language_of_its_page(browser: Browser, shop: Shop) -> None:
    purchase = make_paid_purchase(shop, {"MUG": 1})
    open_as_guest(browser, purchase)
    assert "Tasse du port" in browser.get(f"/fr/orders/{purchase.number}").text


def test_canceling_before_the_money_frees_everything(browser: Browser, shop: Shop) -> None:
    purchase = make_placed_purchase(shop)
    open_as_guest(browser, purchase)
    answer = browser.post(f"/en/orders/{purchase.orders[0].number}/cancellation", version="1")
    assert answer.location == f"/en/orders/{purchase.number}"
    assert purchase_of(purchase.number).state == PurchaseState.CANCELED
    said = words_of(browser.get(answer.location).text)
    assert "This order is canceled." in said
    assert "Order these goods again" in said


def test_canceling_one_paid_order_sends_its_money_back_once(browser: Browser, shop: Shop) -> None:
    purchase = make_paid_purchase(shop)
    order = purchase.orders[0]
    open_as_guest(browser, purchase)
    form = {"version": str(order.version)}
    assert browser.post(f"/en/orders/{order.number}/cancellation", **form).status_code == 303
    again = browser.post(f"/en/orders/{order.number}/cancellation", **form)
    assert again.status_code == 409
    assert "This order has moved on meanwhile. Please look again." in words_of(again.text)
    said = words_of(browser.get(f"/en/orders/{purchase.number}").text)
    assert f"Requested €{order.total.decimal}" in said
    assert said.count("Refund REF-") == 1
    assert purchase_of(purchase.number).orders[1].state == "paid"


def test_canceling_too_late_is_told(browser: Browser, shop: Shop) -> None:
    order = make_fulfilling_order(shop, {"MUG": 1})
    purchase = purchase_of(order.number)
    open_as_guest(browser, purchase)
    answer = browser.post(f"/en/orders/{order.number}/cancellation", version=str(order.version))
    assert answer.status_code == 409
    assert "It is too late to cancel: this order has moved on meanwhile." in words_of(answer.text)
    assert 'role="alert"' in answer.text
    assert purchase_of(purchase.number).orders[0].state == "fulfilling"


def test_an_order_of_another_purchase_is_not_canceled_through_this_one(browser: Browser, shop: Shop) -> None:
    purchase = make_paid_purchase(shop)
    open_as_guest(browser, purchase)
    assert browser.post(f"/en/orders/{purchase.number}-7/cancellation").status_code == 404


def test_a_language_change_on_an_answer_leads_back_to_the_order(browser: Browser) -> None:
    assert browser.get("/de/orders/ORD-X/cancellation").location == "/de/orders/ORD-X"


def test_the_page_asks_the_database_little(browser: Browser, shop: Shop) -> None:
    purchase = make_paid_purchase(shop)
    open_as_guest(browser, purchase)
    browser.get(f"/en/orders/{purchase.number}")
    with counted() as sent:
        browser.get(f"/en/orders/{purchase.number}")
    assert len(own(sent)) <= 12


def test_an_expired_purchase_says_so_while_it_is_looked_at(browser: Browser, shop: Shop) -> None:
    purchase = make_placed_purchase(shop)
    open_as_guest(browser, purchase)
    expire(purchase)
    assert "Expired" in words_of(browser.get(f"/en/orders/{purchase.number}").text)
