"""The gateway stripe, asked over a socket by the official library, keeps every promise of the port."""

from collections.abc import Iterator
from time import time
from typing import Any

import pytest

from core.kernel.money import Money
from core.payments.errors import SignatureWrong
from core.payments.gateways import registry
from core.payments.gateways.stripe import client
from core.payments.gateways.stripe.client import Refused, StripeGateway
from core.payments.types import GatewaySession, PaymentState
from core.platform.db import transaction
from core.platform.http import OutageError
from core.platform.settings import override
from tests.factories.stripe_company import SECRET, StripeCompany, signed

PRICE = Money(4_999, "EUR")
State = PaymentState


@pytest.fixture
def company() -> Iterator[StripeCompany]:
    with StripeCompany() as open_for_business:
        override(**open_for_business.settings())
        yield open_for_business


@pytest.fixture
def gateway(company: StripeCompany) -> StripeGateway:
    return StripeGateway()


def opened(gateway: StripeGateway, amount: Money = PRICE, **other: Any) -> GatewaySession:
    asked: dict[str, Any] = {
        "number": "PAY-1",
        "return_url": "http://eu.localhost:8000/de/checkout/return/token",
        "webhook_url": "http://eu.localhost:8000/payments/webhooks/stripe",
        "language": "de",
        "title": "ORD-1",
        "email": "robin@cast.example",
    }
    return gateway.create(amount=amount, **asked | other)


def test_it_is_offered_only_with_both_keys(company: StripeCompany) -> None:
    assert registry.offered() == ["sandbox", "stripe"]
    assert registry.pay_hosts() == [company.address]
    override(stripe_webhook_secret=())
    assert registry.offered() == ["sandbox"]
    assert registry.pay_hosts() == []
    override(stripe_webhook_secret=(SECRET,), stripe_secret_key="")
    assert registry.offered() == ["sandbox"]
    assert not registry.is_listening("stripe")


def test_its_words_are_heard_while_it_is_not_on_offer_any_more(company: StripeCompany) -> None:
    override(payment_gateways=("sandbox",))
    assert registry.offered() == ["sandbox"]
    assert registry.is_listening("stripe")
    assert not registry.is_listening("elsewhere")


def test_the_shopper_is_sent_to_a_page_that_asks_for_what_they_saw(
    gateway: StripeGateway, company: StripeCompany
) -> None:
    session = opened(gateway)
    kept = company.sessions[session.reference]
    assert session.pay_url == f"{company.address}/c/pay/{session.reference}"
    assert (kept["amount_total"], kept["currency"], kept["title"]) == (4_999, "eur", "ORD-1")
    assert (kept["client_reference_id"], kept["locale"]) == ("PAY-1", "de")
    assert kept["customer_email"] == "robin@cast.example"
    assert gateway.fetch(session.reference).amount == PRICE


def test_a_currency_without_decimals_is_asked_for_whole(
    gateway: StripeGateway, company: StripeCompany
) -> None:
    session = opened(gateway, Money(500, "JPY"))
    assert company.sessions[session.reference]["amount_total"] == 500
    assert gateway.fetch(session.reference).amount == Money(500, "JPY")


def test_the_same_payment_opened_twice_is_one_session(gateway: StripeGateway, company: StripeCompany) -> None:
    assert opened(gateway).reference == opened(gateway).reference
    assert len(company.sessions) == 1


def test_another_host_of_the_browser_is_no_quarrel_about_the_key(
    gateway: StripeGateway, company: StripeCompany
) -> None:
    opened(gateway)
    opened(gateway, return_url="http://127.0.0.1:8000/de/checkout/return/token")
    assert len(company.sessions) == 2


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("succeeded", State.CAPTURED),
        ("requires_capture", State.AUTHORIZED),
        ("processing", State.PENDING),
        ("requires_payment_method", State.DECLINED),
        ("canceled", State.VOIDED),
        ("something_new", State.PENDING),
    ],
)
def test_what_became_of_the_money_is_told_in_our_words(
    gateway: StripeGateway, company: StripeCompany, status: str, state: PaymentState
) -> None:
    reference = opened(gateway).reference
    assert gateway.fetch(reference).state is State.CREATED
    company.pay(reference, status=status)
    told = gateway.fetch(reference)
    assert told.state is state
    assert told.charge == company.sessions[reference]["payment_intent"]
    assert gateway.authorize(reference) == told


