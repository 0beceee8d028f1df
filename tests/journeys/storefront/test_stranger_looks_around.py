import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.pages.storefront import Storefront


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language", "locale"), [("global", "en", "en-GB"), ("eu", "pl", "pl-PL")])
def test_a_stranger_is_led_to_a_home_page_and_through_the_shelves(
    storefront: Callable[..., Storefront], site: str, language: str, locale: str
) -> None:
    shop = storefront(site, language, locale=locale)
    shop.page.goto(f"{shop.host}/")
    expect(shop.page).to_have_url(f"{shop.host}/{language}/")
    shop.page.locator(".category-tile").first.click()
    expect(shop.page).to_have_url(re.compile(f"/{language}/c/"))

    shop.page.locator("main select[name=sort]").select_option(index=1)
    expect(shop.page).to_have_url(re.compile("sort="))
    following = shop.page.locator("main a[rel=next]")
    if following.count():
        following.first.click()
        expect(shop.page).to_have_url(re.compile("page=2"))
    assert shop.page.locator(".product-card").count() > 0


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "sought", "nonsense", "sign"),
    [("ru", "ru", "чай", "щщфыва ъъячсм", "₽"), ("eu", "de", "tee", "qxqzw vbrtq", "€")],
)
def test_a_stranger_searches_and_reads_what_delivery_costs(
    storefront: Callable[..., Storefront], site: str, language: str, sought: str, nonsense: str, sign: str
) -> None:
    shop = storefront(site, language)
    shop.go("/")
    shop.search(sought)
    expect(shop.page).to_have_url(re.compile(f"/{language}/search"))
    shop.page.locator(".product-card").first.get_by_role("link").click()
    expect(shop.page.locator("#delivery, .delivery").first).to_contain_text(sign)
    path = shop.page.url.split("?")[0]
    shop.page.goto(f"{path}/delivery")
    expect(shop.page.locator("main")).to_contain_text(sign)

    shop.search(nonsense)
    expect(shop.page.locator("#listing .product-card")).to_have_count(0)
    expect(shop.page.locator("main")).to_be_visible()


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "store", "country"),
    [("global", "en", "pixel-harbor", "AU"), ("eu", "fr", "amber-coast", "DE")],
)
def test_a_guest_looks_an_order_up_by_number_and_address(
    storefront: Callable[..., Storefront], site: str, language: str, store: str, country: str
) -> None:
    buyer = storefront(site, language)
    buyer.open_first_product_of(store)
    buyer.add_to_cart()
    buyer.open_cart()
    buyer.check_out(email="lookup@example.org", country=country)
    buyer.place_order()
    buyer.page.reload()
    buyer.pay()
    number, _ = buyer.expect_order("Paid")

    later = storefront(site, language)
    later.go("/orders")
    _look_up(later, number, "somebody-else@example.org")
    expect(later.page.get_by_role("alert").first).to_be_visible()
    _look_up(later, number, "lookup@example.org")
    expect(later.page.locator("main")).to_contain_text(number)


def _look_up(shop: Storefront, number: str, email: str) -> None:
    main = shop.page.locator("main")
    main.get_by_label(shop.words("Order number")).fill(number)
    main.get_by_label(shop.words("E-mail")).fill(email)
    main.get_by_role("button", name=shop.words("Show order")).click()


@pytest.mark.journey
def test_machines_find_robots_and_sitemaps(visit: Callable[..., Page], shop: str) -> None:
    page = visit()
    page.goto(f"{shop}/en/")
    assert "Sitemap:" in _read(page, "/robots.txt")
    parts = re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", _read(page, "/sitemap.xml"))
    assert parts
    for part in parts:
        assert "<urlset" in _read(page, part)


def _read(page: Page, path: str) -> str:
    """Fetch what is no page from within one: the browser's own way to show XML would break our rules for styles."""
    return str(page.evaluate("path => fetch(path).then(answer => answer.text())", path))


@pytest.mark.journey
def test_the_style_guide_shows_every_pattern(visit: Callable[..., Page], shop: str) -> None:
    page = visit()
    page.goto(f"{shop}/style-guide")
    expect(page.locator("h1").first).to_be_visible()
    patterns = set(re.findall(r'href="(/style-guide/[\w-]+)', page.content()))
    assert patterns
    for path in sorted(patterns):
        answer = page.goto(f"{shop}{path}")
        assert answer is not None
        assert answer.ok
        expect(page.locator("main").first).to_be_visible()
