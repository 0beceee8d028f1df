from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import Storefront


@pytest.mark.journey
def test_currency_language_and_country_change_without_losing_the_cart(
    storefront: Callable[..., Storefront],
) -> None:
    shop = storefront("global", "en")
    title = shop.open_first_product_of("pixel-harbor")
    shop.add_to_cart()
    in_dollars = shop.open_cart()

    shop.page.get_by_label("Currency").select_option("CAD")
    expect(shop.page.locator("#cart")).to_contain_text("You changed the currency")
    in_canadian = shop.total("#cart-summary")
    assert in_dollars.startswith("US$")
    assert in_canadian.startswith("CA$")
    expect(shop.page.locator("#cart")).to_contain_text(title)

    shop.page.get_by_label("Ship to").select_option("GB")
    expect(shop.page.locator("#cart")).to_contain_text(title)
    shop.page.get_by_label("Language").select_option("fr")
    expect(shop.page.locator("html")).to_have_attribute("lang", "fr")
    expect(shop.page.locator("#cart .cart-line, #cart [id^=line-]")).to_have_count(1)
