import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import Storefront


@pytest.mark.journey
def test_a_stranger_registers_proves_the_mailbox_and_keeps_an_address(
    storefront: Callable[..., Storefront],
) -> None:
    shop = storefront("global", "es")
    email = f"nueva-{shop.host.rsplit(':', 1)[1]}@example.org"
    shop.go("/register")
    shop.page.get_by_label(shop.words("Full name"), exact=True).fill("Nueva Persona")
    shop.page.get_by_label(shop.words("E-mail"), exact=True).fill(email)
    shop.page.get_by_label(shop.words("Password"), exact=True).fill("una larga contraseña 7")
    shop.page.locator("main").get_by_role("button", name=shop.words("Create account"), exact=True).click()
    expect(shop.page).not_to_have_url(re.compile("/register$"))

    link = _link_in_mail(shop, email)
    shop.page.goto(link)
    shop.page.locator("main form button[type=submit]").first.click()
    expect(shop.page).to_have_url(re.compile("/account"))

    shop.go("/account/addresses")
    expect(shop.page.locator("main")).to_be_visible()


def _link_in_mail(shop: Storefront, email: str) -> str:
    for _ in range(30):
        shop.go("/mailbox")
        mail = shop.page.locator(".mailbox__mail", has_text=email)
        if mail.count():
            mail.first.get_by_role("link").click()
            text = str(shop.page.locator("pre").text_content())
            found = re.search(r"https?://\S+/verify/\S+", text)
            assert found is not None
            return found[0]
        shop.page.wait_for_timeout(1000)
    raise AssertionError("no mail with a link")
