"""The list of what a shopper waits for: in the reader's language, ended by its owner alone."""

from collections.abc import Callable

import pytest

from core.alerts import queries, service
from core.alerts.types import AlertId, AlertState
from core.kernel.ids import SiteId, VariantId
from core.platform.db import reading, transaction
from tests.factories import goods
from tests.factories.shop import Shop
from tests.statements import counted
from tests.web.storefront.account.conftest import Browser
from tests.web.storefront.account.test_security_pages import enter

PAGE = "/en/account/alerts"


@pytest.fixture
def shopper(browser: Browser, shop: Shop) -> Browser:
    enter(browser, shop.cast.shopper.email)
    return browser


def wait_for(shop: Shop, sku: str, title: str, site: str = "global") -> AlertId:
    """Have the shopper of the cast wait for something that nobody has."""
    person = shop.cast.shopper
    with transaction():
        titles = {"en": title, "ru": f"{title} по-русски"}
        _, made = goods.make_product(shop.lumen, titles=titles, variants=[goods.make_variant(sku)])
        goods.price({made[sku]: goods.Money(900, "USD")})
        service.ask_for_alert(
            VariantId(made[sku]), SiteId(shop.sites[site].id), person.email,
            language="en", asker="192.0.2.1", account_id=person.account_id,
        )  # fmt: skip
    with reading():
        return queries.list_alerts_of_account(person.account_id)[0].id


def state_of(alert_id: AlertId) -> AlertState:
    with reading():
        return queries.get_alert(alert_id).state


def test_a_shopper_reads_what_is_waited_for_and_stops_it(shopper: Browser, shop: Shop) -> None:
    assert "You are not waiting for anything" in shopper.get(PAGE).text
    alert_id = wait_for(shop, "LANTERN", "Paper lantern")
    page = shopper.get(PAGE)
    assert 'href="/en/p/paper-lantern?variant=' in page.text
    assert 'aria-label="Stop waiting: Paper lantern"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    answer = shopper.post(f"{PAGE}/{alert_id}/end", page=PAGE)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert state_of(alert_id) == AlertState.ENDED
    after = shopper.get(PAGE).text
    assert "We will not write to you about it." in after
    assert "Paper lantern" not in after


def test_what_is_waited_for_elsewhere_names_its_site(shopper: Browser, shop: Shop) -> None:
    wait_for(shop, "LANTERN", "Paper lantern", site="ru")
    page = shopper.get(PAGE)
    assert "Paper lantern" in page.text
    assert "/p/paper-lantern" not in page.text
    assert shop.sites["ru"].names["en"] in page.text


def test_nobody_ends_what_somebody_else_waits_for(open_browser: Callable[..., Browser], shop: Shop) -> None:
    alert_id = wait_for(shop, "LANTERN", "Paper lantern")
    stranger = open_browser()
    assert stranger.get(PAGE).status_code == 303
    enter(stranger, shop.cast.other_shopper.email)
    assert "Paper lantern" not in stranger.get(PAGE).text
    assert stranger.post(f"{PAGE}/{alert_id}/end", page="/en/account/profile").status_code == 404
    assert stranger.post(f"{PAGE}/0/end", page="/en/account/profile").status_code == 404
    assert state_of(alert_id) == AlertState.WAITING


def test_a_long_list_asks_no_more_than_a_short_one(shopper: Browser, shop: Shop) -> None:
    wait_for(shop, "LANTERN", "Paper lantern")
    wait_for(shop, "TORCH", "Paper torch")  # with one alone comes what else would be asked for
    shopper.get(PAGE)
    with counted() as short:
        shopper.get(PAGE)
    for number in range(3):
        wait_for(shop, f"LANTERN-{number}", f"Lantern {number}")
    with counted() as long:
        shopper.get(PAGE)
    assert len(long) == len(short) <= 15
