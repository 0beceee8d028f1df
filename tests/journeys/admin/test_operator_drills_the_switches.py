"""The drill: an operator flips each switch, each shows within three seconds, and the shop stands, in two languages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic, sleep

import pytest
from playwright.sync_api import Page, expect

from core.switches.types import LEVELS
from tests.pages.portal import empty_shelves, fill_shelf, open_portal, open_product
from tests.pages.storefront import Storefront, open_order_with
from tests.pages.words import Words

HEARD_S = 3.0  # what is promised, from the click
BUSY_S = 10.0  # by which a busy machine may be late with any answer
REDRAWN_S = 15.0  # what a busy machine is given to draw a generated page anew, or anything for the first time
STOCK_S = 3.0  # how old the word for a stock may be
PLACES = pytest.mark.parametrize(("site", "language"), [("global", "en"), ("ru", "ru")])
SWAP = {"HX-Request": "true"}
FETCH = """async ([address, method, headers, credentials]) => {
    const answer = await fetch(address, {method, headers, credentials});
    return [answer.status, await answer.text()];
}"""

_flipped: set[str] = set()


@dataclass
class Desk:
    """An operator at the page of switches."""

    page: Page
    shop: str
    clicked_at: float = field(default=0.0)

    def go(self) -> None:
        self.page.goto(f"{self.shop}/admin/switches")

    def set(self, what: str) -> None:
        """Switch something on all sites for a quarter of an hour."""
        self.go()
        self.page.locator("#what").select_option(what)
        self.page.locator("#minutes").select_option("15")
        self.page.locator("#reason").fill("drill")
        self.clicked_at = monotonic()
        self.page.get_by_role("button", name="Switch", exact=True).click()
        expect(self.page.get_by_role("status")).to_contain_text("The switch is set.")
        _flipped.add(what)

    def clear_all(self) -> None:
        self.go()
        while self.page.get_by_role("button", name="Back to normal").count():
            self.clicked_at = monotonic()
            self.page.get_by_role("button", name="Back to normal").first.click()
            expect(self.page.get_by_role("status")).to_contain_text("back to normal")


@dataclass
class Drill:
    """An operator who flips switches, and a shopper who sees what becomes of the shop."""

    desk: Desk
    shopper: Storefront
    product: str
    variant: str

    @property
    def page(self) -> Page:
        return self.shopper.page

    @property
    def root(self) -> str:
        return f"{self.shopper.host}/{self.shopper.language}"

    def asked(
        self, address: str, *, method: str = "GET", is_stranger: bool = False, **headers: str
    ) -> tuple[int, str]:
        """Have the shopper's page ask: it knows the names of all sites."""
        credentials = "omit" if is_stranger else "same-origin"
        status, text = self.page.evaluate(FETCH, [address, method, headers, credentials])
        return status, text

    def shows(
        self, is_right: Callable[[int, str], bool], address: str, *, within: float = HEARD_S, **how: str
    ) -> None:
        """Ask until an address answers as it should, which it has to so soon after the operator's click."""
        while not is_right(*(answer := self.asked(address, **how))):
            assert monotonic() - self.desk.clicked_at < REDRAWN_S + within, (answer[0], answer[1][:500])
            sleep(0.05)
        assert monotonic() - self.desk.clicked_at < within + BUSY_S

    def stands(self) -> None:
        """See that the product's page is there."""
        answer = self.page.goto(self.product)
        assert answer is not None
        assert answer.status == 200
        expect(self.page.locator("h1")).to_be_visible()


def holds(part: str, status: int = 200) -> Callable[[int, str], bool]:
    return lambda answered, text: answered == status and part in text


def lacks(part: str, but: str = "") -> Callable[[int, str], bool]:
    return lambda answered, text: answered == 200 and part not in text and but in text


@pytest.fixture
def desk(visit: Callable[..., Page], shop: str) -> Iterator[Desk]:
    page = visit()
    page.goto(f"{shop}/admin/switches")
    page.get_by_label("E-mail").fill("admin@demo.example")
    page.get_by_label("Password").fill("entrepot-demo")
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.locator("h1")).to_have_text("Switches")
    desk = Desk(page, shop)
    yield desk
    desk.clear_all()


@pytest.fixture
def drill(desk: Desk, storefront: Callable[..., Storefront], site: str, language: str) -> Drill:
    shopper = storefront(site, language)
    shopper.open_first_product_of("pixel-harbor")
    product = re.sub(r"[?#].*", "", shopper.page.url)
    shopper.add_to_cart()
    shopper.page.goto(product)
    variant = shopper.page.locator("form.product__action input[name=variant]").input_value()
    return Drill(desk, shopper, product, variant)


