"""Money arrives whoever tells first, however often, in whatever order, or if nobody tells at all."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.kernel.money import Money
from core.orders.types import OrderState, PurchaseDetail, PurchaseState
from core.payments import service as payment_service
from core.payments.events import GatewayWordReceived, PaymentAbandoned
from core.payments.gateways.sandbox import policy, provider
from core.payments.gateways.sandbox.client import SandboxGateway
from core.payments.gateways.sandbox.types import Scenario, Status
from core.payments.models import PaymentWord
from core.payments.types import GatewayEvent, GatewaySession, GatewayStatus, PaymentState, RefundState
from core.platform.db import reading, session, transaction
from tests.conftest import Later
from tests.factories.purchases import (
    expire,
    make_expired_purchase,
    make_placed_purchase,
    payment_of,
    purchase_of,
)
from tests.factories.sandbox import Browser, Line, Relay, facts, payments_of, refunds_of
from tests.factories.shop import Shop
from workers import payments as jobs

LAST_WHITE_LAMPS = {"LAMP-WHITE": 5}


def is_paid_once(purchase: PurchaseDetail) -> bool:
    """The purchase and its orders are paid, the money was taken once, and that was told once."""
    now, payment = purchase_of(purchase.number), payments_of(purchase)[-1]
    told = facts()
    return (
        now.state == PurchaseState.PAID
        and {order.state for order in now.orders} == {OrderState.PAID}
        and payment.state == PaymentState.CAPTURED
        and provider.show(payment.reference).captured == purchase.total
        and (told["PaymentCaptured"], told["PurchasePaid"]) == (1, 1)
        and not refunds_of(purchase)
    )


def test_the_webhook_comes_before_the_browser(
    purchase: PurchaseDetail, browser: Browser, line: Line, relay: Relay
) -> None:
    browser.pay(purchase, Scenario.SUCCESS)
    line.deliver()
    relay.run()
    assert is_paid_once(purchase)
    browser.come_back(purchase)
    relay.run()
    assert is_paid_once(purchase)


def test_the_browser_comes_before_the_webhook(
    purchase: PurchaseDetail, browser: Browser, line: Line, relay: Relay
) -> None:
    browser.pay(purchase, Scenario.SUCCESS)
    browser.come_back(purchase)
    assert is_paid_once(purchase)
    line.deliver()
    relay.run()
    assert is_paid_once(purchase)


def test_the_same_webhook_three_times_is_kept_once_and_pays_once(
    purchase: PurchaseDetail, browser: Browser, line: Line, relay: Relay
) -> None:
    browser.pay(purchase, Scenario.AUTOMATIC)
    line.deliver()
    line.repeat_all()
    line.repeat_all()
    relay.run()
    assert is_paid_once(purchase)
    with reading():
        assert session().scalar(select(func.count(PaymentWord.id))) == 1
    assert facts()["GatewayWordReceived"] == 1


@pytest.mark.parametrize("scenario", [Scenario.WEBHOOK_TWICE, Scenario.OUT_OF_ORDER, Scenario.LATE_WEBHOOK])
def test_webhooks_pay_once_however_they_come(
    scenario: Scenario, purchase: PurchaseDetail, browser: Browser, line: Line, relay: Relay, later: Later
) -> None:
    browser.pay(purchase, scenario)
    for _ in range(4):
        line.deliver()
        relay.run()
        later(policy.LATE)
    assert is_paid_once(purchase)
    assert len(line.posted) >= 2


def test_a_slow_payment_keeps_its_goods_and_is_paid_when_it_clears(
    purchase: PurchaseDetail, browser: Browser, line: Line, relay: Relay, later: Later
) -> None:
    browser.pay(purchase, Scenario.SLOW)
    browser.come_back(purchase)
    assert payment_of(purchase).state == PaymentState.PENDING
    assert purchase_of(purchase.number).expires_at > purchase.expires_at + timedelta(hours=23)
    later(policy.SLOW)
    line.deliver()
    relay.run()
    assert is_paid_once(purchase)


def test_an_approved_challenge_is_authorized_and_captured_by_the_shop(
    purchase: PurchaseDetail, browser: Browser, line: Line, relay: Relay
) -> None:
    reference = browser.pay(purchase, Scenario.CHALLENGE).reference
    browser.post(f"/sandbox-pay/{reference}/challenge", answer="approve")
    assert provider.show(reference).status == Status.VERIFIED
    line.deliver()
    relay.run()
    assert is_paid_once(purchase)


def test_a_browser_that_never_returns_leaves_a_paid_order(
    purchase: PurchaseDetail, browser: Browser, line: Line, relay: Relay
) -> None:
    browser.pay(purchase, Scenario.NO_RETURN)
    line.deliver()
    relay.run()
    assert is_paid_once(purchase)


def test_a_lost_webhook_and_a_lost_browser_leave_a_paid_order(
    purchase: PurchaseDetail, browser: Browser, relay: Relay, later: Later
) -> None:
    browser.pay(purchase, Scenario.NO_RETURN)
    assert jobs.ask_about_open_payments() == "asked 0, moved 0"
    later(jobs.ASK_AFTER)
    assert jobs.ask_about_open_payments() == "asked 1, moved 1"
    assert is_paid_once(purchase)
    assert jobs.ask_about_open_payments() == "asked 0, moved 0"


def test_the_trouble_of_one_payment_does_not_keep_the_others(
    shop: Shop, purchase: PurchaseDetail, browser: Browser, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor = browser.pay(purchase, Scenario.SUCCESS).reference
    lucky = make_placed_purchase(shop, {"BULB": 1})
    browser.pay(lucky, Scenario.SUCCESS)
    fetch = SandboxGateway.fetch

    def break_for_one(self: SandboxGateway, reference: str) -> GatewayStatus:
        if reference == poor:
            raise ValueError("nonsense came back")
        return fetch(self, reference)

    monkeypatch.setattr(SandboxGateway, "fetch", break_for_one)
    later(jobs.ASK_AFTER)
    assert jobs.ask_about_open_payments() == "asked 2, moved 1"
    assert purchase_of(lucky.number).state == PurchaseState.PAID


def test_another_amount_pays_nothing_and_is_not_taken(
    purchase: PurchaseDetail, browser: Browser, line: Line, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = browser.pay(purchase, Scenario.SUCCESS).reference
    less = GatewayStatus(reference, PaymentState.AUTHORIZED, purchase.total - Money(1, "EUR"))
    monkeypatch.setattr(SandboxGateway, "fetch", lambda self, reference: less)
    line.deliver()
    relay.run()
    assert purchase_of(purchase.number).state == PurchaseState.PLACED
    assert payment_of(purchase).state == PaymentState.CREATED
    assert provider.show(reference).status == Status.APPROVED


def test_an_expired_purchase_lets_go_of_its_payment(
    purchase: PurchaseDetail, browser: Browser, relay: Relay
) -> None:
    reference = browser.go_to_pay(purchase).reference
    expire(purchase)
    relay.run()
    assert payment_of(purchase).state == PaymentState.VOIDED
    assert provider.show(reference).status == Status.CANCELED


def test_a_payment_that_was_never_opened_is_let_go_without_the_gateway(shop: Shop, relay: Relay) -> None:
    purchase = make_expired_purchase(shop)
    relay.run()
    assert payment_of(purchase).state == PaymentState.VOIDED


def test_a_late_payment_takes_its_goods_again_where_they_are_still_there(
    shop: Shop, browser: Browser, line: Line, relay: Relay
) -> None:
    purchase = make_placed_purchase(shop, LAST_WHITE_LAMPS)
    browser.pay(purchase, Scenario.AUTOMATIC)
    expire(purchase)
    line.deliver()
    relay.run()
    assert is_paid_once(purchase)


def test_a_late_payment_goes_back_where_somebody_else_has_the_goods(
    shop: Shop, browser: Browser, line: Line, relay: Relay
) -> None:
    purchase = make_placed_purchase(shop, LAST_WHITE_LAMPS)
    reference = browser.pay(purchase, Scenario.AUTOMATIC).reference
    expire(purchase)
    make_placed_purchase(shop, {"LAMP-WHITE": 1})
    line.deliver()
    relay.run()
    line.deliver()
    relay.run()
    assert purchase_of(purchase.number).state == PurchaseState.EXPIRED
    assert [(refund.state, refund.amount) for refund in refunds_of(purchase)] == [
        (RefundState.SUCCEEDED, purchase.total)
    ]
    assert provider.show(reference).refunded == purchase.total


def test_a_declined_purchase_can_be_paid_again(
    purchase: PurchaseDetail, browser: Browser, line: Line, relay: Relay
) -> None:
    declined = browser.pay(purchase, Scenario.DECLINE)
    browser.come_back(purchase)
    assert payment_of(purchase).state == PaymentState.DECLINED
    paid = browser.pay(purchase, Scenario.SUCCESS)
    assert paid.reference != declined.reference
    browser.come_back(purchase)
    line.deliver()
    relay.run()
    assert is_paid_once(purchase)
    assert [payment.state for payment in payments_of(purchase)] == [
        PaymentState.DECLINED,
        PaymentState.CAPTURED,
    ]


def test_a_word_that_came_before_its_name_was_known_is_followed_then(
    purchase: PurchaseDetail, relay: Relay
) -> None:
    payment = payment_of(purchase)
    opened = SandboxGateway().create(
        number=payment.number,
        amount=purchase.total,
        return_url="http://eu.localhost:8000/de/",
        webhook_url="http://eu.localhost:8000/payments/webhooks/sandbox",
        language="de",
    )
    provider.decide(opened.reference, Scenario.SUCCESS)
    with transaction():
        payment_service.hear(
            "sandbox", GatewayEvent("evt_early", "payment.approved", opened.reference, None), {}
        )
    assert facts()["GatewayWordReceived"] == 0
    with transaction():
        payment_service.attach_session(payment.id, opened)
    relay.run()
    assert is_paid_once(purchase)


def test_the_first_session_of_a_payment_stays(purchase: PurchaseDetail) -> None:
    payment = payment_of(purchase)
    for reference in ("first", "second"):
        with transaction():
            payment_service.attach_session(payment.id, GatewaySession(reference, f"http://x/{reference}"))
    assert payment_of(purchase).reference == "first"


def test_jobs_done_twice_change_nothing_more(purchase: PurchaseDetail, browser: Browser) -> None:
    browser.pay(purchase, Scenario.SUCCESS)
    payment = payment_of(purchase)
    for _ in range(2):
        jobs.follow_gateway_word(GatewayWordReceived(payment_id=payment.id))
        jobs.let_go_of_payment(PaymentAbandoned(payment_id=payment.id))
    assert is_paid_once(purchase)


def test_a_word_of_a_payment_that_was_taken_asks_nobody(
    purchase: PurchaseDetail, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.pay(purchase, Scenario.SUCCESS)
    browser.come_back(purchase)
    asked: list[str] = []
    monkeypatch.setattr(SandboxGateway, "fetch", lambda _, reference: asked.append(reference))
    jobs.follow_gateway_word(GatewayWordReceived(payment_id=payment_of(purchase).id))
    assert (asked, is_paid_once(purchase)) == ([], True)
