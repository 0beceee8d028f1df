"""Twenty clicks at the same moment, on a database where commits are real."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from werkzeug.test import TestResponse

from core.inventory import queries as inventory
from core.orders import queries as orders
from core.payments import queries as payments
from core.platform.db import reading
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import come_to_review, place, put_in_cart

CLICKS = 20


def clone_of(browser: Browser) -> Browser:
    """Give another window of the same browser: the same cookies, its own connections."""
    other = Browser(browser.base)
    host = browser.base.split("//")[1].split(":")[0]
    for name in ("cart", "country", "entrepot"):
        cookie = browser.client.get_cookie(name, domain=host)
        if cookie is not None:
            other.client.set_cookie(name, cookie.value, domain=host)
    return other


def at_once(clicks: list[tuple[Browser, dict[str, str]]]) -> list[TestResponse]:
    """Send every click at the same moment."""
    line = Barrier(len(clicks))

    def click(browser: Browser, sent: dict[str, str]) -> TestResponse:
        line.wait(timeout=60)
        return place(browser, sent)

    with ThreadPoolExecutor(len(clicks)) as threads:
        return [running.result(timeout=120) for running in [threads.submit(click, *one) for one in clicks]]


def units_reserved(shop: Shop, sku: str) -> int:
    with reading():
        return sum(level.reserved for level in inventory.list_levels_everywhere([shop.variants[sku]]))


def test_twenty_clicks_are_one_order_with_one_payment(committed_shop: Shop) -> None:
    browser = Browser()
    put_in_cart(browser, committed_shop, "LAMP-WHITE", 2)
    put_in_cart(browser, committed_shop, "MUG", 3)
    sent = come_to_review(browser)
    answers = at_once([(clone_of(browser), sent) for _ in range(CLICKS)])
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    with reading():
        assert orders.count_purchases_by_state() == {"placed": 1}
        purchase = orders.find_purchase_by_key(committed_shop.sites["eu"].id, sent["key"])
        assert purchase is not None
        assert len(payments.list_payments_of(purchase.id)) == 1
    assert units_reserved(committed_shop, "LAMP-WHITE") == 2
    assert units_reserved(committed_shop, "MUG") == 3


def test_the_last_units_go_to_whom_they_reach_and_the_others_are_told(committed_shop: Shop) -> None:
    clicks = []
    for number in range(8):
        browser = Browser()
        put_in_cart(browser, committed_shop, "LAMP-WHITE", 2)
        clicks.append((browser, come_to_review(browser) | {"nothing": str(number)}))
    answers = at_once(clicks)
    assert sorted(answer.status_code for answer in answers) == [303] * 2 + [409] * 6
    told = [answer.text for answer in answers if answer.status_code == 409]
    assert all("Only 1 unit of “Moon lamp” is left." in page for page in told)
    assert units_reserved(committed_shop, "LAMP-WHITE") == 4