@pytest.mark.journey
@PLACES
def test_pages_close_over_the_parts_that_are_switched_off(drill: Drill) -> None:
    for feature, part in (("reviews", "reviews"), ("fragments", "questions")):
        drill.desk.set(f"{feature}:off")
        drill.shows(holds(f'<div id="{part}"></div>'), f"{drill.product}/{part}", **SWAP)
        drill.stands()
        drill.page.locator(f"#{part}").scroll_into_view_if_needed()
        expect(drill.page.locator(f"#{part}")).to_be_empty()
        drill.desk.clear_all()
        drill.shows(lacks(f'<div id="{part}"></div>'), f"{drill.product}/{part}", **SWAP)


@pytest.mark.journey
@PLACES
def test_what_goes_with_a_product_is_gone_while_recommendations_are_off(drill: Drill) -> None:
    found = re.search(r'data-part="(companions=\d+)"', drill.asked(drill.product)[1])
    assert found is not None
    asked = f"{drill.root}/live?me&{found[1]}"
    assert "product-card" in drill.asked(asked, **SWAP)[1]
    drill.desk.set("recommendations:off")
    for is_stranger in (False, True):  # strangers are shown what another one was just shown
        drill.shows(lacks("product-card", but='id="me"'), asked, is_stranger=is_stranger, **SWAP)
    drill.stands()
    expect(drill.page.locator("#companions")).to_be_empty()
    expect(drill.page.locator("#cart-count")).to_have_text("1")
    drill.desk.clear_all()
    for is_stranger in (False, True):
        drill.shows(holds("product-card"), asked, is_stranger=is_stranger, **SWAP)


@pytest.mark.journey
@PLACES
def test_what_is_live_comes_as_far_as_the_switches_let_it(drill: Drill) -> None:
    live = f"{drill.root}/live?me&stock={drill.variant}&delivery={drill.variant}"
    whole = [
        ("delivery:off", "methods"),
        ("live-stock:off", 'id="stock"'),
        ("fragments:reduced", 'id="stock"'),
    ]
    for what, gone in whole:
        assert gone in drill.asked(live, **SWAP)[1]
        drill.desk.set(what)
        drill.shows(lacks(gone, but='id="me"'), live, **SWAP)
        drill.stands()
        expect(drill.page.locator("#cart-count")).to_have_text("1")
        drill.desk.clear_all()
        drill.shows(holds(gone), live, **SWAP)


@pytest.mark.journey
def test_reduced_stock_words_stay_for_a_minute(
    desk: Desk, storefront: Callable[..., Storefront], visit: Callable[..., Page], shop: str
) -> None:
    portal = open_portal(visit, shop)
    product = open_product(portal, "Sake Carafe and Cups")
    shopper = storefront("global", "en")
    shopper.page.goto(f"{shop}{product}")
    variant = shopper.page.locator("form.product__action input[name=variant]").input_value()
    drill = Drill(desk, shopper, f"{shop}{product}", variant)
    stock = f"{drill.root}/live?stock={variant}"
    desk.set("live-stock:reduced")
    sleep(HEARD_S)
    before = drill.asked(stock, **SWAP)
    assert "Sold out" not in before[1]
    taken = empty_shelves(portal)
    try:
        sleep(2 * STOCK_S)
        assert drill.asked(stock, **SWAP) == before
        desk.clear_all()
        drill.shows(holds("Sold out"), stock, within=HEARD_S + STOCK_S, **SWAP)
    finally:
        for units in taken:
            fill_shelf(portal, units)


@pytest.mark.journey
@PLACES
def test_without_a_search_there_are_categories_and_nothing_is_suggested(drill: Drill, language: str) -> None:
    drill.desk.set("search:off")
    said = Words(language)("The search is away for a short while. Everything we sell is in these categories.")
    drill.shows(holds(said), f"{drill.root}/search?q=tea")
    drill.page.goto(f"{drill.root}/search?q=tea")
    drill.page.locator(".category-tile").first.click()
    expect(drill.page).to_have_url(re.compile(f"/{language}/c/"))
    drill.desk.clear_all()
    suggestions = f"{drill.root}/search/suggestions?q=" + ("tea" if language == "en" else "ча")
    for is_stranger in (True, False):  # strangers are shown what another one was just shown
        drill.shows(holds("href"), suggestions, within=REDRAWN_S, is_stranger=is_stranger, **SWAP)
        drill.desk.set("suggestions:off")
        drill.shows(lacks("href", but='id="suggestions"'), suggestions, is_stranger=is_stranger, **SWAP)
        drill.stands()
        drill.desk.clear_all()
        drill.shows(holds("href"), suggestions, is_stranger=is_stranger, **SWAP)


@pytest.mark.journey
@PLACES
def test_generated_pages_are_drawn_as_the_switches_say(drill: Drill) -> None:
    def offers(widths: range) -> Callable[[int, str], bool]:
        return lambda status, text: status == 200 and len(widths_of(text)) in widths

    home, has_banners = f"{drill.root}/", 'class="banners'
    assert has_banners in drill.asked(home)[1]
    drill.desk.set("ads:off")
    drill.shows(lacks(has_banners, but="<h1"), home, within=REDRAWN_S)
    drill.desk.clear_all()
    drill.shows(holds(has_banners), home, within=REDRAWN_S)

    assert len(widths_of(drill.asked(drill.product)[1])) > 2
    drill.desk.set("image-variants:reduced")
    drill.shows(offers(range(1, 3)), drill.product, within=REDRAWN_S)
    drill.stands()
    drill.desk.clear_all()
    drill.shows(offers(range(3, 9)), drill.product, within=REDRAWN_S)


