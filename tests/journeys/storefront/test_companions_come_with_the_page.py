"""What goes with a product comes with its page's one request, and a page stands without it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from cli.servers import postgres
from core.platform import db
from core.platform.db import transaction
from core.recommendations import service as recommendations
from tests import database
from tests.factories.purchases import make_paid_purchase
from tests.factories.shop import open_shop
from tests.journeys.conftest import NO_CONSENT, run_shop
from tests.pages.storefront import Storefront
from tests.pages.words import Words

WIDTHS = {"phone": {"width": 375, "height": 740}, "desk": {"width": 1440, "height": 900}}
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(one => {
    if (!one.hadRecentInput) window.shifted += one.value;
})).observe({type: "layout-shift", buffered: true});
"""
COMPANIONS = "#companions .product-card"


@pytest.mark.journey
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("site", "language"), [("global", "en"), ("ru", "ru")])
def test_a_product_page_asks_once_and_nothing_jumps(
    storefront: Callable[..., Storefront], site: str, language: str, width: str
) -> None:
    shop = storefront(site, language, viewport=WIDTHS[width])
    shop.open_first_product_of("pixel-harbor")
    shop.add_to_cart()
    address = shop.page.url.partition("?")[0]
    page = shop.page.context.new_page()
    page.add_init_script(SHIFTS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    expect(page.locator(COMPANIONS).first).to_be_attached()
    expect(page.locator("#cart-count")).to_have_text("1")
    page.locator("#companions").scroll_into_view_if_needed()
    expect(page.locator(COMPANIONS).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert len([one for one in asked if "/live?" in one]) == 1
    assert [one for one in asked if "/companions" in one] == []
    assert page.evaluate("() => window.shifted") <= 0.02
    page.close()


@pytest.fixture
def small_shop(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Give the address of a small shop of this test's own, and its database."""
    with (
        TemporaryDirectory(prefix="entrepot-small-") as folder,
        postgres.start(Path(folder), fast=True) as url,
    ):
        database.migrate(url)
        with database.at(url):
            made = open_shop()
            make_paid_purchase(made, {"LAMP-BLACK": 1, "MUG": 1})
            with transaction():
                recommendations.rebuild()
        with run_shop(tmp_path, "--no-demo", DATABASE_URL=url) as address:
            yield address, url


@pytest.mark.journey
def test_a_page_stands_while_recommendations_hang(
    small_shop: tuple[str, str], visit: Callable[..., Page]
) -> None:
    address, url = small_shop
    page = visit()
    page.context.add_cookies([{"name": "consent", "value": NO_CONSENT, "url": address}])
    browser = Storefront(page, address, "en", Words("en"))
    engine = db.connect(url, pooled=False)
    with engine.connect() as other, other.begin():
        other.execute(text("lock table product_pairs in access exclusive mode"))
        browser.go("/p/moon-lamp")
        browser.add_to_cart()
        browser.go("/p/moon-lamp")
        expect(page.locator("#cart-count")).to_have_text("1")
        expect(page.locator("#delivery")).to_contain_text("Delivery to")
        expect(page.locator("#companions")).to_be_empty()
        expect(page.locator("h1")).to_be_visible()
    browser.go("/p/moon-lamp")
    expect(page.locator(COMPANIONS).first).to_be_attached()


@pytest.mark.journey
def test_who_goes_from_page_to_page_is_drawn_for_once(storefront: Callable[..., Storefront]) -> None:
    shop = storefront("global", "en")
    shop.open_first_product_of("pixel-harbor")
    shop.add_to_cart()
    drawn: list[bool] = []
    shop.page.on(
        "response",
        lambda told: drawn.append("x-request-id" in told.headers) if "/live?me" in told.url else None,
    )
    for path in ("/", "/m/pixel-harbor", "/", "/m/pixel-harbor"):
        shop.go(path)
        expect(shop.page.locator("#cart-count")).to_have_text("1")
    assert len(drawn) == 4
    assert not any(drawn[2:])
