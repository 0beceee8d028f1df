"""How much a page weighs on the wire, how still it stands, and whether its pictures fit: by size, never by clock."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.pages.storefront import Storefront

KB = 1024
HTML_AT_MOST = {"/": 14 * KB, "/c/{category}": 14 * KB, "/p/{product}": 10 * KB}
CSS_AT_MOST, JS_AT_MOST = 14 * KB, 22 * KB
REQUESTS_TO_LARGEST_PAINT, SHIFT_AT_MOST = 4, 0.02
SMALLEST_PICTURE = 160
WIDTHS = {"phone": {"width": 375, "height": 740}, "desk": {"width": 1440, "height": 900}}
WATCH = """
window.seen = {shift: 0, paint: null};
new PerformanceObserver(list => list.getEntries().forEach(one => {
    if (!one.hadRecentInput) window.seen.shift += one.value;
})).observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(one => {
    window.seen.paint = {picture: one.url || "", start: one.startTime};
})).observe({type: "largest-contentful-paint", buffered: true});
"""
PICTURES = """
() => [...document.images].filter(one => one.checkVisibility() && one.complete && one.naturalWidth).map(one => ({
    src: one.currentSrc, sized: one.hasAttribute("width") && one.hasAttribute("height"),
    shown: one.getBoundingClientRect().width * devicePixelRatio, natural: one.naturalWidth,
    vector: one.currentSrc.endsWith(".svg"),
}))
"""
BLOCKING = """
() => performance.getEntriesByType("resource").filter(one => one.renderBlockingStatus === "blocking").length
"""


@dataclass
class Wire:
    """What came over the wire for one page, as it was sent: compressed bytes by kind, and how often."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def watch(self, page: Page) -> None:
        """Listen from now on, with an empty cache."""
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self._note)
        session.on("Network.loadingFinished", self._weigh)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _note(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _weigh(self, event: dict[str, Any]) -> None:
        kind = self.kinds.get(event["requestId"], "")
        self.sizes[kind] += int(event["encodedDataLength"])
        self.counts[kind] += 1


SHOPPERS = [("global", "en", "phone"), ("global", "en", "desk"), ("ru", "ru", "phone"), ("eu", "de", "desk")]


@pytest.fixture(params=SHOPPERS, ids="-".join)
def shopper(request: pytest.FixtureRequest, storefront: Callable[..., Storefront]) -> Storefront:
    """Give browsers on a phone and at a desk, in several languages."""
    site, language, width = request.param
    return storefront(site, language, viewport=WIDTHS[width])


def places(shopper: Storefront) -> dict[str, str]:
    """Give addresses of a home page, a listing and a product page that the shop really links."""
    shopper.go("/")
    found = {"/": "/"}
    for pattern, part in (("/c/{category}", "/c/"), ("/p/{product}", "/p/")):
        link = (
            shopper.page.locator(f"main a[href*='/{shopper.language}{part}']").first.get_attribute("href")
            or ""
        )
        found[pattern] = link.partition("?")[0].removeprefix(f"/{shopper.language}")
    return found


@pytest.mark.journey
@pytest.mark.parametrize("pattern", HTML_AT_MOST)
def test_a_page_is_light_still_and_has_pictures_that_fit(shopper: Storefront, pattern: str) -> None:
    path = places(shopper)[pattern]
    page = shopper.page.context.new_page()
    page.add_init_script(WATCH)
    wire = Wire()
    wire.watch(page)
    page.goto(f"{shopper.host}/{shopper.language}{path}", wait_until="networkidle")

    assert 0 < wire.sizes["Document"] <= HTML_AT_MOST[pattern]
    assert wire.counts["Stylesheet"] == 1
    assert 0 < wire.sizes["Stylesheet"] <= CSS_AT_MOST
    assert 0 < wire.sizes["Script"] <= JS_AT_MOST
    assert wire.counts["Font"] == 0
    _expect_a_short_way_to_the_largest_paint(page)
    _expect_stillness(page)
    _expect_pictures_that_fit(page)


def _expect_a_short_way_to_the_largest_paint(page: Page) -> None:
    """The page, what blocks painting, and the picture itself where the largest thing is one."""
    paint = page.evaluate("() => window.seen.paint")
    assert paint
    assert 1 + page.evaluate(BLOCKING) + bool(paint["picture"]) <= REQUESTS_TO_LARGEST_PAINT


def _expect_stillness(page: Page) -> None:
    page.mouse.wheel(0, 2000)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => window.seen.shift") <= SHIFT_AT_MOST


def _expect_pictures_that_fit(page: Page) -> None:
    """No picture without dimensions, none with more than about twice the points it is shown with."""
    pictures = page.evaluate(PICTURES)
    assert pictures
    assert [one["src"] for one in pictures if not one["sized"]] == []
    raster = [
        one for one in pictures if not one["vector"] and one["shown"] and one["natural"] > SMALLEST_PICTURE
    ]
    assert [one for one in raster if one["natural"] > 3.1 * one["shown"]] == []
