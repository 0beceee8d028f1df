"""The drill: an operator flips each switch, and the shop stands, in two languages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic, sleep

import pytest
from playwright.sync_api import Page, expect

from tests.pages.storefront import Storefront
from tests.pages.words import Words

HEARD_S = 3.0  # what is promised
WITHIN_S = 15.0  # what a busy machine is given


@dataclass
class Desk:
    """An operator at the page of switches."""

    page: Page
    shop: str

    def go(self) -> None:
        self.page.goto(f"{self.shop}/admin/switches")

    def set(self, what: str) -> None:
        """Switch something on all sites for a quarter of an hour."""
        self.go()
        self.page.locator("#what").select_option(what)
        self.page.locator("#minutes").select_option("15")
        self.page.locator("#reason").fill("drill")
        self.page.get_by_role("button", name="Switch", exact=True).click()
        expect(self.page.get_by_role("status")).to_contain_text("The switch is set.")

    def clear_all(self) -> None:
        self.go()
        while self.page.get_by_role("button", name="Back to normal").count():
            self.page.get_by_role("button", name="Back to normal").first.click()
            expect(self.page.get_by_role("status")).to_contain_text("back to normal")


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


CLAIM = "async (address) => (await fetch(address, {method: 'POST'})).status"
FETCH = """async ([address, headers]) => {
    const answer = await fetch(address, {headers});
    return [answer.status, await answer.text()];
}"""


def fetched(page: Page, address: str, **headers: str) -> tuple[int, str]:
    """Have the page ask: it knows the names of all sites."""
    status, text = page.evaluate(FETCH, [address, headers])
    return status, text


def soon(page: Page, address: str, *, status: int, holds: str = "", **headers: str) -> None:
    """Ask until an address answers as it should: every process has to hear of a switch."""
    end = monotonic() + WITHIN_S
    while True:
        answered, text = fetched(page, address, **headers)
        if (answered == status and holds in text) or monotonic() > end:
            assert answered == status, text[:500]
            assert holds in text
            return
        sleep(0.2)


def gone_soon(page: Page, address: str, part: str, **headers: str) -> None:
    """Ask until a part is left out and the rest is there."""
    end = monotonic() + WITHIN_S
    while True:
        status, text = fetched(page, address, **headers)
        if part not in text or monotonic() > end:
            assert part not in text
            assert (status, 'id="me"' in text) == (200, True)
            return
        sleep(0.2)


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("global", "en"), ("ru", "ru")])
def test_every_switch_is_flipped_and_the_shop_stands(
    desk: Desk, storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shopper, words = storefront(site, language), Words(language)
    page, root = shopper.page, f"{shopper.host}/{language}"
    shopper.open_first_product_of("pixel-harbor")
    product = re.sub(r"[?#].*", "", page.url)
    shopper.add_to_cart()
    swap = {"HX-Request": "true"}

    def product_stands() -> None:
        answer = page.goto(product)
        assert answer is not None
        assert answer.status == 200
        expect(page.locator("h1")).to_be_visible()

    for what, part in (("recommendations", "companions"), ("reviews", "reviews"), ("fragments", "questions")):
        desk.set(f"{what}:off")
        soon(page, f"{product}/{part}", status=200, holds=f'<div id="{part}"></div>', **swap)
        product_stands()
        page.locator(f"#{part}").scroll_into_view_if_needed()
        expect(page.locator(f"#{part}")).to_be_empty()
        desk.clear_all()

    variant = page.locator("form.product__action input[name=variant]").input_value()
    for what, gone in (
        ("delivery:off", "methods"),
        ("live-stock:off", 'id="stock"'),
        ("fragments:reduced", 'id="stock"'),
    ):
        desk.set(what)
        gone_soon(page, f"{root}/live?me&stock={variant}&delivery={variant}", gone, **swap)
        product_stands()
        expect(page.locator("#cart-count")).to_have_text("1")
        desk.clear_all()
    desk.set("live-stock:reduced")
    product_stands()
    desk.clear_all()

    desk.set("search:off")
    soon(
        page,
        f"{root}/search?q=tea",
        status=200,
        holds=words("The search is away for a short while. Everything we sell is in these categories."),
    )
    page.goto(f"{root}/search?q=tea")
    page.locator(".category-tile").first.click()
    expect(page).to_have_url(re.compile(f"/{language}/c/"))
    desk.clear_all()

    desk.set("suggestions:off")
    soon(page, f"{root}/search/suggestions?q=a", status=200, holds='id="suggestions"')
    product_stands()
    desk.clear_all()

    desk.set("registration:off")
    soon(page, f"{root}/register", status=503)
    page.goto(f"{root}/register")
    expect(page.locator("h1")).to_have_text(words("Back in a moment"))
    desk.clear_all()

    desk.set("checkout:off")
    soon(page, f"{root}/checkout", status=503)
    page.goto(f"{root}/cart")
    expect(page.locator(".cart-line")).to_have_count(1)
    page.goto(f"{root}/checkout")
    page.get_by_role("link", name=words("To your cart")).click()
    expect(page.locator(".cart-line")).to_have_count(1)
    product_stands()
    desk.clear_all()

    desk.set("image-variants:reduced")
    product_stands()
    desk.clear_all()

    desk.set("coupon-claim:off")
    page.goto(f"{root}/coupons")
    expect(page.locator("h1")).to_have_text(words("Coupons"))
    end = monotonic() + WITHIN_S
    while (claimed := page.evaluate(CLAIM, f"{root}/coupons/any/claim")) != 503 and monotonic() < end:
        sleep(0.2)
    assert claimed == 503
    product_stands()
    desk.clear_all()

    desk.set("shop:read-only")
    soon(page, f"{root}/cart", status=200)
    page.goto(product)
    sleep(HEARD_S)
    shopper.button("Add to cart").click()
    expect(page.locator("#flashes")).to_contain_text(
        words("We are changing something and take no orders or entries for a moment. Nothing is lost.")
    )
    desk.clear_all()

    desk.set("shop:static-only")
    soon(page, f"{root}/cart", status=503)
    product_stands()
    desk.clear_all()
    soon(page, f"{root}/cart", status=200)


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
