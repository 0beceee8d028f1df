"""The cart: what is in it, what it comes to, and what changed since the shopper looked."""

import pytest

from core.cart import queries as carts
from core.cart.types import CartDetail
from core.kernel.money import Money
from core.platform.db import reading, transaction
from core.pricing import service as pricing
from tests.factories.purchases import fill_cart, make_placed_purchase
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import SWAP, hidden_of, log_in, put_in_cart, words_of
from tests.statements import counted


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


def cart_of(browser: Browser, shop: Shop) -> CartDetail | None:
    cookie = browser.client.get_cookie("cart", domain="eu.localhost")
    with reading():
        return carts.find_cart(shop.sites["eu"].id, cookie.value) if cookie else None


def held(browser: Browser, shop: Shop) -> dict[str, int]:
    """Give what is in the cart by SKU."""
    skus = {id: sku for sku, id in shop.variants.items()}
    cart = cart_of(browser, shop)
    return {skus[line.variant_id]: line.quantity for line in cart.lines} if cart else {}


def line(shop: Shop, sku: str) -> str:
    return f"/en/cart/lines/{shop.variants[sku]}"


def reprice(shop: Shop, sku: str, minor: int) -> None:
    with transaction():
        pricing.set_price(shop.sites["eu"].id, shop.variants[sku], Money(minor, "EUR"))


def test_an_empty_cart_says_so(browser: Browser) -> None:
    page = browser.get("/en/cart")
    assert page.status_code == 200
    assert "Your cart is empty" in words_of(page.text)
    assert page.headers["Cache-Control"] == "private, no-store"


def test_adding_leads_to_the_cart(browser: Browser, shop: Shop) -> None:
    answer = put_in_cart(browser, shop, "HONEY", 2)
    assert (answer.status_code, answer.location) == (303, "/en/cart")
    put_in_cart(browser, shop, "HONEY")
    assert held(browser, shop) == {"HONEY": 3}
    said = words_of(browser.get("/en/cart").text)
    assert "Nordwind Supply Ships from Warsaw warehouse, Poland" in said
    assert "€24.03 €8.01 each" in said


def test_goods_stand_by_merchant_and_place_with_what_shipping_costs_at_least(
    browser: Browser, shop: Shop
) -> None:
    for sku in ("LAMP-BLACK", "MUG", "HONEY"):
        put_in_cart(browser, shop, sku)
    said = words_of(browser.get("/en/cart").text)
    assert (
        said.index("Lumen Works Ships from Shenzhen") < said.index("Moon lamp Black") < said.index("Nordwind")
    )
    assert said.index("Harbor mug") < said.index("Linden honey")
    assert "Shipping to Germany Estimate with the cheapest method" in said
    assert "Includes 19% tax" in said
    assert "Includes 7% tax" in said
    assert "2 parcels travel to you, and you pay once." in said


def test_where_prices_are_net_tax_comes_on_top_and_says_where_none_is_charged(shop: Shop) -> None:
    browser = Browser("http://localhost:8000")
    put_in_cart(browser, shop, "LAMP-BLACK")
    said = words_of(browser.get("/en/cart").text)
    assert "No tax is charged here. Import tax, where it is due, is paid on arrival." in said
    browser.client.set_cookie("country", "DE", domain="localhost")
    said = words_of(browser.get("/en/cart").text)
    assert "Tax at 19%" in said
    assert "Includes" not in said


def test_a_swap_gets_a_word_and_the_count(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "MUG", 2)
    answer = put_in_cart(browser, shop, "HONEY", 1, **SWAP)
    assert answer.status_code == 200
    assert answer.text.startswith('<div id="cart-notice" role="status">')
    assert "Added: Linden honey" in words_of(answer.text)
    assert '<span id="cart-count" hx-swap-oob="true">3</span>' in answer.text


@pytest.mark.parametrize("variant", ["", "lamp", "0", "999999", "-1"])
def test_what_is_not_there_is_not_found(variant: str, browser: Browser) -> None:
    assert browser.post("/en/cart", variant=variant).status_code == 404


