from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import Storefront

PHONE = {"width": 375, "height": 740}


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "store", "country"),
    [("eu", "pl", "amber-coast", "DE"), ("ru", "ru", "kite-key", "RU")],
)
def test_a_purchase_works_without_javascript_on_a_phone(
    storefront: Callable[..., Storefront], site: str, language: str, store: str, country: str
) -> None:
    shop = storefront(site, language, java_script_enabled=False, viewport=PHONE)
    title = shop.open_first_product_of(store)
    shop.button("Add to cart").click()
    expect(shop.page.locator("main")).to_contain_text(title)
    expect(shop.page.locator("#cart-count")).to_have_text("1")

    at_review = shop.check_out(email="bezjs@example.org", country=country)
    expect(shop.page.locator(".checkout-recap")).to_contain_text(title)
    assert shop.place_order() == at_review
    shop.pay("challenge")
    shop.button("Approve").click()

    _, at_order = shop.expect_order("Paid")
    assert at_order == at_review


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("global", "es"), ("ru", "ru")])
def test_who_is_logged_in_reads_it_in_the_header_without_javascript(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language, java_script_enabled=False)
    shop.log_in("shopper@demo.example", "entrepot-demo")
    shop.go("/account")
    header = shop.page.locator("header.site-header")
    expect(header).to_contain_text("Nora Lindqvist")
    expect(header.get_by_role("link", name=shop.words("Log in"), exact=True)).to_have_count(0)
    header.get_by_role("button", name=shop.words("Log out"), exact=True).click()
    shop.go("/cart")
    expect(header.get_by_role("link", name=shop.words("Log in"), exact=True)).to_be_visible()
