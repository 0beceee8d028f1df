"""Pages that everybody shares carry nothing of anybody, and caches may keep them."""

import gzip

import pytest

from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import log_in, put_in_cart
from tests.web.storefront.reading import GLOBAL, visit
from web.shared import caching

PAGES = [
    "/en/",
    "/en/c/home",
    "/en/c/home?sort=price-up",
    "/en/search?q=moon",
    "/en/search",
    "/en/p/moon-lamp",
    "/en/m/lumen-works",
]


@pytest.mark.parametrize("path", PAGES)
def test_everybody_gets_the_same_bytes(shop: Shop, path: str) -> None:
    browser = Browser(GLOBAL)
    log_in(browser, shop.cast.shopper)
    put_in_cart(browser, shop, "BULB")
    browser.client.set_cookie("country", "CH")
    browser.client.set_cookie("language", "de")
    for stranger, mine in zip(
        (visit(path), visit(path, HX_Request="true")),
        (
            browser.client.get(path, base_url=GLOBAL),
            browser.client.get(path, base_url=GLOBAL, headers={"HX-Request": "true"}),
        ),
        strict=True,
    ):
        assert mine.data == stranger.data
        assert "Set-Cookie" not in mine.headers
        assert mine.headers["ETag"] == stranger.headers["ETag"]


@pytest.mark.parametrize("path", PAGES)
def test_caches_may_keep_them_for_a_minute_apart_by_currency(shop: Shop, path: str) -> None:
    page = visit(path)
    assert page.headers["Cache-Control"] == caching.SHARED
    assert {"Cookie", "HX-Request", "HX-History-Restore-Request"} <= set(page.headers["Vary"].split(", "))


def test_a_page_that_did_not_change_is_not_sent_again(shop: Shop) -> None:
    first = visit("/en/p/moon-lamp", Accept_Encoding="gzip")
    assert first.headers["Content-Encoding"] == "gzip"
    assert b"Moon lamp" in gzip.decompress(first.data)
    again = visit("/en/p/moon-lamp", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    in_euros = visit("/en/p/moon-lamp", If_None_Match=first.headers["ETag"], cookies="currency=EUR")
    assert in_euros.status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_they_hold_no_token_and_no_inline_script(shop: Shop, path: str) -> None:
    text = visit(path).text
    assert "csrf_token" not in text
    assert "style=" not in text
    assert text.count("<script") == text.count("<script src=") + text.count(
        '<script type="module" src='
    ) + text.count('<script type="application/ld+json">')
