"""Money arrives whoever tells first, however often, in whatever order, or if nobody tells at all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.checkout import service as checkout
from core.kernel.actor import GUEST, SYSTEM
from core.kernel.money import Money
from core.orders.types import OrderState, PurchaseDetail, PurchaseState
from core.payments import service as payment_service
from core.payments.errors import RefundTooLarge
from core.payments.events import GatewayWordReceived, PaymentAbandoned, RefundRequested
from core.payments.gateways.sandbox import policy, provider
from core.payments.gateways.sandbox.client import SandboxGateway
from core.payments.gateways.sandbox.types import Scenario, Status
from core.payments.models import PaymentWord
from core.payments.types import GatewayEvent, GatewaySession, GatewayStatus, PaymentState, RefundState
from core.platform import http, outbox
from core.platform.db import reading, session, transaction
from tests.factories.purchases import (
    expire,
    make_expired_purchase,
    make_placed_purchase,
    order_of,
    payment_of,
    purchase_of,
)
from tests.factories.sandbox import Browser, Line, Relay, facts, payments_of, refunds_of
from tests.factories.shop import Shop
from workers import payments as jobs

Later = Callable[[timedelta], None]
LAST_WHITE_LAMPS = {"LAMP-WHITE": 5}


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


@pytest.fixture
def line(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(monkeypatch)


@pytest.fixture(autouse=True)
def relay(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Relay:
    return Relay(monkeypatch)


@pytest.fixture
def purchase(shop: Shop) -> PurchaseDetail:
    return make_placed_purchase(shop)


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