def widths_of(page: str) -> set[str]:
    """Give the widths in which the first picture of a page is offered."""
    found = re.search(r'srcset="([^"]+\.webp[^"]*)"', page)
    assert found is not None
    return set(re.findall(r" (\d+)w", found[1]))


@pytest.mark.journey
@PLACES
def test_who_cannot_order_keeps_the_cart_and_hears_why(drill: Drill, language: str) -> None:
    words, page = Words(language), drill.page
    drill.desk.set("registration:off")
    drill.shows(holds("", status=503), f"{drill.root}/register")
    page.goto(f"{drill.root}/register")
    expect(page.locator("h1")).to_have_text(words("Back in a moment"))
    drill.desk.clear_all()

    drill.desk.set("checkout:off")
    drill.shows(holds("", status=503), f"{drill.root}/checkout")
    page.goto(f"{drill.root}/cart")
    expect(page.locator(".cart-line")).to_have_count(1)
    page.goto(f"{drill.root}/checkout")
    page.get_by_role("link", name=words("To your cart")).click()
    expect(page.locator(".cart-line")).to_have_count(1)
    drill.stands()
    drill.desk.clear_all()

    page.goto(f"{drill.root}/coupons")
    expect(page.locator("h1")).to_have_text(words("Coupons"))
    drill.desk.set("coupon-claim:off")
    drill.shows(holds("", status=503), f"{drill.root}/coupons/any/claim", method="POST")
    drill.stands()


@pytest.mark.journey
@PLACES
def test_a_parcel_shows_what_was_heard_last_while_carriers_are_not_asked(
    drill: Drill, storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    words, owner = Words(language), storefront(site, language)
    owner.log_in("shopper@demo.example", "entrepot-demo")
    open_order_with(owner, "Track the parcel")
    owner.link("Track the parcel").first.click()
    expect(owner.page.locator("h1")).to_have_text(words("Where your parcel is"))
    drill.shopper = owner
    said = words("We do not ask the carrier at the moment. This is the last that we have heard.")
    assert said not in drill.asked(owner.page.url)[1]
    drill.desk.set("tracking:off")
    drill.shows(holds(said), owner.page.url)
    owner.page.reload()
    expect(owner.page.locator(".timeline__entry").last).to_be_visible()
    drill.desk.clear_all()
    drill.shows(lacks(said), owner.page.url)


@pytest.mark.journey
@PLACES
def test_a_shop_that_takes_no_changes_is_read_and_one_that_is_static_is_seen(
    drill: Drill, language: str
) -> None:
    words = Words(language)
    drill.desk.set("shop:read-only")
    drill.shows(holds("", status=503), f"{drill.root}/cart", method="POST")
    drill.page.goto(drill.product)
    drill.shopper.button("Add to cart").click()
    expect(drill.page.locator("#flashes")).to_contain_text(
        words("We are changing something and take no orders or entries for a moment. Nothing is lost.")
    )
    drill.desk.clear_all()

    drill.desk.set("shop:static-only")
    drill.shows(holds("", status=503), f"{drill.root}/cart")
    drill.stands()
    drill.desk.clear_all()
    drill.shows(holds(""), f"{drill.root}/cart")


@pytest.mark.journey
def test_no_switch_was_left_out() -> None:
    assert _flipped == {f"{feature}:{level}" for feature, levels in LEVELS.items() for level in levels}


@pytest.mark.journey
def test_what_was_typed_while_nothing_could_change_is_sent_again_with_one_click(
    desk: Desk, storefront: Callable[..., Storefront]
) -> None:
    shopper = storefront("global", "en", java_script_enabled=False)
    shopper.open_first_product_of("pixel-harbor")
    desk.set("shop:read-only")
    sleep(HEARD_S)
    shopper.button("Add to cart").click()
    expect(shopper.page.locator("h1")).to_have_text("Back in a moment")
    desk.clear_all()
    sleep(HEARD_S)
    shopper.button("Send it again").click()
    shopper.go("/cart")
    expect(shopper.page.locator(".cart-line")).to_have_count(1)


@pytest.mark.journey
def test_an_operator_sees_how_the_shop_is_doing(desk: Desk) -> None:
    desk.page.get_by_role("link", name="How it is doing").click()
    expect(desk.page.locator("h1")).to_have_text("How the shop is doing")
    row = desk.page.locator("tr", has_text="Sold beyond stock")
    expect(row).to_contain_text("fine")
    answer = desk.page.request.get(f"{desk.shop}/metrics")
    assert "entrepot_oversold_levels 0.0" in answer.text()
    desk.set("image-variants:reduced")
    desk.clear_all()
    expect(desk.page.locator("main")).to_contain_text("drill")
