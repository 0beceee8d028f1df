"""A purchase is paid once: another payment of it is let go or given back, and a refund is given once."""

from datetime import timedelta

import pytest

from core.checkout import service as checkout
from core.kernel.actor import GUEST, SYSTEM
from core.kernel.money import Money
from core.orders.types import OrderState, PurchaseDetail, PurchaseState
from core.payments import service as payment_service
from core.payments.errors import RefundTooLarge
from core.payments.events import RefundRequested
from core.payments.gateways.sandbox import provider
from core.payments.gateways.sandbox.client import SandboxGateway
from core.payments.gateways.sandbox.types import Scenario, Status
from core.payments.types import PaymentState, RefundState
from core.platform import http, outbox
from core.platform.db import transaction
from tests.conftest import Later
from tests.factories.purchases import (
    order_of,
    payment_of,
    purchase_of,
)
from tests.factories.sandbox import Browser, Line, Relay, facts, payments_of, refunds_of


def test_a_second_payment_of_the_same_purchase_goes_back_once(
    purchase: PurchaseDetail, browser: Browser, line: Line, relay: Relay
) -> None:
    first = browser.go_to_pay(purchase).reference
    with transaction():
        checkout.pay_again(purchase.id, gateway="sandbox", by=GUEST)
    second = browser.go_to_pay(purchase).reference
    for reference in (second, first):
        provider.decide(reference, Scenario.AUTOMATIC)
    for _ in range(3):
        line.deliver()
        line.repeat_all()
        relay.run()
    assert purchase_of(purchase.number).state == PurchaseState.PAID
    assert (
        sum(provider.show(reference).refunded.minor for reference in (first, second)) == purchase.total.minor
    )
    assert [refund.state for refund in refunds_of(purchase)] == [RefundState.SUCCEEDED]


def test_paying_lets_go_of_the_other_payment_that_is_open(
    purchase: PurchaseDetail, browser: Browser, relay: Relay
) -> None:
    first = browser.go_to_pay(purchase).reference
    with transaction():
        second_id = payment_service.open_payment(purchase.id, purchase.total, gateway="sandbox", by=GUEST)
    browser.pay(purchase, Scenario.AUTOMATIC)
    browser.come_back(purchase)
    relay.run()
    assert provider.show(first).status == Status.CANCELED
    assert [payment.state for payment in payments_of(purchase)] == [
        PaymentState.VOIDED,
        PaymentState.CAPTURED,
    ]
    assert payments_of(purchase)[-1].id == second_id


def test_a_canceled_order_is_refunded_by_the_payment_that_stayed(
    purchase: PurchaseDetail, browser: Browser, relay: Relay
) -> None:
    first = browser.go_to_pay(purchase).reference
    with transaction():
        checkout.pay_again(purchase.id, gateway="sandbox", by=GUEST)
    second = browser.pay(purchase, Scenario.AUTOMATIC).reference
    provider.decide(first, Scenario.AUTOMATIC)
    browser.come_back(purchase)
    relay.run()
    assert provider.show(first).refunded == purchase.total
    order = purchase_of(purchase.number).orders[0]
    with transaction():
        checkout.cancel_order(order.id, version=order.version, reason="changed my mind", by=GUEST)
    relay.run()
    assert order_of(order).state == OrderState.CANCELED
    assert provider.show(second).refunded == order.total


def test_a_refund_told_twice_gives_the_money_back_once(
    purchase: PurchaseDetail, browser: Browser, relay: Relay
) -> None:
    reference = browser.pay(purchase, Scenario.SUCCESS).reference
    browser.come_back(purchase)
    asked, payment_id = Money(1_000, "EUR"), payment_of(purchase).id
    with transaction():
        refund_id = payment_service.request_refund(payment_id, asked, cause="order:1:cancel", by=SYSTEM)
        assert refund_id is not None
        outbox.record(RefundRequested(refund_id=refund_id))
        assert payment_service.request_refund(payment_id, asked, cause="order:1:cancel", by=SYSTEM) is None
    relay.run()
    assert provider.show(reference).refunded == asked
    assert facts()["RefundSucceeded"] == 1


def test_more_than_was_paid_is_never_asked_back(purchase: PurchaseDetail, browser: Browser) -> None:
    browser.pay(purchase, Scenario.SUCCESS)
    browser.come_back(purchase)
    payment = payment_of(purchase)
    with pytest.raises(RefundTooLarge), transaction():
        payment_service.request_refund(
            payment.id, purchase.total + Money(1, "EUR"), cause="order:1:cancel", by=SYSTEM
        )
    assert not refunds_of(purchase)
    assert not payment_of(purchase).refunded


def test_a_refund_waits_for_a_gateway_that_is_away(
    purchase: PurchaseDetail, browser: Browser, relay: Relay, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.pay(purchase, Scenario.SUCCESS)
    browser.come_back(purchase)
    payment, refund = payment_of(purchase), SandboxGateway.refund

    def is_away(*_: object, **__: object) -> str:
        raise http.OutageError("no answer", None)

    monkeypatch.setattr(SandboxGateway, "refund", is_away)
    with transaction():
        payment_service.request_refund(payment.id, purchase.total, cause="order:1:cancel", by=SYSTEM)
    relay.run()
    assert refunds_of(purchase)[0].state == RefundState.REQUESTED
    monkeypatch.setattr(SandboxGateway, "refund", refund)
    later(timedelta(minutes=1))
    relay.run()
    assert refunds_of(purchase)[0].state == RefundState.SUCCEEDED
    assert provider.show(payment.reference).refunded == purchase.total
