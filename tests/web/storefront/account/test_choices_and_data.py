import json
import re
from collections.abc import Callable
from html import unescape

import pytest

from core.kernel.ids import SiteId
from core.notifications import choosing, service
from core.notifications.models import Mail
from core.notifications.types import Channel, Topic
from core.platform.db import reading, transaction
from tests.cast import PASSWORD
from tests.factories.shop import Shop
from tests.web.storefront.account.conftest import Browser
from tests.web.storefront.account.test_security_pages import enter

LINK = re.compile(r"http://localhost:8000(/en/unsubscribe/[\w-]+)")


@pytest.fixture
def shopper(browser: Browser, shop: Shop) -> Browser:
    enter(browser, shop.cast.shopper.email)
    return browser


def is_wanted(email: str) -> bool:
    with reading():
        return choosing.wants(email, Topic.ALERTS, Channel.MAIL)


def test_a_mail_program_unsubscribes_with_one_click_and_a_person_takes_it_back(
    open_browser: Callable[..., Browser], shop: Shop
) -> None:
    email = "guest@demo.example"
    with reading():
        token = choosing.unsubscribe_token(email, Topic.ALERTS)
    path, stranger = f"/en/unsubscribe/{token}", open_browser()
    assert "Unsubscribe" in stranger.get(path).text
    assert is_wanted(email)
    answer = stranger.client.post(path, base_url=stranger.root, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not is_wanted(email)
    back = stranger.client.post(f"{path}/undo", base_url=stranger.root)
    assert back.status_code == 200
    assert is_wanted(email)
    assert stranger.get(f"{path}x").status_code == 404


def test_only_mails_that_may_stop_carry_the_way_out(shop: Shop, read_mail: Callable[[str], Mail]) -> None:
    email = "guest@demo.example"
    with transaction():
        service.write_mail(
            kind="password_changed", to=email, language="en", site_id=SiteId(1), facts={}, source_key="x"
        )
    assert LINK.search(unescape(read_mail(email).text)) is None


def test_what_belongs_to_the_deal_cannot_be_switched_off(shopper: Browser, shop: Shop) -> None:
    page = "/en/account/preferences"
    text = shopper.get(page).text
    assert 'name="orders.mail"' not in text
    assert 'name="alerts.mail"' in text
    assert shopper.post(page).status_code == 303
    assert not is_wanted(shop.cast.shopper.email)
    with reading():
        assert choosing.wants(shop.cast.shopper.email, Topic.ORDERS, Channel.MAIL)


def test_messages_are_read(shopper: Browser, shop: Shop) -> None:
    with transaction():
        service.write_mail(
            kind="second_step_off",
            to=shop.cast.shopper.email,
            language="en",
            site_id=SiteId(1),
            facts={},
            source_key="a note",
        )
    page = "/en/account/notifications"
    assert "1 message is unread." in shopper.get(page).text
    shopper.post("/en/account/notifications/read", page=page)
    assert "You have read everything." in shopper.get(page).text


def test_a_copy_is_made_and_only_its_owner_fetches_it(
    open_browser: Callable[..., Browser], shopper: Browser, shop: Shop, read_mail: Callable[[str], Mail]
) -> None:
    shopper.post("/en/account/privacy/copies", page="/en/account/privacy")
    assert read_mail(shop.cast.shopper.email).kind == "export_ready"
    found = re.search(r"/en/account/privacy/copies/\d+", shopper.get("/en/account/privacy").text)
    assert found is not None
    fetched = shopper.get(found[0])
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in fetched.headers["Cache-Control"]
    assert json.loads(fetched.text)["account"]["email"] == shop.cast.shopper.email
    stranger = open_browser()
    enter(stranger, shop.cast.other_shopper.email)
    assert stranger.get(found[0]).status_code == 404


def test_a_deleted_account_comes_back_by_logging_in(
    browser: Browser, shopper: Browser, shop: Shop, read_mail: Callable[[str], Mail]
) -> None:
    answer = shopper.post("/en/account/privacy/deletion", current=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/en/goodbye")
    assert shopper.get("/en/account").status_code == 303
    assert read_mail(shop.cast.shopper.email).kind == "deletion_asked"
    enter(browser, shop.cast.shopper.email)
    assert "Your account stays" in browser.get("/en/account").text
