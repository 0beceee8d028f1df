"""A purchase paid through stripe: told late, twice, out of order or not at all, it is paid once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from core.checkout import service as checkout
from core.kernel.actor import GUEST
from core.orders.types import PurchaseDetail, PurchaseState
from core.payments import queries
from core.payments.types import PaymentState, RefundState
from core.platform.db import reading, transaction
from core.platform.settings import override
from tests.factories.purchases import expire, make_placed_purchase, payment_of, purchase_of
from tests.factories.sandbox import Browser, Relay, facts, payments_of, refunds_of, shop_app
from tests.factories.shop import Shop
from tests.factories.stripe_company import StripeCompany, signed
from workers import payments as jobs

Later = Callable[[timedelta], None]
HOST = "http://eu.localhost:8000"


def tell_shop(body: bytes, headers: dict[str, str]) -> None:
    answer = (
        shop_app().test_client().post("/payments/webhooks/stripe", data=body, headers=headers, base_url=HOST)
    )
    assert answer.status_code == 200, answer.text


@pytest.fixture
def company(shop: Shop) -> Iterator[StripeCompany]:
    with StripeCompany(post=tell_shop) as open_for_business:
        override(**open_for_business.settings())
        yield open_for_business


@pytest.fixture(autouse=True)
def relay(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Relay:
    return Relay(monkeypatch)


@pytest.fixture
def purchase(company: StripeCompany, shop: Shop) -> PurchaseDetail:
    return make_placed_purchase(shop)


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


def go_to_pay(browser: Browser, purchase: PurchaseDetail, gateway: str = "stripe") -> str:
    """Choose a way to pay; gives the name of the session there."""
    gone = browser.post(f"/de/checkout/return/{payment_of(purchase).token}", gateway=gateway)
    assert gone.status_code == 303, gone.text
    return urlsplit(gone.location).path.rpartition("/")[2]


def state_of(purchase: PurchaseDetail) -> PurchaseState:
    return purchase_of(purchase.number).state


def test_another_way_lets_go_of_the_first(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany
) -> None:
    first = payment_of(purchase)
    reference = go_to_pay(browser, purchase)
    payment = payment_of(purchase)
    assert (payment.gateway, payment.reference) == ("stripe", reference)
    assert payment.id != first.id
    kept = company.sessions[reference]
    assert (kept["title"], kept["customer_email"]) == (purchase.number, purchase.email)
    assert kept["amount_total"] == purchase.total.minor
    assert go_to_pay(browser, purchase) == reference


def test_told_by_webhook_alone_the_purchase_is_paid(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany, relay: Relay
) -> None:
    company.pay(go_to_pay(browser, purchase))
    relay.run()
    assert state_of(purchase) == PurchaseState.PAID
    assert payment_of(purchase).state == PaymentState.CAPTURED


def test_coming_back_alone_pays_too_and_the_late_word_is_no_news(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany, relay: Relay
) -> None:
    reference = go_to_pay(browser, purchase)
    company.pay(reference, is_told=False)
    assert browser.come_back(purchase).status_code == 303
    assert state_of(purchase) == PurchaseState.PAID
    company.tell("checkout.session.completed", company.shown(reference))
    relay.run()
    assert facts()["PurchasePaid"] == 1
    assert refunds_of(purchase) == []


def test_the_same_words_again_and_backwards_change_nothing(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany, relay: Relay
) -> None:
    reference = go_to_pay(browser, purchase)
    company.pay(reference)
    company.tell("checkout.session.expired", {"id": reference, "object": "checkout.session"})
    relay.run()
    for event in reversed(company.events):
        company.send(event)
    relay.run()
    assert state_of(purchase) == PurchaseState.PAID
    assert facts()["PaymentCaptured"] == 1
    with reading():
        assert queries.count_words("stripe", reference) == 2


def test_if_nobody_tells_the_job_asks(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany, later: Later
) -> None:
    company.pay(go_to_pay(browser, purchase), is_told=False)
    later(timedelta(minutes=3))
    jobs.ask_about_open_payments()
    assert state_of(purchase) == PurchaseState.PAID


def test_a_slow_payment_keeps_the_goods_until_it_arrives(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany, relay: Relay
) -> None:
    reference = go_to_pay(browser, purchase)
    company.pay(reference, status="processing")
    relay.run()
    assert payment_of(purchase).state == PaymentState.PENDING
    assert purchase_of(purchase.number).expires_at > purchase.expires_at
    company.clear(reference)
    relay.run()
    assert state_of(purchase) == PurchaseState.PAID


def test_a_slow_payment_that_fails_may_be_followed_by_another(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany, relay: Relay
) -> None:
    reference = go_to_pay(browser, purchase)
    company.pay(reference, status="processing")
    company.clear(reference, is_good=False)
    relay.run()
    assert payment_of(purchase).state == PaymentState.DECLINED
    second = go_to_pay(browser, purchase)
    assert second != reference
    company.pay(second)
    relay.run()
    assert state_of(purchase) == PurchaseState.PAID


def test_a_purchase_that_expires_closes_the_page_where_it_would_be_paid(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany, relay: Relay
) -> None:
    reference = go_to_pay(browser, purchase)
    expire(purchase)
    relay.run()
    assert company.sessions[reference]["status"] == "expired"
    assert {payment.state for payment in payments_of(purchase)} == {PaymentState.VOIDED}


def test_money_goes_back_once_whole_or_in_part(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany, relay: Relay
) -> None:
    company.pay(go_to_pay(browser, purchase))
    relay.run()
    order = purchase_of(purchase.number).orders[0]
    with transaction():
        checkout.cancel_order(order.id, version=order.version, reason="changed my mind", by=GUEST)
    relay.run()
    (refund,) = refunds_of(purchase)
    assert refund.state == RefundState.SUCCEEDED
    (sent,) = company.refunds.values()
    assert (sent["amount"], sent["id"]) == (order.total.minor, refund.reference)


def test_a_dispute_is_kept_and_shown_to_operators(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany, relay: Relay
) -> None:
    reference = go_to_pay(browser, purchase)
    company.pay(reference)
    relay.run()
    company.dispute(reference)
    relay.run()
    with reading():
        (alarm,) = queries.list_alarms(10)
    assert (alarm.gateway, alarm.kind) == ("stripe", "charge.dispute.created")
    assert (alarm.payment_number, alarm.purchase_id) == (payment_of(purchase).number, purchase.id)
    assert state_of(purchase) == PurchaseState.PAID


def test_a_word_about_something_else_is_kept_and_moves_nothing(
    purchase: PurchaseDetail, company: StripeCompany, relay: Relay
) -> None:
    company.tell("customer.created", {"id": "cus_1", "object": "customer"})
    assert facts()["GatewayWordReceived"] == 0
    with reading():
        assert queries.count_words("stripe", "") == 1


def test_a_forged_word_is_refused(company: StripeCompany) -> None:
    body, headers = signed({"id": "evt_1", "type": "x", "data": {"object": {}}}, secret="whsec_of_nobody")
    answer = (
        shop_app().test_client().post("/payments/webhooks/stripe", data=body, headers=headers, base_url=HOST)
    )
    assert answer.status_code == 400


def test_a_company_that_is_away_is_said_and_another_way_is_offered(
    purchase: PurchaseDetail, browser: Browser, company: StripeCompany
) -> None:
    company.is_down = True
    gone = browser.post(f"/de/checkout/return/{payment_of(purchase).token}", gateway="stripe")
    assert gone.location == f"/de/orders/{purchase.number}"
    with browser.client.session_transaction(base_url=browser.base) as cookie:
        ((category, _sentence),) = cookie["_flashes"]
        cookie["guest_orders"] = [purchase.number]
    assert category == "warning"
    page = browser.get(gone.location).text
    assert 'value="sandbox"' in page
    assert 'value="stripe" checked' in page
    back = browser.post(f"/de/checkout/return/{payment_of(purchase).token}", gateway="sandbox")
    assert urlsplit(back.location).path.startswith("/sandbox-pay/")


def test_forms_may_lead_to_its_pay_page_and_nowhere_else(company: StripeCompany, browser: Browser) -> None:
    policy = browser.get("/de/cart").headers["Content-Security-Policy"]
    assert f"form-action 'self' {company.address};" in policy
    override(stripe_secret_key="")
    assert "form-action 'self';" in browser.get("/de/cart").headers["Content-Security-Policy"]
