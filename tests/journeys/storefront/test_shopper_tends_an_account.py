import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import Storefront


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("eu", "en"), ("ru", "ru")])
def test_a_forgotten_password_is_replaced(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language)
    email = f"forgetful-{uuid4().hex[:8]}@example.org"
    _register(shop, email, "the first long secret")

    shop.go("/reset")
    shop.page.locator("main").get_by_label(shop.words("E-mail")).fill(email)
    shop.page.locator("main form button[type=submit]").first.click()
    expect(shop.page).to_have_url(re.compile("/reset/sent"))
    shop.page.goto(shop.link_in_mail(email, "reset"))
    shop.page.locator("main [name=password]").fill("the second long secret")
    shop.page.locator("main form button[type=submit]").first.click()
    expect(shop.page.locator("main [name=password]")).to_have_count(1)

    shop.log_in(email, "the second long secret")
    shop.go("/account")
    expect(shop.page.locator("main")).to_be_visible()


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language", "country"), [("eu", "de", "DE"), ("ru", "ru", "RU")])
def test_an_address_is_added_and_changed(
    storefront: Callable[..., Storefront], site: str, language: str, country: str
) -> None:
    shop = storefront(site, language)
    shop.log_in("shopper@demo.example", "entrepot-demo")
    shop.go("/account/addresses/new")
    shop.fill_address(country)
    street = f"Kastanienallee {uuid4().int % 900 + 100}"
    shop.page.locator("main [name=street_address]").fill(street)
    shop.page.locator("main form button[type=submit]:not([name])").last.click()
    expect(shop.page).to_have_url(re.compile("/account/addresses$"))
    card = shop.page.locator("main").get_by_text(street)
    expect(card.first).to_be_visible()

    edit = shop.page.locator("main a[href*='/account/addresses/']:not([href$='new'])").last
    edit.click()
    expect(shop.page).to_have_url(re.compile(r"/account/addresses/\d+$"))
    expect(shop.page.locator("main [name=street_address]")).not_to_be_empty()


def _register(shop: Storefront, email: str, password: str) -> None:
    shop.go("/register")
    main = shop.page.locator("main")
    main.get_by_label(shop.words("Full name"), exact=True).fill("Forgetful Person")
    main.get_by_label(shop.words("E-mail"), exact=True).fill(email)
    main.get_by_label(shop.words("Password"), exact=True).fill(password)
    main.get_by_role("button", name=shop.words("Create account"), exact=True).click()
    expect(shop.page).to_have_url(re.compile("/register/sent"))
    shop.page.goto(shop.link_in_mail(email, "verify"))
    shop.page.locator("main form button[type=submit]").first.click()
    expect(shop.page).to_have_url(re.compile("/account"))
    shop.page.context.clear_cookies()