def test_what_is_not_offered_is_not_found(browser: Browser, shop: Shop) -> None:
    assert put_in_cart(browser, shop, "KETTLE").status_code == 404
    assert held(browser, shop) == {}


@pytest.mark.parametrize("quantity", ["0", "100", "-1", "two", ""])
def test_an_odd_quantity_is_refused(quantity: str, browser: Browser, shop: Shop) -> None:
    for headers in ({}, SWAP):
        answer = put_in_cart(browser, shop, "MUG", quantity, **headers)
        assert answer.status_code == 422
        assert "Please choose a quantity between 1 and 99." in words_of(answer.text)
    assert held(browser, shop) == {}


def test_what_sold_out_is_refused(browser: Browser, shop: Shop) -> None:
    make_placed_purchase(shop, {"LAMP-WHITE": 5})
    for headers in ({}, SWAP):
        answer = put_in_cart(browser, shop, "LAMP-WHITE", **headers)
        assert answer.status_code == 422
        assert "“Moon lamp” is sold out at the moment." in words_of(answer.text)
    assert held(browser, shop) == {}


def test_more_than_is_left_is_refused_counting_what_is_in_the_cart(browser: Browser, shop: Shop) -> None:
    assert "Only 5 units are left." in words_of(put_in_cart(browser, shop, "LAMP-WHITE", 6).text)
    put_in_cart(browser, shop, "LAMP-WHITE", 3)
    answer = put_in_cart(browser, shop, "LAMP-WHITE", 3)
    assert "Only 5 units are left, and 3 of them are in your cart already." in words_of(answer.text)
    assert held(browser, shop) == {"LAMP-WHITE": 3}


def test_another_page_can_not_fill_the_cart(browser: Browser, shop: Shop) -> None:
    assert put_in_cart(browser, shop, "MUG", Origin="http://evil.example").status_code == 403
    assert held(browser, shop) == {}


def test_changing_the_cart_takes_the_token_of_its_page(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "MUG", 2)
    answer = browser.client.post(
        line(shop, "MUG"), base_url=browser.base, data={"quantity": "1"}, headers={"Origin": browser.base}
    )
    assert answer.status_code == 403
    assert held(browser, shop) == {"MUG": 2}


def test_a_quantity_is_changed_and_none_takes_the_line_out(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "MUG", 2)
    put_in_cart(browser, shop, "HONEY")
    assert browser.post(line(shop, "MUG"), quantity="5").location == "/en/cart"
    assert held(browser, shop) == {"MUG": 5, "HONEY": 1}
    browser.post(line(shop, "MUG"), quantity="0")
    assert held(browser, shop) == {"HONEY": 1}
    browser.post(line(shop, "HONEY") + "/removal")
    assert held(browser, shop) == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("26", "Only 25 units are left."),
        ("x", "between 1 and 99"),
        ("100", "between 1 and 99"),
        ("-2", "between"),
    ],
)
def test_an_impossible_quantity_stands_beside_its_complaint(
    typed: str, said: str, browser: Browser, shop: Shop
) -> None:
    put_in_cart(browser, shop, "MUG", 2)
    answer = browser.post(line(shop, "MUG"), quantity=typed)
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    field = answer.text[answer.text.index('<input class="quantity__input"') :]
    field = field[: field.index(">")]
    assert f'value="{typed}"' in field
    assert 'aria-invalid="true"' in field
    described_by = field.split('aria-describedby="')[1].split('"')[0]
    assert f'id="{described_by}"' in answer.text
    assert held(browser, shop) == {"MUG": 2}


def test_a_swap_gets_the_cart_alone(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "MUG", 2)
    swapped = browser.get("/en/cart", **SWAP).text
    assert swapped.lstrip().startswith('<div id="cart">')
    assert "<html" not in swapped
    assert '<span id="cart-count" hx-swap-oob="true">2</span>' in swapped
    assert "2 units, €27.81 altogether" in words_of(swapped)


