"""The shopper comes back from the gateway, hears how it went, and can pay again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.orders.types import PurchaseDetail, PurchaseState
from core.payments.gateways.sandbox import provider
from core.payments.gateways.sandbox.client import SandboxGateway
from core.payments.gateways.sandbox.types import Scenario, Status
from core.payments.types import PaymentState
from core.platform import http
from core.platform.settings import override
from tests.factories.purchases import (
    expire,
    make_paid_purchase,
    make_placed_purchase,
    payment_of,
    purchase_of,
)
from tests.factories.sandbox import Browser, payments_of
from tests.factories.shop import Shop

Later = Callable[[timedelta], None]


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


@pytest.fixture
def purchase(shop: Shop) -> PurchaseDetail:
    return make_placed_purchase(shop)


def flashed(browser: Browser) -> list[tuple[str, str]]:
    with browser.client.session_transaction(base_url=browser.base) as cookie:
        return [(category, sentence) for category, sentence in cookie.get("_flashes", [])]


def is_away(*_: object, **__: object) -> None:
    raise http.OutageError("no answer", None)


def test_coming_back_paid_settles_and_goes_to_the_order(purchase: PurchaseDetail, browser: Browser) -> None:
    browser.pay(purchase, Scenario.SUCCESS)
    answer = browser.come_back(purchase)
    assert (answer.status_code, answer.location) == (303, f"/de/orders/{purchase.number}")
    assert purchase_of(purchase.number).state == PurchaseState.PAID
    assert not flashed(browser)


def test_coming_back_twice_is_the_same_as_once(purchase: PurchaseDetail, browser: Browser) -> None:
    browser.pay(purchase, Scenario.SUCCESS)
    assert {browser.come_back(purchase).location for _ in range(2)} == {f"/de/orders/{purchase.number}"}
    assert provider.show(payment_of(purchase).reference).captured == purchase.total


@pytest.mark.parametrize(
    ("scenario", "state"),
    [(Scenario.DECLINE, PaymentState.DECLINED), (Scenario.SLOW, PaymentState.PENDING)],
)
def test_coming_back_unpaid_shows_the_order_that_waits(
    scenario: Scenario, state: PaymentState, purchase: PurchaseDetail, browser: Browser
) -> None:
    browser.pay(purchase, scenario)
    assert browser.come_back(purchase).location == f"/de/orders/{purchase.number}"
    assert payment_of(purchase).state == state
    assert purchase_of(purchase.number).state == PurchaseState.PLACED


def test_coming_back_without_having_paid_keeps_the_payment_open(
    purchase: PurchaseDetail, browser: Browser
) -> None:
    first = browser.go_to_pay(purchase).reference
    browser.come_back(purchase)
    assert not flashed(browser)
    assert browser.go_to_pay(purchase).reference == first


def test_coming_back_while_the_gateway_is_away_shows_the_order(
    purchase: PurchaseDetail, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.pay(purchase, Scenario.SUCCESS)
    monkeypatch.setattr(SandboxGateway, "fetch", is_away)
    assert browser.come_back(purchase).location == f"/de/orders/{purchase.number}"
    assert purchase_of(purchase.number).state == PurchaseState.PLACED


def test_a_late_payment_that_goes_back_is_said_to(shop: Shop, browser: Browser) -> None:
    purchase = make_placed_purchase(shop, {"LAMP-WHITE": 5})
    browser.pay(purchase, Scenario.AUTOMATIC)
    expire(purchase)
    make_placed_purchase(shop, {"LAMP-WHITE": 1})
    browser.come_back(purchase)
    assert [category for category, _ in flashed(browser)] == ["warning"]


def test_nobody_comes_back_with_an_invented_token(browser: Browser) -> None:
    assert browser.get("/de/checkout/return/invented").status_code == 404
    assert browser.post("/de/checkout/return/invented").status_code == 404


def test_a_language_of_another_site_is_not_found(purchase: PurchaseDetail, browser: Browser) -> None:
    assert browser.get(f"/ru/checkout/return/{payment_of(purchase).token}").status_code == 404


def test_withdrawing_lets_the_shopper_pay_by_a_new_payment(
    purchase: PurchaseDetail, browser: Browser
) -> None:
    first = browser.go_to_pay(purchase).reference
    browser.post(f"/sandbox-pay/{first}/cancellation")
    browser.come_back(purchase)
    assert payment_of(purchase).state == PaymentState.VOIDED
    assert browser.go_to_pay(purchase).reference != first
    assert len(payments_of(purchase)) == 2


def test_paying_again_asks_first_whether_the_money_is_there(
    purchase: PurchaseDetail, browser: Browser
) -> None:
    browser.pay(purchase, Scenario.SUCCESS)
    answer = browser.post(f"/de/checkout/return/{payment_of(purchase).token}")
    assert answer.location == f"/de/orders/{purchase.number}"
    assert purchase_of(purchase.number).state == PurchaseState.PAID
    assert len(payments_of(purchase)) == 1


def test_a_payment_under_way_is_not_paid_a_second_time(purchase: PurchaseDetail, browser: Browser) -> None:
    browser.pay(purchase, Scenario.SLOW)
    answer = browser.post(f"/de/checkout/return/{payment_of(purchase).token}")
    assert answer.location == f"/de/orders/{purchase.number}"
    assert len(payments_of(purchase)) == 1


def test_a_paid_purchase_has_nothing_to_pay(
    shop: Shop, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    purchase = make_paid_purchase(shop)
    monkeypatch.setattr(SandboxGateway, "fetch", is_away)
    answer = browser.post(f"/de/checkout/return/{payment_of(purchase).token}")
    assert answer.location == f"/de/orders/{purchase.number}"
    assert len(payments_of(purchase)) == 1


def test_an_expired_purchase_is_not_sent_to_pay(purchase: PurchaseDetail, browser: Browser) -> None:
    browser.go_to_pay(purchase)
    expire(purchase)
    answer = browser.post(f"/de/checkout/return/{payment_of(purchase).token}")
    assert answer.location == f"/de/orders/{purchase.number}"


def test_a_declined_payment_of_a_closed_purchase_can_not_be_paid_again(
    purchase: PurchaseDetail, browser: Browser
) -> None:
    browser.pay(purchase, Scenario.DECLINE)
    browser.come_back(purchase)
    expire(purchase)
    answer = browser.post(f"/de/checkout/return/{payment_of(purchase).token}")
    assert (answer.status_code, answer.location) == (303, f"/de/orders/{purchase.number}")
    ((category, _sentence),) = flashed(browser)
    assert category == "warning"
    assert len(payments_of(purchase)) == 1
    assert len(payments_of(purchase)) == 1


def test_a_gateway_that_is_away_leaves_the_shopper_at_the_order(
    purchase: PurchaseDetail, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SandboxGateway, "create", is_away)
    answer = browser.post(f"/de/checkout/return/{payment_of(purchase).token}")
    assert answer.location == f"/de/orders/{purchase.number}"
    assert not payment_of(purchase).reference


def test_another_page_can_not_send_the_shopper_to_pay(purchase: PurchaseDetail, browser: Browser) -> None:
    answer = browser.client.post(
        f"/de/checkout/return/{payment_of(purchase).token}",
        base_url=browser.base,
        headers={"Origin": "http://evil.example"},
    )
    assert answer.status_code == 403
    assert not payment_of(purchase).reference


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("http://eu.localhost:9000", "http://eu.localhost:9000"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://shop.example", "http://shop.example"),
        ("http://evil.example", "http://localhost:8000"),
    ],
)
def test_the_way_back_leads_to_a_host_of_ours(asked: str, answered: str, shop: Shop) -> None:
    override(trusted_hosts=("shop.example",))
    purchase = make_placed_purchase(shop)
    session = Browser(asked).go_to_pay(purchase)
    token = payment_of(purchase).token
    assert session.return_url == f"{answered}/de/checkout/return/{token}"
    assert payment_of(purchase).pay_url == f"{answered}/sandbox-pay/{session.reference}"


def test_paying_again_uses_only_a_gateway_on_offer(purchase: PurchaseDetail, browser: Browser) -> None:
    reference = browser.pay(purchase, Scenario.DECLINE).reference
    browser.post(f"/de/checkout/return/{payment_of(purchase).token}", gateway="invented")
    assert payment_of(purchase).gateway == "sandbox"
    assert provider.show(reference).status == Status.FAILED
