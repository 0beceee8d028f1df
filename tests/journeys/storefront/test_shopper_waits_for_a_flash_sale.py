"""A flash sale from the console to the order: drafted, scheduled, begun, waited for, bought, ended."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.pages.storefront import Storefront

SITE = "Entrepot Global"
PATIENCE_S = 90  # a sale begins within a quarter of a minute; a busy machine takes longer


def log_in(page: Page, shop: str) -> None:
    page.goto(f"{shop}/admin/flash-sales")
    page.get_by_label("E-mail").fill("admin@demo.example")
    page.get_by_label("Password").fill("entrepot-demo")
    page.locator("main").get_by_role("button", name="Log in").click()


def draft(page: Page, shop: str, sku: str, *, per_second: int) -> str:
    """Draft and schedule a sale that begins at once; gives its page."""
    page.goto(f"{shop}/admin/flash-sales")
    page.get_by_label("Site").select_option(label=SITE)
    page.get_by_label("SKU").fill(sku)
    page.get_by_role("button", name="Draft it").click()
    expect(page.get_by_role("status").first).to_contain_text("The draft is there")
    zone = ZoneInfo(re.search(r"in the time of ([\w/]+)", page.content())[1])  # type: ignore[index]
    now = datetime.now(UTC).astimezone(zone)
    page.get_by_label("Begins, in the time of").fill((now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Ends, in the time of").fill((now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Units", exact=True).fill("3")
    page.get_by_label("Shoppers let in each second").fill(str(per_second))
    for field in page.locator("fieldset input").all():
        field.fill("1.00")
    places = page.get_by_label("Stock location that gives the units").locator("option")
    for value in [option.get_attribute("value") for option in places.all()][1:]:
        page.get_by_label("Stock location that gives the units").select_option(value)
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Schedule", exact=True).click()
        if page.get_by_text("The units are set aside.").count():
            return page.url
    raise AssertionError("no stock location has three units")


def look_until(page: Page, address: str, *, is_on: bool) -> None:
    """Look at a product's page again until it says that the sale is on, or nothing of it any more."""
    for _ in range(PATIENCE_S):
        page.goto(address)
        if (page.locator(".flash").count() > 0) == is_on:
            return
        page.wait_for_timeout(1000)


@pytest.mark.journey
def test_a_sale_is_run_waited_for_and_ended(
    visit: Callable[..., Page], storefront: Callable[..., Storefront], shop: str
) -> None:
    shopper = storefront("global", "en").page
    shopper.goto(f"{shop}/en/c/home-kitchen?stock=in-stock&sort=price-up")
    shopper.locator(".product-card a").nth(5).click()
    expect(shopper.get_by_role("button", name="Add to cart")).to_be_visible()
    product = shopper.url
    sku = shopper.locator("dt", has_text="SKU").locator("xpath=following-sibling::dd[1]").inner_text()
    console = visit()
    log_in(console, shop)
    sale = draft(console, shop, sku, per_second=1)
    look_until(shopper, product, is_on=True)
    expect(shopper.locator(".flash")).to_contain_text("One unit per shopper.")
    expect(shopper.locator("#flash-left")).not_to_be_empty()
    expect(shopper.locator(".product__price")).to_contain_text("1.00")
    shopper.get_by_role("button", name="Add to cart").click()
    expect(shopper.locator("#cart-notice .notice")).to_be_visible()

    plain = storefront("global", "de", java_script_enabled=False).page
    plain.goto(product.replace("/en/", "/de/"))
    plain.locator("form.product__action button.button--large").click()
    plain.wait_for_url(re.compile("/de/flash/"))
    expect(plain.get_by_role("heading", level=1)).to_be_visible()
    plain.locator("form button").click(timeout=60_000)
    plain.wait_for_url(re.compile("/de/cart$"))
    expect(plain.locator("main")).to_contain_text("1,00")

    console.goto(sale)
    console.get_by_label("Shoppers let in each second").fill("5")
    console.get_by_role("button", name="Set the rate").click()
    expect(console.get_by_role("status").first).to_contain_text("The rate is set")
    console.get_by_role("button", name="End now").click()
    expect(console.get_by_role("status").first).to_contain_text("The sale is over.")
    look_until(shopper, product, is_on=False)
    expect(shopper.locator(".flash")).to_have_count(0)