def test_a_new_price_is_told_until_the_shopper_acts(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "HONEY")
    reprice(shop, "HONEY", 900)
    for _ in range(2):
        page = browser.get("/en/cart").text
        assert "The price changed from €8.01 to €9.00." in words_of(page)
    browser.post(line(shop, "HONEY"), quantity="2", seen=hidden_of(page)["seen"])
    assert "The price changed" not in words_of(browser.get("/en/cart").text)


def test_a_price_that_changes_after_the_page_was_drawn_is_told_still(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "HONEY")
    seen = hidden_of(browser.get("/en/cart").text)["seen"]
    reprice(shop, "HONEY", 900)
    browser.post(line(shop, "HONEY"), quantity="2", seen=seen)
    assert "The price changed from €8.01 to €9.00." in words_of(browser.get("/en/cart").text)


def test_another_currency_is_told(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "HONEY")
    browser.client.set_cookie("currency", "CHF", domain="eu.localhost")
    assert "You changed the currency: €8.01 is now CHF" in words_of(browser.get("/en/cart").text)


@pytest.mark.parametrize("seen", ["", "EUR", "EUR 1:2:3 x", "XXX 1:2", "EUR 1:99999999999999999999"])
def test_odd_words_of_what_was_seen_are_nothing(seen: str, browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "HONEY")
    assert browser.post(line(shop, "HONEY"), quantity="2", seen=seen).status_code == 303
    assert held(browser, shop) == {"HONEY": 2}


def test_what_sold_out_meanwhile_stands_apart_and_stops_the_way_on(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "LAMP-WHITE", 2)
    put_in_cart(browser, shop, "MUG")
    make_placed_purchase(shop, {"LAMP-WHITE": 4})
    page = browser.get("/en/cart").text
    assert "Not possible as it is Moon lamp White" in words_of(page)
    assert "Only one unit is left." in words_of(page)
    assert 'href="/en/checkout"' not in page
    assert browser.get("/en/checkout").location == "/en/cart"
    browser.post(line(shop, "LAMP-WHITE"), quantity="1")
    assert 'href="/en/checkout"' in browser.get("/en/cart").text


def test_one_line_from_two_places_is_changed_once(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "BULB", 50)
    page = browser.get("/en/cart").text
    assert "40 of 50 units ship from here." in words_of(page)
    assert "10 of 50 units ship from here." in words_of(page)
    assert page.count('class="quantity__input"') == 1
    assert 'value="50"' in page


def test_somebody_elses_cart_is_not_shown(browser: Browser, shop: Shop) -> None:
    mine = fill_cart(shop, shop.sites["eu"], "EUR", {"MUG": 1}, account_id=shop.cast.shopper.account_id)
    browser.client.set_cookie("cart", mine.token, domain="eu.localhost")
    assert "Your cart is empty" in words_of(browser.get("/en/cart").text)
    personal = browser.get("/en/live?me", **{"HX-Request": "true"}).text
    assert '<span id="cart-count" hx-swap-oob="true"></span>' in personal
    put_in_cart(browser, shop, "HONEY")
    assert held(browser, shop) == {"HONEY": 1}


def test_who_logs_in_finds_the_cart_of_the_account(browser: Browser, shop: Shop) -> None:
    fill_cart(shop, shop.sites["eu"], "EUR", {"MUG": 1}, account_id=shop.cast.shopper.account_id)
    log_in(browser, shop.cast.shopper)
    assert "Harbor mug" in words_of(browser.get("/en/cart").text)
    assert held(browser, shop) == {"MUG": 1}


def test_a_longer_cart_asks_the_database_no_more(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "MUG")
    browser.get("/en/cart")
    with counted() as short:
        browser.get("/en/cart")
    for sku in ("HONEY", "LAMP-BLACK", "LAMP-WHITE", "BULB"):
        put_in_cart(browser, shop, sku)
    with counted() as long:
        browser.get("/en/cart")
    assert len(long) <= len(short) + 2
    assert len(long) <= 10


def test_the_cart_speaks_the_language_of_its_page(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "MUG")
    assert "Hafenbecher" in words_of(browser.get("/de/cart").text)
    assert browser.get("/de/cart/lines/5").location == "/de/cart"
