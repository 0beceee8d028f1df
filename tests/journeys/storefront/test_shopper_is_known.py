"""A shopper keeps wishes, guards the account, takes the data along, and says what may be remembered."""

import re
from collections.abc import Callable
from html import unescape

import pyotp
import pytest
from playwright.sync_api import Page, expect

from core.kernel import clock
from tests.pages.storefront import Storefront

pytestmark = pytest.mark.journey
SITES = [("global", "en"), ("ru", "ru")]
PASSWORD = "a lantern on the pier"


def register(shop: Storefront, email: str) -> None:
    """Open an account and prove its mailbox through the mail of the demo."""
    page = shop.page
    shop.go("/register")
    page.get_by_label(shop.words("Full name")).fill("Robin Lane")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile("/register/sent"))
    page.goto(f"{shop.host}{link_in_mail(shop, email, 'verify')}")
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile("/account$"))


def link_in_mail(shop: Storefront, email: str, word: str) -> str:
    """Give the link with a word in the newest mail to somebody, once that mail is there."""
    row = shop.page.locator("main li, main tr").filter(has_text=email).first
    for _ in range(40):
        shop.go("/mailbox")
        if row.count():
            row.get_by_role("link").first.click()
            found = re.search(rf"/{shop.language}/{word}/[\w-]+", unescape(shop.page.content()))
            if found is not None:
                return found[0]
        shop.page.wait_for_timeout(500)
    raise AssertionError(f"no mail with {word} to {email}")


def first_product(shop: Storefront) -> None:
    shop.go()
    shop.page.locator(".product-card a").first.click()
    expect(shop.page.locator(".heart").first).to_be_visible()


@pytest.mark.parametrize(("site", "language"), SITES)
def test_a_guest_says_no_and_nothing_is_remembered(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language, is_asked_about_cookies=True)
    page = shop.page
    shop.go()
    banner = page.locator("#consent")
    answers = banner.get_by_role("button")
    expect(answers).to_have_count(2)
    first, second = (answers.nth(at).evaluate("b => getComputedStyle(b).backgroundColor") for at in (0, 1))
    assert first == second
    shop.button("Only necessary").click()
    expect(answers).to_have_count(0)
    first_product(shop)
    shop.go("/recently-viewed")
    assert page.locator("main .product-card").count() == 0
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"consent", "entrepot", "asked", "mine"}
    shop.go("/cookies")
    page.locator("main").get_by_role("button", name=shop.words("Accept all"), exact=True).click()
    first_product(shop)
    expect(page.locator("#recently-viewed[data-part]")).to_have_count(0)
    shop.go("/recently-viewed")
    expect(page.locator("main .product-card")).to_have_count(1)


@pytest.mark.parametrize(("site", "language"), SITES)
def test_a_guests_wishes_come_along_and_are_shown_to_a_friend(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language)
    page = shop.page
    first_product(shop)
    page.locator(".product .heart, main .heart").first.click()
    expect(page.locator(".heart--kept").first).to_be_visible()
    shop.go("/wishlists")
    page.locator("main .way").first.click()
    expect(page.locator(".wish__title")).to_have_count(1)
    register(shop, f"wishes-{site}-{clock.now():%H%M%S%f}@demo.example")
    shop.go("/wishlists")
    page.locator("main .way").first.click()
    expect(page.locator(".wish__title")).to_have_count(1)
    shop.button("Make a link").click()
    link = page.locator("#link").input_value()
    friend = storefront(site, language)
    friend.page.goto(link)
    expect(friend.page.locator(".wish__title")).to_have_count(1)
    shop.button("Take the link back").click()
    assert friend.page.goto(link).status == 404  # type: ignore[union-attr]


@pytest.mark.parametrize(("site", "language"), SITES)
def test_two_steps_are_set_up_and_used_and_the_account_goes(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language)
    page, email = shop.page, f"guarded-{site}-{clock.now():%H%M%S%f}@demo.example"
    register(shop, email)
    shop.go("/account/security")
    shop.link("Set up two-step log-in").click()
    page.locator("#current").fill(PASSWORD)
    shop.button("Continue").click()
    app = pyotp.TOTP(page.locator("code.key").inner_text().replace(" ", ""))
    page.locator("#code").fill(app.now())
    shop.button("Switch on").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    look_around(shop)
    other = storefront(site, language)
    log_in(other, email)
    other.page.locator("#code").fill(codes[0])
    other.button("Continue").click()
    expect(other.page).to_have_url(re.compile("/account$"))
    take_copy(other)
    other.go("/account/privacy/deletion")
    other.page.locator("#current").fill(PASSWORD)
    other.button("Delete my account").click()
    expect(other.page).to_have_url(re.compile("/goodbye$"))
    log_in(other, email)
    other.page.locator("#code").fill(codes[1])
    other.button("Continue").click()
    expect(other.page.locator(".notice--success")).to_be_visible()


def log_in(shop: Storefront, email: str) -> None:
    shop.go("/login")
    shop.page.locator("#email").fill(email)
    shop.page.locator("#password").fill(PASSWORD)
    shop.page.locator("main form button[type=submit]").click()
    expect(shop.page).to_have_url(re.compile("/login/code$"))


def look_around(shop: Storefront) -> None:
    """Open what else there is of the account; each page stands for itself."""
    for path in ("profile", "security/password", "security/email", "security/sessions", "security/two-step",
                 "notifications", "preferences", "alerts"):  # fmt: skip
        shop.go(f"/account/{path}")
        expect(shop.page.locator("h1")).to_be_visible()


def take_copy(shop: Storefront) -> None:
    page: Page = shop.page
    shop.go("/account/privacy")
    shop.button("Make a copy").click()
    ready = page.get_by_role("link", name=shop.words("Download"), exact=True)
    for _ in range(30):
        if ready.count():
            break
        page.wait_for_timeout(500)
        shop.go("/account/privacy")
    with page.expect_download() as fetched:
        ready.click()
    assert fetched.value.suggested_filename.endswith(".json")


@pytest.mark.parametrize(("site", "language"), SITES)
def test_an_address_is_changed_by_mail_and_links_that_are_no_more_say_so(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language)
    page, stamp = shop.page, f"{site}-{clock.now():%H%M%S%f}"
    register(shop, f"before-{stamp}@demo.example")
    shop.go("/account/security/email")
    page.locator("#email").fill(f"after-{stamp}@demo.example")
    page.locator("#current").fill(PASSWORD)
    shop.button("Send the link").click()
    expect(page.locator(".notice--success")).to_be_visible()
    page.goto(f"{shop.host}{link_in_mail(shop, f'after-{stamp}@demo.example', 'email/confirm')}")
    shop.button("Confirm").click()
    expect(page.locator(".notice--success")).to_be_visible()
    page.goto(f"{shop.host}{link_in_mail(shop, f'before-{stamp}@demo.example', 'email/undo')}")
    shop.button("Restore my address").click()
    expect(page).to_have_url(re.compile("/login$"))
    for path in ("email/confirm/gone", "email/undo/gone", "unsubscribe/gone"):
        answer = page.goto(f"{shop.host}/{language}/{path}")
        assert answer is not None
        assert answer.status == 404
        expect(page.locator("h1")).to_have_text(shop.words("This link no longer works"))


@pytest.mark.parametrize("portal", ["merchant", "admin"])
def test_consoles_ask_nobody_for_a_code_who_gave_no_password(
    shop: str, visit: Callable[..., Page], portal: str
) -> None:
    page = visit()
    page.goto(f"{shop}/{portal}/login/code")
    expect(page).to_have_url(re.compile(f"/{portal}/login$"))
