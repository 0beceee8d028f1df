import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import run_shop
from tests.pages.storefront import Storefront
from tests.pages.words import Words


@pytest.mark.journey
def test_an_operator_sees_purchases_jobs_rates_and_a_proven_stock(
    visit: Callable[..., Page], shop: str
) -> None:
    page = visit()
    page.goto(f"{shop}/admin/orders")
    page.get_by_label("E-mail").fill("admin@demo.example")
    page.get_by_label("Password").fill("entrepot-demo")
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.locator("h1")).to_have_text("Purchases")

    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_role("status")).to_contain_text("agrees with its ledger")
    page.get_by_role("link", name="Silent parcels", exact=True).click()
    expect(page.locator("h1")).to_have_text("Silent parcels")
    page.get_by_role("link", name="Jobs").click()
    expect(page.locator("main")).to_contain_text("Nothing has given up.")
    page.get_by_role("link", name="Generated pages").click()
    _look_up(page, f"{shop}/en/", "/en/ · USD")
    expect(page.locator("main")).to_contain_text("shelves")
    page.get_by_role("button", name="Draw anew").click()
    expect(page.get_by_role("status")).to_contain_text("The page is being drawn anew.")
    page.get_by_role("link", name="Exchange rates").click()
    expect(page.locator("tbody")).to_contain_text("RUB")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def _look_up(page: Page, address: str, name: str) -> None:
    """Look a page up that was kept when somebody asked for it, however soon that is."""
    assert page.request.get(address).ok
    for _ in range(30):
        page.get_by_label("Address of a page").fill("/en/")
        page.get_by_role("button", name="Look up").click()
        expect(page.locator("h1")).to_have_text("Generated pages")
        if page.get_by_role("link", name=name).count():
            break
        page.wait_for_timeout(500)
    page.get_by_role("link", name=name).click()


@pytest.mark.journey
def test_an_operator_finds_a_purchase_and_cancels_an_order_without_javascript(
    storefront: Callable[..., Storefront], visit: Callable[..., Page], shop: str
) -> None:
    buyer = storefront("global", "en")
    buyer.open_first_product_of("pixel-harbor")
    buyer.add_to_cart()
    buyer.open_cart()
    buyer.check_out(email="calls-us@example.org", country="AU")
    buyer.place_order()
    buyer.pay()
    number, _ = buyer.expect_order("Paid")

    console = visit(java_script_enabled=False, viewport={"width": 375, "height": 740})
    console.goto(f"{shop}/admin/orders")
    console.get_by_label("E-mail").fill("admin@demo.example")
    console.get_by_label("Password").fill("entrepot-demo")
    console.locator("main").get_by_role("button", name="Log in").click()
    console.get_by_label("Number or e-mail").fill(number)
    console.get_by_role("button", name="Show").click()
    console.get_by_role("link", name=number).click()
    console.locator("summary", has_text="Cancel order").click()
    console.get_by_label("Reason").fill("the shopper called")
    console.get_by_role("button", name=f"Cancel order {number}-1").click()
    expect(console.get_by_role("status")).to_contain_text("is canceled")
    expect(console.locator("main")).to_contain_text("the shopper called")

    console.locator("header summary").click()
    console.get_by_role("button", name="Polski").click()
    expect(console.locator("html")).to_have_attribute("lang", "pl")
    expect(console).to_have_url(re.compile(f"/admin/orders/{number}$"))


@pytest.mark.journey
def test_an_empty_shop_gets_its_first_operator_once(visit: Callable[..., Page], tmp_path: Path) -> None:
    with run_shop(tmp_path, "--no-demo") as address:
        page = visit()
        page.goto(f"{address}/en/")
        expect(page.locator("main")).to_be_visible()
        page.goto(f"{address}/admin/setup")
        page.get_by_label("Full name").fill("First Operator")
        page.get_by_label("E-mail").fill("first@example.org")
        page.get_by_label("Password").fill("short")
        page.get_by_role("button", name="Create account").click()
        expect(page.locator("[name=password]")).to_have_attribute("aria-invalid", "true")
        page.get_by_label("Password").fill("a long enough secret")
        page.get_by_role("button", name="Create account").click()
        page.get_by_label("E-mail").fill("first@example.org")
        page.get_by_label("Password").fill("a long enough secret")
        page.locator("main").get_by_role("button", name="Log in").click()
        expect(page.locator("h1")).to_have_text("Overview")
        assert page.goto(f"{address}/admin/setup").status == 404  # type: ignore[union-attr]


@pytest.mark.journey
@pytest.mark.parametrize("language", ["en", "de"])
def test_an_operator_says_how_a_site_is_paid(visit: Callable[..., Page], shop: str, language: str) -> None:
    words = Words(language)
    page = visit(locale=language)
    page.goto(f"{shop}/admin/payments")
    page.get_by_label(words("E-mail")).fill("admin@demo.example")
    page.get_by_label(words("Password")).fill("entrepot-demo")
    page.locator("main").get_by_role("button", name=words("Log in")).click()
    expect(page.locator("h1")).to_have_text(words("Payments"))
    form = page.locator("#global-sandbox")
    form.get_by_label(words("From %(currency)s", currency="USD")).fill("9")
    form.get_by_label(words("Up to %(currency)s", currency="USD")).fill("5")
    form.get_by_role("button", name=words("Save")).click()
    expect(form.get_by_role("alert")).to_contain_text(words("The least amount is larger than the most."))
    form.get_by_label(words("From %(currency)s", currency="USD")).fill("")
    form.get_by_label(words("Up to %(currency)s", currency="USD")).fill("")
    form.get_by_role("button", name=words("Save")).click()
    expect(page.locator("body")).to_contain_text(words("The way to pay is saved."))
