import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.pages.storefront import Storefront


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language", "typed"), [("global", "en", "lam"), ("ru", "ru", "чай")])
def test_a_shopper_follows_a_suggestion_by_keyboard(
    storefront: Callable[..., Storefront], site: str, language: str, typed: str
) -> None:
    shop = storefront(site, language)
    shop.go("/")
    field = shop.page.get_by_role("searchbox")
    field.focus()
    field.press_sequentially(typed, delay=30)
    options = shop.page.locator("#suggestions [role=option]")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "suggestion-1")
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value(typed)

    field.press("Backspace")
    expect(options.first).to_be_visible()
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(shop.page).to_have_url(re.compile(r"/(p|c|search)"))


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language", "query"), [("eu", "de", "lampe"), ("global", "en", "tea")])
def test_a_shopper_narrows_and_takes_it_off_again(
    storefront: Callable[..., Storefront], site: str, language: str, query: str
) -> None:
    shop = storefront(site, language)
    shop.go(f"/search?q={query}")
    page = shop.page
    before = page.locator(".product-card").count()
    value = page.locator(".facet__value", has=page.locator("[name=brand]")).first
    left = int(value.locator(".facet__count").inner_text())
    assert 0 < left <= before
    value.get_by_role("checkbox").check()
    expect(page).to_have_url(re.compile("brand="))
    expect(page.locator(".product-card")).to_have_count(left)
    page.locator(".views a").last.click()
    expect(page.locator(".cards--list .product-card")).to_have_count(left)
    page.go_back()
    page.locator(".filter-chips a").first.click()
    expect(page).not_to_have_url(re.compile("brand="))
    expect(page.locator(".product-card")).to_have_count(before)


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "sought", "most"), [("global", "en", "tea", "US$20"), ("eu", "de", "tee", "20 €")]
)
def test_a_phone_without_javascript_narrows_in_a_sheet(
    storefront: Callable[..., Storefront], site: str, language: str, sought: str, most: str
) -> None:
    shop = storefront(site, language, java_script_enabled=False, viewport={"width": 375, "height": 740})
    page = shop.page
    shop.go(f"/search?q={sought}")
    sheet = page.locator("#facets")
    expect(sheet).to_be_hidden()
    page.get_by_role("link", name=shop.words("Filter")).click()
    expect(sheet).to_be_visible()
    sheet.get_by_role("checkbox").first.check()
    sheet.locator("[name=max]").fill("20")
    sheet.get_by_role("button", name=shop.words("Show products")).click()
    expect(sheet).to_be_hidden()
    expect(page.locator(".filter-chips")).to_contain_text(most)
    assert page.locator(".product-card").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "typed", "meant"),
    [("global", "en", "teapt", "teapot"), ("ru", "ru", "чайнк", "чайник")],
)
def test_a_misspelled_word_leads_to_what_was_meant(
    storefront: Callable[..., Storefront], site: str, language: str, typed: str, meant: str
) -> None:
    shop = storefront(site, language)
    title = shop.page.locator("h1")
    shop.go("/")
    shop.search(typed)
    expect(title).to_have_text(shop.words("Results for “%(query)s”", query=meant))
    assert shop.page.locator(".listing .product-card").count() > 0
    shop.page.locator("main").get_by_role("link", name=typed, exact=True).click()
    expect(title).to_have_text(shop.words("Nothing found for “%(query)s”", query=typed))
    shop.link("Search for “%(query)s”", query=meant).click()
    expect(title).to_have_text(shop.words("Results for “%(query)s”", query=meant))
    shop.go("/search?q=xyzzyq+qwvbrt")
    expect(shop.page.locator("main")).to_contain_text(shop.words("Browse by category"))


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("global", "en"), ("ru", "ru")])
def test_a_product_leads_to_all_goods_of_its_brand(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language)
    shop.go("/b/fotalin")
    shop.page.locator(".product-card__title a").first.click()
    to_brand = shop.page.locator(".product__head a[href*='/b/']")
    brand = (to_brand.get_attribute("href") or "").rpartition("/")[2]
    to_brand.click()
    expect(shop.page).to_have_url(re.compile(f"/{language}/b/{brand}$"))
    expect(shop.page.locator("h1")).to_have_text(re.compile(brand, re.IGNORECASE))
    assert shop.page.locator(".listing .product-card").count() > 0


@pytest.mark.journey
def test_an_operator_reads_what_is_sought_and_adds_a_synonym(visit: Callable[..., Page], shop: str) -> None:
    shopper = visit()
    shopper.goto(f"{shop}/en/search?q=brewpot")
    expect(shopper.locator(".listing .product-card")).to_have_count(0)

    page = visit()
    page.goto(f"{shop}/admin/search?found=nothing")
    page.get_by_label("E-mail").fill("admin@demo.example")
    page.get_by_label("Password").fill("entrepot-demo")
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.locator("tbody")).to_contain_text("brewpot")
    page.get_by_role("link", name="Synonyms").click()
    page.get_by_label("Words that mean the same").fill("brewpot\nteapot")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("tbody")).to_contain_text("brewpot · teapot")

    shopper.reload()
    expect(shopper.locator(".product-card").first).to_be_visible()
    page.get_by_role("link", name="Change brewpot").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("tbody")).not_to_contain_text("brewpot")
