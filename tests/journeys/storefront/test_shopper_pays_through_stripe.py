import re
from collections.abc import Callable, Iterator
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.factories.stripe_company import StripeCompany
from tests.factories.stripe_pages import ASKING, BAD, GOOD
from tests.pages.storefront import Storefront


@pytest.fixture
def stripe(shop: str, stripe_company: StripeCompany, visit: Callable[..., Page]) -> Iterator[StripeCompany]:
    """Give the company, with its words on their way to the shop; not where that shop does not offer it."""

    def post(body: bytes, headers: dict[str, str]) -> None:
        port = shop.rsplit(":", 1)[1]
        address = f"http://127.0.0.1:{port}/payments/webhooks/stripe"
        urlopen(Request(address, body, headers | {"Host": f"localhost:{port}"}), timeout=10)

    stripe_company.post = post
    yield stripe_company
    stripe_company.post = None


def come_to_pay_page(shop: Storefront, store: str, country: str) -> str:
    shop.open_first_product_of(store)
    shop.add_to_cart()
    shop.open_cart()
    at_review = shop.check_out(email="card@example.org", country=country)
    shop.page.locator("input[name=gateway][value=stripe]").check()
    shop.button("Place order").click()
    expect(shop.page).to_have_url(re.compile("/c/pay/cs_"))
    return at_review


def pay_with(shop: Storefront, card: str) -> None:
    shop.page.get_by_label("Card number").fill(card)
    shop.page.get_by_role("button", name="Pay").click()


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "country", "store"),
    [("eu", "de", "DE", "amber-coast"), ("global", "zh", "AU", "lantern-lane")],
)
def test_a_card_is_declined_then_the_bank_asks_and_the_order_is_paid(
    storefront: Callable[..., Storefront],
    stripe: StripeCompany,
    site: str,
    language: str,
    country: str,
    store: str,
) -> None:
    shop = storefront(site, language)
    at_review = come_to_pay_page(shop, store, country)
    pay_with(shop, BAD)
    expect(shop.page.get_by_role("alert")).to_have_text("Your card was declined.")
    pay_with(shop, ASKING)
    shop.page.get_by_role("button", name="Complete").click()
    _number, at_order = shop.expect_order("Paid")
    assert at_order == at_review


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "country", "store"),
    [("eu", "pl", "DE", "kite-key"), ("global", "en", "AU", "lantern-lane")],
)
def test_who_turns_back_chooses_another_way_and_pays(
    storefront: Callable[..., Storefront],
    stripe: StripeCompany,
    site: str,
    language: str,
    country: str,
    store: str,
) -> None:
    shop = storefront(site, language, viewport={"width": 375, "height": 740})
    come_to_pay_page(shop, store, country)
    shop.page.get_by_role("link", name="Back").click()
    expect(shop.page).to_have_url(re.compile("/orders/ORD-"))
    shop.button("Pay").click()
    expect(shop.page).to_have_url(re.compile("/c/pay/cs_"))
    shop.page.get_by_role("link", name="Back").click()
    shop.page.locator("input[name=gateway][value=sandbox]").check()
    shop.button("Pay").click()
    expect(shop.page).to_have_url(re.compile("/sandbox-pay/"))
    shop.pay()
    shop.expect_order("Paid")


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "country", "store"),
    [("ru", "ru", "RU", "bamboo-trail"), ("eu", "de", "DE", "amber-coast")],
)
def test_without_javascript_the_way_there_and_back_is_the_same(
    storefront: Callable[..., Storefront],
    stripe: StripeCompany,
    site: str,
    language: str,
    country: str,
    store: str,
) -> None:
    shop = storefront(site, language, java_script_enabled=False)
    shop.open_first_product_of(store)
    shop.button("Add to cart").click()
    at_review = shop.check_out(email="card@example.org", country=country)
    shop.page.locator("input[name=gateway][value=stripe]").check()
    shop.button("Place order").click()
    pay_with(shop, GOOD)
    _number, at_order = shop.expect_order("Paid")
    assert at_order == at_review
