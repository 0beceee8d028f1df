from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts import queries
from core.accounts.models import AccountSession
from core.accounts.types import Portal
from core.cart import queries as carts
from core.cart import service as cart_service
from core.kernel.money import Money
from core.notifications.models import Mail
from core.platform.db import reading, transaction
from tests import cast
from tests.conftest import Later
from tests.factories.shop import Shop
from tests.web.storefront.account.conftest import Browser, link_in

EMAIL = "shopper@cast.example"


def log_in(browser: Browser, email: str = EMAIL, password: str = cast.PASSWORD, **more: str) -> object:
    return browser.post("/en/login", email=email, password=password, **more)


def test_logging_in_and_out(browser: Browser) -> None:
    answer = browser.post("/en/login", email=" Shopper@Cast.example", password=cast.PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/en/account")
    assert "Robin Lane" in browser.get("/en/account").text
    out = browser.post("/en/logout", page="/en/account")
    assert (out.status_code, out.location) == (303, "/en/login")
    assert browser.get("/en/account").status_code == 303


def test_a_wrong_word_and_a_wrong_address_are_one_answer(browser: Browser) -> None:
    answers = [
        browser.post("/en/login", email=email, password="not the password")
        for email in (EMAIL, "nobody@demo.example")
    ]
    pages = [answer.text.replace(EMAIL, "X").replace("nobody@demo.example", "X") for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert pages[0] == pages[1]
    assert "do not open an account here" in pages[0]
    assert 'role="alert"' in pages[0]


def test_what_was_typed_is_kept_but_never_the_password(browser: Browser) -> None:
    answer = browser.post("/en/login", email="Somebody@demo.example", password="my secret guess")
    assert 'value="Somebody@demo.example"' in answer.text
    assert "my secret guess" not in answer.text


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/en/account/addresses", "/en/account/addresses"),
        ("/en/cart?x=1", "/en/cart?x=1"),
        ("https://evil.example/", "/en/account"),
        ("//evil.example/", "/en/account"),
        ("/\\evil.example/", "/en/account"),
        ("javascript:alert(1)", "/en/account"),
        ("/\t/evil.example", "/en/account"),
    ],
)
def test_next_leads_nowhere_but_here(browser: Browser, wanted: str, given: str) -> None:
    answer = browser.post("/en/login", email=EMAIL, password=cast.PASSWORD, next=wanted)
    assert answer.location == given


def test_a_closed_page_asks_to_log_in_and_comes_back(browser: Browser) -> None:
    closed = browser.get("/en/account/addresses")
    assert closed.status_code == 303
    page = browser.get(closed.location)
    assert 'name="next" value="/en/account/addresses"' in page.text


def test_the_session_is_a_new_one_after_every_log_in(browser: Browser) -> None:
    def token() -> str:
        with browser.client.session_transaction(base_url=browser.root) as session:
            return str(session["_user_id"])

    log_in(browser)
    first = token()
    browser.post("/en/login", page="/en/account", email=EMAIL, password=cast.PASSWORD)
    assert token() != first
    with reading():
        assert queries.find_session(first, Portal.STOREFRONT) is None
        assert queries.find_session(token(), Portal.STOREFRONT) is not None


def test_a_session_in_use_goes_on(browser: Browser, later: Later) -> None:
    log_in(browser)
    for _ in range(2):
        later(timedelta(hours=20))
        assert browser.get("/en/account").status_code == 200
    with reading() as session:
        kept = session.scalars(select(AccountSession)).one()
    assert kept.last_seen_at - kept.created_at > timedelta(hours=39)


def test_a_message_on_a_personal_page_is_not_swept_away(browser: Browser) -> None:
    log_in(browser)
    browser.post("/en/account/profile", name="Robin Street")
    assert "Your profile is saved." in browser.get("/en/account").text
    assert 'id="flashes"' not in browser.get("/en/live?me", **{"HX-Request": "true"}).text
    browser.post("/en/account/profile", name="Robin Lane")
    assert "Your profile is saved." in browser.get("/en/live?me", **{"HX-Request": "true"}).text


def test_a_session_of_the_storefront_opens_no_other_portal(browser: Browser) -> None:
    log_in(browser)
    assert browser.client.get_cookie("entrepot", domain="localhost", path="/") is not None
    assert browser.client.get_cookie("entrepot_admin", domain="localhost", path="/admin") is None


def test_the_guests_cart_comes_along(browser: Browser, shop: Shop) -> None:
    with transaction():
        seen = Money(999, "USD")
        token = cart_service.add_to_cart(
            shop.sites["global"].id, None, shop.variants["MUG"], 2, seen=seen, account_id=None
        ).token
    browser.client.set_cookie("cart", token, domain="localhost")
    log_in(browser)
    with reading():
        assert carts.count_units(shop.sites["global"].id, token) == 2
    browser.post("/en/logout", page="/en/account")
    assert browser.client.get_cookie("cart", domain="localhost") is None
    log_in(browser)
    kept = browser.client.get_cookie("cart", domain="localhost")
    assert kept is not None
    assert kept.value == token


def test_the_eleventh_wrong_guess_has_to_wait(browser: Browser) -> None:
    statuses = [browser.post("/en/login", email=EMAIL, password=f"guess {n}").status_code for n in range(11)]
    assert statuses == [422] * 10 + [429]
    refused = browser.post("/en/login", email=EMAIL, password=cast.PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60


def test_a_forgotten_password_is_set_anew(
    browser: Browser, open_browser: Callable[..., Browser], read_mail: Callable[[str], Mail]
) -> None:
    elsewhere = open_browser()
    log_in(elsewhere)
    asked = browser.post("/en/reset", email=EMAIL)
    unknown = open_browser().post("/en/reset", email="nobody@demo.example")
    assert (
        (asked.status_code, asked.location)
        == (unknown.status_code, unknown.location)
        == (303, "/en/reset/sent")
    )
    link = link_in(read_mail(EMAIL), "reset")
    short = browser.post(link, password="short")
    assert short.status_code == 422
    assert "Choose a password of at least 10 characters." in short.text
    done = browser.post(link, password="a new word of mine")
    assert (done.status_code, done.location) == (303, "/en/login")
    assert elsewhere.get("/en/account").status_code == 303
    assert browser.get(link).status_code == 404
    assert browser.post("/en/login", email=EMAIL, password=cast.PASSWORD).status_code == 422
    assert browser.post("/en/login", email=EMAIL, password="a new word of mine").status_code == 303


def test_a_mistyped_address_is_told_when_resetting(browser: Browser) -> None:
    answer = browser.post("/en/reset", email="shopper@")
    assert answer.status_code == 422
    assert 'aria-describedby="email-error"' in answer.text
