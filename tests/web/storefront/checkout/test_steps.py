"""The steps to an order: who buys, where to, how it travels, and what it comes to."""

import re

import pytest

from core.accounts import service as accounts
from core.checkout import queries
from core.checkout.types import CheckoutDetail
from core.kernel.money import Money
from core.platform.db import reading, transaction
from core.pricing import service as pricing
from tests.factories import places
from tests.factories.content import make_page
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import (
    BERLIN,
    SWAP,
    ZURICH,
    come_to_review,
    hidden_of,
    log_in,
    proposed_methods,
    put_in_cart,
    words_of,
)
from tests.web.storefront.cart.test_cart_page import cart_of


@pytest.fixture
def browser(shop: Shop) -> Browser:
    """Give a browser with a lamp and two mugs in its cart."""
    opened = Browser()
    put_in_cart(opened, shop, "LAMP-BLACK")
    put_in_cart(opened, shop, "MUG", 2)
    return opened


def entered(browser: Browser, shop: Shop) -> CheckoutDetail | None:
    cart = cart_of(browser, shop)
    assert cart is not None
    with reading():
        return queries.find_checkout(cart.id)


def value_of(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


@pytest.mark.parametrize("step", ["", "/shipping", "/review", "/place"])
def test_without_a_cart_every_step_leads_to_it(step: str, shop: Shop) -> None:
    browser = Browser()
    answer = browser.get(f"/en/checkout{step}")
    assert answer.status_code == 303
    assert answer.location in {"/en/cart", "/en/checkout/review"}
    assert browser.get("/en/checkout/review").location == "/en/cart"


def test_a_step_reached_too_early_leads_to_the_missing_one(browser: Browser) -> None:
    assert browser.get("/en/checkout/shipping").location == "/en/checkout"
    assert browser.get("/en/checkout/review").location == "/en/checkout"
    browser.post("/en/checkout", **BERLIN)
    assert browser.get("/en/checkout/review").location == "/en/checkout/shipping"


def test_complaints_stand_beside_their_fields_and_nothing_is_lost(browser: Browser, shop: Shop) -> None:
    answer = browser.post("/en/checkout", **BERLIN | {"email": "robin@", "postal_code": "1", "phone": "12"})
    assert answer.status_code == 422
    page = answer.text
    assert 'role="alert"' in page
    assert "3 things need your attention" in words_of(page)
    for name in ("email", "postal-code", "phone"):
        field = re.search(rf'<input[^>]* id="{name}"[^>]*>', page)
        assert field is not None
        assert 'aria-invalid="true"' in field[0]
        assert f"{name}-error" in field[0]
        assert f'id="{name}-error"' in page
    assert value_of(page, "email") == "robin@"
    assert value_of(page, "street_address") == "Lindenweg 4"
    assert entered(browser, shop) is None


def test_nothing_typed_is_one_sentence_for_each_field(browser: Browser) -> None:
    said = words_of(browser.post("/en/checkout", country="DE").text)
    for sentence in (
        "Enter your e-mail address",
        "Enter the full name",
        "Enter the city.",
        "Enter a phone number",
    ):
        assert sentence in said


def test_a_country_the_site_does_not_send_to_is_refused(browser: Browser, shop: Shop) -> None:
    answer = browser.post("/en/checkout", **BERLIN | {"country": "US"})
    assert answer.status_code == 422
    assert "Choose a country from the list." in words_of(answer.text)
    assert entered(browser, shop) is None


def test_another_country_brings_its_fields_and_its_costs(browser: Browser) -> None:
    typed = {"email": "robin@cast.example", "country": "RU", "name": "Robin", "change_country": "1"}
    page = browser.post("/en/checkout", **typed)
    assert page.status_code == 200
    assert 'name="country_area"' in page.text
    assert value_of(page.text, "email") == "robin@cast.example"
    assert "Shipping to Russia" in words_of(page.text)


def test_a_swap_of_the_country_gets_the_fields_and_the_sum(browser: Browser) -> None:
    answer = browser.client.post(
        "/en/checkout",
        base_url=browser.base,
        data={"country": "CH", "change_country": "1", "csrf_token": "token of the form"},
        headers={"Origin": browser.base, **SWAP},
    )
    assert answer.status_code == 403  # nobody has opened a page here yet
    browser.post("/en/checkout")
    answer = browser.client.post(
        "/en/checkout",
        base_url=browser.base,
        data={"country": "CH", "change_country": "1", "csrf_token": "token of the form"},
        headers={"Origin": browser.base, **SWAP},
    )
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div class="fields" id="address-fields">')
    assert 'id="checkout-aside" hx-swap-oob="true"' in answer.text
    assert "Shipping to Switzerland" in words_of(answer.text)


def test_a_swap_without_a_cart_leads_the_whole_page_to_it(shop: Shop) -> None:
    browser = Browser()
    browser.post("/en/checkout")
    form = {"country": "CH", "change_country": "1", "csrf_token": "token of the form"}
    answer = browser.client.post(
        "/en/checkout", base_url=browser.base, data=form, headers={"Origin": browser.base, **SWAP}
    )
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/en/cart")


def test_the_country_decides_tax_and_is_remembered(browser: Browser, shop: Shop) -> None:
    come_to_review(browser, ZURICH)
    said = words_of(browser.get("/en/checkout/review").text)
    assert "Includes 8.1% tax" in said
    assert "Includes 19%" not in said
    assert "Shipping to Switzerland" in words_of(browser.get("/en/cart").text)
    details = entered(browser, shop)
    assert details is not None
    assert details.address is not None
    assert (details.email, details.address.country, details.address.phone) == (
        "robin@cast.example",
        "CH",
        "+41442345678",
    )


def test_the_cheapest_method_is_marked_and_another_costs_what_it_says(browser: Browser) -> None:
    browser.post("/en/checkout", **BERLIN)
    page = browser.get("/en/checkout/shipping").text
    methods = proposed_methods(page)
    assert sorted(methods.values()) == ["crane-post", "stork-parcel"]
    assert "Crane Express €42.84" in words_of(page)
    name = next(name for name, code in methods.items() if code == "crane-post")
    browser.post("/en/checkout/shipping", **methods | {name: "crane-express"})
    said = words_of(browser.get("/en/checkout/review").text)
    assert "Crane Express" in said
    assert "€42.84" in said
    assert "Shipping to Germany €48.67" in said
    assert proposed_methods(browser.get("/en/checkout/shipping").text)[name] == "crane-express"


@pytest.mark.parametrize("code", ["", "dragon-post"])
def test_an_unknown_method_is_complained_of(code: str, browser: Browser, shop: Shop) -> None:
    browser.post("/en/checkout", **BERLIN)
    methods = proposed_methods(browser.get("/en/checkout/shipping").text)
    name = next(iter(methods))
    answer = browser.post("/en/checkout/shipping", **methods | {name: code})
    assert answer.status_code == 422
    assert "Choose how the goods of Lumen Works travel." in words_of(answer.text)
    assert f'id="{name}" aria-invalid="true" aria-describedby="{name}-error"' in answer.text
    details = entered(browser, shop)
    assert details is not None
    assert details.methods == {}


def test_goods_that_nothing_carries_stop_at_shipping(shop: Shop) -> None:
    browser = Browser()
    put_in_cart(browser, shop, "LAMP-BLACK", 40)
    browser.post("/en/checkout", **BERLIN)
    page = browser.get("/en/checkout/shipping").text
    assert "Nothing delivers these goods to this country." in words_of(page)
    assert browser.post("/en/checkout/shipping").status_code == 422
    assert browser.get("/en/checkout/review").location == "/en/checkout/shipping"


def test_the_last_step_shows_everything(browser: Browser) -> None:
    come_to_review(browser)
    page = browser.get("/en/checkout/review")
    said = words_of(page.text)
    for part in (
        "Robin Lane Lindenweg 4 10115 Berlin Germany +49 30 901820 robin@cast.example",
        "Moon lamp Black Quantity: 1 €29.90",
        "Harbor mug Quantity: 2, €10.99 each €21.98",
        "Lumen Works Ships from Shenzhen warehouse, China Crane Post Arrives",
        "Stork Parcel Arrives",
        "Place order",
    ):
        assert part in said
    assert page.headers["Cache-Control"] == "private, no-store"


def test_what_is_bought_stands_again_right_above_the_button(browser: Browser) -> None:
    come_to_review(browser)
    said = words_of(browser.get("/en/checkout/review").text)
    short = said[said.index("What you order") : said.index("Place order")]
    for part in (
        "1 × Moon lamp Black €29.90",
        "2 × Harbor mug €21.98",
        "Shipping to Germany",
        "Crane Post",
        "Arrives",
        "Total",
    ):
        assert part in short


def test_the_last_step_leads_to_the_right_to_withdraw_where_it_is_said(browser: Browser, shop: Shop) -> None:
    come_to_review(browser)
    assert "Your right to withdraw" not in browser.get("/en/checkout/review").text
    with transaction():
        make_page(shop.sites["eu"].id, code="returns", titles={"en": "Returns and refunds"})
    page = browser.get("/en/checkout/review").text
    said = page[page.index("Your right to withdraw") : page.index("Place order</")]
    assert ">Returns and refunds</a>" in said


def test_a_new_price_is_told_on_every_step_until_the_shopper_goes_on(browser: Browser, shop: Shop) -> None:
    browser.get("/en/checkout")
    with transaction():
        pricing.set_price(shop.sites["eu"].id, shop.variants["MUG"], Money(1200, "EUR"))
    page = browser.get("/en/checkout").text
    assert "Harbor mug The price changed from €10.99 to €12.00." in words_of(page)
    browser.post("/en/checkout", **BERLIN, seen=hidden_of(page)["seen"])
    assert "The price changed" not in words_of(browser.get("/en/checkout/shipping").text)


def test_a_shopper_starts_with_the_default_address_and_may_take_another(browser: Browser, shop: Shop) -> None:
    shopper = shop.cast.shopper
    with transaction():
        accounts.add_address(shopper.account_id, places.BERLIN, by=shopper.actor)
        other = accounts.add_address(shopper.account_id, places.ZURICH, by=shopper.actor)
        accounts.add_address(shopper.account_id, places.BOSTON, by=shopper.actor)
    log_in(browser, shopper)
    page = browser.get("/en/checkout").text
    assert value_of(page, "email") == shopper.email
    assert value_of(page, "street_address") == "Lindenweg 4"
    assert "Seeweg 9" in words_of(page)
    assert "Tremont" not in page
    page = browser.post("/en/checkout", email="other@cast.example", use=str(other)).text
    assert value_of(page, "street_address") == "Seeweg 9"
    assert value_of(page, "email") == "other@cast.example"
    assert "Shipping to Switzerland" in words_of(page)


def test_nobody_takes_an_address_of_somebody_elses_book(browser: Browser, shop: Shop) -> None:
    shopper, other = shop.cast.shopper, shop.cast.other_shopper
    with transaction():
        theirs = accounts.add_address(other.account_id, places.ZURICH, by=other.actor)
    log_in(browser, shopper)
    page = browser.post("/en/checkout", email="x@cast.example", use=str(theirs)).text
    assert "Seeweg" not in page


def test_a_guest_is_offered_to_log_in_and_come_back(browser: Browser) -> None:
    assert 'href="/en/login?next=/en/checkout"' in browser.get("/en/checkout").text


@pytest.mark.parametrize("step", ["", "/shipping", "/place"])
def test_every_step_takes_the_token_of_its_page(step: str, browser: Browser) -> None:
    answer = browser.client.post(
        f"/en/checkout{step}", base_url=browser.base, data=BERLIN, headers={"Origin": browser.base}
    )
    assert answer.status_code == 403
