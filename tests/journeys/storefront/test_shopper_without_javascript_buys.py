from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import Storefront


@pytest.mark.journey
def test_a_purchase_works_without_javascript_on_a_phone(storefront: Callable[..., Storefront]) -> None:
    shop = storefront("eu", "pl", java_script_enabled=False, viewport={"width": 375, "height": 740})
    title = shop.open_first_product_of("amber-coast")
    shop.button("Add to cart").click()
    expect(shop.page.locator("main")).to_contain_text(title)

    at_review = shop.check_out(email="bezjs@example.org", country="DE")
    assert shop.place_order() == at_review
    shop.pay("challenge")
    shop.button("Approve").click()

    _, at_order = shop.expect_order("Paid")
    assert at_order == at_review
