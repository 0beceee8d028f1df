import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.pages.storefront import ADDRESSES, Storefront

MOST_TABS = 150


def reach(shop: Storefront, target: Locator) -> None:
    """Press Tab until the focus is there, and see that it can be seen."""
    for _ in range(MOST_TABS):
        shop.page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            break
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()


def press(shop: Storefront, target: Locator) -> None:
    reach(shop, target)
    shop.page.keyboard.press("Enter")


def type_into(shop: Storefront, target: Locator, text: str) -> None:
    reach(shop, target)
    shop.page.keyboard.press("Control+A")
    shop.page.keyboard.type(text)


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "store"), [("eu", "en", "amber-coast"), ("eu", "fr", "kite-key")]
)
def test_a_whole_purchase_by_keyboard(
    storefront: Callable[..., Storefront], site: str, language: str, store: str
) -> None:
    shop = storefront(site, language)
    page, words = shop.page, shop.words
    shop.open_first_product_of(store)
    press(shop, shop.button("Add to cart"))
    expect(page.locator("#cart-notice")).not_to_be_empty()
    shop.go("/cart")
    press(shop, shop.link("Checkout"))
    expect(page).to_have_url(re.compile("/checkout$"))

    type_into(shop, page.get_by_label(words("E-mail"), exact=True), "keys@example.org")
    country = page.locator("main select[name=country]")
    if country.input_value() != "DE":
        shop.choose_country(country, "DE")
    for part in ("name", "street_address", "postal_code", "city", "phone"):
        type_into(shop, page.locator(f"main [name={part}]"), ADDRESSES["DE"][part])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/checkout/shipping$"))
    expect(page.locator(".checkout-step--open h2")).to_be_focused()

    gift = page.locator("details.checkout-more summary")
    press(shop, gift)
    type_into(shop, page.locator("[name=gift_note]"), "From me to you")
    press(shop, shop.button("Continue").last)
    expect(page).to_have_url(re.compile("/checkout/review$"))
    expect(page.locator(".checkout-note")).to_contain_text("From me to you")

    press(shop, shop.button("Place order"))
    expect(page).to_have_url(re.compile("/sandbox-pay/"))
    press(shop, shop.button("Pay"))
    shop.expect_order("Paid")
