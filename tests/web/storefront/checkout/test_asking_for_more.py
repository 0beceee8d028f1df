"""Gifts, companies, the way of who comes again, and what is agreed to: as the checkout page asks for them."""

import re

import pytest

from core.accounts import service as accounts
from core.checkout import queries as checkout_queries
from core.kernel.places import Address
from core.orders.types import Firm, PurchaseDetail
from core.platform.db import reading, transaction
from core.platform.settings import override
from tests.factories import places
from tests.factories.content import make_page
from tests.factories.purchases import expire, make_paid_purchase, pay, purchase_of
from tests.factories.sandbox import Browser, Relay
from tests.factories.shop import Shop
from tests.factories.shopping import (
    BERLIN,
    SWAP,
    come_to_review,
    hidden_of,
    log_in,
    place,
    proposed_methods,
    put_in_cart,
    words_of,
)
from tests.statements import counted

MOST_STATEMENTS = 16


@pytest.fixture
def browser(shop: Shop) -> Browser:
    opened = Browser()
    put_in_cart(opened, shop, "LAMP-BLACK")
    put_in_cart(opened, shop, "MUG", 2)
    return opened


def only_purchase(browser: Browser) -> PurchaseDetail:
    with browser.client.session_transaction(base_url=browser.base) as cookie:
        (number,) = cookie.get("guest_orders", [])
    return purchase_of(number)


def choose_methods(browser: Browser, **more: str) -> int:
    methods = proposed_methods(browser.get("/en/checkout/shipping").text)
    return browser.post("/en/checkout/shipping", **methods, **more).status_code


def test_a_gift_travels_with_its_note_and_without_prices(browser: Browser) -> None:
    browser.post("/en/checkout", **BERLIN)
    assert choose_methods(browser, gift_note="All the best!\nAnna", is_gift="1") == 303
    page = browser.get("/en/checkout/review")
    said = words_of(page.text)
    assert "Gift note: All the best! Anna" in said
    assert "No prices travel in the parcel." in said
    shipping = browser.get("/en/checkout/shipping").text
    assert "All the best!\nAnna</textarea>" in shipping
    place(browser, hidden_of(page.text))
    purchase = only_purchase(browser)
    assert (purchase.is_gift, purchase.gift_note) == (True, "All the best!\nAnna")


def test_a_note_too_long_is_said_beside_it_and_kept(browser: Browser) -> None:
    browser.post("/en/checkout", **BERLIN)
    methods = proposed_methods(browser.get("/en/checkout/shipping").text)
    answer = browser.post("/en/checkout/shipping", **methods, gift_note="x" * 301)
    assert answer.status_code == 422
    assert "A gift note holds 300 characters at most." in words_of(answer.text)
    assert 'aria-describedby="gift_note-error gift_note-hint"' in answer.text
    assert "x" * 301 in answer.text


def test_a_company_stands_on_the_order(browser: Browser) -> None:
    firm = {"firm_name": "Kontor Nord GmbH", "firm_country": "DE", "firm_vat": "de 136 695 976"}
    come_to_review(browser, BERLIN | firm)
    page = browser.get("/en/checkout/review").text
    assert "Invoice for Kontor Nord GmbH, DE136695976" in words_of(page)
    place(browser, hidden_of(page))
    assert only_purchase(browser).firm == Firm("Kontor Nord GmbH", "DE", "DE136695976")


@pytest.mark.parametrize(
    ("firm", "field", "said"),
    [
        (
            {"firm_name": "Kontor", "firm_vat": "DE1"},
            "firm_vat",
            "This number does not exist in this country.",
        ),
        ({"firm_vat": "DE136695976"}, "firm_name", "Enter the name of the company."),
    ],
)
def test_a_wrong_company_is_said_beside_its_field_and_nothing_is_lost(
    firm: dict[str, str], field: str, said: str, browser: Browser
) -> None:
    answer = browser.post("/en/checkout", **BERLIN | {"firm_country": "DE"} | firm)
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert f'id="{field}-error"' in answer.text
    assert '<details class="checkout-more" open>' in answer.text
    for value in (*firm.values(), BERLIN["street_address"]):
        assert f'value="{value}"' in answer.text


PARIS = {
    "billing_name": "Noé Lane",
    "billing_country": "FR",
    "billing_street_address": "12 rue des Lilas",
    "billing_city": "Paris",
    "billing_postal_code": "75019",
}


def test_the_invoice_goes_where_the_parcel_goes_unless_said_otherwise(browser: Browser) -> None:
    page = browser.get("/en/checkout").text
    assert re.search(r'name="billing_same" value="1" checked', page)
    place(browser, come_to_review(browser, BERLIN | PARIS | {"billing_same": "1"}))
    assert only_purchase(browser).billing is None


