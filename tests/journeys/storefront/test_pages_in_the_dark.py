"""The pages of a purchase where somebody prefers the dark: the examiner looks at each, at a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import Storefront

WIDTHS = {"phone": {"width": 375, "height": 740}, "desk": {"width": 1440, "height": 900}}


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "store", "width"),
    [("global", "en", "pixel-harbor", "desk"), ("ru", "ru", "kite-key", "phone")],
)
def test_the_pages_of_a_purchase_are_for_everybody_in_the_dark(
    storefront: Callable[..., Storefront], site: str, language: str, store: str, width: str
) -> None:
    shop = storefront(site, language, color_scheme="dark", viewport=WIDTHS[width])
    for path in ("/", "/login", "/register", "/orders", "/search?q=xyzzyq", f"/m/{store}"):
        shop.go(path)
        expect(shop.page.locator("main")).to_be_visible()
    shop.open_first_product_of(store)
    shop.add_to_cart()
    shop.page.locator("#companions").scroll_into_view_if_needed()
    expect(shop.page.locator("#companions .product-card").first).to_be_visible()
    shop.open_cart()
    shop.link("Checkout").click()
    shop.button("Continue").last.click()
    expect(shop.page.locator("[aria-invalid=true]").first).to_be_visible()
