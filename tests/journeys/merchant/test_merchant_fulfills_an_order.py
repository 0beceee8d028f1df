from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.pages.portal import open_portal
from tests.pages.storefront import Storefront


@pytest.mark.journey
def test_a_merchant_packs_an_order_which_can_then_not_be_canceled(
    storefront: Callable[..., Storefront], visit: Callable[..., Page], shop: str
) -> None:
    portal = open_portal(visit, shop, "/")
    merchant = portal.locator("h1").inner_text()

    buyer = storefront("global", "en")
    buyer.go("/")
    buyer.page.get_by_role("link", name=merchant).first.click()
    buyer.page.locator(".product-card:not(.product-card--sold-out)").first.get_by_role("link").click()
    buyer.add_to_cart()
    buyer.open_cart()
    buyer.check_out(email="packed@example.org", country="AU")
    buyer.place_order()
    buyer.pay()
    number, _ = buyer.expect_order("Paid")

    portal.get_by_role("link", name="Orders").click()
    portal.get_by_label("State").select_option(label="Paid")
    portal.get_by_role("button", name="Show").click()
    portal.get_by_role("link", name=f"{number}-1").click()
    portal.get_by_role("button", name="Start fulfillment").click()
    expect(portal.locator("main")).to_contain_text("Hand over to the carrier")
    buyer.page.reload()
    expect(buyer.link("Cancel order")).to_have_count(0)

    portal.get_by_role("button", name="Hand over to the carrier").click()
    expect(portal.locator("main .badge").first).to_contain_text("On its way")


@pytest.mark.journey
def test_a_merchant_changes_words_price_and_stock_of_a_product(visit: Callable[..., Page], shop: str) -> None:
    portal = open_portal(visit, shop)
    portal.locator("tbody a").first.click()

    portal.locator("[name=title-en]").fill("A title of my own")
    portal.get_by_role("button", name="Save texts").click()
    expect(portal.get_by_role("status")).to_contain_text("The texts are saved.")
    portal.locator("[name=amount]").first.fill("nothing")
    portal.get_by_role("button", name="Set price").first.click()
    expect(portal.get_by_role("alert")).to_contain_text("Please type an amount")
    portal.locator("[name=delta]").first.fill("5")
    portal.get_by_role("button", name="Change stock").first.click()
    expect(portal.get_by_role("status")).to_contain_text("The stock is changed.")