def test_the_invoice_goes_to_another_address(browser: Browser) -> None:
    come_to_review(browser, BERLIN | PARIS)
    page = browser.get("/en/checkout/review").text
    assert "Billing address Noé Lane 12 rue des Lilas 75019 Paris France" in words_of(page)
    again = browser.get("/en/checkout").text
    assert 'name="billing_same" value="1" checked' not in again
    assert 'value="12 rue des Lilas"' in again
    place(browser, hidden_of(page))
    purchase = only_purchase(browser)
    assert purchase.billing == Address(
        name="Noé Lane", country="FR", street_address="12 rue des Lilas", city="Paris", postal_code="75019"
    )
    assert purchase.address.street_address == "Lindenweg 4"
    shown = words_of(browser.get(f"/en/orders/{purchase.number}").text)
    assert "Billing address Noé Lane 12 rue des Lilas" in shown


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"billing_name": " "}, "billing-name", "Enter the full name that the invoice is made out to."),
        (
            {"billing_postal_code": "7"},
            "billing-postal-code",
            "This postal code does not fit the country and the region.",
        ),
        ({"billing_country": "US"}, "billing-country", "Choose a country from the list."),
    ],
)
def test_a_wrong_address_of_the_invoice_is_said_beside_its_field(
    wrong: dict[str, str], field: str, said: str, browser: Browser
) -> None:
    answer = browser.post("/en/checkout", **BERLIN | PARIS | wrong)
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert f'id="{field}-error"' in answer.text
    assert f'href="#{field}"' in answer.text
    assert 'value="12 rue des Lilas"' in answer.text
    assert browser.post("/en/checkout", **BERLIN | PARIS | wrong | {"billing_same": "1"}).status_code == 303


def test_another_country_of_the_invoice_brings_its_fields_only(browser: Browser) -> None:
    typed = BERLIN | PARIS | {"billing_country": "RU", "change_country": "billing_"}
    page = browser.post("/en/checkout", **typed)
    assert page.status_code == 200
    assert 'name="billing_country_area"' in page.text
    assert 'name="billing_phone"' not in page.text
    for said in ("1", "billing_"):
        assert f'hx-vals="{{&#34;change_country&#34;: &#34;{said}&#34;}}"' in page.text
    assert 'value="Lindenweg 4"' in page.text
    answer = browser.client.post(
        "/en/checkout",
        base_url=browser.base,
        data=typed | {"csrf_token": "token of the form"},
        headers={"Origin": browser.base, **SWAP},
    )
    assert answer.text.lstrip().startswith('<div class="fields" id="billing_address-fields">')
    assert "checkout-aside" not in answer.text


def test_the_invoice_goes_to_an_address_of_the_own_book(browser: Browser, shop: Shop) -> None:
    shopper, other = shop.cast.shopper, shop.cast.other_shopper
    with transaction():
        accounts.add_address(shopper.account_id, places.BERLIN, by=shopper.actor)
        mine = accounts.add_address(shopper.account_id, places.PARIS, by=shopper.actor)
        foreign = accounts.add_address(other.account_id, places.ZURICH, by=other.actor)
    log_in(browser, shopper)
    page = browser.post("/en/checkout", **BERLIN | {"billing_country": "DE", "use_billing": str(mine)})
    assert page.status_code == 200
    assert 'name="billing_street_address" type="text" value="12 rue des Lilas"' in page.text
    assert f'name="use_billing" value="{mine}" aria-current="true"' in page.text
    assert 'name="billing_same" value="1" checked' not in page.text
    page = browser.post("/en/checkout", **BERLIN | {"billing_country": "DE", "use_billing": str(foreign)})
    assert "Seeweg 9" not in page.text


def test_who_comes_again_has_the_invoice_sent_where_it_went(browser: Browser, shop: Shop) -> None:
    know(shop)
    log_in(browser, shop.cast.shopper)
    place(browser, come_to_review(browser, BERLIN | PARIS))
    purchase = purchase_of(browser.get("/en/account/orders").text.split("/en/orders/")[1].split('"')[0])
    pay(purchase)
    put_in_cart(browser, shop, "LAMP-BLACK")
    browser.post("/en/checkout/express")
    assert "12 rue des Lilas" in words_of(browser.get("/en/checkout/review").text)


def test_a_country_of_nowhere_is_that_of_the_address(browser: Browser) -> None:
    firm = {"firm_name": "Kontor", "firm_country": "XX", "firm_vat": "136695976"}
    assert browser.post("/en/checkout", **BERLIN | firm).status_code == 303


def test_a_step_swaps_in_alone_and_its_heading_takes_the_focus(browser: Browser) -> None:
    browser.post("/en/checkout", **BERLIN)
    page = browser.get("/en/checkout/shipping", **SWAP)
    assert page.text.lstrip().startswith('<div class="checkout-layout" id="checkout">')
    assert '<h2 tabindex="-1" data-behavior="focus-me">' in page.text
    assert 'data-behavior="focus-me"' not in browser.get("/en/checkout/shipping").text
    assert "HX-Request" in page.headers["Vary"]


