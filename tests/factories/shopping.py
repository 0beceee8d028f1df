"""A shopper at work: filling a cart and going through checkout page by page, as a browser does."""

import re
from html import unescape

from werkzeug.test import TestResponse

from tests import cast
from tests.cast import Person
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop

SWAP = {"HX-Request": "true"}
BERLIN = {
    "email": "robin@cast.example",
    "name": "Robin Lane",
    "country": "DE",
    "street_address": "Lindenweg 4",
    "city": "Berlin",
    "postal_code": "10115",
    "phone": "030 901820",
}
ZURICH = BERLIN | {
    "country": "CH",
    "street_address": "Seeweg 9",
    "city": "Zürich",
    "postal_code": "8001",
    "phone": "044 234 56 78",
}
_HIDDEN = re.compile(r'type="hidden" name="(key|fingerprint|seen|gateway|accepted|units)" value="([^"]*)"')
_METHOD = re.compile(r'name="(method-[^"]+)" value="([^"]+)"( checked)?')


def words_of(page: str) -> str:
    """Give what the main part of a page says, without markup."""
    main = page[page.index("<main") : page.index("</main")] if "<main" in page else page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def put_in_cart(
    browser: Browser, shop: Shop, sku: str, quantity: int | str = 1, **headers: str
) -> TestResponse:
    """Send the form of a product's page, which carries no token."""
    form = {"variant": str(shop.variants[sku]), "quantity": str(quantity)}
    sent = {"Origin": browser.base, **headers}
    return browser.client.post("/en/cart", base_url=browser.base, data=form, headers=sent)


def log_in(browser: Browser, person: Person) -> None:
    """Log in at the storefront."""
    assert browser.post("/en/login", email=person.email, password=cast.PASSWORD).status_code == 303


def hidden_of(page: str) -> dict[str, str]:
    """Give what a page's form carries along unseen."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(page)}


def proposed_methods(page: str) -> dict[str, str]:
    """Give the shipping methods that are marked on the second step."""
    return {name: value for name, value, is_marked in _METHOD.findall(page) if is_marked}


def come_to_review(browser: Browser, address: dict[str, str] | None = None) -> dict[str, str]:
    """Go through the first steps with what is proposed, and give what the last page sends."""
    assert browser.post("/en/checkout", **(address or BERLIN)).location == "/en/checkout/shipping"
    methods = proposed_methods(browser.get("/en/checkout/shipping").text)
    assert browser.post("/en/checkout/shipping", **methods).location == "/en/checkout/review"
    page = browser.get("/en/checkout/review")
    assert page.status_code == 200, words_of(page.text)
    return hidden_of(page.text)


def place(browser: Browser, sent: dict[str, str]) -> TestResponse:
    """Press `Place order`, and let the shop lead on to where one pays."""
    answer = browser.post("/en/checkout/place", **sent)
    leads_on = answer.status_code == 303 and answer.location.startswith("/en/checkout/pay/")
    return browser.get(answer.location) if leads_on else answer
