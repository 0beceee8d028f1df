import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pyotp
import pytest

from core.accounts import queries
from core.accounts.types import Portal
from core.kernel import clock
from core.notifications.models import Mail
from core.platform.db import reading
from tests.cast import PASSWORD
from tests.conftest import Later
from tests.factories.accounts import id_of
from tests.factories.shop import Shop
from tests.web.storefront.account.conftest import Browser

SECRET = re.compile(r"secret=([A-Z2-7]+)")
CODE = re.compile(r'<code class="key">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</code>')


@pytest.fixture
def email(shop: Shop) -> str:
    return shop.cast.shopper.email


@pytest.fixture
def shopper(browser: Browser, email: str) -> Browser:
    enter(browser, email)
    return browser


def enter(browser: Browser, email: str, password: str = PASSWORD) -> str:
    """Send the log-in form and give where it leads."""
    answer = browser.post("/en/login", email=email, password=password)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def switch_on(shopper: Browser) -> tuple[pyotp.TOTP, list[str]]:
    page = "/en/account/security/two-step"
    assert shopper.post(page, current=PASSWORD).status_code == 303
    secret = SECRET.search(unescape(shopper.get(page).text))
    assert secret is not None
    app = pyotp.TOTP(secret[1])
    shown = shopper.post(f"{page}/code", page=page, code=app.at(clock.now()))
    return app, CODE.findall(shown.text)


def test_two_steps_are_asked_for_and_a_device_may_be_trusted(
    open_browser: Callable[..., Browser], shopper: Browser, email: str, later: Later
) -> None:
    app, codes = switch_on(shopper)
    assert len(codes) == 10
    later(timedelta(minutes=1))
    other = open_browser()
    assert enter(other, email) == "/en/login/code"
    assert other.get("/en/account").status_code == 303
    wrong = other.post("/en/login/code", code="000000")
    assert wrong.status_code == 422
    assert "This code is wrong" in wrong.text
    passed = other.post("/en/login/code", code=app.at(clock.now()), trust="1")
    assert (passed.status_code, passed.location) == (303, "/en/account")
    assert other.get("/en/account").status_code == 200
    other.post("/en/logout", page="/en/account")
    assert enter(other, email) == "/en/account"
    assert enter(open_browser(), email) == "/en/login/code"


def test_a_recovery_code_opens_too_and_guessing_is_counted(
    open_browser: Callable[..., Browser], shopper: Browser, email: str
) -> None:
    _, codes = switch_on(shopper)
    other = open_browser()
    enter(other, email)
    assert other.post("/en/login/code", code=codes[3]).status_code == 303
    guesser = open_browser()
    enter(guesser, email)
    answers = [guesser.post("/en/login/code", code="123456").status_code for _ in range(9)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_the_page_of_the_code_leads_back_where_nobody_owes_one(browser: Browser) -> None:
    assert browser.get("/en/login/code").location == "/en/login"


def test_what_matters_asks_for_the_password(shopper: Browser) -> None:
    for page, typed in (
        ("/en/account/security/two-step", {}),
        ("/en/account/security/email", {"email": "other@demo.example"}),
        ("/en/account/security/password", {"password": "quite another horse"}),
        ("/en/account/privacy/deletion", {}),
    ):
        refused = shopper.post(page, current="not the password", **typed)
        assert refused.status_code == 422, page
        assert "This is not your current password." in refused.text
        assert 'aria-describedby="current-error"' in refused.text


def test_a_new_password_logs_the_others_out_and_tells(
    open_browser: Callable[..., Browser], shopper: Browser, email: str, read_mail: Callable[[str], Mail]
) -> None:
    other = open_browser()
    enter(other, email)
    page = "/en/account/security/password"
    assert shopper.post(page, current=PASSWORD, password="quite another horse").status_code == 303
    assert shopper.get("/en/account").status_code == 200
    assert other.get("/en/account").status_code == 303
    assert read_mail(email).kind == "password_changed"
    assert enter(other, email, "quite another horse") == "/en/account"


def test_the_address_is_changed_by_the_new_mailbox_and_taken_back_by_the_old(
    browser: Browser, shopper: Browser, email: str, read_mail: Callable[[str], Mail]
) -> None:
    owner, new = id_of(email), "moved@demo.example"
    shopper.post("/en/account/security/email", email=new, current=PASSWORD)
    link = re.search(r"/en/email/confirm/\S+", read_mail(new).text)
    assert link is not None
    assert new in shopper.get(link[0]).text
    assert id_of(email) == owner
    assert shopper.post(link[0]).status_code == 303
    assert id_of(new) == owner
    assert shopper.get(link[0]).status_code == 404
    undo = re.search(r"/en/email/undo/\S+", read_mail(email).text)
    assert undo is not None
    assert shopper.post(undo[0]).location == "/en/login"
    assert id_of(email) == owner
    assert shopper.get("/en/account").status_code == 303


def test_an_address_that_is_taken_gets_the_same_answer_and_no_mail(shopper: Browser, shop: Shop) -> None:
    taken = shop.cast.other_shopper.email
    answer = shopper.post("/en/account/security/email", email=taken, current=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/en/account/security")


def test_devices_are_listed_and_logged_out(
    open_browser: Callable[..., Browser], shopper: Browser, shop: Shop, email: str
) -> None:
    other = open_browser()
    enter(other, email)
    with reading():
        kept = queries.list_sessions_of(id_of(email))
    assert len(kept) == 2
    page = "/en/account/security/sessions"
    assert "This device" in shopper.get(page).text
    stranger = open_browser()
    enter(stranger, shop.cast.other_shopper.email)
    for session in kept:
        assert stranger.post(f"{page}/{session.id}/end", page="/en/account").status_code == 404
    shopper.post(f"{page}/others/end", page=page)
    assert other.get("/en/account").status_code == 303
    assert shopper.get("/en/account").status_code == 200
    assert kept[0].portal == Portal.STOREFRONT


def test_defaults_are_kept_and_met_in_a_new_browser(
    open_browser: Callable[..., Browser], shopper: Browser, email: str
) -> None:
    shopper.post("/en/account/profile", name="Robin Lane", language="de", currency="GBP", country="GB")
    other = open_browser()
    answer = other.post("/en/login", email=email, password=PASSWORD)
    cookies = [value for name, value in answer.headers if name == "Set-Cookie"]
    assert any(value.startswith("currency=GBP") for value in cookies)
    assert any(value.startswith("language=de") for value in cookies)
    other.client.set_cookie("currency", "EUR", domain="localhost")
    other.post("/en/logout", page="/en/account")
    again = other.post("/en/login", email=email, password=PASSWORD)
    assert not any(v.startswith("currency=") for n, v in again.headers if n == "Set-Cookie")