def test_steps_done_are_folded_and_can_be_opened_again(browser: Browser) -> None:
    come_to_review(browser)
    page = browser.get("/en/checkout/review").text
    assert page.count("checkout-step--done") == 2
    assert page.count("checkout-step--open") == 1
    for address, words in (("/en/checkout", "Change the recipient"), ("/en/checkout/shipping", "Change how")):
        assert f'<a href="{address}"' in page
        assert words in page


def know(shop: Shop) -> None:
    shopper = shop.cast.shopper
    with transaction():
        accounts.add_address(shopper.account_id, places.BERLIN, by=shopper.actor)


def test_who_comes_again_is_one_click_from_the_last_step(browser: Browser, shop: Shop) -> None:
    know(shop)
    log_in(browser, shop.cast.shopper)
    assert 'action="/en/checkout/express"' in browser.get("/en/cart").text
    assert 'action="/en/checkout/express"' in browser.get("/en/checkout").text
    assert browser.post("/en/checkout/express").location == "/en/checkout/review"
    page = browser.get("/en/checkout/review").text
    assert "Lindenweg 4" in words_of(page)
    assert place(browser, hidden_of(page)).status_code == 303


def test_who_comes_again_finds_what_was_used_the_last_time(browser: Browser, shop: Shop) -> None:
    know(shop)
    shopper = shop.cast.shopper
    log_in(browser, shopper)
    browser.post("/en/checkout", **BERLIN | {"firm_name": "Kontor", "firm_country": "DE"})
    methods = proposed_methods(browser.get("/en/checkout/shipping").text)
    name = next(name for name, code in methods.items() if code == "crane-post")
    browser.post("/en/checkout/shipping", **methods | {name: "crane-express"})
    page = browser.get("/en/checkout/review").text
    place(browser, hidden_of(page))
    purchase = purchase_of(browser.get("/en/account/orders").text.split("/en/orders/")[1].split('"')[0])
    pay(purchase)
    put_in_cart(browser, shop, "LAMP-BLACK")
    browser.post("/en/checkout/express")
    said = words_of(browser.get("/en/checkout/review").text)
    assert "Crane Express" in said
    assert "Invoice for Kontor" in said


def test_a_stranger_has_nothing_usual(browser: Browser) -> None:
    assert "/checkout/express" not in browser.get("/en/cart").text
    assert browser.post("/en/checkout/express").location == "/en/checkout"


def test_nobody_is_sent_where_the_site_does_not_deliver(shop: Shop) -> None:
    shopper = shop.cast.shopper
    with transaction():
        accounts.add_address(shopper.account_id, places.BOSTON, by=shopper.actor)
    browser = Browser()
    put_in_cart(browser, shop, "MUG")
    log_in(browser, shopper)
    assert browser.post("/en/checkout/express").location == "/en/checkout"


def test_the_texts_agreed_to_are_linked_and_kept(browser: Browser, shop: Shop) -> None:
    with transaction():
        for code in ("terms", "privacy"):
            make_page(shop.sites["eu"].id, titles={"en": f"The {code}"}, code=code)
    sent = come_to_review(browser)
    page = browser.get("/en/checkout/review").text
    assert "By placing the order you agree to this: The terms ." in words_of(page)
    assert "How we treat your data: The privacy ." in words_of(page)
    refused = place(browser, sent | {"accepted": "terms:0"})
    assert refused.status_code == 409
    assert "Our terms have changed since you opened this page." in words_of(refused.text)
    assert place(browser, hidden_of(refused.text)).status_code == 303
    with reading():
        kept = checkout_queries.list_consents(only_purchase(browser).id)
    assert [one.document for one in kept] == ["privacy", "terms"]


def test_one_way_to_pay_is_named_and_several_are_chosen_from(browser: Browser) -> None:
    come_to_review(browser)
    assert "Test payment" in words_of(browser.get("/en/checkout/review").text)
    override(
        payment_gateways=("sandbox", "stripe"), stripe_secret_key="sk_test_x", stripe_webhook_secret=("x",)
    )
    page = browser.get("/en/checkout/review").text
    assert 'value="sandbox" checked' in page
    assert 'type="radio" name="gateway" value="stripe"' in page
    assert "On the protected page of Stripe" in words_of(page)


def test_the_cart_says_that_goods_came_back(
    browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(browser, come_to_review(browser))
    purchase = only_purchase(browser)
    expire(purchase)
    Relay(monkeypatch).run()
    said = words_of(browser.get("/en/cart").text)
    assert f"Order {purchase.number} was not paid in time, so its goods are back in your cart." in said
    assert "Moon lamp" in said
    assert come_to_review(browser)["key"]


def test_no_step_asks_the_database_too_often(browser: Browser, shop: Shop) -> None:
    make_paid_purchase(shop)
    know(shop)
    log_in(browser, shop.cast.shopper)
    come_to_review(browser)
    for step in ("", "/shipping", "/review"):
        with counted() as sent:
            assert browser.get(f"/en/checkout{step}").status_code == 200
        assert len(sent) <= MOST_STATEMENTS, (step, len(sent))