def test_money_that_is_set_aside_is_taken_once(gateway: StripeGateway, company: StripeCompany) -> None:
    reference = opened(gateway).reference
    company.pay(reference, status="requires_capture")
    for _ in range(2):
        assert gateway.capture(reference, PRICE).state is State.CAPTURED
    assert [path for _, path, _ in company.calls if path.endswith("/capture")] == [
        f"/v1/payment_intents/{company.sessions[reference]['payment_intent']}/capture"
    ]


def test_letting_go_closes_what_is_open_and_leaves_what_is_paid(
    gateway: StripeGateway, company: StripeCompany
) -> None:
    unpaid, reserved, paid = (opened(gateway, number=f"PAY-{n}").reference for n in range(3))
    company.pay(reserved, status="requires_capture")
    company.pay(paid)
    assert gateway.void(unpaid).state is State.VOIDED
    assert gateway.void(unpaid).state is State.VOIDED
    assert gateway.void(reserved).state is State.VOIDED
    assert gateway.void(paid).state is State.CAPTURED


def test_a_shopper_who_pays_while_we_let_go_has_paid(
    gateway: StripeGateway, company: StripeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = opened(gateway).reference
    before = client._session(reference)
    company.pay(reference)
    asked = iter([before, client._session(reference)])
    monkeypatch.setattr(client, "_session", lambda _: next(asked))
    assert gateway.void(reference).state is State.CAPTURED


def test_money_goes_back_in_parts_and_each_part_once(gateway: StripeGateway, company: StripeCompany) -> None:
    reference = opened(gateway).reference
    company.pay(reference)
    first = gateway.refund(reference, number="REF-1", amount=Money(1_999, "EUR"))
    assert gateway.refund(reference, number="REF-1", amount=Money(1_999, "EUR")) == first
    assert gateway.refund(reference, number="REF-2", amount=Money(3_000, "EUR")) != first
    assert sorted(refund["amount"] for refund in company.refunds.values()) == [1_999, 3_000]
    with pytest.raises(Refused):
        gateway.refund(reference, number="REF-3", amount=Money(1, "EUR"))


def test_one_refund_number_never_stands_for_two_amounts(
    gateway: StripeGateway, company: StripeCompany
) -> None:
    reference = opened(gateway).reference
    company.pay(reference)
    gateway.refund(reference, number="REF-1", amount=Money(1_000, "EUR"))
    with pytest.raises(Refused):
        gateway.refund(reference, number="REF-1", amount=Money(2_000, "EUR"))


def test_a_company_that_is_away_is_an_outage_and_is_asked_again_with_the_same_key(
    gateway: StripeGateway, company: StripeCompany
) -> None:
    company.is_down = True
    with pytest.raises(OutageError):
        opened(gateway)
    keys = [key for _, _, key in company.calls]
    assert len(keys) == 3
    assert len(set(keys)) == 1
    company.is_down = False
    assert opened(gateway).pay_url


def test_nobody_there_is_an_outage_too(gateway: StripeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "RETRIES", 0)
    override(stripe_api_base="http://localhost:9")
    with pytest.raises(OutageError):
        opened(gateway)


def test_a_wrong_key_and_a_sum_too_small_are_refused(gateway: StripeGateway) -> None:
    with pytest.raises(Refused, match="amount_too_small"):
        opened(gateway, Money(1, "EUR"))
    override(stripe_secret_key="sk_test_of_nobody")
    with pytest.raises(OutageError):
        opened(gateway, number="PAY-2")


@pytest.mark.usefixtures("db")
def test_no_call_is_made_inside_a_transaction(gateway: StripeGateway, company: StripeCompany) -> None:
    with transaction(), pytest.raises(RuntimeError, match="no network"):
        gateway.fetch("cs_test_1")
    assert company.calls == []


EVENT = {
    "id": "evt_1",
    "type": "checkout.session.completed",
    "data": {"object": {"id": "cs_1", "object": "checkout.session"}},
}


def test_a_signed_word_is_read(gateway: StripeGateway) -> None:
    body, headers = signed(EVENT)
    told = gateway.parse_webhook(headers, body)
    assert (told.event_id, told.kind, told.reference) == ("evt_1", "checkout.session.completed", "cs_1")
    assert not told.is_alarming


@pytest.mark.parametrize(
    ("kind", "about", "reference", "is_alarming"),
    [
        ("payment_intent.succeeded", {"id": "pi_1", "object": "payment_intent"}, "pi_1", False),
        ("charge.refunded", {"id": "ch_1", "object": "charge", "payment_intent": "pi_1"}, "pi_1", False),
        (
            "charge.dispute.created",
            {"id": "dp_1", "object": "dispute", "payment_intent": "pi_1"},
            "pi_1",
            True,
        ),
        ("refund.failed", {"id": "re_1", "object": "refund", "payment_intent": "pi_1"}, "pi_1", True),
        ("customer.created", {"id": "cus_1", "object": "customer"}, "", False),
        ("a.kind.of.tomorrow", {"object": "news"}, "", False),
    ],
)
def test_every_kind_of_word_is_understood_as_far_as_it_concerns_us(
    gateway: StripeGateway, kind: str, about: dict[str, Any], reference: str, is_alarming: bool
) -> None:
    body, headers = signed({"id": "evt_2", "type": kind, "data": {"object": about}})
    told = gateway.parse_webhook(headers, body)
    assert (told.kind, told.reference, told.is_alarming) == (kind, reference, is_alarming)


def test_a_word_without_content_is_understood_too(gateway: StripeGateway) -> None:
    body, headers = signed({"id": "evt_3", "object": "v2.core.event", "type": "v2.of.tomorrow"})
    told = gateway.parse_webhook(headers, body)
    assert (told.event_id, told.kind, told.reference) == ("evt_3", "v2.of.tomorrow", "")


def test_while_secrets_change_both_are_right(gateway: StripeGateway) -> None:
    override(stripe_webhook_secret=("whsec_new", SECRET))
    for secret in ("whsec_new", SECRET):
        body, headers = signed(EVENT, secret=secret)
        assert gateway.parse_webhook(headers, body).event_id == "evt_1"


def test_the_name_of_the_header_may_come_in_any_case(gateway: StripeGateway) -> None:
    body, headers = signed(EVENT)
    assert gateway.parse_webhook({name.lower(): value for name, value in headers.items()}, body)


@pytest.mark.parametrize(
    "forge",
    [
        lambda body, header: (body + b" ", header),
        lambda body, header: (body, header.replace("v1=", "v0=")),
        lambda body, header: (body, ""),
        lambda body, header: (body, "t=,v1="),
        lambda body, header: (body, header.partition(",")[0]),
        lambda body, header: (b"\xff", header),
    ],
)
def test_what_the_company_did_not_sign_is_refused(gateway: StripeGateway, forge: Any) -> None:
    body, headers = signed(EVENT)
    forged, header = forge(body, headers["Stripe-Signature"])
    with pytest.raises(SignatureWrong):
        gateway.parse_webhook({"Stripe-Signature": header}, forged)


def test_a_strangers_signature_and_an_old_one_are_refused(gateway: StripeGateway) -> None:
    for body, headers in (signed(EVENT, secret="whsec_of_nobody"), signed(EVENT, at=int(time()) - 301)):
        with pytest.raises(SignatureWrong):
            gateway.parse_webhook(headers, body)
    body, headers = signed(EVENT, at=int(time()) - 290)
    assert gateway.parse_webhook(headers, body)
