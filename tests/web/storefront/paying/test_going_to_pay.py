"""The way from an order that stands to the gateway, which is asked only now."""

import pytest

from core.payments.gateways.sandbox import provider
from core.payments.gateways.sandbox.client import SandboxGateway
from core.payments.gateways.sandbox.types import Scenario
from core.platform import http
from tests.factories.purchases import make_paid_purchase, make_placed_purchase, payment_of
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


def test_the_first_time_opens_the_payment_and_again_leads_to_the_same(shop: Shop, browser: Browser) -> None:
    purchase = make_placed_purchase(shop)
    assert payment_of(purchase).reference == ""
    gone = [browser.get(f"/de/checkout/pay/{payment_of(purchase).token}") for _ in range(2)]
    assert [answer.status_code for answer in gone] == [303, 303]
    opened = payment_of(purchase)
    assert {answer.location for answer in gone} == {opened.pay_url}
    assert provider.show(opened.reference).amount == purchase.total
    assert gone[0].headers["Cache-Control"] == "private, no-store"


def test_a_purchase_that_is_paid_leads_to_its_page(shop: Shop, browser: Browser) -> None:
    purchase = make_paid_purchase(shop)
    gone = browser.get(f"/de/checkout/pay/{payment_of(purchase).token}")
    assert (gone.status_code, gone.location) == (303, f"/de/orders/{purchase.number}")


def test_a_gateway_that_is_away_leaves_the_order_standing(
    shop: Shop, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    purchase = make_placed_purchase(shop)

    def is_away(*_: object, **__: object) -> None:
        raise http.OutageError("no answer", None)

    monkeypatch.setattr(SandboxGateway, "create", is_away)
    gone = browser.get(f"/de/checkout/pay/{payment_of(purchase).token}")
    assert (gone.status_code, gone.location) == (303, f"/de/orders/{purchase.number}")
    monkeypatch.undo()
    browser.pay(purchase, Scenario.SUCCESS)
    assert browser.come_back(purchase).status_code == 303


def test_nobody_guesses_a_payment(shop: Shop, browser: Browser) -> None:
    assert browser.get("/de/checkout/pay/invented").status_code == 404
