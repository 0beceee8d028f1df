import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import Storefront


@pytest.mark.journey
@pytest.mark.parametrize(
    ("language", "dollars", "canadian", "other"), [("en", "US$", "CA$", "fr"), ("de", "$", "CA$", "zh")]
)
def test_currency_language_and_country_change_without_losing_the_cart(
    storefront: Callable[..., Storefront], language: str, dollars: str, canadian: str, other: str
) -> None:
    shop = storefront("global", language)
    changed = shop.words("You changed the currency: %(before)s is now %(now)s.", before="", now="").partition(
        ":"
    )[0]
    title = shop.open_first_product_of("pixel-harbor")
    shop.add_to_cart()
    in_dollars = shop.open_cart()

    shop.page.get_by_label(shop.words("Currency")).select_option("CAD")
    expect(shop.page.locator("#cart")).to_contain_text(changed)
    in_canadian = shop.total("#cart-summary")
    assert dollars in in_dollars
    assert canadian in in_canadian
    expect(shop.page.locator("#cart")).to_contain_text(title)

    shop.page.get_by_label(shop.words("Ship to")).select_option("GB")
    expect(shop.page.locator("#cart")).to_contain_text(title)
    shop.page.get_by_label(shop.words("Language")).select_option(other)
    expect(shop.page.locator("html")).to_have_attribute("lang", re.compile(other))
    expect(shop.page.locator("#cart .cart-line, #cart [id^=line-]")).to_have_count(1)
