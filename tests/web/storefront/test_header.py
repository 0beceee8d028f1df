"""What the header says of its reader, without a script: the truth on personal pages, nothing on shared ones."""

import re

import pytest

from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import BERLIN, log_in, put_in_cart
from tests.statements import counted
from tests.web.storefront.reading import EU

COUNT = re.compile(r'id="cart-count"[^>]*>([^<]*)<')


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser(EU)


def count_of(page: str) -> str:
    found = COUNT.search(page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("path", ["/en/account", "/en/cart", "/en/checkout", "/en/orders", "/en/cookies"])
def test_a_personal_page_knows_its_reader(path: str, browser: Browser, shop: Shop) -> None:
    log_in(browser, shop.cast.shopper)
    put_in_cart(browser, shop, "MUG", 2)
    page = browser.get(path)
    header = page.text[page.text.index("<header") : page.text.index("</header>")]
    assert page.status_code == 200
    assert "Robin Lane" in header
    assert 'action="/en/logout"' in header
    assert "/en/login" not in header
    assert count_of(header) == "2"


def test_a_guest_is_told_of_the_cart_and_the_country_and_may_log_in(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "MUG")
    browser.post("/en/checkout", **BERLIN | {"country": "DE"})
    page = browser.get("/en/cart").text
    assert count_of(page) == "1"
    assert "/en/login" in page
    assert '<option value="DE" selected>' in page


def test_a_shared_page_knows_nobody(browser: Browser, shop: Shop) -> None:
    before = browser.get("/en/p/harbor-mug").data
    log_in(browser, shop.cast.shopper)
    put_in_cart(browser, shop, "MUG")
    assert browser.get("/en/p/harbor-mug").data == before


def test_saying_it_costs_one_statement(browser: Browser, shop: Shop) -> None:
    put_in_cart(browser, shop, "MUG")
    with counted() as sent:
        browser.get("/en/cookies")
    assert len([one for one in sent if "FROM carts" in one]) == 1
