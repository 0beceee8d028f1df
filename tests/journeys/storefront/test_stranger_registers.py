import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import Storefront


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("global", "es"), ("ru", "ru")])
def test_a_stranger_registers_proves_the_mailbox_and_keeps_an_address(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language)
    email = f"nueva-{uuid4().hex[:8]}@example.org"
    shop.go("/register")
    shop.page.get_by_label(shop.words("Full name"), exact=True).fill("Nueva Persona")
    shop.page.get_by_label(shop.words("E-mail"), exact=True).fill(email)
    shop.page.get_by_label(shop.words("Password"), exact=True).fill("una larga contraseña 7")
    shop.page.locator("main").get_by_role("button", name=shop.words("Create account"), exact=True).click()
    expect(shop.page).not_to_have_url(re.compile("/register$"))

    link = shop.link_in_mail(email, "verify")
    shop.page.goto(link)
    shop.page.locator("main form button[type=submit]").first.click()
    expect(shop.page).to_have_url(re.compile("/account"))

    shop.go("/account/addresses")
    expect(shop.page.locator("main")).to_be_visible()
