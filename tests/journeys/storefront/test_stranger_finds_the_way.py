"""The home page, the menu in all its ways, channels and texts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import Storefront

PHONE = {"viewport": {"width": 375, "height": 740}, "has_touch": True}


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("global", "en"), ("ru", "ru"), ("eu", "de")])
def test_a_home_page_leads_to_channels_and_to_texts(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language)
    shop.go()
    page = shop.page
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".hero img")).to_have_js_property("complete", True)
    assert page.locator(".hero img").evaluate("one => one.naturalWidth") > 300
    assert page.locator(".product-card").count() >= 12
    assert page.locator(".brand").count() > 6

    page.locator(f"main a[href^='/{language}/e/']").first.click()
    expect(page).to_have_url(re.compile(f"/{language}/e/"))
    expect(page.locator("h1")).to_be_visible()
    assert page.locator(".product-card").count() >= 4

    texts = page.locator(f"footer a[href^='/{language}/pages/']")
    assert texts.count() == 7
    for address in [one.get_attribute("href") for one in texts.all()]:
        page.goto(f"{shop.host}{address}")
        expect(page.locator("article .prose")).to_be_visible()
        expect(page.locator("h1")).to_be_visible()


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("eu", "de"), ("global", "en")])
def test_the_menu_is_walked_by_keyboard(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language)
    shop.go()
    button = shop.page.locator(".menu > summary")
    button.focus()
    shop.page.keyboard.press("Enter")
    tops = shop.page.locator(".menu__top")
    expect(tops.first).to_have_attribute("open", "")
    expect(shop.page.locator(".menu-feature").first).to_be_visible()
    shop.page.keyboard.press("Tab")
    expect(tops.first.locator("summary")).to_be_focused()
    tops.nth(1).locator("summary").focus()
    shop.page.keyboard.press("Enter")
    expect(tops.nth(1)).to_have_attribute("open", "")
    expect(tops.first).not_to_have_attribute("open", "")
    shop.page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(tops.nth(1).locator(".menu__list a").first).to_be_hidden()
    shop.page.keyboard.press("Enter")
    leaf = tops.nth(1).locator(".menu__list a").first
    name = leaf.inner_text()
    leaf.focus()
    shop.page.keyboard.press("Enter")
    expect(shop.page.locator("h1")).to_have_text(name)


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("ru", "ru"), ("eu", "pl")])
def test_the_menu_is_tapped_on_a_phone(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language, **PHONE)
    shop.go()
    shop.page.locator(".menu > summary").tap()
    top = shop.page.locator(".menu__top").nth(2)
    top.locator("summary").tap()
    leaf = top.locator(".menu__list a").first
    name = leaf.inner_text()
    leaf.tap()
    expect(shop.page.locator("h1")).to_have_text(name)


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("global", "zh"), ("ru", "ru")])
def test_menu_and_home_page_work_without_javascript(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language, java_script_enabled=False)
    shop.go()
    shop.page.locator(".menu > summary").click()
    top = shop.page.locator(".menu__top").nth(3)
    top.locator("summary").click()
    leaf = top.locator(".menu__list a").last
    name = leaf.inner_text()
    leaf.click()
    expect(shop.page.locator("h1")).to_have_text(name)


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "channel", "days"),
    [("ru", "ru", "Тёплая зима", r"\d+ дн\. "), ("eu", "de", "Ein warmer Winter", r"\d+ Tage? ")],
)
def test_a_countdown_counts(
    storefront: Callable[..., Storefront], site: str, language: str, channel: str, days: str
) -> None:
    shop = storefront(site, language)
    shop.go()
    shop.page.locator("footer").get_by_role("link", name=channel, exact=True).click()
    expect(shop.page.locator("time.countdown__time")).to_have_text(re.compile(rf"({days})?\d\d:\d\d:\d\d"))
