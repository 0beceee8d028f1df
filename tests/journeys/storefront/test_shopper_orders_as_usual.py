import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import ADDRESSES, Storefront


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "store"), [("eu", "es", "amber-coast"), ("ru", "en", "kite-key")]
)
def test_who_comes_again_is_two_clicks_from_the_pay_page(
    storefront: Callable[..., Storefront], site: str, language: str, store: str
) -> None:
    shop = storefront(site, language)
    shop.log_in("shopper@demo.example", "entrepot-demo")
    shop.open_first_product_of(store)
    shop.add_to_cart()
    shop.open_cart()
    shop.button("Order as usual").click()
    expect(shop.page).to_have_url(re.compile("/checkout/review$"))
    shop.place_order()
    shop.pay()
    shop.expect_order("Paid")


@pytest.mark.journey
@pytest.mark.parametrize("language", ["de", "fr"])
def test_steps_keep_what_was_typed_and_go_back_and_forth(
    storefront: Callable[..., Storefront], language: str
) -> None:
    shop = storefront("eu", language, viewport={"width": 375, "height": 740})
    page, words = shop.page, shop.words
    shop.open_first_product_of("amber-coast")
    shop.add_to_cart()
    shop.open_cart()
    shop.link("Checkout").click()
    page.get_by_label(words("E-mail"), exact=True).fill("back@example.org")
    shop.fill_address("DE")
    page.locator("main [name=phone]").fill("12")
    page.locator("details.checkout-more summary").click()
    page.get_by_label(words("Company name")).fill("Kontor Nord GmbH")
    number = page.get_by_label(words("VAT or tax number"))
    number.fill("DE136695977")
    shop.button("Continue").last.click()
    wrong = words("This number does not exist in this country. Please check each digit.")
    expect(page.locator("#firm_vat-error")).to_contain_text(wrong)
    expect(page.get_by_label(words("Company name"))).to_have_value("Kontor Nord GmbH")
    expect(page.locator("#phone-error")).to_contain_text(
        words("Enter a phone number with its area code, or with + and the code of its country.")
    )
    page.locator("main [name=phone]").fill("030 12345678")
    number.fill("136 695 976")
    shop.button("Continue").last.click()
    expect(page).to_have_url(re.compile("/checkout/shipping$"))
    expect(page.locator(".checkout-step--done")).to_contain_text("Kontor Nord GmbH, DE136695976")
    page.go_back()
    expect(page).to_have_url(re.compile("/checkout$"))
    expect(page.get_by_label(words("E-mail"), exact=True)).to_have_value("back@example.org")
    page.go_forward()
    expect(page.locator(".checkout-step--open h2")).to_contain_text(words("Delivery"))
    page.locator(".checkout-fold > summary").click()
    expect(page.locator("#checkout-aside .summary__row--total")).to_be_visible()
    shop.link("Change the recipient").click()
    expect(page).to_have_url(re.compile("/checkout$"))
    expect(number).to_have_value("DE136695976")


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "store", "country", "is_scripted"),
    [("eu", "de", "amber-coast", "DE", True), ("ru", "ru", "bamboo-trail", "RU", False)],
)
def test_the_invoice_goes_to_another_address_than_the_parcel(
    storefront: Callable[..., Storefront],
    site: str,
    language: str,
    store: str,
    country: str,
    is_scripted: bool,
) -> None:
    shop = storefront(site, language, java_script_enabled=is_scripted)
    page = shop.page
    shop.open_first_product_of(store)
    shop.button("Add to cart").click()
    shop.open_cart()
    shop.link("Checkout").click()
    page.get_by_label(shop.words("E-mail"), exact=True).fill("paper@example.org")
    shop.fill_address(country)
    same = page.get_by_label(shop.words("Billing address same as delivery"))
    name = page.locator("[name=billing_name]")
    expect(same).to_be_checked()
    expect(name).to_be_hidden()
    same.uncheck()
    expect(name).to_be_visible()
    name.fill("Buchhaltung Nord")
    shop.button("Continue").last.click()
    expect(page.locator("#billing-street-address-error")).to_be_visible()
    expect(name).to_have_value("Buchhaltung Nord")
    for part in ("street_address", "city", "postal_code"):
        page.locator(f"[name=billing_{part}]").fill(ADDRESSES[country][part])
    if country == "RU":
        page.locator("[name=billing_country_area]").select_option(ADDRESSES[country]["country_area"])
    shop.button("Continue").last.click()
    expect(page).to_have_url(re.compile("/checkout/shipping$"))
    shop.button("Continue").last.click()
    expect(page.locator(".checkout-step--done").first).to_contain_text("Buchhaltung Nord")
    shop.place_order()
    shop.pay()
    shop.expect_order("Paid")
    expect(page.locator("main")).to_contain_text(shop.words("Billing address"))
    expect(page.locator("main")).to_contain_text("Buchhaltung Nord")
