"""Long words on a narrow screen: the examiner of all journeys sees each language's main pages at 375 points."""

from collections.abc import Callable

import pytest

from tests.pages.storefront import Storefront

PHONE = {"width": 375, "height": 740}
SPOKEN = [
    *(("global", language) for language in ("en", "zh", "es", "fr", "de")),
    ("ru", "ru"),
    ("eu", "pl"),
]


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), SPOKEN)
def test_no_text_is_cut_on_a_phone(storefront: Callable[..., Storefront], site: str, language: str) -> None:
    shop = storefront(site, language, viewport=PHONE)
    shop.go("/")
    categories = [link.get_attribute("href") for link in shop.page.locator("main a[href*='/c/']").all()[:2]]
    for address in categories:
        shop.page.goto(f"{shop.host}{address}")
    shop.page.goto(f"{shop.host}{shop.page.locator('.product-card a').first.get_attribute('href')}")
    shop.add_to_cart()
    for path in ("/cart", "/checkout", "/login", "/register", "/search?q=qwertz", "/nowhere"):
        shop.go(path)


@pytest.mark.journey
@pytest.mark.parametrize("width", [375, 1440])
def test_long_words_fit_every_component(visit: Callable[..., object], shop: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 900})
    page.goto(f"{shop}/style-guide?words=long")
    page.locator("h1").wait_for()
