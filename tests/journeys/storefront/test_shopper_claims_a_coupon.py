"""An operator offers coupons, shoppers claim them in two languages, and the operator sees the numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.pages.storefront import Storefront

SHOPPER = ("shopper@demo.example", "entrepot-demo")


@dataclass
class Desk:
    """An operator at the page of one offer."""

    page: Page
    address: str

    def press(self, name: str) -> None:
        self.page.goto(self.address)
        self.page.get_by_role("button", name=name, exact=True).click()


def offered(visit: Callable[..., Page], shop: str, site: str, names: dict[str, str], code: str) -> Desk:
    """Make a draft with a mistake on the way, write its words, and publish it."""
    page = visit()
    page.goto(f"{shop}/admin/coupons?site={site}")
    page.get_by_label("E-mail").fill("admin@demo.example")
    page.get_by_label("Password").fill("entrepot-demo")
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.locator("h1")).to_have_text("Coupons")
    own, first = next(iter(names.items()))
    page.locator(f"#name-{own}").fill(first)
    page.locator("#code").fill(code)
    page.locator("#quota").fill("none")
    page.get_by_role("button", name="Make a draft").click()
    expect(page.locator("#quota")).to_have_attribute("aria-describedby", re.compile("quota-error"))
    expect(page.locator("#quota-error")).to_have_text("Type a whole number, such as 1000.")
    page.locator("#quota").fill("5")
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_role("status")).to_contain_text("as a draft")
    for language, name in names.items():
        page.locator("details", has=page.locator(f"#name-{language}")).evaluate("it => it.open = true")
        page.locator(f"#name-{language}").fill(name)
        page.locator(f"#description-{language}").fill(f"**{name}**.")
    page.get_by_role("button", name="Save offer").click()
    expect(page.get_by_role("status")).to_contain_text("The offer is saved.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("The offer is published.")
    return Desk(page, page.url)


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "names"),
    [
        ("global", "en", {"en": "A cup of tea", "de": "Eine Tasse Tee"}),
        ("ru", "ru", {"ru": "Чашка чая", "en": "A cup of tea"}),
    ],
)
def test_a_shopper_logs_in_claims_and_keeps_a_coupon(
    visit: Callable[..., Page],
    shop: str,
    storefront: Callable[..., Storefront],
    site: str,
    language: str,
    names: dict[str, str],
) -> None:
    code = f"tea-{uuid4().hex[:6]}"
    desk = offered(visit, shop, site, names, code)
    mine = storefront(site, language)
    page, words = mine.page, mine.words
    mine.go("/coupons")
    card = page.locator(".coupon", has=page.locator(f"#claim-{code}"))
    expect(card.locator("h2")).to_have_text(names[language])
    card.get_by_role("button", name=words("Claim"), exact=True).click()
    expect(page).to_have_url(re.compile(rf"/{language}/login\?next="))
    page.locator("main [name=email]").fill(SHOPPER[0])
    page.locator("main [name=password]").fill(SHOPPER[1])
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(f"/{language}/coupons/{code}$"))
    expect(page.locator("h1")).to_have_text(names[language])
    mine.button("Claim").click()
    expect(page.locator("[aria-live=polite]")).to_contain_text(words("You have this coupon."))
    mine.go("/coupons")
    card.get_by_role("button", name=words("Claim"), exact=True).click()
    expect(card).to_contain_text(words("You have this coupon."))
    card.get_by_role("link", name=words("My coupons")).click()
    expect(page.locator("h1")).to_have_text(words("My coupons"))
    kept = page.locator(".coupon", has_text=names[language]).first
    expect(kept).to_contain_text(words("claimed"))

    desk.page.goto(desk.address)
    expect(desk.page.locator("tr", has_text="Claimed").first).to_contain_text("1")
    expect(desk.page.locator("tr", has_text="Left").first).to_contain_text("4")
    desk.press("End for good")
    expect(desk.page.get_by_role("status")).to_contain_text("The offer has ended.")
    mine.go(f"/coupons/{code}")
    expect(page.locator("[aria-live=polite]")).to_contain_text(words("You have this coupon."))


@pytest.mark.journey
def test_a_coupon_is_claimed_without_a_script(
    visit: Callable[..., Page], shop: str, storefront: Callable[..., Storefront]
) -> None:
    code = f"tea-{uuid4().hex[:6]}"
    desk = offered(visit, shop, "global", {"en": "A pot of tea"}, code)
    mine = storefront("global", "en", java_script_enabled=False)
    mine.log_in(*SHOPPER)
    mine.go("/coupons")
    card = mine.page.locator(".coupon", has=mine.page.locator(f"#claim-{code}"))
    card.get_by_role("button", name="Claim").click()
    expect(mine.page).to_have_url(re.compile(f"/en/coupons/{code}$"))
    for _ in range(10):
        if mine.page.get_by_text("You have this coupon.").count():
            break
        mine.page.wait_for_timeout(500)
        mine.link("Look again").click()
    expect(mine.page.locator("main")).to_contain_text("You have this coupon.")
    desk.press("End for good")
